package hub_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// gate holds commits until it is opened.
type gate chan struct{}

func (g gate) hold([]board.Command) error { <-g; return nil }

func TestAnAnswerComesAfterItsChangeIsApplied(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		answer := n.ask(l, 1)
		whole, err := l.Whole(n.Context(), board.Public)
		if err != nil {
			n.Fatal(err)
		}
		if whole.Cookie != answer.Cookie {
			n.Errorf("answered at %s, the board is at %s", answer.Cookie, whole.Cookie)
		}
	})
}

func TestARefusalIsAnErrorWithWhatStands(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		op := board.Set{Request: boardtest.RequestID(1), Status: board.Accepted, Change: boardtest.ChangeID(1)}
		answer, err := l.Do(n.Context(), board.Command{Person: mia, Op: op}, hub.LaneDJ)
		n.wantCode(err, board.Forbidden)
		if answer.Request == nil || answer.Err != nil {
			n.Errorf("the answer is %+v", answer)
		}
	})
}

func TestCommandsGroupWhileACommitIsInFlight(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		answers := 0
		submit := func(person string, op board.Op, lane hub.Lane) {
			err := l.Submit(board.Command{Person: person, Op: op}, lane, func(_ board.Answer, err error) {
				if err != nil {
					n.Error(err)
				}
				answers++
			})
			if err != nil {
				n.Error(err)
			}
		}
		submit(noah, board.Vote{Request: boardtest.RequestID(1), On: true}, hub.LaneVotes)
		synctest.Wait()
		for i := range 3 {
			submit(boardtest.ChangeID(i), board.Vote{Request: boardtest.RequestID(1), On: true}, hub.LaneVotes)
			submit(mia, ask(2+i), hub.LaneRequests)
			submit(dj, board.Set{Request: boardtest.RequestID(1), Status: board.Later, Change: boardtest.ChangeID(i)}, hub.LaneDJ)
		}
		close(held)
		synctest.Wait()
		if answers != 10 {
			n.Errorf("%d answers, want 10", answers)
		}
		if diff := cmp.Diff([]int{1, 1, 9}, n.store.sizes()); diff != "" {
			n.Errorf("sizes of commits (-want +got):\n%s", diff)
		}
		var kinds []string
		for _, c := range n.store.commits[2] {
			switch c.Op.(type) {
			case board.Set:
				kinds = append(kinds, "set")
			case board.Ask:
				kinds = append(kinds, "ask")
			default:
				kinds = append(kinds, "vote")
			}
		}
		want := []string{"set", "set", "set", "ask", "ask", "ask", "vote", "vote", "vote"}
		if diff := cmp.Diff(want, kinds); diff != "" {
			n.Errorf("the DJ first, then requests, then votes (-want +got):\n%s", diff)
		}
	})
}

func TestACommitHasAtMost500Commands(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		for i := range 1201 {
			op := board.Vote{Request: boardtest.RequestID(1), On: true}
			if err := l.Submit(board.Command{Person: boardtest.ChangeID(i), Op: op}, hub.LaneVotes, func(board.Answer, error) {}); err != nil {
				n.Fatal(err)
			}
			if i == 0 {
				synctest.Wait()
			}
		}
		close(held)
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 1, 500, 500, 200}, n.store.sizes()); diff != "" {
			n.Errorf("sizes of commits (-want +got):\n%s", diff)
		}
	})
}

