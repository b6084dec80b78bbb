package web

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/push/pushtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// alerting starts a sender that reaches a service.
func alerting(t *testing.T, db *store.Store, service *pushtest.Service) func(*Config) {
	t.Helper()
	sender := push.New(db, push.Options{Contact: "https://requests.example.org", Local: true, Roots: service.Roots(), Log: discard()})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		sender.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return func(c *Config) { c.Alerts = sender }
}

// alerts has a browser told of an event.
func (s *site) alerts(event, token string, b *pushtest.Browser) {
	s.t.Helper()
	path := "/api/v1/events/" + event + "/alerts"
	key := s.call("GET", path, token, nil).want(http.StatusOK, "").text("key")
	s.call("PUT", path, token, wishBody(key, "endpoint", b.Endpoint, "keys", map[string]string{"p256dh": b.P256dh, "auth": b.Auth})).
		want(http.StatusNoContent, "")
}

// set moves a request as the DJ and returns the change.
func (s *site) set(event, id, body string) string {
	s.t.Helper()
	return s.call("PATCH", "/api/v1/events/"+event+"/requests/"+id, s.dj, body).want(http.StatusOK, "").text("change")
}

func TestAListenerIsToldThatTheirSongIsNextAndPlaysOnceEach(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	db := storetest.Open(t, storetest.SQLite(t))
	s := openOn(t, db, alerting(t, db, service))
	code, ana, ben := s.event(), s.guest("Ana"), s.guest("Ben")
	phone, other := service.Browser(), service.Browser()
	s.alerts(code, ana, phone)
	s.alerts(code, ben, other)
	id := s.request(code, ana, "Harbour Lights")
	bens := s.request(code, ben, "Losing It")

	s.set(code, id, `{"status":"accepted"}`)
	next := s.set(code, id, `{"next":true}`)
	if m := service.Next(); m.To != phone || m.Turn != "next" || m.Number != 1 || m.Song != "Harbour Lights" || m.Event != code {
		t.Errorf("told %+v", m)
	}
	s.call("PUT", "/api/v1/events/"+code+"/requests/"+id+"/vote", ben, nil).want(http.StatusOK, "") // changes the row, not the turn
	s.call("POST", "/api/v1/events/"+code+"/undo", s.dj, map[string]any{"change": next}).want(http.StatusOK, "")
	s.set(code, id, `{"next":true}`)
	played := s.set(code, id, `{"status":"playing"}`)
	if m := service.Next(); m.To != phone || m.Turn != "playing" {
		t.Errorf("told %+v", m)
	}
	s.call("POST", "/api/v1/events/"+code+"/undo", s.dj, map[string]any{"change": played}).want(http.StatusOK, "")
	s.set(code, id, `{"status":"playing"}`)
	s.call("POST", "/api/v1/events/"+code+"/requests", s.dj, map[string]any{"id": newID(t), "title": "My Own", "own": true}).want(http.StatusCreated, "")
	s.set(code, bens, `{"status":"playing"}`)
	if m := service.Next(); m.To != other || m.Turn != "playing" {
		t.Errorf("told %+v; the DJ's undo is nobody's alert", m)
	}
}

func TestOneOfTwoReplicasTellsATurn(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	url := storetest.Postgres(t)
	db := storetest.Open(t, url)
	one := openOn(t, db, alerting(t, db, service))
	db2 := storetest.Open(t, url)
	two := openReplica(t, db2, db2, alerting(t, db2, service))
	two.dj = one.dj
	code, ana := one.event(), one.guest("Ana")
	id, last := one.request(code, ana, "Harbour Lights"), one.request(code, ana, "Losing It")
	two.call("GET", "/api/v1/events/"+code+"/board", "", nil).want(http.StatusOK, "") // it has a hub too
	two.alerts(code, ana, service.Browser())
	change := newID(t)
	var both sync.WaitGroup
	for _, s := range []*site{one, two} {
		both.Go(func() { // the same change, sent again to whoever answers
			s.call("PATCH", "/api/v1/events/"+code+"/requests/"+id, s.dj, map[string]any{"status": "playing", "change": change}).want(http.StatusOK, "")
		})
	}
	both.Wait()
	if m := service.Next(); m.Request != id {
		t.Errorf("told %+v", m)
	}
	two.set(code, last, `{"status":"playing"}`)
	if m := service.Next(); m.Request != last {
		t.Errorf("told %+v", m)
	}
}

func TestAlertsEndWhereTheyWereSwitchedOff(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	db := storetest.Open(t, storetest.SQLite(t))
	s := openOn(t, db, alerting(t, db, service), func(c *Config) { c.NewAccounts = board.Member })
	code, ana := s.event(), s.guest("Ana")
	kept, off := service.Browser(), service.Browser()
	s.alerts(code, ana, kept)
	s.alerts(code, ana, off)
	s.call("DELETE", "/api/v1/events/"+code+"/alerts", ana, map[string]any{"endpoint": off.Endpoint}).want(http.StatusNoContent, "")
	s.set(code, s.request(code, ana, "Harbour Lights"), `{"status":"playing"}`)
	if m := service.Next(); m.To != kept {
		t.Errorf("told %+v", m)
	}

	mia := s.session(s.account("Mia", board.Member))
	s.alerts(code, mia, off)
	id := s.request(code, mia, "Losing It")
	s.call("DELETE", "/api/v1/session", mia, nil).want(http.StatusNoContent, "")
	s.set(code, id, `{"status":"playing"}`)
	s.set(code, s.request(code, ana, "Antarctica"), `{"status":"playing"}`)
	if m := service.Next(); m.To != kept || m.Song != "Antarctica" {
		t.Errorf("who signed out is told %+v", m)
	}
}
