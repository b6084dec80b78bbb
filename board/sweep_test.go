package board_test

import (
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

func TestTheRestIsDeclinedAndComesBackInOneStep(t *testing.T) {
	n := newNight(t)
	first, second, third, fourth := n.ask(minna, 1), n.ask(otto, 2), n.ask(otto, 3), n.ask(kalle, 4)
	n.set(second, board.Later)
	n.set(third, board.Accepted)
	n.set(fourth, board.Hidden)
	before := n.board().View(board.Crew).Digest()
	change := n.must(boardtest.DJ, board.Sweep{Reason: "not_tonight", Change: n.change()}).Change
	for id, want := range map[string]board.Status{first: board.Declined, second: board.Declined, third: board.Accepted, fourth: board.Hidden} {
		if got := n.request(id).Status; got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	n.must(boardtest.DJ, board.Undo{Change: change, ID: n.change()})
	if n.board().View(board.Crew).Digest() != before {
		t.Error("undo did not bring everything back")
	}
	n.refused(board.Forbidden, boardtest.Guard, board.Sweep{Change: n.change()})
}

func TestTheClockFadesOnlyWhatHasWaitedTooLong(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{Fade: 600}, Change: n.change()})
	old, kept := n.ask(minna, 1), n.ask(minna, 2)
	n.set(kept, board.Later)
	n.store.Advance(600_000)
	fresh := n.ask(otto, 3)
	change := n.must(board.Clock, board.Sweep{Reason: board.Faded, Change: n.change()}).Change
	for id, want := range map[string]board.Status{old: board.Declined, kept: board.Later, fresh: board.New} {
		if got := n.request(id).Status; got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	n.must(boardtest.DJ, board.Undo{Change: change, ID: n.change()})
	n.must(board.Clock, board.Sweep{Reason: board.Faded, Change: n.change()})
	if got := n.request(old).Status; got != board.New {
		t.Errorf("what was given back is %s again at once", got)
	}
}

func TestALastCallIsOverByItself(t *testing.T) {
	n := newNight(t)
	call := board.SetEvent{Gate: board.GateLastCall, ClosesIn: 600, Change: n.change()}
	n.must(boardtest.DJ, call)
	n.store.Advance(599_000)
	n.ask(minna, 1)
	n.must(board.Clock, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
	if got := n.board().Event.Gate; got != board.GateLastCall {
		t.Fatalf("the clock came early, and the gate is %s", got)
	}
	n.store.Advance(1000)
	late := board.Ask{ID: boardtest.RequestID(2), Title: "Harbour Lights"}
	n.refused(board.EventClosed, minna, late) // though the clock did not write it down yet
	closing := n.must(board.Clock, board.SetEvent{Gate: board.GateClosed, Change: n.change()}).Change
	if got := n.board().Event; got.Gate != board.GateClosed || got.ClosesAt != 0 {
		t.Errorf("the clock left %s, %d", got.Gate, got.ClosesAt)
	}
	n.must(boardtest.DJ, board.Undo{Change: closing, ID: n.change()})
	if got := n.board().Event; got.Gate != board.GateLastCall || got.ClosesAt != 0 {
		t.Errorf("with more time it is %s, %d", got.Gate, got.ClosesAt)
	}
	n.must(minna, late)
}

func TestUndoingSomethingElseGivesALastCallNoMoreTime(t *testing.T) {
	n := newNight(t)
	decline := n.set(n.ask(minna, 1), board.Declined)
	n.must(boardtest.DJ, board.SetEvent{Gate: board.GateLastCall, ClosesIn: 600, Change: n.change()})
	n.store.Advance(600_000)
	n.must(boardtest.DJ, board.Undo{Change: decline, ID: n.change()}) // before the clock closes it
	n.refused(board.EventClosed, minna, board.Ask{ID: boardtest.RequestID(2), Title: "Harbour Lights"})
	n.must(board.Clock, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
	if got := n.board().Event.Gate; got != board.GateClosed {
		t.Errorf("the gate is %s", got)
	}
}

func TestTheClockDoesNothingThatIsNotDueOrDone(t *testing.T) {
	l := board.Ledger{
		Now: 1000, Entries: map[string]*board.Entry{},
		Event: board.Event{State: board.Scheduled, Gate: board.GateClosed, StartsAt: 2000}, // which was earlier when the clock looked
	}
	for _, step := range []struct {
		at   int64
		op   board.SetEvent
		want board.EventState
		acts int
	}{
		{1000, board.SetEvent{State: board.Live}, board.Scheduled, 0},
		{1000, board.SetEvent{Gate: board.GateClosed}, board.Scheduled, 0},
		{2000, board.SetEvent{State: board.Live}, board.Live, 1},
		{2001, board.SetEvent{State: board.Live}, board.Live, 1}, // another replica's, under another name
	} {
		l.Now, step.op.Change = step.at, boardtest.ChangeID(len(l.Entries)+int(step.at))
		if _, err := l.Do(board.Command{Person: board.Clock, Op: step.op}); err != nil {
			t.Fatalf("%+v: %v", step, err)
		}
		if l.Event.State != step.want || len(l.Entries) != step.acts {
			t.Errorf("%+v: %s with %d entries", step, l.Event.State, len(l.Entries))
		}
	}
}

func TestOthersSeeARequestOnceItIsApprovedOf(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Approval: ptr(true), Change: n.change()})
	shown := func(id string) bool {
		_, ok := n.board().View(board.Public).Rows[id]
		return ok
	}
	first, second, third, fourth := n.ask(minna, 1), n.ask(otto, 2), n.ask(otto, 3), n.ask(kalle, 4)
	n.must(boardtest.Guard, board.Set{Request: first, Status: board.New, Change: n.change()})
	n.set(second, board.Accepted)
	n.set(third, board.Declined)
	if !shown(first) || !shown(second) || shown(third) || shown(fourth) {
		t.Errorf("shown: %v %v %v %v", shown(first), shown(second), shown(third), shown(fourth))
	}
	n.set(third, board.New)
	change := n.must(boardtest.DJ, board.SetEvent{Approval: ptr(false), Change: n.change()}).Change
	if !shown(third) || !shown(fourth) {
		t.Error("what was held is not shown without approval")
	}
	n.must(boardtest.DJ, board.Undo{Change: change, ID: n.change()})
	if shown(fourth) {
		t.Error("undo does not hold it again")
	}
}

func TestDedicationsAreForTheCrewWhereTheEventWantsIt(t *testing.T) {
	n := newNight(t)
	ask := func(nth int) string {
		id := boardtest.RequestID(nth)
		n.must(minna, board.Ask{ID: id, Title: "Harbour Lights", Dedication: "for the bride"})
		return id
	}
	first := ask(1)
	n.must(boardtest.DJ, board.SetEvent{Dedications: ptr(false), Change: n.change()})
	second := ask(2)
	for _, id := range []string{first, second} {
		if got := n.board().View(board.Public).Rows[id].Dedication; got != "" {
			t.Errorf("others see %q", got)
		}
		if got := n.board().View(board.Crew).Rows[id].Dedication; got == "" {
			t.Error("the crew does not")
		}
	}
	n.must(boardtest.DJ, board.SetEvent{Dedications: ptr(true), Change: n.change()})
	if got := n.board().View(board.Public).Rows[second].Dedication; got == "" {
		t.Error("shown again, it is not")
	}
}