func TestAMergeIsCommittedAloneAndTakesTurnsWithVotes(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		for i := range 5 {
			n.ask(l, i+1)
		}
		held := make(gate)
		n.store.set(func() { n.store.commit, n.store.commits = held.hold, nil })
		none := func(board.Answer, error) {}
		vote := func(i int) {
			op := board.Vote{Request: boardtest.RequestID(1), On: true}
			_ = l.Submit(board.Command{Person: boardtest.ChangeID(i), Op: op}, hub.LaneVotes, none)
		}
		merge := func(i int) {
			op := board.Set{Request: boardtest.RequestID(i), Into: boardtest.RequestID(1), Change: boardtest.ChangeID(i)}
			_ = l.Submit(board.Command{Person: dj, Op: op}, hub.LaneDJ, none)
		}
		vote(1)
		synctest.Wait()
		merge(2)
		merge(3)
		merge(4)
		_ = l.Submit(board.Command{Person: dj, Op: board.SetEvent{Gate: board.GateLastCall, Change: boardtest.ChangeID(9)}}, hub.LaneDJ, none)
		for i := range 4 {
			vote(2 + i)
		}
		close(held)
		synctest.Wait()
		// The settings wait for the merges before them in their lane.
		if diff := cmp.Diff([]int{1, 1, 4, 1, 1, 1}, n.store.sizes()); diff != "" {
			n.Errorf("sizes of commits (-want +got):\n%s", diff)
		}
	})
}

func TestAFullLaneAnswersBusyAtOnceAndHarmsNoOther(t *testing.T) {
	atNight(t, hub.Options{VoteLane: 3}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		vote := func(i int) error {
			op := board.Vote{Request: boardtest.RequestID(1), On: true}
			return l.Submit(board.Command{Person: boardtest.ChangeID(i), Op: op}, hub.LaneVotes, func(board.Answer, error) {})
		}
		_ = vote(0)
		synctest.Wait()
		for i := range 3 {
			if err := vote(1 + i); err != nil {
				n.Error(err)
			}
		}
		_, err := l.Do(n.Context(), board.Command{Person: noah, Op: board.Vote{Request: boardtest.RequestID(1), On: true}}, hub.LaneVotes)
		n.wantCode(err, board.Busy)
		var refusal *board.Error
		if !errors.As(err, &refusal) || refusal.RetryAfter != 1 || !refusal.Retryable {
			n.Errorf("the refusal is %#v", err)
		}
		if err := l.Submit(board.Command{Person: dj, Op: ask(2)}, hub.LaneDJ, func(board.Answer, error) {}); err != nil {
			n.Errorf("the DJ's lane: %v", err)
		}
		close(held)
	})
}

func TestVotesOfOneVoterCollapseToTheLast(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		n.ask(l, 2)
		held := make(gate)
		n.store.set(func() { n.store.commit, n.store.commits = held.hold, nil })
		totals := map[int]int{}
		stale := 0
		session := ""
		vote := func(seq, request int, on bool, client string) {
			op := board.Vote{Request: boardtest.RequestID(request), On: on, Client: client, Seq: int64(seq)}
			_ = l.Submit(board.Command{Person: noah, By: session, Op: op}, hub.LaneVotes, func(a board.Answer, err error) {
				if board.CodeOf(err) == board.Stale {
					stale++
				}
				totals[seq] = a.Votes
			})
		}
		vote(1, 2, true, "page")
		synctest.Wait()
		for seq := 2; seq <= 11; seq++ {
			vote(seq, 1, seq%2 == 1, "page")
		}
		vote(4, 1, true, "page") // late; the rules have to see it
		vote(12, 1, true, "other page")
		session = "ended" // is refused, and takes no other with it
		vote(13, 1, true, "other page")
		close(held)
		synctest.Wait()
		if diff := cmp.Diff([]int{1, 4}, n.store.sizes()); diff != "" {
			n.Errorf("sizes of commits (-want +got):\n%s", diff)
		}
		if len(totals) != 13 || totals[2] != 2 || totals[12] != 2 || stale != 1 {
			n.Errorf("totals by seq are %v with %d stale", totals, stale)
		}
	})
}

func TestABusyStoreIsTriedAgain(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		failures := 4
		n.store.set(func() {
			n.store.commit = func([]board.Command) error {
				if failures--; failures >= 0 {
					return board.Errorf(board.Busy, "Locked.")
				}
				return nil
			}
		})
		if answer := n.ask(l, 1); answer.Request.Number != 1 {
			n.Errorf("the answer is %+v", answer)
		}
	})
}

