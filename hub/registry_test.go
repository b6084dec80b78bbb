package hub_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

func TestManyLeasesStartOneHub(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		n.store.set(func() { n.store.load = func(board.Cookie) error { pass(time.Second); return nil } })
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				l, err := n.Lease(n.Context(), code)
				if err != nil {
					n.Error(err)
					return
				}
				l.Release()
				l.Release()
			})
		}
		all.Wait()
		if n.store.loaded() != 1 {
			n.Errorf("the board was read %d times", n.store.loaded())
		}
	})
}

func TestALeaseOnNoEventIsNotFoundAndTheNextOneTriesAgain(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		for range 2 {
			_, err := n.Lease(n.Context(), "N0THING0")
			n.wantCode(err, board.NotFound)
		}
		n.store.Open("N0THING0", nil)
		l, err := n.Lease(n.Context(), "N0THING0")
		if err != nil {
			n.Fatal(err)
		}
		l.Release()
	})
}

func TestALeaseOnAnUnreachableDatabaseIsBusy(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		n.store.set(func() { n.store.load = func(board.Cookie) error { return errBroken } })
		_, err := n.Lease(n.Context(), code)
		n.wantCode(err, board.Busy)
		n.store.set(func() { n.store.load = func(board.Cookie) error { panic("load") } })
		_, err = n.Lease(n.Context(), code)
		n.wantCode(err, board.Busy)
		n.store.set(func() { n.store.load = nil })
		n.lease(n.Registry).Release()
	})
}

func TestALeaseCanBeGivenUpWhileTheBoardIsRead(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		n.store.set(func() { n.store.load = func(board.Cookie) error { pass(time.Second); return nil } })
		ctx, cancel := context.WithTimeout(n.Context(), time.Millisecond)
		defer cancel()
		if _, err := n.Lease(ctx, code); err != context.DeadlineExceeded { //nolint:errorlint // handed through as it is
			n.Error(err)
		}
	})
}

func TestAHubEndsAfterAWhileWithoutLeasesAndReaders(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		p := n.join(l, board.Public, mia, board.Cookie{})
		l.Release()
		after(10 * time.Minute) // a reader keeps it
		n.lease(n.Registry).Release()
		p.take()
		p.Leave()
		after(50 * time.Second)
		n.lease(n.Registry).Release() // used again in time
		after(59 * time.Second)
		n.lease(n.Registry).Release()
		if n.store.loaded() != 1 {
			n.Errorf("a hub in use was ended; the board was read %d times", n.store.loaded())
		}
		after(62 * time.Second)
		n.lease(n.Registry).Release()
		if n.store.loaded() != 2 {
			n.Errorf("an idle hub stayed; the board was read %d times", n.store.loaded())
		}
	})
}

func TestANewLeaseWaitsUntilTheOldHubHasEnded(t *testing.T) {
	atNight(t, hub.Options{Idle: time.Second}, func(n *night) {
		held := make(gate)
		l := n.lease(n.Registry)
		n.store.set(func() { n.store.commit = held.hold })
		answered := false
		_ = l.Submit(board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests, func(_ board.Answer, err error) {
			answered = err == nil
		})
		l.Release()
		after(3 * time.Second) // it is told to end, and still has a commit to finish
		got := make(chan *hub.Lease)
		go func() { got <- n.lease(n.Registry) }()
		synctest.Wait()
		if n.store.loaded() != 1 {
			n.Error("a second hub was started beside the first")
		}
		close(held)
		l = <-got
		defer l.Release()
		if !answered || n.store.loaded() != 2 {
			n.Errorf("answered: %v, read %d times", answered, n.store.loaded())
		}
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.wantFresh(p.view)
	})
}

