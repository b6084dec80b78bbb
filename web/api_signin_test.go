package web

import (
	"net/http"
	"path"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/auth/smtptest"
	"github.com/cueslip/cueslip/board"
)

const (
	email  = "minna@example.org"
	secret = "slow ferry amber"
)

// mailing is a site that mails links, with a clock to set.
type mailing struct {
	*site
	mails *smtptest.Server
	now   *atomic.Int64 // of the database, in Unix ms
}

func openMailing(t *testing.T, change ...func(*Config)) *mailing {
	t.Helper()
	m := &mailing{mails: smtptest.Start(t)}
	mail, err := auth.NewMail(m.mails.URL, "Cueslip <cueslip@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	m.site, m.now = openTimed(t, append([]func(*Config){func(c *Config) { c.Mail, c.NewAccounts = mail, board.DJ }}, change...)...)
	return m
}

// openPlain starts a site where people sign up, without a mail server.
func openPlain(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	return open(t, append([]func(*Config){func(c *Config) { c.NewAccounts = board.DJ }}, change...)...)
}

// link returns the path of the link in the next mail, which must lead to the
// site's own address.
func (m *mailing) link(to string) string {
	m.t.Helper()
	link, ok := strings.CutPrefix(m.mails.Next(to).Link(), m.server.config.PublicURL)
	if !ok || !strings.HasPrefix(link, "/in/") || strings.Contains(link, "?") {
		m.t.Fatalf("the link is %q", link)
	}
	return link
}

// member signs somebody up and returns their browser.
func (s *site) member() *browser {
	s.t.Helper()
	b := s.browser()
	b.send("/api/v1/accounts", map[string]any{"name": "Minna", "email": email, "password": secret}).want(http.StatusCreated, "")
	return b
}

func TestAProgramSignsUpAndInWithAPassword(t *testing.T) {
	s := openPlain(t)
	b := s.member()
	b.call("GET", "/api/v1/events", "", nil).want(http.StatusOK, "")
	other := s.browser()
	for _, wrong := range []map[string]any{{"email": email, "password": "guess"}, {"email": "nobody@example.org", "password": secret}} {
		if r := other.send("/api/v1/session", wrong).want(http.StatusUnauthorized, board.SignIn); r.text("detail") != "The e-mail address or the password is not right." {
			t.Errorf("%v: %s", wrong, r.body)
		}
	}
	r := other.send("/api/v1/session", map[string]any{"email": "MINNA@example.org", "password": secret}).want(http.StatusOK, "")
	if r.text("name") != "Minna" || r.text("role") != "dj" || other.person() != b.person() {
		t.Errorf("%s", r.body)
	}
}

func TestAProgramSignsUpByMail(t *testing.T) {
	m := openMailing(t)
	b := m.browser()
	r := b.send("/api/v1/accounts", map[string]any{"name": "Minna", "email": email, "password": secret}).want(http.StatusAccepted, "")
	if r.number("expires_in") != 600 || b.person() != "" {
		t.Errorf("%s, signed in as %q", r.body, b.person())
	}
	token := path.Base(m.link(email))
	b.send("/api/v1/session", map[string]any{"link": token, "password": secret}).want(http.StatusOK, "")
	b.send("/api/v1/session", map[string]any{"link": token}).want(http.StatusUnauthorized, board.SignIn)
	m.browser().send("/api/v1/session", map[string]any{"email": email, "password": secret}).want(http.StatusOK, "")
}

func TestAPasswordIsSetInABrowserThatIsSignedIn(t *testing.T) {
	m := openMailing(t)
	set := func(b *browser, body map[string]any) *reply {
		return b.call("PUT", "/api/v1/account/password", "", body, "Origin", b.url)
	}
	b := m.browser()
	b.send("/api/v1/session/link", map[string]any{"email": email}).want(http.StatusAccepted, "")
	b.send("/api/v1/session", map[string]any{"link": path.Base(m.link(email)), "name": "Minna"}).want(http.StatusOK, "")
	other := m.browser()
	set(b, map[string]any{"new": secret}).want(http.StatusNoContent, "")
	other.send("/api/v1/session", map[string]any{"email": email, "password": secret}).want(http.StatusOK, "")
	set(b, map[string]any{"new": "amber window"}).want(http.StatusBadRequest, board.Required)
	set(b, map[string]any{"new": "amber window", "old": "guess"}).want(http.StatusForbidden, board.Forbidden)
	set(b, map[string]any{"new": "amber window", "old": secret}).want(http.StatusNoContent, "")
	m.server.accounts.forget() // as a second later
	if other.person() != "" || b.person() == "" {
		t.Error("the other session goes on, or one's own does not")
	}
	// Who forgot it comes by a link and sets another, once and soon.
	reset := func() *browser {
		lost := m.browser()
		lost.send("/api/v1/session/link", map[string]any{"email": email}).want(http.StatusAccepted, "")
		lost.send("/api/v1/session", map[string]any{"link": path.Base(m.link(email))}).want(http.StatusOK, "")
		return lost
	}
	lost := reset()
	set(lost, map[string]any{"new": "password"}).want(http.StatusBadRequest, board.InvalidText)
	set(lost, map[string]any{"new": "harbour lights"}).want(http.StatusNoContent, "")
	set(lost, map[string]any{"new": "pelican pier"}).want(http.StatusBadRequest, board.Required)
	late := reset()
	m.now.Add((15 * time.Minute).Milliseconds())
	set(late, map[string]any{"new": "pelican pier"}).want(http.StatusBadRequest, board.Required)
	m.browser().send("/api/v1/session", map[string]any{"email": email, "password": "harbour lights"}).want(http.StatusOK, "")
}

// entrance meets every answer of the calls about addresses and passwords.
func (w *walk) entrance() {
	m, plain, shut := openMailing(w.t), openPlain(w.t), open(w.t)
	m.met, plain.met, shut.met = w.met, w.met, w.met
	me := plain.member()
	up := func(more ...string) map[string]any {
		body := map[string]any{"name": "Marlow", "email": "marlow@example.org", "password": secret}
		for i := 0; i < len(more); i += 2 {
			body[more[i]] = more[i+1]
		}
		return body
	}
	long := strings.Repeat("a", 255)
	for _, call := range []struct {
		site   *site
		method string
		path   string
		body   any
		want   board.Code
	}{
		{m.site, "POST", "/api/v1/accounts", up(), ""},
		{shut, "POST", "/api/v1/accounts", up(), board.Forbidden},
		{plain, "POST", "/api/v1/accounts", up("email", email), board.Duplicate},
		{plain, "POST", "/api/v1/accounts", up("name", ""), board.Required},
		{plain, "POST", "/api/v1/accounts", up("name", "Admin"), board.NameReserved},
		{plain, "POST", "/api/v1/accounts", up("email", long), board.TooLong},
		{plain, "POST", "/api/v1/accounts", up("password", "12345678"), board.InvalidText},
		{plain, "POST", "/api/v1/session/link", up(), board.BadMessage},
		{plain, "POST", "/api/v1/session/link", map[string]any{"email": email}, board.NotFound},
		{m.site, "POST", "/api/v1/session/link", map[string]any{"email": email, "next": "//evil.example"}, board.BadMessage},
		{m.site, "POST", "/api/v1/session/link", map[string]any{"email": email, "next": "/e/8Z4K2M7Q"}, ""},
		{m.site, "POST", "/api/v1/session/link", `{}`, board.Required},
		{m.site, "POST", "/api/v1/session/link", map[string]any{"email": long}, board.TooLong},
		{m.site, "POST", "/api/v1/session/link", map[string]any{"email": "a@b.org\r\nBcc: c@d.org"}, board.InvalidText},
		{plain, "POST", "/api/v1/session", map[string]any{"email": long, "password": secret}, board.TooLong},
		{plain, "POST", "/api/v1/session", map[string]any{"email": email}, board.Required},
		{plain, "POST", "/api/v1/session", map[string]any{"email": email, "password": secret, "link": "x"}, board.BadMessage},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": secret}, board.Required},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": "Minna", "old": secret}, board.Required},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": strings.Repeat("a", 129), "old": secret}, board.TooLong},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": "password", "old": secret}, board.InvalidText},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": "pelican pier", "old": "guess"}, board.Forbidden},
		{plain, "PUT", "/api/v1/account/password", map[string]any{"new": secret}, board.SignIn},
		{me.site, "PUT", "/api/v1/account/password", map[string]any{"new": secret, "old": secret}, ""},
	} {
		if r := call.site.call(call.method, call.path, "", call.body, "Origin", call.site.url); board.Code(r.text("code")) != call.want {
			w.t.Errorf("%s %v: %d %s; want %q", call.path, call.body, r.status, r.body, call.want)
		}
	}
	w.linksOfNoUse(m)
	for _, path := range []string{"/api/v1/accounts", "/api/v1/session/link", "/api/v1/account/password"} {
		method := map[bool]string{true: "PUT", false: "POST"}[strings.HasSuffix(path, "password")]
		by := m.site
		if method == "PUT" {
			by = me.site
		}
		by.call(method, path, "", `{}`, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
		by.call(method, path, "", `{"text":"`+strings.Repeat("a", maxMessage)+`"}`, "Origin", by.url).want(413, board.TooLarge)
		by.call(method, path, "", `{}`, "Content-Type", "text/plain", "Origin", by.url).want(415, board.UnsupportedType)
		by.call(method, path, "", `{"colour":"red"}`, "Origin", by.url).want(http.StatusBadRequest, board.BadMessage)
	}
	w.tooOften(m, plain, me)
}

