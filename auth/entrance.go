package auth

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// Store is what the entrance needs of the database.
type Store interface {
	Spend(ctx context.Context, budgets ...board.Budget) (wait time.Duration, err error)
	Refund(ctx context.Context, whole, one []string) error

	SignUp(ctx context.Context, n board.NewAccount) (board.Account, error)
	Account(ctx context.Context, person string) (board.Account, error)
	AccountByEmail(ctx context.Context, email string) (a board.Account, hash string, err error)
	Email(ctx context.Context, person string) (email string, verified bool, err error)
	Password(ctx context.Context, person string) (hash string, err error)
	SetPassword(ctx context.Context, person, hash, keep string) error

	BeginFlow(ctx context.Context, kind string, data any, age time.Duration) (token string, err error)
	Flow(ctx context.Context, kind, token string, data any) error
	RedeemMailed(ctx context.Context, kind, token string, n board.NewAccount) (board.Account, error)
	ChangeEmail(ctx context.Context, kind, token, person, old, email string) error
	RemoveEmail(ctx context.Context, person string) error
}

// Entrance lets people in by their e-mail address: with a password, or with a
// link that is mailed to it. It is safe for concurrent use.
type Entrance struct {
	store       Store
	keys        Keys
	newAccounts board.AccountRole
	passwords   *passwords
	post        *post // nil without a mail server
}

// Keys returns the key that seals now, and all that may have sealed before.
// Errors: internal, busy.
type Keys func(ctx context.Context) (newest board.Key, all []board.Key, err error)

// Options of an entrance.
type Options struct {
	Keys        Keys
	NewAccounts board.AccountRole // what those who sign up become; "" lets nobody sign up
	Mail        *Mail             // nil: there are no links
	PublicURL   string            // scheme and host, which links lead to
	Log         *slog.Logger
}

// NewEntrance makes an entrance. Close it when done.
func NewEntrance(store Store, o Options) *Entrance {
	e := &Entrance{store: store, keys: o.Keys, newAccounts: o.NewAccounts, passwords: newPasswords()}
	if o.Mail != nil {
		e.post = newPost(o.Mail, o.PublicURL, o.Log)
	}
	return e
}

// Close takes no more mail and waits until what there is was sent. When ctx is
// done first, the rest is dropped.
func (e *Entrance) Close(ctx context.Context) {
	if e.post != nil {
		e.post.close(ctx)
	}
}

// Mails reports whether links can be mailed.
func (e *Entrance) Mails() bool { return e.post != nil }

// SignsUp reports whether new accounts are made.
func (e *Entrance) SignsUp() bool { return e.newAccounts != "" }

// Mark returns a mark for the browser in which a person has just signed in.
// Errors: internal, busy.
func (e *Entrance) Mark(ctx context.Context, person string) (string, error) {
	key, _, err := e.keys(ctx)
	if err != nil {
		return "", err
	}
	return mark(key, person), nil
}

var errWrong = board.Errorf(board.SignIn, "The e-mail address or the password is not right.")

// SignIn returns the account of an address and a password. An address that is
// unknown, an account without a password and a wrong one take the same work
// and get the same answer. Errors: required, too_long, invalid_text, sign_in,
// slow_down, busy.
func (e *Entrance) SignIn(ctx context.Context, address, password string, from Caller) (board.Account, error) {
	email, err := Address(address)
	if err != nil {
		return board.Account{}, err
	}
	if password == "" {
		return board.Account{}, board.Errorf(board.Required, "Please enter your password.").In("password")
	}
	account, hash, err := e.find(ctx, email)
	if err != nil {
		return board.Account{}, err
	}
	tries, err := e.tries(ctx, email, account.Person, from)
	if err != nil {
		return board.Account{}, err
	}
	if right, err := e.passwords.matches(ctx, password, hash); err != nil || !right {
		if err == nil {
			err = errWrong
		}
		return board.Account{}, err
	}
	return account, e.forgive(ctx, tries)
}

// find is AccountByEmail for which nobody is no error.
func (e *Entrance) find(ctx context.Context, email string) (board.Account, string, error) {
	account, hash, err := e.store.AccountByEmail(ctx, email)
	if board.CodeOf(err) == board.NotFound {
		return board.Account{}, "", nil
	}
	return account, hash, err
}

// tries spends one try of a password, and returns the budgets it was taken from.
func (e *Entrance) tries(ctx context.Context, email, person string, from Caller) ([]board.Budget, error) {
	newest, all, err := e.keys(ctx)
	if err != nil {
		return nil, err
	}
	browser := knownBrowser(all, from.Mark, person)
	tries := budgets{newest, "password"}.tries(email, browser, from, passwordsPerAccount, passwordsPerNetwork, passwordWindow)
	return tries, e.spend(ctx, tries)
}

// forgive takes back a try that was right: the account's or the browser's
// count begins anew, and the network's is one less.
func (e *Entrance) forgive(ctx context.Context, tries []board.Budget) error {
	var network []string
	for _, b := range tries[1:] {
		network = append(network, b.Key)
	}
	return e.store.Refund(ctx, []string{tries[0].Key}, network)
}

// HasPassword reports whether a person can sign in with a password. Error: busy.
func (e *Entrance) HasPassword(ctx context.Context, person string) (bool, error) {
	hash, err := e.store.Password(ctx, person)
	return hash != "", err
}

// NewPassword is a password that somebody sets who is signed in already.
type NewPassword struct {
	Person  string
	Session string // their session, which stays; their others end
	Old     string
	Proved  bool // the person has just shown to be who they are, and need not know the old one
	New     string
}

// SetPassword gives a person a new password. Errors: required, too_long and
// invalid_text in field new; required in field email for an account without an
// address, since one signs in with both; required and forbidden in field old;
// slow_down, not_found, busy.
func (e *Entrance) SetPassword(ctx context.Context, p NewPassword, from Caller) error {
	account, err := e.store.Account(ctx, p.Person)
	if err != nil {
		return err
	}
	email, _, err := e.store.Email(ctx, p.Person)
	if err != nil {
		return err
	}
	if email == "" {
		return board.Errorf(board.Required, "One signs in with an e-mail address and a password; this account has no address.").In("email")
	}
	if err := CheckPassword(p.New, ownersWords(account.Name, account.Handle, email)...); err != nil {
		return in(err, "new")
	}
	if !p.Proved {
		if err := e.proveOld(ctx, p, email, from); err != nil {
			return err
		}
	}
	hash, err := e.passwords.hash(ctx, p.New)
	if err != nil {
		return err
	}
	return e.store.SetPassword(ctx, p.Person, hash, p.Session)
}

// proveOld compares the old password, if there is one.
func (e *Entrance) proveOld(ctx context.Context, p NewPassword, email string, from Caller) error {
	hash, err := e.store.Password(ctx, p.Person)
	if err != nil || hash == "" {
		return err
	}
	if p.Old == "" {
		return board.Errorf(board.Required, "Please enter your present password too. If you forgot it, sign in with a link first.").In("old")
	}
	tries, err := e.tries(ctx, email, p.Person, from)
	if err != nil {
		return err
	}
	right, err := e.passwords.matches(ctx, p.Old, hash)
	if err != nil {
		return err
	}
	if !right {
		return board.Errorf(board.Forbidden, "Your present password is another one.").In("old")
	}
	return e.forgive(ctx, tries)
}

// ownersWords are what everybody tries first as the password of an account.
func ownersWords(name, handle, email string) []string {
	local, _, _ := strings.Cut(email, "@")
	words := []string{name, text.HandleOf(name), email, local}
	if handle != "" {
		words = append(words, handle)
	}
	return words
}
