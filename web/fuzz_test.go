package web

import (
	"context"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

// keyed is a server that knows its keys and nothing else.
func keyed(keys ...board.Key) *Server {
	return &Server{secrets: secrets{read: func(context.Context, string) ([]board.Key, error) { return keys, nil }}}
}

func FuzzReadPass(f *testing.F) {
	key := board.Key{Number: 2, Value: []byte("a key that nobody guesses, of 32"), CreatedAt: 1}
	s := keyed(key, board.Key{Number: 1, Value: []byte("an older one"), CreatedAt: 0})
	genuine := sign(key, pass{Person: "p", Name: "Ana", Made: 1, Batch: "0123456789ab"})
	for _, seed := range []string{genuine, "g1.e30.e30", "g2.2.e30.e30", "g2.", "g1.", "g2.99999999999999999999.e30.x", strings.ToUpper(genuine)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		if !isPass(token) { // the store is asked about others
			return
		}
		who, err := s.identify(t.Context(), token, false)
		if err == nil && token != genuine {
			t.Errorf("%q is taken for %+v", token, who)
		}
		if err != nil && board.CodeOf(err) != board.SignIn {
			t.Errorf("%q: %v", token, err)
		}
	})
}

func FuzzClientAddress(f *testing.F) {
	for _, seed := range [][2]string{{"203.0.113.9:1", "1.2.3.4"}, {"10.0.0.1:1", "1.2.3.4, 198.51.100.7"}, {"[::1%lo]:1", "::ffff:10.0.0.1, fe80::1%x"}, {"", ",,,"}} {
		f.Add(seed[0], seed[1])
	}
	trusted := netip.MustParsePrefix("10.0.0.0/8")
	s := &Server{config: Config{TrustedProxies: []netip.Prefix{trusted}}}
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		got := s.clientAddress(r)
		at, err := netip.ParseAddrPort(peer)
		if err != nil {
			return
		}
		if addr := at.Addr().Unmap(); !trusted.Contains(addr) {
			bare := &http.Request{RemoteAddr: peer, Header: http.Header{}}
			if want := s.clientAddress(bare); got != want {
				t.Errorf("from %s, who is no proxy, %q is believed: %s", peer, forwarded, got)
			}
		}
		if got.Zone() != "" || got.Is4In6() {
			t.Errorf("%s for %q is %s", peer, forwarded, got)
		}
	})
}

func FuzzOrigins(f *testing.F) {
	for _, seed := range [][2]string{
		{"https://songs.example", "songs.example"},
		{"https://songs.example:443", "x"},
		{"http://127.0.0.1:1", "127.0.0.1:1"},
		{"https://songs.example@evil.example", "songs.example"},
		{"https://a;sandbox", ""},
		{"null", ""},
		{"HTTPS://SONGS.EXAMPLE", "\x00"},
	} {
		f.Add(seed[0], seed[1])
	}
	https, err := newOrigins(Config{PublicURL: "https://songs.example"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, origin, host string) {
		if https.allows(origin, host) && !strings.EqualFold(origin, "https://songs.example") {
			t.Errorf("%q at %q passes", origin, host)
		}
		clean, err := ParseOrigin(origin)
		if err != nil {
			return
		}
		again, err := ParseOrigin(clean)
		if err != nil || again != clean || strings.ContainsAny(clean, " ;,'\"*\r\n\t@?#") {
			t.Errorf("%q is read as %q, and that as %q (%v)", origin, clean, again, err)
		}
	})
}

func FuzzConditions(f *testing.F) {
	for _, seed := range [][2]string{{`W/"a", "b"`, "gzip;q=0.5, br"}, {"*", "*;q=0"}, {`"`, "gzip; q = 1"}, {",", "gzip;q=NaN"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, tags, codings string) {
		if matches(tags, `"the-tag"`) && !strings.Contains(tags, `"the-tag"`) && !strings.Contains(tags, "*") {
			t.Errorf("%q names the tag", tags)
		}
		r := &http.Request{Header: http.Header{"Accept-Encoding": {codings}}}
		if lower := strings.ToLower(codings); acceptsGzip(r) && !strings.Contains(lower, "gzip") && !strings.Contains(lower, "*") {
			t.Errorf("%q takes gzip", codings)
		}
	})
}

func FuzzParseRate(f *testing.F) {
	for _, seed := range []string{"600/5m", "0", "", "1/1ns", "9999999999999999999/1h", "-0/1h", "1/-1h"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		rate, err := ParseRate(s)
		if err != nil {
			return
		}
		again, err := ParseRate(rate.String())
		if err != nil || again.Count != rate.Count || rate.Count < 0 || rate.Count > 0 && (again.Per != rate.Per || rate.Per <= 0) {
			t.Errorf("%q is read as %v, and that as %v (%v)", s, rate, again, err)
		}
	})
}

func FuzzAgentOf(f *testing.F) {
	for _, seed := range []string{"Mozilla/5.0 (X11; Linux) Firefox/1", "\u202eevil/1\xff", "curl/8", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if name := agentOf(header); strings.ContainsAny(name, "\x00\r\n\u202e") || !utf8.ValidString(name) {
			t.Errorf("%q is called %q", header, name)
		}
	})
}
