package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"github.com/cueslip/cueslip/auth"
)

// issuer is a real server of OpenID Connect. Its people are members, each with
// the password "secret".
type issuer struct {
	t       *testing.T
	url     string
	members map[string]*storage.User
	down    func()
}

func newIssuer(t *testing.T, callbacks ...string) *issuer {
	t.Helper()
	o := &issuer{t: t, members: map[string]*storage.User{}}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	o.url, o.down = server.URL, server.Close
	client := storage.WebClient("cueslip", "hush", callbacks...)
	kept := storage.NewStorageWithClients(o, map[string]*storage.Client{"cueslip": client})
	handler = exampleop.SetupServer(o.url, kept, nil, false)
	return o
}

// join adds a member.
func (o *issuer) join(subject, name, email string, verified bool) {
	first, last, _ := strings.Cut(name, " ")
	o.members[subject] = &storage.User{
		ID: subject, Username: subject, Password: "secret", FirstName: first, LastName: last, Email: email, EmailVerified: verified,
	}
}

// GetUserByID is for the server, as the next two.
func (o *issuer) GetUserByID(id string) *storage.User { return o.members[id] }

func (o *issuer) GetUserByUsername(name string) *storage.User { return o.members[name] }

func (o *issuer) ExampleClientID() string { return "service" }

// provider is how a Cueslip is told of the issuer.
func (o *issuer) provider(name string) auth.Provider {
	return providerOf(o.t, "oidc,name="+name+",issuer="+o.url+",id=cueslip,secret=hush")
}

func providerOf(t *testing.T, written string) auth.Provider {
	t.Helper()
	var p auth.Provider
	if err := p.UnmarshalText([]byte(written)); err != nil {
		t.Fatal(err)
	}
	return p
}

// openWithIssuer starts a site that lets people in by an issuer called Club.
func openWithIssuer(t *testing.T, change ...func(*Config)) (*site, *issuer) {
	t.Helper()
	var o *issuer
	s := openNamed(t, append([]func(*Config){func(c *Config) {
		o = newIssuer(t, c.PublicURL+"/signin/with/club/callback", c.PublicURL+"/signin/with/other/callback")
		c.Providers = append(c.Providers, o.provider("Club"))
	}}, change...)...)
	o.join("minna", "Minna Tidewater", "", false)
	return s, o
}

// leave goes to another site from the page to sign in on, and returns the
// address that the browser is led to there.
func (b *browser) leave(provider, next string) string {
	b.t.Helper()
	return b.led(b.form("/signin", "/signin/with/"+provider, "next", next, "come", "in"))
}

// led returns where a page leads to.
func (b *browser) led(r *reply) string {
	b.t.Helper()
	r.want(http.StatusOK, "")
	address, ok := strings.CutPrefix(r.header.Get("Refresh"), "0; url=")
	if !ok {
		b.t.Fatalf("the page leads nowhere: %v", r.header)
	}
	return address
}

// recognised signs a member in at the issuer, and returns the address under
// which the issuer sends the browser back.
func (b *browser) recognised(address, member string) string {
	b.t.Helper()
	for {
		if strings.HasPrefix(address, b.url) {
			return address
		}
		response, err := b.client.Get(address)
		if err != nil {
			b.t.Fatal(err)
		}
		page, err := io.ReadAll(response.Body)
		if err := response.Body.Close(); err != nil {
			b.t.Fatal(err)
		}
		if id := regexp.MustCompile(`name="id" value="([^"]+)"`).FindSubmatch(page); err == nil && id != nil {
			fields := url.Values{"id": {string(id[1])}, "username": {member}, "password": {"secret"}}
			if response, err = b.client.PostForm(response.Request.URL.String(), fields); err != nil {
				b.t.Fatal(err)
			}
			_ = response.Body.Close()
		}
		to, err := response.Location()
		if err != nil {
			b.t.Fatalf("%s leads nowhere: %s", address, page)
		}
		address = to.String()
	}
}

// arrive comes back from the issuer.
func (b *browser) arrive(address string) *reply {
	b.t.Helper()
	return b.call("GET", strings.TrimPrefix(address, b.url), "", nil)
}

// come signs in by the provider.
func (b *browser) come(provider, member, next string) *reply {
	b.t.Helper()
	return b.arrive(b.recognised(b.leave(provider, next), member))
}

// add adds the provider to the account that is signed in.
func (b *browser) add(provider, member, next string) *reply {
	b.t.Helper()
	return b.arrive(b.recognised(b.led(b.form("/signin", "/signin/with/"+provider, "next", next)), member))
}

// with returns an address with a parameter of its query replaced.
func with(t *testing.T, address, name, value string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set(name, value)
	u.RawQuery = query.Encode()
	return u.String()
}