func TestAnUnknownOutcomeIsRepeatedAndAnsweredOnce(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		lost := 1
		n.store.set(func() {
			n.store.after = func(*board.Committed) error {
				if lost--; lost >= 0 {
					return board.Errorf(board.Busy, "The connection was lost at COMMIT.")
				}
				return nil
			}
		})
		if answer := n.ask(l, 1); answer.Request.Number != 1 || answer.Cookie.Version != 2 {
			n.Errorf("the answer is %+v", answer)
		}
		p.take()
		n.wantFresh(p.view)
	})
}

func TestAStoreThatStaysBusyIsAnsweredBusyInTime(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.store.set(func() {
			n.store.commit = func([]board.Command) error { return board.Errorf(board.Busy, "Locked.") }
		})
		start := time.Now()
		_, err := l.Do(n.Context(), board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests)
		n.wantCode(err, board.Busy)
		if took := time.Since(start); took < 4*time.Second || took > 6*time.Second {
			n.Errorf("answered after %v", took)
		}
		n.store.set(func() { n.store.commit = nil })
		n.ask(l, 1)
	})
}

func TestAStoreThatHangsIsGivenUp(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.store.Before = func(ctx context.Context, _ string, _ []board.Command) error { <-ctx.Done(); return ctx.Err() }
		_, err := l.Do(n.Context(), board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests)
		n.wantCode(err, board.Busy)
		n.store.Before = nil
		n.ask(l, 1)
	})
}

func TestACommandThatCannotBeStoredFailsAlone(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		held := make(gate)
		bad := boardtest.ChangeID(13)
		n.store.set(func() {
			n.store.commit = func(commands []board.Command) error {
				<-held
				if slices.ContainsFunc(commands, func(c board.Command) bool { return c.Person == bad }) {
					return board.Errorf(board.InvalidText, "Not storable.")
				}
				return nil
			}
		})
		codes := map[board.Code]int{}
		for i := range 100 {
			op := board.Vote{Request: boardtest.RequestID(1), On: true}
			_ = l.Submit(board.Command{Person: boardtest.ChangeID(i), Op: op}, hub.LaneVotes, func(_ board.Answer, err error) {
				codes[board.CodeOf(err)]++
			})
		}
		close(held)
		synctest.Wait()
		if diff := cmp.Diff(map[board.Code]int{"": 99, board.InvalidText: 1}, codes); diff != "" {
			n.Errorf("answers (-want +got):\n%s", diff)
		}
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		after(time.Second)
		p.take()
		n.wantFresh(p.view)
	})
}

func TestOtherErrorsOfACommitReachEverySender(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.store.set(func() {
			n.store.commit = func([]board.Command) error { return board.Errorf(board.StorageFull, "Full.") }
		})
		_, err := l.Do(n.Context(), board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests)
		n.wantCode(err, board.StorageFull)
	})
}

func TestACommandWhoseSenderLeftIsNotCarriedOut(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		held := make(gate)
		n.store.set(func() { n.store.commit = held.hold })
		_ = l.Submit(board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests, func(board.Answer, error) {})
		synctest.Wait()
		ctx, cancel := context.WithTimeout(n.Context(), time.Second)
		defer cancel()
		_, err := l.Do(ctx, board.Command{Person: mia, Op: ask(2)}, hub.LaneRequests)
		if err != context.DeadlineExceeded { //nolint:errorlint // handed through as it is
			n.Error(err)
		}
		close(held)
		n.ask(l, 3)
		if diff := cmp.Diff([]int{1, 1}, n.store.sizes()); diff != "" {
			n.Errorf("sizes of commits (-want +got):\n%s", diff)
		}
	})
}

func TestACallbackThatPanicsHarmsNobodyElse(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		_ = l.Submit(board.Command{Person: mia, Op: ask(1)}, hub.LaneRequests, func(board.Answer, error) { panic("callback") })
		n.ask(l, 2)
	})
}
