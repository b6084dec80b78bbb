package board_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

func TestTheCrewMaySetAnyStatusFromAnyOther(t *testing.T) {
	statuses := []board.Status{board.New, board.Later, board.Accepted, board.Playing, board.Played, board.Declined, board.Hidden}
	for _, from := range statuses {
		for _, to := range statuses {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				n := newNight(t)
				id := n.ask(minna, 1)
				n.set(id, from)
				n.must(cohst, board.Set{Request: id, Status: to, From: from, Change: n.change()})
				if got := n.request(id).Status; got != to {
					t.Errorf("status %s", got)
				}
			})
		}
	}
}

func TestOnlyThoseWithTheRightMayMoveARequest(t *testing.T) {
	tests := []struct {
		name     string
		person   string
		from, to board.Status
		want     board.Code
	}{
		{"a listener cannot play", minna, board.New, board.Playing, board.Forbidden},
		{"a stranger cannot withdraw", otto, board.New, board.Withdrawn, board.Forbidden},
		{"the DJ cannot withdraw for another", boardtest.DJ, board.New, board.Withdrawn, board.BadMove},
		{"the asker can withdraw", minna, board.New, board.Withdrawn, ""},
		{"the asker can withdraw from the queue", minna, board.Accepted, board.Withdrawn, ""},
		{"not what plays", minna, board.Playing, board.Withdrawn, board.AlreadyPlayed},
		{"not what has been played", minna, board.Played, board.Withdrawn, board.AlreadyPlayed},
		{"a moderator can hide", boardtest.Guard, board.Accepted, board.Hidden, ""},
		{"a moderator can decline", boardtest.Guard, board.New, board.Declined, ""},
		{"a moderator can bring back", boardtest.Guard, board.Hidden, board.New, ""},
		{"a moderator cannot accept", boardtest.Guard, board.New, board.Accepted, board.Forbidden},
		{"nor by way of hiding", boardtest.Guard, board.Hidden, board.Accepted, board.Forbidden},
		{"nobody can set merged", boardtest.DJ, board.New, board.Merged, board.BadMove},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			n := newNight(t)
			id := n.ask(minna, 1)
			n.set(id, test.from)
			set := board.Set{Request: id, Status: test.to, Change: n.change()}
			if test.want != "" {
				n.refused(test.want, test.person, set)
				return
			}
			n.must(test.person, set)
		})
	}
}

func TestAWithdrawnRequestStaysWithdrawn(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	n.must(minna, board.Set{Request: id, Status: board.Withdrawn})
	n.must(minna, board.Set{Request: id, Status: board.Withdrawn}) // a repeat
	n.refused(board.BadMove, boardtest.DJ, board.Set{Request: id, Status: board.Accepted, Change: n.change()})
	n.refused(board.VotingClosed, otto, board.Vote{Request: id, On: true})
}

func TestAPlayThatWasAMistakeLeavesNoTime(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	n.set(id, board.Playing)
	wrong := n.request(id).PlayedAt
	n.set(id, board.Accepted)
	if at := n.request(id).PlayedAt; at != 0 {
		t.Errorf("it waits, and was played at %d", at)
	}
	n.set(id, board.Played)
	if at := n.request(id).PlayedAt; at <= wrong {
		t.Errorf("played at %d, as by mistake at %d", at, wrong)
	}
}

func TestASongThatPlaysStillIsBelievedFromNowOn(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	n.set(id, board.Playing)
	began := n.request(id).PlayedAt
	n.set(id, board.Playing)
	still := n.request(id)
	if still.PlayedAt != began || still.StillAt <= began {
		t.Errorf("it plays since %d, still at %d, and began at %d", still.PlayedAt, still.StillAt, began)
	}
	n.set(id, board.Played)
	if row := n.request(id); row.PlayedAt != began || row.StillAt != 0 {
		t.Errorf("it was played at %d, still at %d, and began at %d", row.PlayedAt, row.StillAt, began)
	}
}

