package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func newRecorder() *httptest.ResponseRecorder { return httptest.NewRecorder() }

func mustRequest(t *testing.T, method, url string) *http.Request {
	t.Helper()
	return httptest.NewRequestWithContext(t.Context(), method, url, nil)
}

func TestOnlyOurOwnPagesWriteAndOpenSockets(t *testing.T) {
	s := open(t, func(c *Config) { c.Origins = []string{"https://friend.example"} })
	code := s.event()
	host := strings.TrimPrefix(s.url, "http://")
	cookie := "cueslip=" + s.guest("Ana")
	for name, test := range map[string]struct {
		headers       []string
		write, socket bool
	}{
		"our own page":                   {[]string{"Origin", s.url, "Cookie", cookie}, true, true},
		"our own page, by fetch":         {[]string{"Origin", s.url, "Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, true, true},
		"a friend's page":                {[]string{"Origin", "https://friend.example", "Cookie", cookie, "Sec-Fetch-Site", "cross-site"}, true, true},
		"a friend over plain http":       {[]string{"Origin", "http://friend.example", "Cookie", cookie}, false, false},
		"an evil page":                   {[]string{"Origin", "https://evil.example", "Cookie", cookie}, false, false},
		"an evil page without cookie":    {[]string{"Origin", "https://evil.example"}, false, false},
		"an evil page, same-origin said": {[]string{"Origin", "https://evil.example", "Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, false, false},
		"null":                           {[]string{"Origin", "null", "Cookie", cookie}, false, false},
		"null without cookie":            {[]string{"Origin", "null"}, false, false},
		"our host, a longer port":        {[]string{"Origin", s.url + "0", "Cookie", cookie}, false, false},
		"our host, another scheme":       {[]string{"Origin", "https://" + host, "Cookie", cookie}, false, false},
		"our host as a suffix":           {[]string{"Origin", "http://evil." + host, "Cookie", cookie}, false, false},
		"our host as a prefix":           {[]string{"Origin", s.url + ".evil.example", "Cookie", cookie}, false, false},
		"our host as a user":             {[]string{"Origin", "http://" + host + "@evil.example", "Cookie", cookie}, false, false},
		"another port":                   {[]string{"Origin", "http://127.0.0.1:1", "Cookie", cookie}, false, false},
		"a name pointed here":            {[]string{"Origin", "http://rebound.example", "Host", "rebound.example", "Cookie", cookie}, false, false},
		"the local network":              {[]string{"Origin", "http://192.168.1.20:8080", "Host", "192.168.1.20:8080", "Cookie", cookie}, true, true},
		"no origin, with cookie":         {[]string{"Cookie", cookie}, false, false},
		"no origin, same site said":      {[]string{"Cookie", cookie, "Sec-Fetch-Site", "same-origin"}, true, false},
		"no origin, nonsense said":       {[]string{"Cookie", cookie, "Sec-Fetch-Site", "bogus"}, false, false},
		"no origin, cross-site said":     {[]string{"Sec-Fetch-Site", "cross-site"}, false, false},
		"no origin, no cookie":           {nil, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.call("POST", "/api/v1/guests", "", `{}`, test.headers...)
			if wrote := r.status == http.StatusCreated; wrote != test.write {
				t.Errorf("writing: %d %s; want it allowed: %t", r.status, r.body, test.write)
			}
			if !test.write && r.text("code") != string(board.BadOrigin) {
				t.Errorf("refused with %s", r.body)
			}
			l, response, err := s.tryDial(code, "", "", test.headers...)
			if opened := err == nil; opened != test.socket {
				t.Errorf("opening a socket: %v; want it allowed: %t", err, test.socket)
			}
			switch {
			case err == nil:
				l.hangUp()
			case response.StatusCode != http.StatusForbidden:
				t.Errorf("a socket is refused with %d", response.StatusCode)
			}
		})
	}
}

func TestSecureSitesTrustTheirPublicAddressAlone(t *testing.T) {
	o, err := newOrigins(Config{PublicURL: "https://Songs.example"})
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]bool{
		"https://songs.example": true, "http://songs.example": false, "http://127.0.0.1:8080": false, "https://songs.example:444": false,
	} {
		if got := o.allows(origin, strings.SplitN(origin, "//", 2)[1]); got != want {
			t.Errorf("%s: %t", origin, got)
		}
	}
	for _, bad := range []string{
		"songs.example", "ftp://songs.example", "https://", "://", "https://songs.example/path", "https://me@songs.example", "https://*",
		"https://songs.example?x", "https://songs.example#x", "https://a;sandbox", "https://a,b", "https://'self'", "null", "https://a b",
	} {
		if _, err := newOrigins(Config{Origins: []string{bad}}); err == nil {
			t.Errorf("%q passes as an origin", bad)
		}
	}
}

func TestForwardedAddressesAreBelievedFromTrustedProxiesOnly(t *testing.T) {
	trusting := &Server{config: Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}}}
	for name, test := range map[string]struct{ peer, forwarded, want string }{
		"no proxy":               {"203.0.113.9:1", "", "203.0.113.9"},
		"forged":                 {"203.0.113.9:1", "1.2.3.4", "203.0.113.9"},
		"one proxy":              {"10.0.0.1:1", "198.51.100.7", "198.51.100.7"},
		"forged before a proxy":  {"10.0.0.1:1", "1.2.3.4, 198.51.100.7", "198.51.100.7"},
		"two proxies":            {"10.0.0.1:1", "1.2.3.4, 198.51.100.7, 10.0.0.2", "198.51.100.7"},
		"nonsense":               {"10.0.0.1:1", "1.2.3.4, nonsense", "10.0.0.1"},
		"a proxy's own call":     {"10.0.0.1:1", "", "10.0.0.1"},
		"a household of IPv6":    {"[2001:db8:1:2:3::4]:1", "", "2001:db8:1:2::"},
		"IPv4 in IPv6":           {"[::ffff:203.0.113.9]:1", "", "203.0.113.9"},
		"forwarded for IPv6":     {"[fd00::1]:1", "2001:db8:9:9:9::1", "2001:db8:9:9::"},
		"everything is a proxy":  {"10.0.0.1:1", "10.0.0.9", "10.0.0.9"},
		"an address with a port": {"10.0.0.1:1", "198.51.100.7:55", "10.0.0.1"},
	} {
		r := mustRequest(t, "GET", "/")
		r.RemoteAddr = test.peer
		if test.forwarded != "" {
			r.Header.Set("X-Forwarded-For", test.forwarded)
		}
		if got := trusting.clientAddress(r).String(); got != test.want {
			t.Errorf("%s: %s; want %s", name, got, test.want)
		}
	}
}

