package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// https makes a site one that people reach over https, as behind a proxy.
func https(c *Config) { c.PublicURL = "https://songs.example" }

const httpsOrigin = "https://songs.example"

// cookieOf returns the cookie that an answer sets, which it has to.
func (r *reply) cookieOf(name string) *http.Cookie {
	r.t.Helper()
	for _, cookie := range (&http.Response{Header: r.header}).Cookies() {
		if cookie.Name == name {
			return cookie
		}
	}
	r.t.Fatalf("%s sets no cookie %s: %v", r.call, name, r.header)
	return nil
}

// useLink signs in with the form of a link, as a browser does on a site that is
// reached over https.
func (s *site) useLink(headers ...string) *reply {
	s.t.Helper()
	page := "/in/" + s.link()
	shown := s.call("GET", page, "", nil, headers...)
	form := hiddenToken.FindSubmatch(shown.body)
	if form == nil {
		s.t.Fatalf("no form: %s", shown.body)
	}
	cookie := shown.cookieOf("__Host-cueslip-form")
	return s.call("POST", page, "", url.Values{"form": {string(form[1])}}.Encode(), append([]string{
		"Content-Type", "application/x-www-form-urlencoded", "Origin", httpsOrigin, "Cookie", cookie.Name + "=" + cookie.Value,
	}, headers...)...)
}

func TestCookiesOverHTTPSAreTiedToTheHost(t *testing.T) {
	s := open(t, https)
	for name, r := range map[string]*reply{
		"a guest":   s.call("POST", "/api/v1/guests", "", `{}`, "Origin", httpsOrigin),
		"a session": s.call("POST", "/api/v1/session", "", map[string]any{"link": s.link()}, "Origin", httpsOrigin),
		"by a form": s.useLink(),
	} {
		cookie := r.cookieOf("__Host-cueslip")
		if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.MaxAge <= 0 {
			t.Errorf("%s: %v", name, cookie)
		}
		if len(cookie.Value) < 22 { // 128 bits in base64
			t.Errorf("%s: %q is too short", name, cookie.Value)
		}
	}
	// A cookie under the plain name, as a network in between could plant, is nobody's.
	r := s.call("GET", "/api/v1/events", "", nil, "Cookie", "cueslip="+s.dj, "Origin", httpsOrigin)
	r.want(http.StatusUnauthorized, "sign_in")
}

func TestASignedOutCookieIsWorthNothing(t *testing.T) {
	s := open(t)
	code := s.event()
	in := s.call("POST", "/api/v1/session", "", map[string]any{"link": s.link()}).want(http.StatusOK, "")
	old := "cueslip=" + in.cookieOf("cueslip").Value
	l := s.dial(code, "", "audience=crew", "Cookie", old, "Origin", s.url)
	l.until("type", "presence")
	out := s.call("DELETE", "/api/v1/session", "", nil, "Cookie", old, "Origin", s.url).want(http.StatusNoContent, "")
	if cookie := out.cookieOf("cueslip"); cookie.Value != "" || cookie.MaxAge >= 0 {
		t.Errorf("signing out leaves %v", cookie)
	}
	l.closed(closeSignIn)
	for _, path := range []string{"/api/v1/events", "/api/v1/events/" + code + "/board?audience=crew", "/api/v1/events/" + code + "/journal", "/dj"} {
		if r := s.call("GET", path, "", nil, "Cookie", old, "Origin", s.url); r.status != http.StatusUnauthorized {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	s.call("PATCH", "/api/v1/events/"+code, "", `{"gate":"closed"}`, "Cookie", old, "Origin", s.url).want(http.StatusUnauthorized, "sign_in")
	if _, response, err := s.tryDial(code, "", "audience=crew", "Cookie", old, "Origin", s.url); err == nil || response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a socket: %v", response)
	}
	listener, response, err := s.tryDial(code, "", "", "Cookie", old, "Origin", s.url)
	if err != nil {
		t.Fatalf("the public board is for nobody too: %v", response)
	}
	listener.send(`{"type":"event","ref":"1","gate":"closed"}`)
	wantError(t, listener.until("ref", "1"), "sign_in")
	listener.conn.Close(websocket.StatusNormalClosure, "") //nolint:errcheck // nothing depends on it
}

func TestEverySignInIsASessionOfItsOwn(t *testing.T) {
	s := open(t)
	guest := "cueslip=" + s.guest("Ana")
	seen := map[string]bool{}
	for range 3 {
		r := s.call("POST", "/api/v1/session", "", map[string]any{"link": s.link()}, "Cookie", guest, "Origin", s.url).want(http.StatusOK, "")
		token := r.cookieOf("cueslip").Value
		if seen[token] || strings.Contains(guest, token) {
			t.Error("a session goes on under a token that was known before")
		}
		seen[token] = true
	}
}
