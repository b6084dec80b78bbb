package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// replicas are two sites on one Postgres without Redis, and their second
// store's view of it.
func replicas(t *testing.T) (one, two *site) {
	t.Helper()
	url := storetest.Postgres(t)
	here, there := storetest.Open(t, url), storetest.Open(t, url)
	one, two = openOn(t, here), openReplica(t, there, there)
	two.dj = one.dj
	return one, two
}

func TestSigningOutClosesSocketsAtEveryReplica(t *testing.T) {
	one, two := replicas(t)
	code := one.event()
	member := one.account("Ana", board.Member)
	phone, laptop := one.session(member), one.session(member)
	var closing []*line
	for _, s := range []*site{one, two} {
		closing = append(closing, s.dial(code, phone, ""), s.dial(code, one.session(one.dj), "audience=crew"))
	}
	stays, guest := two.dial(code, laptop, ""), two.dial(code, one.guest("Ben"), "")
	for _, l := range append(closing, stays, guest) {
		l.until("type", "presence")
	}
	if err := one.store.Revoke(t.Context(), phone); err != nil {
		t.Fatal(err)
	}
	nova, err := one.store.Authenticate(t.Context(), one.dj)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.store.RevokeSessions(t.Context(), nova.Person, ""); err != nil {
		t.Fatal(err)
	}
	for _, l := range closing {
		l.closed(closeSignIn)
	}
	id := one.request(code, one.dj, "Take the Tram")
	for _, l := range []*line{stays, guest} {
		if answer := l.say(`{"type":"vote","id":"` + id + `"}`); answer["type"] != "ack" {
			t.Errorf("who was not signed out is told %v", answer)
		}
	}
}

func TestErasingAnAccountClosesItsSocketsAtEveryReplica(t *testing.T) {
	one, two := replicas(t)
	code := one.event()
	member := one.account("Ana", board.Member)
	a, err := one.store.Authenticate(t.Context(), member)
	if err != nil {
		t.Fatal(err)
	}
	lines := []*line{one.dial(code, member, ""), two.dial(code, one.session(member), "")}
	for _, l := range lines {
		l.until("type", "presence")
	}
	if err := two.store.Erase(t.Context(), a.Person); err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		l.closed(closeSignIn)
	}
}

func TestWhoWasSignedOutWritesNothingAtAnyReplica(t *testing.T) {
	one, two := replicas(t)
	code := one.event()
	for name, leave := range map[string]func(person, token string) error{
		"signed out": func(_, token string) error { return one.store.Revoke(t.Context(), token) },
		"erased":     func(person, _ string) error { return one.store.Erase(t.Context(), person) },
	} {
		t.Run(name, func(t *testing.T) {
			token := one.account("Ana, "+name, board.DJ)
			a, err := one.store.Authenticate(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			l := two.dial(code, token, "")
			l.until("type", "presence")
			two.call("GET", "/api/v1/events", token, nil).want(http.StatusOK, "") // two knows whose it is
			if err := leave(a.Person, token); err != nil {
				t.Fatal(err)
			}
			two.call("POST", "/api/v1/events", token, map[string]any{"title": "Mine"}).want(http.StatusUnauthorized, board.SignIn)
			two.call("POST", "/api/v1/events/"+code+"/requests", token, map[string]any{"id": newID(t), "title": "Mine"}).
				want(http.StatusUnauthorized, board.SignIn)
			l.send(map[string]any{"type": "request", "ref": "1", "id": newID(t), "title": "Mine"})
			l.closed(closeSignIn)
			if found, err := one.store.EventsOf(t.Context(), a.Person); err != nil || len(found) > 0 {
				t.Errorf("they have %v, %v", found, err)
			}
			public := one.call("GET", "/api/v1/events/"+code+"/board", "", nil)
			if strings.Contains(string(public.body), "Mine") {
				t.Errorf("the board has it: %s", public.body)
			}
		})
	}
}

func TestARoleThatIsTakenAwayEndsCrewSocketsAtEveryReplica(t *testing.T) {
	one, two := replicas(t)
	code := one.event()
	cohost := one.crew(code, board.Cohost)
	a, err := one.store.Authenticate(t.Context(), cohost)
	if err != nil {
		t.Fatal(err)
	}
	lines := []*line{one.dial(code, cohost, "audience=crew"), two.dial(code, cohost, "audience=crew")}
	for _, l := range lines {
		l.until("type", "presence")
	}
	if err := one.store.SetRole(t.Context(), code, a.Person, board.Listener); err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		l.closed(closeForbidden)
	}
}

func TestWhatTheCommandLineTakesBackClosesSockets(t *testing.T) {
	url := storetest.SQLite(t)
	s := openOn(t, storetest.Open(t, url))
	code, token := s.event(), s.account("Ana", board.Member)
	l := s.dial(code, token, "")
	l.until("type", "presence")
	if err := storetest.OpenWith(t, url, store.Options{}).Revoke(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	l.closed(closeSignIn)
}
