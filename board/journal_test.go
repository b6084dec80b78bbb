package board_test

import (
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

func TestNobodyUndoesWhatTheyMayNoLongerDo(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	hide := n.must(boardtest.Guard, board.Set{Request: id, Status: board.Hidden, Change: n.change()})
	n.must(boardtest.Guard, board.Undo{Change: hide.Change, ID: n.change()})
	gate := n.must(cohst, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
	accept := n.must(cohst, board.Set{Request: id, Status: board.Accepted, Change: n.change()})
	n.roles[cohst] = board.Moderator
	n.refused(board.Forbidden, cohst, board.Undo{Change: gate.Change, ID: n.change()})
	n.refused(board.Forbidden, cohst, board.Undo{Change: accept.Change, ID: n.change()})
}

func TestAChangeIsDoneOnce(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	accept := board.Set{Request: id, Status: board.Accepted, From: board.New, Change: n.change()}
	n.must(boardtest.DJ, accept)
	n.set(id, board.Declined)
	n.must(boardtest.DJ, accept) // the retry of a lost answer
	if status := n.request(id).Status; status != board.Declined {
		t.Errorf("a repeat made it %s again", status)
	}
	accept.Status = board.Playing
	n.refused(board.KeyReused, boardtest.DJ, accept)
}

func TestTheFirstDJWinsAndTheOtherHearsWhatStands(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	n.set(id, board.Declined)
	_, err := n.do(cohst, board.Set{Request: id, Status: board.Accepted, From: board.New, Change: n.change()})
	if refusal := refusalOf(t, err); refusal.Code != board.Conflict || refusal.Request.Status != board.Declined {
		t.Errorf("refusal %+v", refusal)
	}
	n.must(cohst, board.Set{Request: id, Status: board.Declined, From: board.New, Change: n.change()}) // both meant the same
}

func TestMergingCountsDistinctPeopleAndUndoRestoresAll(t *testing.T) {
	n := newNight(t)
	first, second, third := n.ask(minna, 1), n.ask(otto, 2), n.ask(cohst, 3)
	n.must(minna, board.Vote{Request: second, On: true})
	before := n.board()
	n.must(boardtest.DJ, board.Set{Request: third, Into: second, Change: n.change()})
	merge := n.must(boardtest.DJ, board.Set{Request: second, Into: first, Change: n.change()})
	if q := n.request(first); q.Votes != 3 { // minna twice, otto, cohst
		t.Errorf("the group counts %d", q.Votes)
	}
	n.must(boardtest.Guard, board.Vote{Request: third, On: true})
	if q := n.request(first); q.Votes != 4 {
		t.Errorf("a vote on a merged request makes %d", q.Votes)
	}
	n.must(boardtest.Guard, board.Vote{Request: first})
	if q := n.request(first); q.Votes != 3 {
		t.Errorf("taking the vote from the target leaves %d", q.Votes)
	}
	n.set(first, board.Accepted) // does not stand on the merge
	n.must(boardtest.DJ, board.Undo{Change: merge.Change, ID: n.change()})
	after := n.board()
	for _, id := range []string{first, second} {
		want := before.Requests[id].Votes
		if id == second {
			want++ // cohst, whose No. 3 is still merged into it
		}
		if after.Requests[id].Votes != want {
			t.Errorf("unmerged: %d votes, want %d", after.Requests[id].Votes, want)
		}
	}
	n.refused(board.BadMove, boardtest.DJ, board.Set{Request: first, Into: first, Change: n.change()})
	n.set(second, board.Played)
	n.refused(board.BadMove, boardtest.DJ, board.Set{Request: first, Into: second, Change: n.change()})
}

func TestEveryChangeOfTheDJCanBeUndoneAndRedone(t *testing.T) {
	changes := map[string]func(a, b string) board.Op{
		"accept":   func(a, _ string) board.Op { return board.Set{Request: a, Status: board.Accepted} },
		"play":     func(a, _ string) board.Op { return board.Set{Request: a, Status: board.Playing} },
		"decline":  func(a, _ string) board.Op { return board.Set{Request: a, Status: board.Declined, Reason: "dont_have"} },
		"hide":     func(a, _ string) board.Op { return board.Set{Request: a, Status: board.Hidden} },
		"next":     func(_, b string) board.Op { return board.Set{Request: b, Next: ptr(true)} },
		"reorder":  func(a, b string) board.Op { return board.Set{Request: a, Place: board.Place{Given: true, Before: b}} },
		"merge":    func(a, b string) board.Op { return board.Set{Request: a, Into: b} },
		"gate":     func(_, _ string) board.Op { return board.SetEvent{Gate: board.GateClosed} },
		"announce": func(_, _ string) board.Op { return board.SetEvent{Announcement: ptr(board.Optional("Last bus at 2"))} },
		"end":      func(_, _ string) board.Op { return board.SetEvent{State: board.Ended} },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			n := newNight(t)
			a, b, c := n.ask(minna, 1), n.ask(otto, 2), n.ask(otto, 3)
			n.set(b, board.Accepted)
			n.set(c, board.Playing)
			before := n.board().View(board.Crew).Digest()
			op := change(a, b)
			id := n.change()
			switch o := op.(type) {
			case board.Set:
				o.Change = id
				op = o
			case board.SetEvent:
				o.Change = id
				op = o
			}
			n.must(boardtest.DJ, op)
			changed := n.board().View(board.Crew).Digest()
			if changed == before {
				t.Fatal("it changed nothing")
			}
			undo := n.must(boardtest.DJ, board.Undo{Change: id, ID: n.change()})
			if n.board().View(board.Crew).Digest() != before {
				t.Error("undo did not restore the board")
			}
			if name == "end" {
				return // its time differs
			}
			n.must(boardtest.DJ, board.Undo{Change: undo.Change, ID: n.change()})
			if n.board().View(board.Crew).Digest() != changed {
				t.Error("undoing the undo did not bring it back")
			}
			n.must(boardtest.DJ, board.Undo{Change: id, ID: n.change()}) // and once more
			if n.board().View(board.Crew).Digest() != before {
				t.Error("the second undo did not restore the board")
			}
		})
	}
}

