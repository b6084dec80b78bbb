package web

import (
	"net/netip"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func TestGuestsOfOneAddressInFiveMinutesAreOneBatch(t *testing.T) {
	key, here := []byte("a key"), netip.MustParseAddr("192.0.2.1")
	at := time.Unix(1_764_000_000, 0) // where a span begins
	first := batchOf(key, here, at)
	for name, test := range map[string]struct {
		key  []byte
		addr netip.Addr
		at   time.Time
		same bool
	}{
		"at the end of the span": {key, here, at.Add(batchSpan - 1), true},
		"in the next span":       {key, here, at.Add(batchSpan), false},
		"in the one before":      {key, here, at.Add(-1), false},
		"from another address":   {key, here.Next(), at, false},
		"under another key":      {[]byte("another"), here, at, false},
	} {
		if got := batchOf(test.key, test.addr, test.at); len(got) != 12 || (got == first) != test.same {
			t.Errorf("%s: %s, and the first is %s", name, got, first)
		}
	}
}

func TestGuestsCarryTheirBatchUnderASignature(t *testing.T) {
	s := open(t)
	batch := func(token string) string {
		t.Helper()
		who, err := s.server.identify(t.Context(), token, false)
		if err != nil {
			t.Fatal(err)
		}
		return who.Batch
	}
	ana, ben := s.guest("Ana"), s.guest("Ben")
	if batch(ana) == "" {
		t.Error("a guest is of no batch")
	}
	key, err := s.server.secrets.newest(t.Context(), batchSecret)
	if err != nil {
		t.Fatal(err)
	}
	addr, now := netip.MustParseAddr("127.0.0.1"), time.Now()
	for _, of := range []string{batch(ana), batch(ben)} { // a span may have ended meanwhile
		if of != batchOf(key.Value, addr, now) && of != batchOf(key.Value, addr, now.Add(-batchSpan)) {
			t.Errorf("a guest is of batch %s", of)
		}
	}
	renamed := s.call("POST", "/api/v1/guests", ana, `{"name":"Anna"}`).want(201, "")
	if got := batch(renamed.text("token")); got != batch(ana) {
		t.Errorf("with another name the guest is of batch %s, was of %s", got, batch(ana))
	}
	if got := batch(s.dj); got != "" {
		t.Errorf("an account is of batch %s", got)
	}
	guests, err := s.server.secrets.newest(t.Context(), guestSecret)
	if err != nil {
		t.Fatal(err)
	}
	if old := sign(guests, pass{Person: "p", Made: 1}); batch(old) != "" {
		t.Error("a token without batch has one")
	}
	forged := sign(board.Key{Number: 1, Value: []byte("another key")}, pass{Person: "p", Made: 1})
	s.call("GET", "/api/v1/events", forged, nil).want(401, board.SignIn)
}
