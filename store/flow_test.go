package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

type begun struct{ Word string }

func TestWhatWasBegunIsTakenOnceInTimeAndAsWhatItIs(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		begin := func(kind string) string {
			t.Helper()
			token, err := s.BeginFlow(t.Context(), kind, begun{"harbour \x00"}, time.Minute)
			if err != nil || len(token) != 43 {
				t.Fatalf("token %q, %v", token, err)
			}
			return token
		}
		refused := func(kind, token string) {
			t.Helper()
			var got begun
			if err := s.TakeFlow(t.Context(), kind, token, &got); board.CodeOf(err) != board.LoginExpired || got != (begun{}) {
				t.Errorf("took %q as %s: %+v, %v", token, kind, got, err)
			}
		}
		token := begin("a")
		refused("b", token)
		refused("a", "")
		refused("a", "unknown")
		var got begun
		if err := s.TakeFlow(t.Context(), "a", token, &got); err != nil || got.Word != "harbour \x00" {
			t.Fatalf("took %+v, %v", got, err)
		}
		refused("a", token)

		late := begin("a")
		now.Add(60_000)
		refused("a", late)
		stored := func() int64 {
			t.Helper()
			n, err := s.Number(t.Context(), `SELECT count(*) FROM flows`)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := stored(); n != 1 {
			t.Errorf("%d flows before the next one begins, want the late one", n)
		}
		begin("a")
		if n := stored(); n != 1 {
			t.Errorf("%d flows, want the new one alone", n)
		}
	})
}

func TestOfManyWhoEndTheSameOneSucceeds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		token, err := s.BeginFlow(t.Context(), "a", begun{"once"}, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		var took atomic.Int64
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				var got begun
				switch err := s.TakeFlow(t.Context(), "a", token, &got); board.CodeOf(err) {
				case "":
					took.Add(1)
				case board.LoginExpired:
				default:
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took.Load() != 1 {
			t.Errorf("%d took it", took.Load())
		}
	})
}