func TestAChangeThatLaterOnesStandOnCannotBeUndone(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	accept := n.set(id, board.Accepted)
	play := n.set(id, board.Playing)
	n.refused(board.Conflict, boardtest.DJ, board.Undo{Change: accept, ID: n.change()})
	n.must(boardtest.DJ, board.Undo{Change: play, ID: n.change()})
	n.must(boardtest.DJ, board.Undo{Change: accept, ID: n.change()})
	n.refused(board.NotFound, boardtest.DJ, board.Undo{Change: boardtest.ChangeID(999), ID: n.change()})
	n.refused(board.Forbidden, minna, board.Undo{Change: accept, ID: n.change()})
	n.refused(board.Forbidden, boardtest.Guard, board.Undo{Change: accept, ID: n.change()})
}

func TestEndingMakesTheSetListAndCanBeUndoneForTenSeconds(t *testing.T) {
	n := newNight(t)
	a, b := n.ask(minna, 1), n.ask(otto, 2)
	n.must(boardtest.DJ, board.SetEvent{Declines: board.TellAtEnd, Change: n.change()})
	n.set(a, board.Playing)
	n.set(b, board.Declined)
	if _, told := n.board().View(board.Public).Rows[b]; told {
		t.Error("a decline was told before the end")
	}
	end := board.SetEvent{State: board.Ended, Change: n.change()}
	n.must(boardtest.DJ, end)
	public := n.board().View(board.Public)
	if public.Rows[a].Status != board.Played || public.Rows[b] == nil || public.Event.State != board.Ended {
		t.Errorf("ended: %+v", public)
	}
	n.refused(board.EventEnded, minna, board.Ask{ID: boardtest.RequestID(3), Title: "Encore"})
	n.refused(board.EventEnded, minna, board.Set{Request: a, Status: board.Withdrawn})
	n.refused(board.EventEnded, boardtest.DJ, board.Set{Request: a, Status: board.New, Change: n.change()})
	n.refused(board.EventEnded, boardtest.DJ, board.SetEvent{Gate: board.GateOpen, Change: n.change()})
	n.store.Advance(board.EndUndo - 50)
	undo := n.must(boardtest.DJ, board.Undo{Change: end.Change, ID: n.change()})
	if s := n.board(); s.Event.State != board.Live || s.Requests[a].Status != board.Playing || s.Requests[b].Told {
		t.Errorf("undone: %+v", s.Event)
	}
	n.must(boardtest.DJ, board.Undo{Change: undo.Change, ID: n.change()})
	n.store.Advance(board.EndUndo + 50)
	n.refused(board.EventEnded, boardtest.DJ, board.Undo{Change: end.Change, ID: n.change()})
}

func TestTheClockStartsAndEndsAnEvent(t *testing.T) {
	n := newNight(t)
	n.refused(board.BadMove, boardtest.DJ, board.SetEvent{State: board.Scheduled, Change: n.change()})
	n.must(board.Clock, board.SetEvent{State: board.Ended, Change: n.change()})
	n.must(board.Clock, board.SetEvent{State: board.Ended, Change: n.change()})
	if state := n.board().Event.State; state != board.Ended {
		t.Errorf("state %s", state)
	}
}
