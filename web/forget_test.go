package web

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestTheSweepGoesOnUntilNothingIsLeft(t *testing.T) {
	var now atomic.Int64
	now.Store(time.Now().UnixMilli())
	s := openOn(t, storetest.OpenWith(t, storetest.SQLite(t), store.Options{Serve: true, Clock: now.Load}))
	member := s.account("Ana", board.Member)
	for range 250 {
		s.session(member)
	}
	left := func() int {
		a, err := s.store.Authenticate(t.Context(), member)
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.store.Data(t.Context(), a.Person)
		if err != nil {
			t.Fatal(err)
		}
		return len(d.Sessions)
	}
	if s.server.forget(t.Context()) || left() != 250 {
		t.Errorf("%d sessions that are good are left", left())
	}
	now.Add((sessionAge + time.Hour).Milliseconds())
	if !s.server.forget(t.Context()) || left() != 50 {
		t.Errorf("%d sessions are left after a batch", left())
	}
	if s.server.forget(t.Context()) || left() != 0 {
		t.Errorf("%d sessions are left", left())
	}
}
