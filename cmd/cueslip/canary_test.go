package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/cueslip/cueslip/auth/smtptest"
	"github.com/cueslip/cueslip/store"
)

// canaries are the secrets that a test has given to a server or got from it.
type canaries struct {
	t      *testing.T
	url    string
	client *http.Client
	known  map[string]string // what it is, by the secret
}

// do makes a call as a page of the server does, and returns what it answers.
func (c *canaries) do(method, path, kind, body string, headers ...string) string {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Origin", c.url)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := c.client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end or not
	for _, cookie := range answer.Cookies() {
		if len(cookie.Value) > 16 {
			c.known[cookie.Value] = "the cookie " + cookie.Name
		}
	}
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return string(page)
}

// form fills in a form of a page.
func (c *canaries) form(page, path string, fields ...string) string {
	c.t.Helper()
	found := regexp.MustCompile(`name="form" value="([^"]+)"`).FindStringSubmatch(c.do("GET", page, "", ""))
	if found == nil {
		c.t.Fatalf("%s has no form", page)
	}
	c.known[found[1]] = "the token of a form"
	values := url.Values{"form": {found[1]}}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return c.do("POST", path, "application/x-www-form-urlencoded", values.Encode())
}

// keysOf returns the keys of every secret, in hex, by what they are for.
func keysOf(t *testing.T, database string) map[string]string {
	t.Helper()
	data, err := store.Open(t.Context(), database, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close() //nolint:errcheck // it was only read
	keys, err := data.AllSecrets(t.Context())
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	values := map[string]string{}
	for _, key := range keys {
		values[key.String()] = hex.EncodeToString(key.Value)
	}
	return values
}

// TestNoSecretIsEverLogged runs a server that logs all it can through the ways
// in and the calls of an account, well and badly, and looks for every secret in
// what it wrote.
func TestNoSecretIsEverLogged(t *testing.T) {
	const password, another, email = "canary password one", "canary password two", "minna@example.org"
	mails := smtptest.Start(t)
	mailer, err := url.Parse(mails.URL)
	if err != nil {
		t.Fatal(err)
	}
	database := "sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "ready", "serve", "--database-url", database, "--log-level", "debug", "--smtp-url", mails.URL, "--mail-from", "cueslip@example.org",
		"--new-accounts", "dj", "--provider", "oidc,name=Club,issuer=http://127.0.0.1:1,id=canary,secret=canaryclientsecret")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &canaries{t, s.url(), &http.Client{Jar: jar}, map[string]string{
		password: "a password", another: "a password", "canaryclientsecret": "the secret of a provider",
	}}
	if secret, ok := mailer.User.Password(); ok {
		c.known[secret] = "the password of the mail server"
	}
	link := mustCommand(t, "user", "add", "--name", "Nova", "--role", "dj", "--database-url", database)
	link = link[strings.LastIndexByte(link, '/'):]
	c.known[link[1:]] = "a sign-in link"
	c.do("POST", "/api/v1/guests", "application/json", `{"name":"Ana"}`)
	c.form("/in"+link, "/in"+link)
	token := mustCommand(t, "token", "create", "--user", "Nova", "--database-url", database)
	c.known[token] = "a personal token"

	var made struct{ Token string }
	if err := json.Unmarshal([]byte(c.do("POST", "/api/v1/account/tokens", "application/json", `{"name":"Overlay"}`)), &made); err != nil || made.Token == "" {
		t.Fatalf("no token was made: %v", err)
	}
	c.known[made.Token] = "a personal token"
	for _, bad := range []string{"Bearer " + token + "x", token, "Basic " + token} {
		c.do("GET", "/api/v1/account", "", "", "Authorization", bad)
		c.do("GET", "/api/v1/events", "", "", "Authorization", bad)
	}
	c.do("GET", "/api/v1/account/tokens?token="+token, "", "", "Referer", c.url+"/in"+link)
	c.do("POST", "/api/v1/session", "application/json", `{"email":"`+email+`","password":"`+password+`"}`)
	c.do("POST", "/api/v1/session", "application/json", `{"link":"`+link[1:]+`"}`)
	c.do("POST", "/api/v1/session", "application/json", `{"link":"`+link[1:]+`","nonsense":"`+password+`"`)
	c.form("/signin", "/signin/with/club", "next", "/account")
	c.form("/signin", "/signup", "name", "Minna", "email", email, "password", password)
	mailed := mails.Next(email).Link()
	mailed = mailed[strings.LastIndexByte(mailed, '/'):]
	c.known[mailed[1:]] = "a mailed link"
	c.form("/in"+mailed, "/in"+mailed, "name", "Minna")
	c.form("/account", "/account/password", "old", password, "new", another)
	c.form("/account", "/account/password", "old", "wrong", "new", another)
	const moved = "minna@harbour.example"
	c.form("/account", "/account/email", "email", moved)
	asked := mails.Next(moved).Link()
	asked = asked[strings.LastIndexByte(asked, '/'):]
	c.known[asked[1:]] = "a link for an address"
	c.form("/account/email"+asked, "/account/email/confirm")
	c.do("GET", "/account/email"+asked, "", "")
	c.do("GET", "/api/v1/account/data", "", "")
	c.do("DELETE", "/api/v1/account/sessions", "", "")

	mustCommand(t, "secret", "rotate", "--database-url", database)
	if code := s.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for secret, value := range keysOf(t, database) {
		c.known[value] = "the key of " + secret
	}
	log := []byte(s.log.String())
	if !bytes.Contains(log, []byte("level=DEBUG")) || len(c.known) < 12 {
		t.Fatalf("%d secrets were looked for in %d bytes", len(c.known), len(log))
	}
	for secret, what := range c.known {
		for _, spelled := range []string{secret, url.QueryEscape(secret)} {
			if bytes.Contains(log, []byte(spelled)) {
				t.Errorf("%s was logged", what)
			}
		}
	}
}
