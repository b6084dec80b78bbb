package web

import (
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// exhaust uses up what an address may look for in vain.
func (l *lookups) exhaust(addr netip.Addr) {
	for range maxMisses {
		l.missed(addr, "ZZZZZZZZ", time.Now())
	}
}

// unknownCode is a code that no event has, one for each n.
func unknownCode(n int) string {
	const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	code := []byte("ZZZZZZZZ")
	for i := range 4 {
		code[i] = digits[n%len(digits)]
		n /= len(digits)
	}
	return string(code)
}

// from is the header that makes a call one of another address.
func from(addr string) []string { return []string{"X-Forwarded-For", addr} }

func behindProxy(c *Config) {
	c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
}

// look is call for those who look for very much: call holds each answer to its
// description, which takes its time.
func (s *site) look(path string, headers []string) int {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set(headers[0], headers[1])
	answer, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // reading it says the same
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		s.t.Fatal(err)
	}
	if answer.StatusCode == http.StatusTooManyRequests && answer.Header.Get("Retry-After") == "" {
		s.t.Errorf("%s: no Retry-After", path)
	}
	return answer.StatusCode
}

func TestAScanOfCodesIsStopped(t *testing.T) {
	t.Parallel()
	s := open(t, behindProxy)
	venue := s.event()
	scanner, neighbour := from("203.0.113.66"), from("203.0.113.7")
	s.call("GET", "/api/v1/events/"+venue+"/board", "", nil, scanner...).want(http.StatusOK, "")
	misses, slowed := 0, 0
	for n := range 10_000 {
		path := []string{"/api/v1/events/$/board", "/e/$", "/?code=$", "/e/$/qr.svg", "/api/v1/events/$/live", "/dj/$"}[n%6]
		switch status := s.look(strings.Replace(path, "$", unknownCode(n), 1), scanner); status {
		case http.StatusNotFound:
			misses++
		case http.StatusTooManyRequests:
			slowed++
		case http.StatusBadRequest, http.StatusUnauthorized: // no socket, nobody's dashboard: that tells nothing
		default:
			t.Fatalf("%s: %d", path, status)
		}
	}
	if misses != maxMisses || slowed < 9_000 {
		t.Errorf("a scanner was told %d times that there is nothing and refused %d times; want %d times the former", misses, slowed, maxMisses)
	}

	fresh := s.event() // exists, and is nothing that the scanner may find out
	for _, code := range []string{fresh, "ZZZZZZZZ"} {
		for _, path := range []string{"/board", "/me", "/digest"} {
			s.call("GET", "/api/v1/events/"+code+path, "", nil, scanner...).want(http.StatusTooManyRequests, board.SlowDown)
		}
	}
	for _, path := range []string{"/e/" + fresh, "/?code=" + fresh, "/dj/" + fresh} {
		if r := s.call("GET", path, "", nil, scanner...); r.status != http.StatusTooManyRequests || !strings.Contains(string(r.body), "try again later") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	s.call("GET", "/api/v1/events/"+venue+"/board", "", nil, scanner...).want(http.StatusOK, "")   // the scanner's own venue stays open to it
	s.call("GET", "/api/v1/events/"+fresh+"/board", "", nil, neighbour...).want(http.StatusOK, "") // and everything to others
}

func TestMissesAreForgottenAndMemoryOfThemIsBounded(t *testing.T) {
	var l lookups
	here := netip.MustParseAddr("192.0.2.1")
	l.exhaust(here)
	now := time.Now()
	if wait, ok := l.may(here, "AAAAAAAA", now); ok || wait <= 0 || wait > missWindow {
		t.Errorf("exhausted: %v %t", wait, ok)
	}
	if _, ok := l.may(here, "AAAAAAAA", now.Add(missWindow+time.Second)); !ok {
		t.Error("misses are remembered for ever")
	}
	for n := range 2 * maxFound {
		l.found(here, unknownCode(n))
	}
	if found := l.seen[here].found; len(found) != maxFound || found[maxFound-1] != unknownCode(2*maxFound-1) {
		t.Errorf("found: %v", found)
	}
	for addr, n := here, 0; n < maxLookups+10; n++ {
		addr = addr.Next()
		l.missed(addr, "AAAAAAAA", now)
	}
	if len(l.seen) > maxLookups {
		t.Errorf("%d addresses are remembered", len(l.seen))
	}
}

func TestNobodyIsToldWhyACodeLeadsNowhere(t *testing.T) {
	s := open(t)
	s.event()
	answer := func(path, code string) string {
		r := s.call("GET", strings.Replace(path, "$", code, 1), "", nil)
		if r.status != http.StatusNotFound {
			t.Errorf("%s: %d; want 404", r.call, r.status)
		}
		body := string(r.body)
		for _, own := range []string{r.text("request_id"), code} {
			if own != "" {
				body = strings.ReplaceAll(body, own, "")
			}
		}
		return body
	}
	for _, path := range []string{"/api/v1/events/$/board", "/e/$", "/?code=$", "/e/$/qr.svg"} {
		unknown := answer(path, "ZZZZZZZZ")
		for _, malformed := range []string{"nonsense!", "ZZZZZZZ", "ZZZZZZZZZ", "UUUUUUUU", "%00%00%00%00%00%00%00%00", "zzzz%27--z"} {
			if got := answer(path, malformed); got != unknown && path != "/?code=$" {
				t.Errorf("%s with %s: %s; an unknown code gets %s", path, malformed, got, unknown)
			}
		}
	}
}
