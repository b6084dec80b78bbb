package store_test

import (
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestARoundOfTheDemoIsBegunOnceAndTheOneBeforeTheFormerIsDeleted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s, ctx := open(), t.Context()
		begin := func(now int64) board.Round {
			round, err := s.Round(ctx, now, demo.Event(), demo.Begin(), 10*time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return round
		}
		const minute = 60_000
		began := time.Now().UnixMilli()
		first := begin(began)
		if again := begin(began + 9*minute); again != first {
			t.Errorf("within the round there is %+v, want %+v", again, first)
		}
		d, err := s.Load(ctx, first.Event, board.Cookie{})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Requests) != len(demo.First) {
			t.Fatalf("the board begins with %d requests, want %d", len(d.Requests), len(demo.First))
		}
		for i, req := range d.Requests {
			want := demo.First[i]
			if req.Title != want.Title || req.Votes != want.Votes || req.Status != want.Status || req.Number != want.Number || req.Held {
				t.Errorf("No. %d begins as %+v, want %+v", want.Number, req, want)
			}
		}
		if err := s.Audit(ctx, first.Event); err != nil {
			t.Error(err)
		}

		for n := range int64(3) {
			begin(began + (n+1)*10*minute)
		}
		if found, err := s.Contains(ctx, first.Event); len(found) > 0 || err != nil {
			t.Errorf("of the first round there is still %v (%v)", found, err)
		}
		for _, table := range []string{"events", "boards", "marks"} {
			if n, err := s.Number(ctx, "SELECT count(*) FROM "+table); n != 2 || err != nil {
				t.Errorf("after four rounds there are %d rows in %s, want those of two (%v)", n, table, err)
			}
		}
		for table, want := range map[string]int{"requests": 2 * len(demo.First), "crew": 0} {
			if n, err := s.Number(ctx, "SELECT count(*) FROM "+table); int(n) != want || err != nil {
				t.Errorf("after four rounds there are %d rows in %s, want %d (%v)", n, table, want, err)
			}
		}
	})
}

func TestTheDemoIsHeldByOneReplicaAtATime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		for i, step := range []struct {
			replica    string
			now, until int64
			held       bool
		}{
			{"one", 100, 200, true},
			{"other", 199, 299, false},
			{"one", 199, 250, true},
			{"other", 249, 349, false},
			{"other", 250, 350, true},
			{"one", 260, 360, false},
		} {
			if held, err := s.HoldDemo(t.Context(), step.replica, step.now, step.until); held != step.held || err != nil {
				t.Errorf("step %d: %s holds it: %t (%v), want %t", i, step.replica, held, err, step.held)
			}
		}
	})
}
