package auth

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// LinkAge is how long a mailed link is good.
const LinkAge = 10 * time.Minute

// flowMail is the kind of flow that a mailed link ends.
const flowMail = "mail"

// letter is what is kept until a mailed link is used.
type letter struct {
	Email    string
	Next     string // where to go then
	Name     string // of who signs up
	Password string // hashed, of who signs up
	Browser  string // hashed: in which the password was chosen
}

// Link is what a mailed link will do.
type Link struct {
	Email string
	Next  string
	Known bool   // the address has an account; else one is made
	Name  string // that the new account gets unless told otherwise
	Ready bool   // its password was chosen in this browser
}

var (
	errNoMail = board.Errorf(board.NotFound, "This server sends no e-mail.")
	errClosed = board.Errorf(board.Forbidden, "Nobody can sign up here; whoever runs this Cueslip makes the accounts.")
)

// MailLink mails a link that signs in to the account of the address, or up if
// there is none. Whether there is one, the caller cannot tell. Errors:
// not_found without a mail server; required, too_long, invalid_text, slow_down,
// moved, busy.
func (e *Entrance) MailLink(ctx context.Context, address, next string, from Caller) error {
	if e.post == nil {
		return errNoMail
	}
	email, err := Address(address)
	if err != nil {
		return err
	}
	return e.mail(ctx, letter{Email: email, Next: next}, from)
}

// SignUp is what somebody signs up with.
type SignUp struct {
	Name, Email, Password string
	Next                  string // where to go once the address is confirmed
	Browser               string // a secret of the browser, or ""
}

// SignUp makes an account, unless there is a mail server: then it is made once
// the link in a mail is used, mailed is true, and whether the address has an
// account already the caller cannot tell. Errors: forbidden when nobody may
// sign up; required, too_long, invalid_text, name_reserved; duplicate in field
// email; slow_down, moved, busy.
func (e *Entrance) SignUp(ctx context.Context, s SignUp, from Caller) (a board.Account, mailed bool, err error) {
	if e.newAccounts == "" {
		return a, false, errClosed
	}
	if s.Name, err = text.AccountName("name", s.Name); err != nil {
		return a, false, err
	}
	email, err := Address(s.Email)
	if err != nil {
		return a, false, err
	}
	if err := CheckPassword(s.Password, ownersWords(s.Name, "", email)...); err != nil {
		return a, false, err
	}
	if err := e.spendSignUp(ctx, from); err != nil {
		return a, false, err
	}
	hash, err := e.passwords.hash(ctx, s.Password)
	if err != nil {
		return a, false, err
	}
	if e.post == nil {
		a, err = e.store.SignUp(ctx, board.NewAccount{Name: s.Name, Role: e.newAccounts, Email: email, Password: hash})
		return a, false, err
	}
	l := letter{Email: email, Next: s.Next, Name: s.Name}
	if s.Browser != "" {
		l.Password, l.Browser = hash, hashed(s.Browser)
	}
	return a, true, e.mail(ctx, l, from)
}

func (e *Entrance) spendSignUp(ctx context.Context, from Caller) error {
	key, _, err := e.keys(ctx)
	if err != nil {
		return err
	}
	return e.spend(ctx, []board.Budget{budgets{key, "sign-up"}.of("network", from.Network.String(), signUpsPerNetwork, signUpWindow)})
}

// mail begins what a link will end, and mails the link.
func (e *Entrance) mail(ctx context.Context, l letter, from Caller) error {
	account, _, err := e.find(ctx, l.Email)
	if err != nil {
		return err
	}
	newest, all, err := e.keys(ctx)
	if err != nil {
		return err
	}
	browser := knownBrowser(all, from.Mark, account.Person)
	mails := budgets{newest, "mail"}.tries(l.Email, browser, from, mailsPerAddress, mailsPerNetwork, mailWindow)
	if err := e.spend(ctx, mails); err != nil {
		return err
	}
	token, err := e.store.BeginFlow(ctx, flowMail, l, LinkAge)
	if err != nil {
		return err
	}
	switch {
	case account.Person != "":
		return e.post.send(l.Email, signInMail, "in/"+token, from.tongue())
	case e.newAccounts != "":
		return e.post.send(l.Email, signUpMail, "in/"+token, from.tongue())
	default:
		return nil // nobody is there, and nobody may come
	}
}

// Link reads what a mailed link will do and uses nothing up. browser is the
// secret of the browser that asks. Errors: login_expired, busy.
func (e *Entrance) Link(ctx context.Context, token, browser string) (Link, error) {
	var l letter
	if err := e.store.Flow(ctx, flowMail, token, &l); err != nil {
		return Link{}, err
	}
	account, _, err := e.find(ctx, l.Email)
	return Link{Email: l.Email, Next: l.Next, Known: account.Person != "", Name: l.Name, Ready: l.chosenIn(browser)}, err
}

// Redemption uses a mailed link. Name and password are for a new account.
type Redemption struct {
	Token    string
	Browser  string
	Name     string // "": what was given when the link was asked for
	Password string // "": what was chosen in this browser, else none
}

// Redeem uses a mailed link up, and returns the account that it leads to and
// where to go. A password that was chosen elsewhere is not taken: whoever
// chose it may not be who reads the mail. Errors: login_expired; forbidden when
// nobody may sign up; required, too_long, invalid_text, name_reserved, busy.
func (e *Entrance) Redeem(ctx context.Context, r Redemption) (a board.Account, next string, err error) {
	var l letter
	if err := e.store.Flow(ctx, flowMail, r.Token, &l); err != nil {
		return a, "", err
	}
	n := board.NewAccount{Email: l.Email}
	account, _, err := e.find(ctx, l.Email)
	if err == nil && account.Person == "" {
		n, err = e.newcomer(ctx, r, l)
	}
	if err != nil {
		return a, "", err
	}
	a, err = e.store.RedeemMailed(ctx, flowMail, r.Token, n)
	return a, l.Next, err
}

// newcomer is the account that a link makes.
func (e *Entrance) newcomer(ctx context.Context, r Redemption, l letter) (n board.NewAccount, err error) {
	if e.newAccounts == "" {
		return n, errClosed
	}
	n = board.NewAccount{Email: l.Email, Role: e.newAccounts}
	if n.Name, err = text.AccountName("name", cmp.Or(r.Name, l.Name)); err != nil {
		return n, err
	}
	switch {
	case r.Password != "":
		if err := CheckPassword(r.Password, ownersWords(n.Name, "", l.Email)...); err != nil {
			return n, err
		}
		n.Password, err = e.passwords.hash(ctx, r.Password)
	case l.chosenIn(r.Browser):
		n.Password = l.Password
	}
	return n, err
}

// chosenIn reports whether the password of the letter was chosen in a browser.
func (l letter) chosenIn(browser string) bool {
	return l.Password != "" && subtle.ConstantTimeCompare([]byte(l.Browser), []byte(hashed(browser))) == 1
}

func hashed(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// in names another field in a refusal.
func in(err error, field string) error {
	var refusal *board.Error
	if errors.As(err, &refusal) {
		return refusal.In(field)
	}
	return err
}
