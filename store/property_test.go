package store_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// start is when the clock of package boardtest starts.
const start = 1_764_000_000_000

// A Ledger that has read what the commands need decides as one that has read
// everything, and both databases keep what it decided.
func TestAnyNightEndsAsInTheModel(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var now atomic.Int64
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: now.Load})
		rapid.Check(t, func(rt *rapid.T) {
			now.Store(start)
			model, r := boardtest.New("e1"), newRoom(t, s)
			if err := s.SetRole(t.Context(), r.code, boardtest.Guard, board.Moderator); err != nil {
				rt.Fatal(err)
			}
			model.Open(r.code, boardtest.Crew())
			both(rt, model, r, &now, []board.Command{setEvent(board.SetEvent{Limits: &board.Limits{Open: 5}})})

			var night boardtest.Night
			follower := r.state()
			for range rapid.IntRange(1, 15).Draw(rt, "commits") {
				both(rt, model, r, &now, batch(rt, &night))
				if rapid.Bool().Draw(rt, "follow") {
					follow(rt, r, &follower)
				}
			}
			follow(rt, r, &follower)
			compare(rt, model, r, &follower)
			if err := s.SetRole(t.Context(), r.code, boardtest.DJ, board.Listener); err != nil { // the next night begins with no settings of this one
				rt.Fatal(err)
			}
		})
	})
}

// batch draws commands that may share a commit.
func batch(t *rapid.T, night *boardtest.Night) []board.Command {
	if rapid.IntRange(0, 30).Draw(t, "end") == 30 {
		return []board.Command{setEvent(board.SetEvent{State: board.Ended})}
	}
	var commands []board.Command
	for range rapid.IntRange(1, 8).Draw(t, "batch") {
		c := night.Command(t)
		if c.Alone() && len(commands) > 0 {
			break
		}
		commands = append(commands, c)
		if c.Alone() {
			break
		}
	}
	return commands
}

// both commits to the model and to the store, which must answer alike.
func both(t *rapid.T, model *boardtest.Store, r room, now *atomic.Int64, commands []board.Command) {
	now.Add(1)
	want, err := model.Commit(context.Background(), r.code, commands)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Commit(context.Background(), r.code, commands)
	if err != nil {
		t.Fatalf("%+v: %v", commands, err)
	}
	if diff := cmp.Diff(want, got, anyEpoch, byCode); diff != "" {
		t.Fatalf("%+v (-model +store):\n%s", commands, diff)
	}
}

var (
	anyEpoch = cmp.Options{cmpopts.IgnoreFields(board.Cookie{}, "Epoch"), cmpopts.IgnoreFields(board.Delta{}, "Epoch"), cmpopts.EquateEmpty()}
	byCode   = cmp.Comparer(func(a, b error) bool { return board.CodeOf(a) == board.CodeOf(b) })
)

func follow(t *rapid.T, r room, s *board.State) {
	d, err := r.Load(context.Background(), r.code, s.Cookie)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(d); err != nil || d.Whole {
		t.Fatalf("catching up from %v: %+v, %v", s.Cookie, d, err)
	}
}

func compare(t *rapid.T, model *boardtest.Store, r room, follower *board.State) {
	whole, err := model.Load(context.Background(), r.code, board.Cookie{})
	if err != nil {
		t.Fatal(err)
	}
	var want board.State
	if _, err := want.Apply(whole); err != nil {
		t.Fatal(err)
	}
	read := r.state()
	for _, a := range []board.Audience{board.Public, board.Crew} {
		if w, f, g := want.View(a).Digest(), follower.View(a).Digest(), read.View(a).Digest(); w != g || w != f {
			t.Fatalf("digests for %s: %s in the model, %s whole, %s followed", a, w, g, f)
		}
	}
	if err := r.Audit(context.Background(), r.code); err != nil {
		t.Fatal(err)
	}
}
