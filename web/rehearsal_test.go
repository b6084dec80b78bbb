package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
	"github.com/cueslip/cueslip/store/storetest"
)

// rehearses opens a rehearsal of the DJ's and returns its code.
func (s *site) rehearses() string {
	s.t.Helper()
	return s.call("POST", "/api/v1/rehearsals", s.dj, nil).want(http.StatusCreated, "").text("code")
}

func TestARehearsalHasACrowdWhileItsDashboardIsOpen(t *testing.T) {
	t.Parallel()
	s := open(t)
	code, other := s.rehearses(), s.event()
	beats := func() {
		t.Helper()
		for range 10 {
			if err := s.server.beatRehearsals(t.Context(), time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	began := s.stands(code)
	s.dial(code, "", "") // a phone at the board
	beats()
	if got := s.stands(code); got != began {
		t.Errorf("without a dashboard the board went from version %d to %d", began, got)
	}
	s.dial(code, s.dj, "audience=crew")
	s.dial(other, s.dj, "audience=crew")
	stood := s.stands(other)
	beats()
	if got := s.stands(code); got < began+3 {
		t.Errorf("with a dashboard the board went from version %d to %d in 10 beats", began, got)
	}
	if got := s.stands(other); got != stood {
		t.Errorf("the crowd came to another event: version %d, then %d", stood, got)
	}
	for _, row := range s.view(code) {
		if row.Status != board.New {
			t.Errorf("the crowd decided on %s: it is %s", row.Title, row.Status)
		}
	}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, `{"gate":"closed"}`).want(http.StatusOK, "") // the DJ runs it
}

func TestOfTwoReplicasOnePlaysARehearsal(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t))
	one, other := openOn(t, db), openReplica(t, db, db)
	code := one.rehearses()
	now := time.Now()
	beats := func(s *site, at time.Time) int {
		t.Helper()
		for range 4 {
			if err := s.server.beatRehearsals(t.Context(), at); err != nil {
				t.Fatal(err)
			}
		}
		if crowd := s.server.rehearsals[code]; crowd != nil {
			return crowd.beats
		}
		return 0
	}
	leaving := one.dial(code, one.dj, "audience=crew")
	other.dial(code, one.dj, "audience=crew")
	if here, there := beats(one, now), beats(other, now); here != 4 || there != 0 {
		t.Errorf("one replica played %d beats, the other %d", here, there)
	}
	if err := leaving.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	one.alone(code)
	if here, there := beats(one, now.Add(heldFor)), beats(other, now.Add(heldFor)); here != 0 || there != 4 {
		t.Errorf("when the first dashboard is gone, one replica plays %d beats, the other %d", here, there)
	}
}

func TestARehearsalIsInItsDJsListAndNowhereElse(t *testing.T) {
	t.Parallel()
	s := open(t)
	first := s.rehearses()
	code := s.rehearses()
	s.call("GET", "/e/"+first, "", nil).want(http.StatusNotFound, "")
	if list := string(s.call("GET", "/api/v1/events", s.dj, nil).body); !strings.Contains(list, code) || strings.Contains(list, first) {
		t.Errorf("the list: %s; want %s alone", list, code)
	}
	for _, path := range []string{"/@nova", "/@nova/now"} {
		r := s.call("GET", path, "", nil)
		if strings.Contains(string(r.body), code) || strings.Contains(r.header.Get("Location"), code) {
			t.Errorf("%s shows the rehearsal", path)
		}
	}
	next := s.call("POST", "/api/v1/events", s.dj, map[string]any{"title": "Friday"}).want(http.StatusCreated, "")
	if strings.Contains(string(next.body), `"approval":true`) {
		t.Errorf("the next event is as the rehearsal was: %s", next.body)
	}
	over := time.Now().Add(demo.RehearsalLasts + time.Second)
	s.server.turn(t.Context(), over)
	event, err := s.store.Event(t.Context(), code)
	if err != nil || event.State != board.Ended {
		t.Errorf("after %s it is %s (%v)", demo.RehearsalLasts, event.State, err)
	}
	if home := string(s.call("GET", "/dj", s.dj, nil).want(http.StatusOK, "").body); strings.Contains(home, "Figures of") {
		t.Error("a rehearsal counts in the DJ's figures")
	}
}
