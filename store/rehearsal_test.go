package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestARehearsalIsGoneADayAfterItsEndOrWithTheNextOne(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		var now atomic.Int64
		now.Store(time.Now().UnixMilli())
		s, ctx := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: now.Load}), t.Context()
		dj, err := s.AddAccount(ctx, "Nova", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		rehearse := func() string {
			t.Helper()
			e, err := s.Rehearse(ctx, dj.Person, demo.Rehearsal(), demo.Ask(), 30*time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return e.Code
		}
		gone := func(code string) {
			t.Helper()
			if found, err := s.Contains(ctx, code); len(found) > 0 || err != nil {
				t.Errorf("there is still %v (%v)", found, err)
			}
		}
		first := rehearse()
		second := rehearse()
		gone(first)
		if held, err := s.HoldRehearsal(ctx, second, "one", 100, 200); !held || err != nil {
			t.Errorf("the first replica to come holds it: %t (%v)", held, err)
		}
		if held, err := s.HoldRehearsal(ctx, second, "other", 199, 299); held || err != nil {
			t.Errorf("the second one holds it too: %t (%v)", held, err)
		}
		if role, err := s.Role(ctx, second, dj.Person); role != board.Cohost || err != nil {
			t.Errorf("the DJ is %s (%v)", role, err)
		}
		if owned, err := s.Owned(ctx, dj.Person); len(owned) > 0 || err != nil {
			t.Errorf("the DJ owns %v (%v)", owned, err)
		}
		if err := s.Audit(ctx, second); err != nil {
			t.Error(err)
		}
		now.Add(24 * time.Hour.Milliseconds())
		if _, err := s.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if found, err := s.Rehearsals(ctx, []string{second}); len(found) != 1 || err != nil {
			t.Errorf("within a day of its end it is %v (%v)", found, err)
		}
		other, err := s.AddAccount(ctx, "Vesper", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		third, err := s.Rehearse(ctx, other.Person, demo.Rehearsal(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		now.Add(25 * time.Hour.Milliseconds())
		for left := 2; left > 0; left-- { // one at a time: others write too
			if found, err := s.Rehearsals(ctx, []string{second, third.Code}); len(found) != left || err != nil {
				t.Errorf("there are %v (%v), want %d", found, err, left)
			}
			if more, err := s.Sweep(ctx); !more || err != nil {
				t.Fatalf("there is more: %v (%v)", more, err)
			}
		}
		if more, err := s.Sweep(ctx); more || err != nil {
			t.Errorf("there is still more: %v (%v)", more, err)
		}
		gone(second)
	})
}
