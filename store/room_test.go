package store_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

const (
	ann = "00000000-0000-4000-8000-000000000001"
	ben = "00000000-0000-4000-8000-000000000002"
	cat = "00000000-0000-4000-8000-000000000003"
)

// room is one event on a store, with the DJ of package boardtest.
type room struct {
	testing.TB
	*store.Store
	code string
}

// openTimed opens a store that goes by the clock which it returns; that stands
// at start.
func openTimed(t testing.TB, url string) (*store.Store, *atomic.Int64) {
	t.Helper()
	now := new(atomic.Int64)
	now.Store(start)
	return storetest.OpenWith(t, url, store.Options{Serve: true, Clock: now.Load}), now
}

func newRoom(t testing.TB, s *store.Store) room {
	t.Helper()
	e, err := s.CreateEvent(t.Context(), board.Event{Title: "Night at the Pier"}, boardtest.DJ)
	if err != nil {
		t.Fatal(err)
	}
	return room{t, s, e.Code}
}

// session signs a person in, and returns the session's id.
func (r room) session(person string) string {
	r.Helper()
	token, err := r.StartSession(context.Background(), person, "")
	if err != nil {
		r.Fatal(err)
	}
	login, err := r.Authenticate(context.Background(), token)
	if err != nil {
		r.Fatal(err)
	}
	return login.By.ID
}

// commit carries out commands that must all hold.
func (r room) commit(commands ...board.Command) board.Committed {
	r.Helper()
	c := r.try(commands...)
	for i, answer := range c.Answers {
		if answer.Err != nil {
			r.Fatalf("%+v: %v", commands[i], answer.Err)
		}
	}
	return c
}

func (r room) try(commands ...board.Command) board.Committed {
	r.Helper()
	c, err := r.Commit(context.Background(), r.code, commands)
	if err != nil {
		r.Fatal(err)
	}
	return c
}

// refused carries out one command, which must be refused with the code.
func (r room) refused(code board.Code, c board.Command) board.Answer {
	r.Helper()
	before := r.load(board.Cookie{}).Version
	answer := r.try(c).Answers[0]
	if got := board.CodeOf(answer.Err); got != code {
		r.Fatalf("%+v: %q, want %q", c, got, code)
	}
	if after := r.load(board.Cookie{}).Version; after != before {
		r.Fatalf("a refusal raised the version from %d to %d", before, after)
	}
	return answer
}

func (r room) load(since board.Cookie) board.Delta {
	r.Helper()
	d, err := r.Load(context.Background(), r.code, since)
	if err != nil {
		r.Fatal(err)
	}
	return d
}

func (r room) state() board.State {
	r.Helper()
	var s board.State
	if _, err := s.Apply(r.load(board.Cookie{})); err != nil {
		r.Fatal(err)
	}
	return s
}

func (r room) audit() {
	r.Helper()
	if err := r.Audit(context.Background(), r.code); err != nil {
		r.Error(err)
	}
}

func ask(person string, n int) board.Command {
	return board.Command{Person: person, Op: board.Ask{ID: boardtest.RequestID(n), Title: "Harbour Lights", Artist: "The Tidal Clocks"}}
}

func vote(person string, n int, on bool) board.Command {
	return board.Command{Person: person, Op: board.Vote{Request: boardtest.RequestID(n), On: on}}
}

func set(n int, status board.Status) board.Command {
	return board.Command{Person: boardtest.DJ, Op: board.Set{Request: boardtest.RequestID(n), Status: status, Change: uuid.NewString()}}
}

func merge(n, into int) board.Command {
	return board.Command{Person: boardtest.DJ, Op: board.Set{
		Request: boardtest.RequestID(n), Into: boardtest.RequestID(into), Change: uuid.NewString(),
	}}
}

func undo(change string) board.Command {
	return board.Command{Person: boardtest.DJ, Op: board.Undo{Change: change, ID: uuid.NewString()}}
}

func setEvent(op board.SetEvent) board.Command {
	op.Change = uuid.NewString()
	return board.Command{Person: boardtest.DJ, Op: op}
}

func ptr[T any](v T) *T { return &v }