func TestGuestsAreLimitedByAddress(t *testing.T) {
	s := open(t, func(c *Config) { c.GuestRate = Rate{3, time.Hour} })
	ana := ""
	for range 3 {
		ana = s.guest("")
	}
	s.call("POST", "/api/v1/guests", ana, `{"name":"Ana"}`).want(http.StatusCreated, "") // is nobody new
	for _, forged := range []string{"", "1.2.3.4", "5.6.7.8"} {
		r := s.call("POST", "/api/v1/guests", "", `{}`, "X-Forwarded-For", forged).want(http.StatusTooManyRequests, board.SlowDown)
		if wait := r.number("retry_after"); wait < 3500 || wait > 3600 {
			t.Errorf("told to wait %d s", wait)
		}
	}
}

func TestRatesAreRead(t *testing.T) {
	for in, want := range map[string]Rate{"600/5m": {600, 5 * time.Minute}, "0": {}, "": {}, "1/1s": {1, time.Second}} {
		if got, err := ParseRate(in); err != nil || got != want {
			t.Errorf("ParseRate(%q) = %v, %v", in, got, err)
		}
	}
	for _, bad := range []string{"600", "600/", "/5m", "-1/5m", "600/0s", "600/-5m", "many/5m"} {
		if got, err := ParseRate(bad); err == nil {
			t.Errorf("ParseRate(%q) = %v", bad, got)
		}
	}
}

func TestGuestsKeepTheirPersonAndChangeTheirName(t *testing.T) {
	s := open(t)
	code := s.event()
	first := s.call("POST", "/api/v1/guests", "", nil).want(http.StatusCreated, "")
	if !strings.HasPrefix(first.text("token"), guestForm) || first.text("name") != "" {
		t.Errorf("a guest: %s", first.body)
	}
	pair, _, _ := strings.Cut(first.header.Get("Set-Cookie"), ";")
	if pair != "cueslip="+first.text("token") {
		t.Errorf("the cookie is %q", pair)
	}
	second := s.call("POST", "/api/v1/guests", "", `{"name":" Ana "}`, "Cookie", pair, "Origin", s.url).want(http.StatusCreated, "")
	if second.text("name") != "Ana" {
		t.Errorf("renamed: %s", second.body)
	}
	me := func(token string) string {
		return s.call("GET", "/api/v1/events/"+code+"/me", token, nil).want(http.StatusOK, "").text("person")
	}
	if was, is := me(first.text("token")), me(second.text("token")); was != is {
		t.Errorf("the guest was %s and is %s", was, is)
	}
	r := s.call("POST", "/api/v1/events/"+code+"/requests", second.text("token"), map[string]any{"id": newID(t), "title": "Hey"}).want(http.StatusCreated, "")
	if name := r.fields["request"].(map[string]any)["name"]; name != "Ana" {
		t.Errorf("asked as %v", name)
	}
	s.call("GET", "/api/v1/events/"+code+"/me", "", nil).want(http.StatusUnauthorized, board.SignIn)
	if r := s.call("POST", "/api/v1/guests", s.dj, `{}`).want(http.StatusCreated, ""); r.header.Get("Set-Cookie") != "" {
		t.Error("a signed-in person was signed out by making a guest")
	}
}
