package auth

import (
	"context"

	"github.com/cueslip/cueslip/board"
)

// flowAddress is the kind of flow that a link ends which was mailed to an
// address that somebody wants for their account.
const flowAddress = "address"

// wish is what is kept until that link is used.
type wish struct {
	Person string
	Email  string
	Old    string // the account's address when it was asked for
}

// AskAddress mails a link to an address that a person wants for their account,
// to be used by that person. If another account has the address, its holder is
// told instead, and the caller cannot tell. Errors: not_found without a mail
// server; required, too_long, invalid_text; duplicate for the person's own;
// slow_down, moved, busy.
func (e *Entrance) AskAddress(ctx context.Context, person, address string, from Caller) error {
	if e.post == nil {
		return errNoMail
	}
	email, err := Address(address)
	if err != nil {
		return err
	}
	old, verified, err := e.store.Email(ctx, person)
	if err != nil {
		return err
	}
	if old == email && verified {
		return board.Errorf(board.Duplicate, "This is the address of your account already.").In("email")
	}
	holder, _, err := e.find(ctx, email)
	if err != nil {
		return err
	}
	key, _, err := e.keys(ctx)
	if err != nil {
		return err
	}
	mails := budgets{key, "mail"}.tries(email, "", from, mailsPerAddress, mailsPerNetwork, mailWindow)
	if err := e.spend(ctx, mails); err != nil {
		return err
	}
	token, err := e.store.BeginFlow(ctx, flowAddress, wish{person, email, old}, LinkAge)
	if err != nil {
		return err
	}
	if holder.Person != "" && holder.Person != person {
		return e.post.send(email, takenMail, "", from.tongue()) // nobody ever learns the token
	}
	return e.post.send(email, addressMail, "account/email/"+token, from.tongue())
}

// AskedAddress returns the address that a person asked for with the token, and
// uses nothing up. Errors: forbidden for somebody else; login_expired, busy.
func (e *Entrance) AskedAddress(ctx context.Context, person, token string) (string, error) {
	w, err := e.wish(ctx, person, token)
	return w.Email, err
}

func (e *Entrance) wish(ctx context.Context, person, token string) (w wish, err error) {
	if err := e.store.Flow(ctx, flowAddress, token, &w); err != nil {
		return w, err
	}
	if w.Person != person {
		return wish{}, board.Errorf(board.Forbidden, "Another account asked for this link. Sign in to that one, and open the link again.")
	}
	return w, nil
}

// TakeAddress uses the link up, gives the account its address, and tells the
// one before. Errors: forbidden for somebody else; duplicate in field email
// when another account has the address by now; login_expired, also when the
// account's address has changed since; busy.
func (e *Entrance) TakeAddress(ctx context.Context, person, token string, from Caller) error {
	w, err := e.wish(ctx, person, token)
	if err != nil {
		return err
	}
	if err := e.store.ChangeEmail(ctx, flowAddress, token, person, w.Old, w.Email); err != nil {
		return err
	}
	if w.Old != w.Email {
		e.left(w.Old, from)
	}
	return nil
}

// RemoveAddress takes an account its address away, and its password, which is
// worth nothing without, and tells the address. Errors: not_found when there is
// none; conflict if nothing else would sign the person in; busy.
func (e *Entrance) RemoveAddress(ctx context.Context, person string, from Caller) error {
	old, _, err := e.store.Email(ctx, person)
	if err != nil {
		return err
	}
	if err := e.store.RemoveEmail(ctx, person); err != nil {
		return err
	}
	e.left(old, from)
	return nil
}

// left tells an address that it is its account's no more. What was changed
// stays so, whether or not the mail can be sent.
func (e *Entrance) left(old string, from Caller) {
	if e.post == nil || old == "" {
		return
	}
	if err := e.post.send(old, leftMail, "", from.tongue()); err != nil {
		e.post.log.Error("mail not sent", "error", err)
	}
}
