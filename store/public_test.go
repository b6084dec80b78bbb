package store_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestWhatAPersonOwnsIsTheNewestFirstAndNobodyElses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		ana, ben := account(t, s, "Ana"), account(t, s, "Ben")
		var codes []string
		for _, e := range []board.Event{
			{Title: "Tomorrow", StartsAt: time.Now().Add(24 * time.Hour).UnixMilli()}, {Title: "Tonight"},
		} {
			e, err := s.CreateEvent(t.Context(), e, ana.Person)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, e.Code)
		}
		other, err := s.CreateEvent(t.Context(), board.Event{Title: "Ben's"}, ben.Person)
		if err == nil {
			err = s.SetRole(t.Context(), other.Code, ana.Person, board.Cohost)
		}
		if err != nil {
			t.Fatal(err)
		}
		events, err := s.Owned(t.Context(), ana.Person)
		if err != nil || len(events) != 2 || events[0].Code != codes[0] || events[1].Code != codes[1] {
			t.Errorf("%+v, %v", events, err)
		}
	})
}

func TestAnEventIsTippedWhereItsOwnerIs(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		ana := account(t, s, "Ana")
		e, err := s.CreateEvent(t.Context(), board.Event{Title: "Tonight"}, ana.Person)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"", "https://tips.example/ana", ""} {
			if _, err := s.SetProfile(t.Context(), ana.Person, board.ProfileChange{Tip: &want}); err != nil {
				t.Fatal(err)
			}
			for code, want := range map[string]string{e.Code: want, "ZZZZZZZZ": ""} {
				if got, err := s.Tip(t.Context(), code); err != nil || got != want {
					t.Errorf("of %s: %q, %v; want %q", code, got, err, want)
				}
			}
		}
	})
}

func TestSongsAreThosePlayedInTheOrderOfPlaying(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var now atomic.Int64
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return now.Add(1) }})
		r, other := newRoom(t, s), newRoom(t, s)
		for i, title := range []string{"Slow Ferry", "Amber Window", "Grey Tuesday"} {
			r.commit(board.Command{Person: ann, Op: board.Ask{ID: boardtest.RequestID(i + 1), Title: title, Artist: "Marlow Finch"}})
		}
		r.commit(set(2, board.Playing))
		r.commit(set(2, board.Played))
		r.commit(set(3, board.Declined))
		r.commit(set(1, board.Playing))
		got, err := s.Songs(t.Context(), []string{r.code, other.code})
		want := map[string][]board.Song{r.code: {{Title: "Amber Window", Artist: "Marlow Finch"}, {Title: "Slow Ferry", Artist: "Marlow Finch"}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if got, err := s.Songs(t.Context(), nil); err != nil || len(got) != 0 {
			t.Errorf("of no event: %v, %v", got, err)
		}
	})
}
