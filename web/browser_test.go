package web

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/descope/virtualwebauthn"

	"github.com/cueslip/cueslip/board"
)

// openNamed starts a site whose address has a name, so that passkeys work, and
// where people sign up by themselves.
func openNamed(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	named := func(c *Config) {
		c.PublicURL, c.NewAccounts = strings.Replace(c.PublicURL, "127.0.0.1", "localhost", 1), board.Member
	}
	return open(t, append([]func(*Config){named}, change...)...)
}

// browser is a site as one browser knows it: it keeps cookies and names its
// origin when it writes.
type browser struct{ *site }

func (s *site) browser() *browser {
	s.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	own := *s
	own.url = s.server.config.PublicURL
	own.client = &http.Client{Jar: jar, Timeout: patience, CheckRedirect: s.client.CheckRedirect}
	return &browser{&own}
}

// guest makes the browser's visitor a guest.
func (b *browser) guest(name string) *browser {
	b.t.Helper()
	b.send("/api/v1/guests", map[string]any{"name": name}).want(http.StatusCreated, "")
	return b
}

// send makes a call that writes, as a page of the site would.
func (b *browser) send(path string, body any) *reply {
	b.t.Helper()
	return b.call("POST", path, "", body, "Origin", b.url)
}

// me is what the browser's visitor is told of themselves in an event.
func (b *browser) me(event string) *reply {
	b.t.Helper()
	return b.call("GET", "/api/v1/events/"+event+"/me", "", nil)
}

// person returns who the browser is signed in as, "" for nobody.
func (b *browser) person() string {
	b.t.Helper()
	r := mustRequest(b.t, "GET", b.url+"/")
	for _, cookie := range b.client.Jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	who, err := b.server.visitor(r)
	if err != nil {
		b.t.Fatal(err)
	}
	if who.guest() {
		return ""
	}
	return who.Person
}

// device keeps one passkey, as a phone does.
type device struct {
	party virtualwebauthn.RelyingParty
	keeps virtualwebauthn.Authenticator
	key   virtualwebauthn.Credential
}

func (s *site) device() *device {
	return &device{
		virtualwebauthn.RelyingParty{ID: "localhost", Name: "Cueslip", Origin: s.server.config.PublicURL},
		virtualwebauthn.NewAuthenticator(), newKey(s.t),
	}
}

// newKey makes a key whose coordinates need all of their bytes: the simulated
// device leaves leading zeros out, which is no key as WebAuthn writes one, and
// would fail one test in a hundred.
func newKey(t *testing.T) virtualwebauthn.Credential {
	t.Helper()
	for {
		key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := key.PublicKey.Bytes() // 4, X, Y
		if err != nil {
			t.Fatal(err)
		}
		if point[1] == 0 || point[33] == 0 {
			continue
		}
		kept, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return virtualwebauthn.NewCredentialWithImportedKey(virtualwebauthn.KeyTypeEC2, kept)
	}
}

// makes answers a ceremony that makes a passkey.
func (d *device) makes(begun *reply) map[string]any {
	begun.t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(string(begun.want(http.StatusOK, "").body))
	if err != nil {
		begun.t.Fatal(err)
	}
	d.keeps.Options.UserHandle = []byte(options.UserID)
	return answered(virtualwebauthn.CreateAttestationResponse(d.party, d.keeps, d.key, *options))
}

// proves answers a ceremony that signs in.
func (d *device) proves(begun *reply) map[string]any {
	begun.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(string(begun.want(http.StatusOK, "").body))
	if err != nil {
		begun.t.Fatal(err)
	}
	return answered(virtualwebauthn.CreateAssertionResponse(d.party, d.keeps, d.key, *options))
}

func answered(credential string) map[string]any {
	return map[string]any{"credential": json.RawMessage(credential)}
}
