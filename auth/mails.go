package auth

import "github.com/cueslip/cueslip/tongue"

// words of a mail: its subject, and what stands around the link, if it has one.
type words struct{ subject, before, after string }

var (
	signInMail = words{
		tongue.Mark("Your link to sign in"),
		tongue.Mark("Open this link and press the button, and you are signed in:"),
		tongue.Mark("It is good once, within 10 minutes. If you did not ask for it, leave this mail alone: without the link nothing happens."),
	}
	signUpMail = words{
		tongue.Mark("Your link to sign up"),
		tongue.Mark("Open this link and press the button, and you have an account:"),
		tongue.Mark("It is good once, within 10 minutes. If you did not ask for it, leave this mail alone: without the link there is no account."),
	}
	addressMail = words{
		tongue.Mark("Confirm your address"),
		tongue.Mark("Open this link and press the button, and this is the address of your account:"),
		tongue.Mark("It is good once, within 10 minutes, for the account that asked for it. If that was not you, leave this mail alone: nothing changes."),
	}
	takenMail = words{
		tongue.Mark("Your address is in use already"),
		tongue.Mark("Somebody who is signed in wanted this address for an account. It belongs to an account here already, and stays there."),
		tongue.Mark("If that was you, sign in with this address and remove it there first. If not, there is nothing to do."),
	}
	leftMail = words{
		tongue.Mark("Your account has left this address"),
		tongue.Mark("This is no longer the address of your account: it was changed or removed there a moment ago. It signs nobody in any more."),
		tongue.Mark("If that was not you, tell whoever runs this Cueslip at once."),
	}
)
