package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func TestTheAccountPageWorksWithoutScript(t *testing.T) {
	s := openPlain(t)
	nobody := s.browser()
	nobody.call("GET", "/account", "", nil).leads("/signin?next=%2Faccount")
	b := s.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret, "next", "/account").leads("/account")
	other := s.browser()
	other.form("/signin", "/signin", "email", email, "password", secret, "next", "/account").leads("/account")
	b.call("GET", "/account", "", nil).shows(http.StatusOK, "minna@example.org")

	b.form("/account", "/account/profile", "name", "Minna Luz", "handle", "minna", "link", "https://minna.example").leads("/account#profile")
	saved := b.call("GET", "/account", "", nil).shows(http.StatusOK, "Saved.")
	saved.shows(http.StatusOK, `<a href="https://minna.example" rel="nofollow noopener">`)
	if again := b.call("GET", "/account", "", nil); strings.Contains(string(again.body), "Saved.") {
		t.Error("it is said twice that it was saved")
	}
	b.form("/account", "/account/profile", "name", "Minna", "handle", "minna", "link", "javascript:alert(1)").shows(http.StatusBadRequest, "A link is an address")

	made := b.form("/account", "/account/tokens", "name", "Overlay", "scope", "read").shows(http.StatusOK, "Copy this token now")
	token := regexp.MustCompile(`id="token">([\w-]+)<`).FindStringSubmatch(string(made.body))[1]
	s.call("GET", "/api/v1/account", token, nil).want(http.StatusForbidden, board.Forbidden)
	end := regexp.MustCompile(`/account/tokens/\w+/end`).FindString(string(made.body))
	b.form("/account", end).leads("/account#tokens")
	if page := b.call("GET", "/account", "", nil).shows(http.StatusOK, "The token is revoked."); strings.Contains(string(page.body), token) {
		t.Error("a token is shown twice")
	}
	b.form("/account", "/account/sessions/end").leads("/account#sessions")
	other.call("GET", "/account", "", nil).leads("/signin?next=%2Faccount")
	b.form("/account", "/account/password", "old", "wrong", "new", "quiet harbour lamp").shows(http.StatusForbidden, "password")
	b.form("/account", "/account/password", "old", secret, "new", "quiet harbour lamp").leads("/account#ways")
	b.form("/account", "/account/erase", "handle", "nobody").shows(http.StatusBadRequest, "Type the handle")
	b.form("/account", "/account/erase", "handle", "minna").leads("/")
	b.call("GET", "/account", "", nil).leads("/signin?next=%2Faccount")
}

func TestTheAccountsFormsTakeAFreshSignInAndAFormThatWasShown(t *testing.T) {
	s, now := openTimed(t, func(c *Config) { c.NewAccounts = board.Member })
	b := s.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).leads("/")
	b.call("POST", "/account/erase", "", "handle=minna", "Origin", b.url, "Content-Type", "application/x-www-form-urlencoded").shows(http.StatusForbidden, "This form was open for too long")
	now.Add(-(16 * time.Minute).Milliseconds())
	b.form("/signin", "/signin", "email", email, "password", secret).leads("/")
	for path, field := range map[string]string{"/account/erase": "handle", "/account/tokens": "name", "/account/password": "new"} {
		b.form("/account", path, field, "minna").leads("/signin?next=%2Faccount")
	}
}