func TestAHubThatPanicsIsBuiltAgainAndOthersDoNotNotice(t *testing.T) {
	for _, test := range []struct {
		name  string
		fault func(f *faults)
		code  board.Code // of the answer: what was committed is answered so
	}{
		{"in the hub", func(f *faults) {
			f.after = func(c *board.Committed) error { c.Delta.Requests = []*board.Request{nil}; return nil }
		}, ""},
		{"in the committer", func(f *faults) { f.commit = func([]board.Command) error { panic("commit") } }, board.Busy},
	} {
		atNight(t, hub.Options{}, func(n *night) {
			n.store.Open("0THER123", boardtest.Crew())
			other, err := n.Lease(n.Context(), "0THER123")
			if err != nil {
				n.Fatal(err)
			}
			defer other.Release()
			r, err := other.Join(n.Context(), board.Public, noah, "", board.Cookie{})
			if err != nil {
				n.Fatal(err)
			}
			defer r.Leave()

			l := n.lease(n.Registry)
			defer l.Release()
			p := n.join(l, board.Public, mia, board.Cookie{})
			defer p.Leave()
			_, wake, _ := p.Take()
			n.store.set(func() { test.fault(n.store) })
			_, err = l.Do(n.Context(), board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests)
			n.wantCode(err, test.code)
			<-wake
			_, _, err = p.Take()
			n.wantCode(err, board.Moved)
			_, err = l.Do(n.Context(), board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests)
			n.wantCode(err, board.Moved)
			_, err = l.Whole(n.Context(), board.Public)
			n.wantCode(err, board.Moved)
			n.store.set(func() { n.store.commit, n.store.after = nil, nil })

			again := n.lease(n.Registry)
			defer again.Release()
			n.ask(again, 1)
			q := n.join(again, board.Public, mia, board.Cookie{})
			defer q.Leave()
			n.wantFresh(q.view)
			if frames, _, err := r.Take(); len(frames) > 0 || err != nil {
				n.Errorf("%s: another event noticed: %d frames, %v", test.name, len(frames), err)
			}
		})
	}
}

func TestDrainFinishesEverythingTellsReadersAndThenMoves(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		codes := map[board.Code]int{}
		for i := range 20 {
			lane := []hub.Lane{hub.LaneDJ, hub.LaneRequests, hub.LaneVotes}[i%3]
			_ = l.Submit(board.Command{Person: mia, Op: ask(i + 1)}, lane, func(_ board.Answer, err error) { codes[board.CodeOf(err)]++ })
			if i == 0 {
				synctest.Wait()
			}
		}
		drained := make(chan error)
		go func() { drained <- n.Drain(n.Context()) }()
		synctest.Wait()
		n.wantCode(l.Submit(board.Command{Person: mia, Op: ask(99)}, hub.LaneRequests, nil), board.Moved)
		_, err := n.Lease(n.Context(), code)
		n.wantCode(err, board.Moved)
		_, err = n.Lease(n.Context(), "0THER123")
		n.wantCode(err, board.Moved)
		close(held)
		if err := <-drained; err != nil {
			n.Error(err)
		}
		if diff := cmp.Diff(map[board.Code]int{"": 20}, codes); diff != "" {
			n.Errorf("answers (-want +got):\n%s", diff)
		}
		frames, _, err := p.Take()
		if err != nil {
			n.Fatal(err)
		}
		p.feed(frames)
		n.wantFresh(p.view)
		_, _, err = p.Take()
		n.wantCode(err, board.Moved)
		_, err = l.Join(n.Context(), board.Public, mia, "", board.Cookie{})
		n.wantCode(err, board.Moved)
	})
}

func TestDrainGivesUpWithItsContext(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		_ = l.Submit(board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests, func(board.Answer, error) {})
		ctx, cancel := context.WithTimeout(n.Context(), time.Second)
		defer cancel()
		if err := n.Drain(ctx); err == nil {
			n.Error("drained although a commit hangs")
		}
		close(held)
	})
}

// lossy is a bus that loses what is published.
type lossy struct {
	hub.Bus
	sick atomic.Bool
}

func (b *lossy) Publish(context.Context, string, hub.Message) error { return errBroken }
func (b *lossy) Healthy() bool                                      { return !b.sick.Load() }

func TestALostPublicationIsHealedByAskingTheDatabase(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		bus := &lossy{Bus: n.bus}
		here, there, end := n.beside(bus, hub.Options{})
		defer end()
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.ask(there, 1)
		after(1100 * time.Millisecond)
		p.take()
		n.wantFresh(p.view)

		q := n.join(there, board.Public, mia, board.Cookie{})
		defer q.Leave()
		bus.sick.Store(true)
		after(time.Second)
		n.ask(here, 2)
		n.store.set(func() { n.store.polls = 0 })
		after(time.Second)
		if n.store.polls < 4 || n.store.polls > 6 { // one replica asks once, the sick one four times
			n.Errorf("asked %d times in a second", n.store.polls)
		}
		q.take()
		n.wantFresh(q.view)
	})
}

