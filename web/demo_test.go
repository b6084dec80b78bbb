package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
	"github.com/cueslip/cueslip/store/storetest"
)

func withDemo(c *Config) { c.Demo = true }

// round finds the demo board, as the front page does.
func (s *site) round() string {
	s.t.Helper()
	return s.call("POST", "/api/v1/demo", "", nil).want(http.StatusOK, "").text("event")
}

// beats lets the demo's crowd act so many times, at times that follow now.
func (s *site) beats(now time.Time, n int) {
	s.t.Helper()
	for i := range n {
		if err := s.server.beatDemo(s.t.Context(), now.Add(time.Duration(i)*demo.Every)); err != nil {
			s.t.Fatal(err)
		}
	}
}

// stands returns how many commits an event has seen.
func (s *site) stands(event string) int64 {
	s.t.Helper()
	at, err := s.store.Versions(s.t.Context(), []string{event})
	if err != nil {
		s.t.Fatal(err)
	}
	return at[event].Version
}

// alone waits until nobody looks at an event any more.
func (s *site) alone(event string) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); s.server.crowd.looks(event); <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal("a closed socket still looks")
		}
	}
}

// frozen is a database that does not answer who begins a round of the demo.
type frozen struct {
	Store
	asked, thaw chan struct{}
}

func (f frozen) Round(context.Context, int64, board.Event, []board.Command, time.Duration) (board.Round, error) {
	f.asked <- struct{}{}
	<-f.thaw
	return board.Round{}, board.Errorf(board.Busy, "The database is frozen.")
}

func TestTheFrontPageWaitsForNoRoundToBegin(t *testing.T) {
	s := open(t, withDemo)
	f := frozen{s.server.store, make(chan struct{}), make(chan struct{})}
	s.server.store = f
	thaw := sync.OnceFunc(func() { close(f.thaw) })
	t.Cleanup(thaw) // before the site is closed
	var visitor sync.WaitGroup
	visitor.Go(func() {
		if _, err := s.server.openDemo(context.Background(), time.Now()); board.CodeOf(err) != board.Busy {
			t.Errorf("a round of a frozen database: %v", err)
		}
	})
	<-f.asked
	s.call("GET", "/", "", nil).want(http.StatusOK, "")
	hasty, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.server.openDemo(hasty, time.Now()); board.CodeOf(err) != board.Busy {
		t.Errorf("who does not wait any longer hears %v", err)
	}
	thaw()
	visitor.Wait()
}

func TestTheDemoPlaysWhileSomebodyLooksAndRestsOtherwise(t *testing.T) {
	t.Parallel()
	s := open(t, withDemo)
	now := time.Now()
	s.beats(now, 1)
	s.call("GET", "/", "", nil).want(http.StatusOK, "")
	if round, _ := s.server.demo.standing(now); round.Event != "" {
		t.Fatalf("a round began before anybody asked for it: %v", round)
	}
	code := s.round()
	began := s.stands(code)
	s.beats(now, 20)
	if got := s.stands(code); got != began {
		t.Errorf("with nobody there the board went from version %d to %d", began, got)
	}

	visitor := s.dial(code, "", "")
	s.beats(now, 20)
	looked := s.stands(code)
	if looked < began+15 {
		t.Errorf("with somebody there the board went from version %d to %d in 20 beats", began, looked)
	}
	view := s.view(code)
	playing := slices.ContainsFunc(board.Sorted(view), func(r *board.Request) bool { return r.Status == board.Playing && r.Title == "Amber Window" })
	if len(view) < len(demo.First)+2 || !playing {
		t.Errorf("after 20 beats there are %d requests, and the next song plays: %t", len(view), playing)
	}

	if err := visitor.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	s.alone(code)
	s.beats(now, 20)
	if got := s.stands(code); got != looked {
		t.Errorf("after the last one left the board went from version %d to %d", looked, got)
	}
}

// view returns the rows of a public board.
func (s *site) view(event string) map[string]*board.Request {
	s.t.Helper()
	view := board.View{Audience: board.Public}
	if _, err := view.Receive(s.call("GET", "/api/v1/events/"+event+"/board", "", nil).want(http.StatusOK, "").body); err != nil {
		s.t.Fatal(err)
	}
	return view.Rows
}