func TestAnUntoldDeclineCanBeWithdrawnAsIfItWaited(t *testing.T) {
	n := newNight(t)
	id, told := n.ask(minna, 1), n.ask(minna, 2)
	n.set(told, board.Declined)
	n.must(boardtest.DJ, board.SetEvent{Declines: board.TellNever, Change: n.change()})
	n.set(id, board.Declined)
	n.must(minna, board.Set{Request: id, Status: board.Withdrawn})
	n.refused(board.BadMove, minna, board.Set{Request: told, Status: board.Withdrawn})
}

func TestPlayingOneMakesTheFormerOnePlayedInTheSameCommit(t *testing.T) {
	n := newNight(t)
	first, second := n.ask(minna, 1), n.ask(otto, 2)
	n.set(first, board.Playing)
	before := n.board().Cookie.Version
	n.set(second, board.Playing)
	after := n.board()
	if after.Cookie.Version != before+1 {
		t.Errorf("it took %d commits", after.Cookie.Version-before)
	}
	if after.Requests[first].Status != board.Played || after.Requests[second].Status != board.Playing {
		t.Errorf("first %s, second %s", after.Requests[first].Status, after.Requests[second].Status)
	}
	if after.Requests[first].PlayedAt == 0 || after.Requests[first].PlayedAt >= after.Requests[second].PlayedAt {
		t.Errorf("played at %d, then %d", after.Requests[first].PlayedAt, after.Requests[second].PlayedAt)
	}
}

func TestAnOwnSongIsPlayingAtOnceAndOnlyTheCrewHasOne(t *testing.T) {
	n := newNight(t)
	asked := n.ask(minna, 1)
	n.set(asked, board.Playing)
	own := board.Ask{ID: boardtest.RequestID(2), Title: "Intro", Own: true}
	n.refused(board.Forbidden, minna, own)
	n.refused(board.Forbidden, boardtest.Guard, own)
	answer := n.must(boardtest.DJ, own)
	if q := answer.Request; q.Status != board.Playing || q.Votes != 0 || !q.Own {
		t.Errorf("own song: %+v", q)
	}
	if status := n.request(asked).Status; status != board.Played {
		t.Errorf("what played before is %s", status)
	}
	n.must(boardtest.DJ, board.Undo{Change: own.ID, ID: n.change()})
	if s := n.board(); s.Requests[own.ID].Status != board.Withdrawn || s.Requests[asked].Status != board.Playing {
		t.Errorf("undone: own %s, former %s", s.Requests[own.ID].Status, s.Requests[asked].Status)
	}
}