func TestCommitsOfTwoReplicasReachBoth(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(n.bus, hub.Options{})
		defer end()
		p, q := n.join(here, board.Public, mia, board.Cookie{}), n.join(there, board.Crew, dj, board.Cookie{})
		defer p.Leave()
		defer q.Leave()
		n.ask(here, 1)
		n.vote(there, noah, 1, true)
		n.accept(there, 1, 1)
		n.vote(here, dj, 1, true)
		after(300 * time.Millisecond) // before any poll
		p.take()
		q.take()
		n.wantFresh(p.view)
		n.wantFresh(q.view)
	})
}

func TestAHoleStartsOneReadAndAnswersWaitForIt(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(&lossy{Bus: n.bus}, hub.Options{})
		defer end()
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.ask(there, 1)
		held := make(gate)
		loads := n.store.loaded()
		n.store.set(func() { n.store.load = func(board.Cookie) error { <-held; return nil } })
		answered := 0
		for i := range 5 { // each its own commit
			_ = here.Submit(board.Command{Person: mia, Op: ask(2 + i)}, hub.LaneRequests, func(board.Answer, error) { answered++ })
			synctest.Wait()
		}
		if answered != 0 || n.store.loaded() != loads+1 {
			n.Errorf("%d answers before the changes were applied, %d reads", answered, n.store.loaded()-loads)
		}
		close(held)
		after(100 * time.Millisecond)
		if answered != 5 || n.store.loaded() > loads+2 {
			n.Errorf("%d answers, %d reads", answered, n.store.loaded()-loads)
		}
		p.take()
		n.wantFresh(p.view)
	})
}

func TestACatchUpThatFailsIsRepeatedByThePoll(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(&lossy{Bus: n.bus}, hub.Options{})
		defer end()
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.store.set(func() { n.store.load = func(board.Cookie) error { return errBroken } })
		n.ask(there, 1)
		after(5 * time.Second)
		n.store.set(func() { n.store.load = nil })
		after(1100 * time.Millisecond)
		p.take()
		n.wantFresh(p.view)
	})
}

func TestAReadThatBeganTooEarlyIsFollowedByAnother(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(&lossy{Bus: n.bus}, hub.Options{})
		defer end()
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		held := make(gate)
		n.store.set(func() {
			n.store.read = func(*board.Delta) { <-held }
			n.store.versions = func() error { return errBroken } // nobody else will tell
		})
		n.ask(there, 1)
		_ = here.Submit(board.Command{Person: mia, Op: ask(2)}, hub.LaneRequests, func(board.Answer, error) {})
		synctest.Wait()
		n.ask(there, 3)
		_ = here.Submit(board.Command{Person: mia, Op: ask(4)}, hub.LaneRequests, func(board.Answer, error) {})
		synctest.Wait()
		close(held)
		after(200 * time.Millisecond)
		p.take()
		n.wantFresh(p.view)
	})
}

func TestAWholeBoardReadBeforeWhatIsAppliedIsIgnored(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(&lossy{Bus: n.bus}, hub.Options{})
		defer end()
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.ask(there, 1)
		held := make(gate)
		n.store.set(func() {
			n.store.read = func(d *board.Delta) {
				*d, _ = n.store.Store.Load(context.Background(), code, board.Cookie{})
				<-held
			}
		})
		after(time.Second) // the poll starts a read
		n.ask(there, 2)
		late, err := n.store.Store.Load(n.Context(), code, p.view.Cookie)
		if err != nil {
			n.Fatal(err)
		}
		if err := n.bus.Publish(n.Context(), code, hub.Message{Replica: "other", Delta: &late}); err != nil {
			n.Fatal(err)
		}
		p.take()
		n.wantFresh(p.view)
		n.store.set(func() { n.store.read = nil })
		close(held)
		after(time.Second)
		p.take() // never backwards
		n.wantFresh(p.view)
	})
}
