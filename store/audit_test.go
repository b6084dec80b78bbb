package store_test

import (
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestRecountPutsWrongTotalsRightInOneCommit(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2), ask(cat, 3), vote(cat, 2, true))
		before, err := r.Load(t.Context(), r.code, board.Cookie{})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Recount(t.Context(), r.code); err != nil {
			t.Fatal(err)
		}
		stands := board.Cookie{Epoch: before.Epoch, Version: before.Version}
		if d, err := r.Load(t.Context(), r.code, stands); err != nil || d.Version != before.Version {
			t.Errorf("counting right totals made version %d of %d (%v)", d.Version, before.Version, err)
		}

		if err := r.Exec(t.Context(), `UPDATE requests SET votes = 7 WHERE event = ? AND number > 1`, r.code); err != nil {
			t.Fatal(err)
		}
		if err := r.Recount(t.Context(), r.code); err != nil {
			t.Fatal(err)
		}
		r.audit()
		d, err := r.Load(t.Context(), r.code, stands)
		if err != nil {
			t.Fatal(err)
		}
		if d.Whole || d.Version != before.Version+1 || len(d.Requests) != 2 || d.Requests[0].Votes != 2 || d.Requests[1].Votes != 1 {
			t.Errorf("the next delta is %+v", d)
		}
		if err := r.Recount(t.Context(), "N0THING0"); board.CodeOf(err) != board.NotFound {
			t.Errorf("counting the votes of no event: %v", err)
		}
	})
}