func TestTheQueueIsInTheDJsOrder(t *testing.T) {
	n := newNight(t)
	ids := make([]string, 5)
	for i := range ids {
		ids[i] = n.ask([]string{minna, otto}[i%2], i+1)
		n.set(ids[i], board.Accepted)
	}
	steps := []struct {
		name string
		op   board.Set
		want []int
	}{
		{"in the order of accepting", board.Set{Request: ids[0], Status: board.Accepted}, []int{1, 2, 3, 4, 5}},
		{"before another", board.Set{Request: ids[4], Place: board.Place{Given: true, Before: ids[1]}}, []int{1, 5, 2, 3, 4}},
		{"to the end", board.Set{Request: ids[0], Place: board.Place{Given: true}}, []int{5, 2, 3, 4, 1}},
		{"next goes to the front", board.Set{Request: ids[2], Next: ptr(true)}, []int{3, 5, 2, 4, 1}},
		{"letting next go moves nothing", board.Set{Request: ids[2], Next: ptr(false)}, []int{3, 5, 2, 4, 1}},
		{"playing leaves the queue", board.Set{Request: ids[2], Status: board.Playing}, []int{5, 2, 4, 1}},
	}
	for _, step := range steps {
		step.op.Change = n.change()
		n.must(boardtest.DJ, step.op)
		if diff := cmp.Diff(step.want, n.queue()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
	n.refused(board.Conflict, boardtest.DJ, board.Set{
		Request: ids[0], Place: board.Place{Given: true, Before: ids[2]}, Change: n.change(),
	})
	n.refused(board.BadMove, boardtest.DJ, board.Set{
		Request: ids[0], Status: board.Declined, Place: board.Place{Given: true}, Change: n.change(),
	})
}

func TestVotesNeverMoveTheQueue(t *testing.T) {
	n := newNight(t)
	first, second := n.ask(minna, 1), n.ask(minna, 2)
	n.set(first, board.Accepted)
	n.set(second, board.Accepted)
	n.must(otto, board.Vote{Request: second, On: true})
	if diff := cmp.Diff([]int{1, 2}, n.queue()); diff != "" {
		t.Error(diff)
	}
}

func TestWithdrawingLeavesTheOthersWhoAskedTheirOwnRequests(t *testing.T) {
	n := newNight(t)
	first, second := n.ask(minna, 1), n.ask(otto, 2)
	n.set(first, board.Accepted)
	n.must(boardtest.DJ, board.Set{Request: second, Into: first, Change: n.change()})
	n.must(minna, board.Set{Request: first, Status: board.Withdrawn})
	if q := n.request(second); q.Status != board.Accepted || q.Votes != 1 || q.Into != "" {
		t.Errorf("what was merged: %+v", q)
	}
	if q := n.request(first); q.Status != board.Withdrawn || q.Position != "" {
		t.Errorf("what was withdrawn: %+v", q)
	}
}

func TestAnOwnSongCannotTakeTheIdOfAChange(t *testing.T) {
	n := newNight(t)
	id := boardtest.RequestID(9)
	n.must(boardtest.DJ, board.Set{Request: n.ask(minna, 1), Status: board.Accepted, Change: id})
	n.refused(board.KeyReused, boardtest.DJ, board.Ask{ID: id, Title: "Mine", Own: true})
	n.ask(otto, 9) // names no change
}

func TestOnlyTheLatestPlayedStayPublic(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{}, Change: n.change()})
	total := board.PublicPlayed + 2
	var last string
	for i := range total {
		last = n.set(n.ask(minna, i+1), board.Playing)
	}
	archived := func() []int {
		var numbers []int
		for _, q := range board.Sorted(n.board().Requests) {
			if q.Archived {
				numbers = append(numbers, q.Number)
			}
		}
		return numbers
	}
	if diff := cmp.Diff([]int{1}, archived()); diff != "" { // the 102nd is playing
		t.Error(diff)
	}
	n.set(boardtest.RequestID(total), board.Played)
	if diff := cmp.Diff([]int{1, 2}, archived()); diff != "" {
		t.Error(diff)
	}
	_ = last
	n.set(boardtest.RequestID(50), board.New)
	if diff := cmp.Diff([]int{1}, archived()); diff != "" {
		t.Error(diff)
	}
}

func TestThePublicNeverSeesWhatIsTheCrews(t *testing.T) {
	n := newNight(t)
	id := boardtest.RequestID(1)
	n.must(minna, board.Ask{ID: id, Title: "Paper Lantern", Note: "for my mother"})
	shown := func() (board.Request, bool) {
		q := n.board().Requests[id]
		return q.Shown(board.Public)
	}
	if q, _ := shown(); q.Note != "" || q.Asker != "" {
		t.Errorf("public: %+v", q)
	}
	n.set(id, board.Later)
	if q, _ := shown(); q.Status != board.New {
		t.Errorf("later is shown as %s", q.Status)
	}
	n.must(boardtest.DJ, board.Set{Request: id, Status: board.Declined, Reason: "dont_have", Change: n.change()})
	if q, ok := shown(); !ok || q.Reason != "dont_have" {
		t.Errorf("a told decline: %+v, %v", q, ok)
	}
	n.must(boardtest.DJ, board.SetEvent{Declines: board.TellNever, Change: n.change()})
	n.set(id, board.New)
	n.must(boardtest.DJ, board.Set{Request: id, Status: board.Declined, Reason: "dont_have", Change: n.change()})
	if q, ok := shown(); ok {
		t.Errorf("an untold decline is shown: %+v", q)
	}
	n.set(id, board.Hidden)
	if q, ok := shown(); ok {
		t.Errorf("a hidden request is shown: %+v", q)
	}
}