// linksOfNoUse meets what a mailed link is refused for that makes an account.
func (w *walk) linksOfNoUse(m *mailing) {
	for _, to := range []string{"marlow@example.org", email} {
		m.link(to)
	}
	m.call("POST", "/api/v1/session/link", "", map[string]any{"email": "new@example.org"}).want(http.StatusAccepted, "")
	token := path.Base(m.link("new@example.org"))
	for name, want := range map[string]board.Code{"Admin": board.NameReserved, "": board.Required, strings.Repeat("e", 25): board.TooLong} {
		if r := m.call("POST", "/api/v1/session", "", map[string]any{"link": token, "name": name}); board.Code(r.text("code")) != want {
			w.t.Errorf("named %q: %s", name, r.body)
		}
	}
	m.server.entrance = auth.NewEntrance(m.store, auth.Options{Keys: m.server.entranceKeys}) // as after a restart with --new-accounts off
	m.call("POST", "/api/v1/session", "", map[string]any{"link": token, "name": "Marlow"}).want(http.StatusForbidden, board.Forbidden)
}

// tooOften tries each of them until it is enough.
func (w *walk) tooOften(m *mailing, plain *site, me *browser) {
	mail, err := auth.NewMail(m.mails.URL, "cueslip@example.org")
	if err != nil {
		w.t.Fatal(err)
	}
	m.server.entrance = auth.NewEntrance(m.store, auth.Options{Keys: m.server.entranceKeys, Mail: mail, PublicURL: m.url, NewAccounts: board.DJ})
	until := func(call func() *reply) {
		w.t.Helper()
		for range 60 {
			if r := call(); r.text("code") == string(board.SlowDown) {
				if r.number("retry_after") < 1 || r.header.Get("Retry-After") == "" {
					w.t.Errorf("no word of when: %s", r.body)
				}
				return
			}
		}
		w.t.Error("nothing is ever enough")
	}
	until(func() *reply {
		return m.call("POST", "/api/v1/session/link", "", map[string]any{"email": "often@example.org"})
	})
	until(func() *reply {
		return plain.call("POST", "/api/v1/accounts", "", map[string]any{"name": "Minna", "email": email, "password": secret})
	})
	until(func() *reply {
		return plain.call("POST", "/api/v1/session", "", map[string]any{"email": email, "password": "guess"})
	})
	until(func() *reply {
		return me.call("PUT", "/api/v1/account/password", "", map[string]any{"old": "guess", "new": "pelican pier"}, "Origin", me.url)
	})
}
