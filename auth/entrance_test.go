package auth_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/auth/smtptest"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

const (
	email  = "minna@example.org"
	secret = "slow ferry amber"
)

// desk is an entrance on a database of its own, and a mail server.
type desk struct {
	*auth.Entrance
	t     *testing.T
	store *store.Store
	file  string // of the database
	now   atomic.Int64
	mails *smtptest.Server
}

// open opens an entrance; change may set up its options.
func open(t *testing.T, change ...func(*auth.Options)) *desk {
	t.Helper()
	d := &desk{t: t, mails: smtptest.Start(t)}
	d.now.Store(1_795_000_000_000)
	url := storetest.SQLite(t)
	d.file = strings.TrimPrefix(url, "sqlite:")
	d.store = storetest.OpenWith(t, url, store.Options{Serve: true, Clock: d.now.Load})
	options := auth.Options{Keys: d.keys, NewAccounts: board.DJ, Mail: newMail(t, d.mails.URL), PublicURL: "https://requests.example.org", Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, set := range change {
		set(&options)
	}
	d.Entrance = auth.NewEntrance(d.store, options)
	t.Cleanup(func() { d.Close(context.Background()) })
	return d
}

func (d *desk) keys(ctx context.Context) (newest board.Key, all []board.Key, err error) {
	if all, err = d.store.Secrets(ctx, "entrance"); err != nil {
		return newest, nil, err
	}
	return all[0], all, nil
}

func noMail(o *auth.Options) { o.Mail = nil }

func from(network string) auth.Caller { return auth.Caller{Network: netip.MustParseAddr(network)} }

// member adds an account with an address and a password.
func (d *desk) member() board.Account {
	d.t.Helper()
	e := auth.NewEntrance(d.store, auth.Options{Keys: d.keys, NewAccounts: board.DJ})
	a, _, err := e.SignUp(d.t.Context(), auth.SignUp{Name: "Minna", Email: email, Password: secret}, from("192.0.2.9"))
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d *desk) want(code board.Code, err error) {
	d.t.Helper()
	if board.CodeOf(err) != code {
		d.t.Fatalf("%v, want %q", err, code)
	}
}

func (d *desk) signIn(password string, caller auth.Caller) error {
	_, err := d.SignIn(d.t.Context(), email, password, caller)
	return err
}

// token returns the token of the link in the next mail.
func (d *desk) token(to string) string {
	d.t.Helper()
	link, ok := strings.CutPrefix(d.mails.Next(to).Link(), "https://requests.example.org/in/")
	if !ok || len(link) != 43 {
		d.t.Fatalf("the link is %q", link)
	}
	return path.Base(link)
}

func TestAWrongPasswordAndAnUnknownAddressGetTheSameAnswer(t *testing.T) {
	d := open(t)
	a := d.member()
	d.want(board.SignIn, d.signIn("slow ferry", from("192.0.2.1")))
	_, err := d.SignIn(t.Context(), "nobody@example.org", secret, from("192.0.2.1"))
	d.want(board.SignIn, err)
	if wrong := d.signIn("slow ferry", from("192.0.2.1")); wrong.Error() != err.Error() {
		t.Errorf("%v and %v", wrong, err)
	}
	got, err := d.SignIn(t.Context(), " Minna@Example.org ", secret, from("192.0.2.1"))
	if err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAStrangerCannotLockTheDJOut(t *testing.T) {
	d := open(t)
	a := d.member()
	mark, err := d.Mark(t.Context(), a.Person)
	d.want("", err)
	for range 10 {
		d.want(board.SignIn, d.signIn("guess", from("198.51.100.1")))
	}
	// The account is closed to strangers, wherever they are and whatever they know.
	d.want(board.SlowDown, d.signIn(secret, from("198.51.100.1")))
	d.want(board.SlowDown, d.signIn(secret, from("203.0.113.7")))
	for _, other := range []string{"", "x", mark + "x", strings.ToLower(mark)} {
		d.want(board.SlowDown, d.signIn(secret, auth.Caller{Network: netip.MustParseAddr("203.0.113.7"), Mark: other}))
	}
	// A browser that was in it before has ten tries of its own, and each time anew.
	known := auth.Caller{Network: netip.MustParseAddr("198.51.100.1"), Mark: mark}
	for range 2 {
		for range 9 {
			d.want(board.SignIn, d.signIn("typo", known))
		}
		d.want("", d.signIn(secret, known))
	}
	for range 10 {
		d.want(board.SignIn, d.signIn("typo", known))
	}
	d.want(board.SlowDown, d.signIn(secret, known))
	// A link works from anywhere, and so does the password when the window is over.
	d.want("", d.MailLink(t.Context(), email, "", from("203.0.113.7")))
	got, _, err := d.Redeem(t.Context(), auth.Redemption{Token: d.token(email)})
	if err != nil || got != a {
		t.Errorf("%+v, %v", got, err)
	}
	d.now.Add((15 * time.Minute).Milliseconds())
	d.want(board.SignIn, d.signIn(secret, known)) // the link took the unconfirmed password away
}

func TestAMarkIsOfOnePersonOnly(t *testing.T) {
	d := open(t)
	d.member()
	mark, err := d.Mark(t.Context(), "somebody else")
	d.want("", err)
	stranger := auth.Caller{Network: netip.MustParseAddr("198.51.100.1"), Mark: mark}
	for range 10 {
		d.want(board.SignIn, d.signIn("guess", stranger))
	}
	d.want(board.SlowDown, d.signIn(secret, stranger))
}

func TestARightPasswordBeginsTheCountAnew(t *testing.T) {
	d := open(t)
	d.member()
	for range 3 {
		for range 9 {
			d.want(board.SignIn, d.signIn("typo", from("192.0.2.1")))
		}
		d.want("", d.signIn(secret, from("192.0.2.1")))
	}
}

func TestANetworkHasFiftyTries(t *testing.T) {
	d := open(t)
	for i := range 50 {
		_, err := d.SignIn(t.Context(), "dj"+strings.Repeat("x", i)+"@example.org", "guess", from("198.51.100.1"))
		d.want(board.SignIn, err)
	}
	_, err := d.SignIn(t.Context(), "another@example.org", "guess", from("198.51.100.1"))
	d.want(board.SlowDown, err)
	_, err = d.SignIn(t.Context(), "another@example.org", "guess", from("198.51.100.2"))
	d.want(board.SignIn, err)
	files, err := filepath.Glob(d.file + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil || bytes.Contains(data, []byte("198.51.100")) || bytes.Contains(data, []byte("another@")) {
			t.Errorf("%s holds an address, %v", file, err)
		}
	}
}

func TestALinkIsMailedWhetherOrNotTheAddressIsKnown(t *testing.T) {
	d := open(t)
	a := d.member()
	d.want("", d.MailLink(t.Context(), "Minna@example.org", "/e/4VAM0MMN", from("192.0.2.1")))
	in := d.token(email)
	d.want("", d.MailLink(t.Context(), "new@example.org", "", from("192.0.2.1")))
	up := d.token("new@example.org")
	if l, err := d.Link(t.Context(), in, ""); err != nil || l != (auth.Link{Email: email, Next: "/e/4VAM0MMN", Known: true}) {
		t.Errorf("%+v, %v", l, err)
	}
	if l, err := d.Link(t.Context(), up, ""); err != nil || l != (auth.Link{Email: "new@example.org"}) {
		t.Errorf("%+v, %v", l, err)
	}
	got, next, err := d.Redeem(t.Context(), auth.Redemption{Token: in})
	if err != nil || got != a || next != "/e/4VAM0MMN" {
		t.Errorf("%+v, %q, %v", got, next, err)
	}
	_, _, err = d.Redeem(t.Context(), auth.Redemption{Token: up}) // without a name: the link stays good
	d.want(board.Required, err)
	got, _, err = d.Redeem(t.Context(), auth.Redemption{Token: up, Name: "Marlow", Password: secret})
	if err != nil || got.Name != "Marlow" || got.Role != board.DJ {
		t.Errorf("%+v, %v", got, err)
	}
	for _, used := range []string{in, up, "unknown", ""} {
		_, _, err = d.Redeem(t.Context(), auth.Redemption{Token: used, Name: "Marlow"})
		d.want(board.LoginExpired, err)
	}
	_, err = d.SignIn(t.Context(), "new@example.org", secret, from("192.0.2.1"))
	d.want("", err)
}

func TestALinkIsGoodForTenMinutes(t *testing.T) {
	d := open(t)
	d.member()
	d.want("", d.MailLink(t.Context(), email, "", from("192.0.2.1")))
	token := d.token(email)
	d.now.Add((10 * time.Minute).Milliseconds())
	_, _, err := d.Redeem(t.Context(), auth.Redemption{Token: token})
	d.want(board.LoginExpired, err)
}

func TestAMailboxIsNotFlooded(t *testing.T) {
	d := open(t)
	a := d.member()
	mark, err := d.Mark(t.Context(), a.Person)
	d.want("", err)
	for _, address := range []string{email, "new@example.org"} {
		for i := range 5 {
			d.want("", d.MailLink(t.Context(), address, "", from("192.0.2."+string(rune('1'+i)))))
			d.token(address)
		}
		d.want(board.SlowDown, d.MailLink(t.Context(), address, "", from("192.0.2.9")))
	}
	d.mails.None()
	d.want("", d.MailLink(t.Context(), email, "", auth.Caller{Network: netip.MustParseAddr("192.0.2.1"), Mark: mark}))
	d.token(email)
	d.now.Add((10 * time.Minute).Milliseconds())
	d.want("", d.MailLink(t.Context(), email, "", from("192.0.2.9")))
	d.token(email)
}

func TestASignUpIsConfirmedByMail(t *testing.T) {
	d := open(t)
	signUp := func(browser string) string {
		t.Helper()
		_, mailed, err := d.SignUp(t.Context(), auth.SignUp{Name: "Minna", Email: email, Password: secret, Next: "/e/4VAM0MMN", Browser: browser}, from("192.0.2.1"))
		if err != nil || !mailed {
			t.Fatalf("mailed %v, %v", mailed, err)
		}
		return d.token(email)
	}
	token := signUp("a browser")
	d.want(board.SignIn, d.signIn(secret, from("192.0.2.1"))) // not yet
	if l, err := d.Link(t.Context(), token, "a browser"); err != nil || !l.Ready || l.Known || l.Name != "Minna" {
		t.Errorf("%+v, %v", l, err)
	}
	_, next, err := d.Redeem(t.Context(), auth.Redemption{Token: token, Browser: "a browser"})
	if err != nil || next != "/e/4VAM0MMN" {
		t.Fatalf("%q, %v", next, err)
	}
	d.want("", d.signIn(secret, from("192.0.2.1")))

	// Somebody else signs up with the address: its owner signs in, nothing else happens.
	_, _, err = d.SignUp(t.Context(), auth.SignUp{Name: "Mallory", Email: email, Password: "mallory's own", Browser: "theirs"}, from("192.0.2.1"))
	d.want("", err)
	a, _, err := d.Redeem(t.Context(), auth.Redemption{Token: d.token(email), Browser: "theirs", Name: "Mallory", Password: "mallory's own"})
	if err != nil || a.Name != "Minna" {
		t.Errorf("%+v, %v", a, err)
	}
	d.want("", d.signIn(secret, from("192.0.2.1")))
	d.want(board.SignIn, d.signIn("mallory's own", from("192.0.2.1")))
}

func TestAPasswordChosenInAnotherBrowserIsNotTaken(t *testing.T) {
	d := open(t)
	_, _, err := d.SignUp(t.Context(), auth.SignUp{Name: "Mallory", Email: email, Password: "mallory's own", Browser: "theirs"}, from("192.0.2.1"))
	d.want("", err)
	token := d.token(email)
	if l, err := d.Link(t.Context(), token, "the owner's"); err != nil || l.Ready {
		t.Errorf("%+v, %v", l, err)
	}
	a, _, err := d.Redeem(t.Context(), auth.Redemption{Token: token, Browser: "the owner's", Name: "Minna"})
	d.want("", err)
	d.want(board.SignIn, d.signIn("mallory's own", from("192.0.2.1")))
	if has, err := d.HasPassword(t.Context(), a.Person); err != nil || has {
		t.Errorf("has a password: %v, %v", has, err)
	}
}

func TestWithoutAMailServerAnAccountIsMadeAtOnce(t *testing.T) {
	d := open(t, noMail)
	a, mailed, err := d.SignUp(t.Context(), auth.SignUp{Name: "Minna", Email: email, Password: secret}, from("192.0.2.1"))
	if err != nil || mailed || a.Name != "Minna" || a.Role != board.DJ {
		t.Fatalf("%+v, %v, %v", a, mailed, err)
	}
	_, _, err = d.SignUp(t.Context(), auth.SignUp{Name: "Marlow", Email: email, Password: secret}, from("192.0.2.1"))
	d.want(board.Duplicate, err)
	d.want(board.NotFound, d.MailLink(t.Context(), email, "", from("192.0.2.1")))
	d.mails.None()
}

func TestNobodySignsUpWhereThatIsOff(t *testing.T) {
	d := open(t, func(o *auth.Options) { o.NewAccounts = "" })
	_, _, err := d.SignUp(t.Context(), auth.SignUp{Name: "Marlow", Email: "new@example.org", Password: secret}, from("192.0.2.1"))
	d.want(board.Forbidden, err)
	d.want("", d.MailLink(t.Context(), "new@example.org", "", from("192.0.2.1")))
	d.member()
	d.want("", d.MailLink(t.Context(), email, "", from("192.0.2.1")))
	d.token(email) // the only mail
	d.mails.None()
}

func TestAPasswordIsChangedByWhoKnowsItOrHasJustProvedToBeItsOwner(t *testing.T) {
	d := open(t)
	a := d.member()
	set := func(p auth.NewPassword) error {
		p.Person = a.Person
		return d.SetPassword(t.Context(), p, from("192.0.2.1"))
	}
	d.want(board.Required, set(auth.NewPassword{New: "amber window"}))
	d.want(board.Forbidden, set(auth.NewPassword{New: "amber window", Old: "guess"}))
	d.want(board.InvalidText, set(auth.NewPassword{New: "password1", Old: secret}))
	d.want("", set(auth.NewPassword{New: "amber window", Old: secret}))
	d.want("", d.signIn("amber window", from("192.0.2.1")))
	d.want("", set(auth.NewPassword{New: "harbour lights", Proved: true}))
	d.want("", d.signIn("harbour lights", from("192.0.2.1")))
	d.want(board.SignIn, d.signIn("amber window", from("192.0.2.1")))
	for range 9 {
		d.want(board.Forbidden, set(auth.NewPassword{New: "amber window", Old: "guess"}))
	}
	d.want(board.SlowDown, set(auth.NewPassword{New: "amber window", Old: "harbour lights"}))

	bare, err := d.store.AddAccount(t.Context(), "Bare", board.DJ)
	d.want("", err)
	d.want(board.Required, d.SetPassword(t.Context(), auth.NewPassword{Person: bare.Person, New: secret}, from("192.0.2.1")))
}

func TestMailIsNotTakenWhileGoingDown(t *testing.T) {
	d := open(t)
	d.Close(t.Context())
	d.want(board.Moved, d.MailLink(t.Context(), email, "", from("192.0.2.1")))
}
