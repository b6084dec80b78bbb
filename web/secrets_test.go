package web

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// openEarlier opens a site whose keys are made a while ago, so that they sign.
func openEarlier(t *testing.T) *site {
	clock := func() int64 { return time.Now().Add(-time.Minute).UnixMilli() }
	return openOn(t, storetest.OpenWith(t, storetest.SQLite(t), store.Options{Serve: true, Clock: clock}))
}

// expire lets keys that were read be as old as they may get.
func (s *secrets) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, r := range s.rings {
		r.at = r.at.Add(-secretsAge)
		s.rings[name] = r
	}
}

// votes reports what comes of a vote of whoever has the token.
func (s *site) votes(code, id, token string) int {
	s.t.Helper()
	return s.call("PUT", "/api/v1/events/"+code+"/requests/"+id+"/vote", token, nil).status
}

func TestANewKeySignsNobodyOut(t *testing.T) {
	s := openEarlier(t)
	code, before := s.event(), s.guest("Ana")
	id := s.request(code, before, "Take the Tram")
	if _, err := s.store.AddSecret(t.Context(), guestSecret); err != nil {
		t.Fatal(err)
	}
	if still := s.guest("Ben"); !strings.HasPrefix(still, "g2.1.") {
		t.Errorf("signed with a key that was not read yet: %s", still)
	}
	s.server.secrets.expire()
	after := s.guest("Cem")
	if !strings.HasPrefix(after, "g2.2.") {
		t.Errorf("not signed with the newest key: %s", after)
	}
	for _, token := range []string{before, after, oldForm(t, s, before)} {
		if status := s.votes(code, id, token); status != http.StatusOK {
			t.Errorf("%s…: %d", token[:5], status)
		}
	}
}

// oldForm spells a guest's token as it was when there was a single key.
func oldForm(t *testing.T, s *site, token string) string {
	t.Helper()
	keys, err := s.store.Secrets(t.Context(), guestSecret)
	if err != nil {
		t.Fatal(err)
	}
	body := guestFormOld + strings.Split(token, ".")[2]
	return body + "." + base64.RawURLEncoding.EncodeToString(seal(keys[len(keys)-1], body))
}

func TestAKeyThatAnotherServerSignsWithIsKnownAtOnce(t *testing.T) {
	s := openEarlier(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	if _, err := s.store.AddSecret(t.Context(), guestSecret); err != nil {
		t.Fatal(err)
	}
	keys, err := s.store.Secrets(t.Context(), guestSecret)
	if err != nil {
		t.Fatal(err)
	}
	s.server.secrets.mu.Lock()
	known := s.server.secrets.rings[guestSecret]
	known.at = time.Now().Add(-2 * secretsDoubt)
	s.server.secrets.rings[guestSecret] = known
	s.server.secrets.mu.Unlock()
	if status := s.votes(code, id, sign(keys[0], pass{Person: "ben", Made: 1})); status != http.StatusOK {
		t.Errorf("a token of the new key: %d", status)
	}
}

func TestUnknownKeysAreLookedForOnceASecondAtMost(t *testing.T) {
	reads := 0
	keys := secrets{read: func(context.Context, string) ([]board.Key, error) {
		reads++
		return []board.Key{{Number: 3}, {Number: 1}}, nil
	}}
	for number := range 1000 {
		_, ok, err := keys.numbered(t.Context(), "guests", number)
		if err != nil || ok != (number == 3 || number == 1) {
			t.Fatalf("key %d: %t, %v", number, ok, err)
		}
	}
	if reads != 1 {
		t.Errorf("read %d times", reads)
	}
}

func TestKeysServeWhileTheDatabaseIsAway(t *testing.T) {
	away := error(nil)
	keys := secrets{read: func(context.Context, string) ([]board.Key, error) {
		return []board.Key{{Number: 1}}, away
	}}
	away = errors.New("away")
	if _, err := keys.newest(t.Context(), "guests"); err == nil {
		t.Error("there is a key that was never read")
	}
	away = nil
	for range 2 {
		if k, err := keys.newest(t.Context(), "guests"); err != nil || k.Number != 1 {
			t.Errorf("%v, %v", k, err)
		}
		keys.expire()
		away = errors.New("away")
	}
}

func TestANewKeySignsOnceEveryReplicaCanKnowIt(t *testing.T) {
	now := time.Now()
	keys := secrets{read: func(context.Context, string) ([]board.Key, error) {
		return []board.Key{{Number: 2, CreatedAt: now.UnixMilli()}, {Number: 1, CreatedAt: now.UnixMilli()}}, nil
	}}
	if k, err := keys.newest(t.Context(), "guests"); err != nil || k.Number != 1 {
		t.Errorf("signs with %v, %v", k, err)
	}
}

func TestAGuestWhoComesBackKeepsTheCookieUnderTheNewestKey(t *testing.T) {
	s := openEarlier(t)
	code, ana := s.event(), s.guest("Ana")
	if _, err := s.store.AddSecret(t.Context(), guestSecret); err != nil {
		t.Fatal(err)
	}
	s.server.secrets.expire()
	header := http.Header{"Cookie": {"cueslip=" + ana}, "Origin": {s.url}}
	url := "ws" + strings.TrimPrefix(s.url, "http") + "/api/v1/events/" + code + "/live"
	conn, response, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow() //nolint:errcheck // gone is gone
	cookies := response.Cookies()
	if len(cookies) != 1 || !strings.HasPrefix(cookies[0].Value, "g2.2.") || cookies[0].MaxAge != int(guestAge.Seconds()) {
		t.Fatalf("kept as %v", cookies)
	}
	who := func(token string) string {
		return fmt.Sprint(s.call("GET", "/api/v1/events/"+code+"/me", token, nil).want(http.StatusOK, "").fields["person"])
	}
	if was, is := who(ana), who(cookies[0].Value); was != is {
		t.Errorf("%s became %s", was, is)
	}
}
