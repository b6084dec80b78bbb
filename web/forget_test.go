package web

import (
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func TestTheSweepGoesOnUntilNothingIsLeft(t *testing.T) {
	s, now := openTimed(t)
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
