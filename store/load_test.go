package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestCatchingUpNeverSkipsARowWhileOthersCommit(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		r := newRoom(t, s)
		writers := []*store.Store{s, storetest.OpenWith(t, url, store.Options{})} // SQLite: as the command line
		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{}}))
		follower := r.state()

		var wg sync.WaitGroup
		for n := range 6 {
			wg.Go(func() { room{t, writers[n%2], r.code}.hammer(n) })
		}
		done := make(chan struct{})
		go func() { wg.Wait(); close(done) }()
		for ended := false; !ended; {
			select {
			case <-done:
				ended = true // and one more read
			default:
			}
			d := r.load(follower.Cookie)
			if d.Whole {
				t.Fatal("a cookie of this very board was of no use")
			}
			if _, err := follower.Apply(d); err != nil {
				t.Fatal(err)
			}
		}
		whole := r.state()
		if diff := cmp.Diff(whole, follower); diff != "" {
			t.Errorf("(-whole +followed):\n%s", diff)
		}
		if got, want := follower.View(board.Crew).Digest(), whole.View(board.Crew).Digest(); got != want {
			t.Errorf("digest %s, want %s", got, want)
		}
		r.audit()
	})
}

// hammer commits a random evening of one replica, and tries again while busy.
func (r room) hammer(n int) {
	random := rand.New(rand.NewPCG(1, uint64(n)))
	person := func() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", random.IntN(30)) }
	request := func() string { return boardtest.RequestID(1 + random.IntN(40)) }
	for range 25 {
		commands := []board.Command{ask(person(), 1+random.IntN(40))}
		for range random.IntN(20) {
			commands = append(commands, board.Command{Person: person(), Op: board.Vote{Request: request(), On: random.IntN(3) > 0}})
		}
		statuses := []board.Status{board.Accepted, board.Playing, board.Declined, board.New}
		commands = append(commands, board.Command{Person: boardtest.DJ, Op: board.Set{
			Request: request(), Status: statuses[random.IntN(len(statuses))], Change: uuid.NewString(),
		}})
		if random.IntN(4) == 0 {
			commands = []board.Command{{Person: boardtest.DJ, Op: board.Set{Request: request(), Into: request(), Change: uuid.NewString()}}}
		}
		for {
			_, err := r.Commit(context.Background(), r.code, commands)
			if err == nil {
				break
			}
			if board.CodeOf(err) != board.Busy {
				r.Error(err)
				return
			}
		}
	}
}

func TestAUselessCookieGetsTheWholeBoard(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		r.commit(ask(ann, 1))
		at := r.state().Cookie
		check := func(doing string, since board.Cookie, whole bool) {
			t.Helper()
			d := r.load(since)
			if d.Whole != whole || d.Whole && (d.Since != 0 || d.Event == nil) {
				t.Errorf("%s: %+v", doing, d)
			}
		}
		check("of now", at, false)
		check("of another epoch", board.Cookie{Epoch: "other", Version: at.Version}, true)
		check("ahead", board.Cookie{Epoch: at.Epoch, Version: at.Version + 1}, true)

		now.Add(23 * 3_600_000)
		r.commit(vote(ben, 1, true))
		check("of a day ago, followed an hour ago", at, false)
		now.Add(23 * 3_600_000)
		check("followed almost a day ago", at, false)
		now.Add(2 * 3_600_000)
		check("followed more than a day ago", at, true)
		check("of now, although it is old", r.state().Cookie, false)

		at = r.state().Cookie
		if err := s.Exec(t.Context(), `UPDATE boards SET version = version + 10000 WHERE event = ?`, r.code); err != nil {
			t.Fatal(err)
		}
		check("10,000 versions old", at, false)
		r.commit(vote(cat, 1, true))
		check("10,001 versions old", at, true)
	})
}

func TestACatchUpHasWhatChangedAndNoMore(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2))
		at := r.state().Cookie
		r.commit(vote(cat, 2, true))
		d := r.load(at)
		if d.Event != nil || len(d.Requests) != 1 || d.Requests[0].Number != 2 || d.Requests[0].Votes != 2 || d.Since != at.Version {
			t.Errorf("after a vote: %+v", d)
		}
		r.commit(setEvent(board.SetEvent{Gate: board.GateClosed}))
		if d := r.load(board.Cookie{Epoch: at.Epoch, Version: d.Version}); d.Event == nil || d.Event.Gate != board.GateClosed || len(d.Requests) > 0 {
			t.Errorf("after closing the gate: %+v", d)
		}
		if _, err := r.Load(t.Context(), "00000000", at); board.CodeOf(err) != board.NotFound {
			t.Errorf("no event: %v", err)
		}
	})
}