func TestTheDemoStartsAfreshAndIsNobodysEvent(t *testing.T) {
	t.Parallel()
	s := open(t, withDemo)
	first := s.round()
	s.dial(first, "", "")
	s.beats(time.Now(), 5)
	later := time.Now().Add(demo.Lasts + time.Second)
	stood := s.stands(first)
	s.beats(later, 5)
	if got := s.stands(first); got != stood {
		t.Errorf("the crowd played on after the round was over: version %d, then %d", stood, got)
	}
	next, err := s.server.openDemo(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	if next.Event == first || len(s.view(next.Event)) != len(demo.First) {
		t.Errorf("after %s the board is %s with %d requests; it was %s", demo.Lasts, next.Event, len(s.view(next.Event)), first)
	}
	admin := s.account("Admin of all", board.Admin)
	for _, token := range []string{s.dj, admin} {
		if list := string(s.call("GET", "/api/v1/events", token, nil).want(http.StatusOK, "").body); strings.Contains(list, next.Event) {
			t.Errorf("the demo is in somebody's list: %s", list)
		}
	}
}

func TestOfTwoReplicasOnePlaysTheDemo(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t, storetest.SQLite(t))
	one, other := openOn(t, db, withDemo), openReplica(t, db, db, withDemo)
	code := one.round()
	if got := other.round(); got != code {
		t.Fatalf("the other replica shows %s, not %s", got, code)
	}
	leaving := one.dial(code, "", "")
	other.dial(code, "", "")
	now := time.Now()
	one.beats(now, 4)
	other.beats(now, 4)
	if one.server.demo.crowd.beats != 4 || other.server.demo.crowd.beats != 0 {
		t.Errorf("one replica played %d beats, the other %d", one.server.demo.crowd.beats, other.server.demo.crowd.beats)
	}
	if err := leaving.conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	one.alone(code)
	one.beats(now.Add(heldFor), 4)
	other.beats(now.Add(2*heldFor), 4)
	if one.server.demo.crowd.beats != 4 || other.server.demo.crowd.beats != 4 {
		t.Errorf("when it is looked at elsewhere, one replica has played %d beats, the other %d", one.server.demo.crowd.beats, other.server.demo.crowd.beats)
	}
}

func TestOthersSeeOfAVisitorsWishWhatIsClean(t *testing.T) {
	t.Parallel()
	s := open(t, withDemo)
	code := s.round()
	visitors := map[string]string{}
	for title, shows := range map[string]bool{
		"Harbour Lights": true, "Dr. Sax": true, "Лодка": true,
		"What the fuck": false, "Buy at pills.example": false, "mail me@there": false, "See http://there": false, strings.Repeat("la ", 60): false,
	} {
		token := s.guest("")
		id := s.request(code, token, title)
		if len(s.view(code)) != len(demo.First) {
			t.Errorf("%q was seen by others at once", title)
		}
		if shows {
			visitors[id] = title
		} else if me := string(s.call("GET", "/api/v1/events/"+code+"/me", token, nil).want(http.StatusOK, "").body); !strings.Contains(me, id) {
			t.Errorf("who asked for %q does not see it: %s", title, me)
		}
	}
	s.dial(code, "", "")
	s.beats(time.Now(), 2)
	rows := s.view(code)
	for id, title := range visitors {
		if rows[id] == nil {
			t.Errorf("%q is not seen by others", title)
		}
		delete(rows, id)
	}
	if len(rows) != len(demo.First) {
		t.Errorf("others see %d requests beside those that they should", len(rows)-len(demo.First))
	}
	greedy := s.guest("")
	s.request(code, greedy, "Amber Dusk")
	again := map[string]any{"id": newID(t), "title": "Second Dusk"}
	s.call("POST", "/api/v1/events/"+code+"/requests", greedy, again).want(http.StatusTooManyRequests, board.Cooldown)
	spoken := map[string]any{"id": newID(t), "title": "Third Dusk", "dedication": "for all to read"}
	s.call("POST", "/api/v1/events/"+code+"/requests", s.guest(""), spoken).want(http.StatusCreated, "")
	s.beats(time.Now(), 2)
	if body := string(s.call("GET", "/api/v1/events/"+code+"/board", "", nil).body); strings.Contains(body, "for all to read") {
		t.Error("others see a dedication")
	}
}
