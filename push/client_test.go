package push

import (
	"net/netip"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

func TestOnlyAddressesOfThePublicInternetAreConnectedTo(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"142.250.74.170:443": true, "[2a00:1450:400f::a]:443": true, "[::ffff:142.250.74.170]:443": true,
		"142.250.74.170:80": false, "127.0.0.1:443": false, "[::1]:443": false, "10.1.2.3:443": false, "172.16.0.1:443": false,
		"192.168.1.1:443": false, "169.254.169.254:443": false, "100.64.0.1:443": false, "0.0.0.0:443": false, "0.1.2.3:443": false,
		"192.0.0.8:443": false, "198.18.0.1:443": false, "224.0.0.1:443": false, "240.0.0.1:443": false, "255.255.255.255:443": false,
		"[::]:443": false, "[fc00::1]:443": false, "[fd12::1]:443": false, "[fe80::1]:443": false, "[fe80::1%eth0]:443": false, "[ff02::1]:443": false,
		"[::ffff:127.0.0.1]:443": false, "[::127.0.0.1]:443": false, "[64:ff9b::7f00:1]:443": false, "[64:ff9b:1::a00:1]:443": false,
		"[2002:7f00:1::]:443": false, "[2001::7f00:1]:443": false, "[2001:db8::1]:443": false, "[fec0::1]:443": false, "nowhere": false,
	} {
		if got := publicOnly(t.Context(), "tcp", address, nil) == nil; got != want {
			t.Errorf("%s: %t, want %t", address, got, want)
		}
	}
	if onInternet(netip.Addr{}) {
		t.Error("no address at all passes")
	}
}

func TestAServiceSaysWhenToComeAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 22, 0, 0, 0, time.UTC)
	for header, want := range map[string]time.Duration{
		"": 0, "90": 90 * time.Second, "-1": 0, "soon": 0, "99999999999999": 0,
		"Wed, 25 Nov 2026 22:01:00 GMT": time.Minute, "Wed, 25 Nov 2026 21:00:00 GMT": 0,
	} {
		if got := retryAfter(header, now); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

func TestALongTitleIsCutBetweenItsLetters(t *testing.T) {
	t.Parallel()
	long := ""
	for range 300 {
		long += "å"
	}
	if got := cut(long); !utf8.ValidString(got) || len(got) != maxWords+len("…") {
		t.Errorf("%d bytes: %q", len(got), got)
	}
	m := newMessage(board.Alert{Song: long + long, Place: long + long, Event: "N1GHTP1R", Turn: board.UpNext}, time.Now())
	if len(m.body) > 3000 {
		t.Errorf("a message has %d bytes", len(m.body))
	}
}

func TestEverySecretMakesAKey(t *testing.T) {
	t.Parallel()
	full := make([]byte, 32)
	for i := range full {
		full[i] = 0xff // more than the curve has
	}
	for _, value := range [][]byte{full, make([]byte, 32)} {
		if key := private(board.Key{Value: value}); key == nil || public(board.Key{Value: value}) == "" {
			t.Errorf("%x makes none", value)
		}
	}
}
