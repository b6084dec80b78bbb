package board_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

const (
	minna = "00000000-0000-4000-8000-000000000001"
	otto  = "00000000-0000-4000-8000-000000000002"
	cohst = "00000000-0000-4000-8000-000000000003"
)

// night is a board to try single commands on.
type night struct {
	*testing.T
	store   *boardtest.Store
	roles   map[string]board.Role
	changes int
}

func newNight(t *testing.T) *night {
	store := boardtest.New("e1")
	roles := boardtest.Crew()
	roles[cohst] = board.Cohost
	store.Open(code, roles)
	return &night{T: t, store: store, roles: roles}
}

func (n *night) do(person string, op board.Op) (board.Answer, error) {
	n.Helper()
	committed, err := n.store.Commit(context.Background(), code, []board.Command{{Person: person, Op: op}})
	if err != nil {
		n.Fatal(err)
	}
	return committed.Answers[0], committed.Answers[0].Err
}

func (n *night) must(person string, op board.Op) board.Answer {
	n.Helper()
	answer, err := n.do(person, op)
	if err != nil {
		n.Fatalf("%+v: %v", op, err)
	}
	return answer
}

func (n *night) refused(want board.Code, person string, op board.Op) {
	n.Helper()
	before := n.board()
	if _, err := n.do(person, op); board.CodeOf(err) != want {
		n.Errorf("%+v: %v, want %s", op, err, want)
	}
	if after := n.board(); before.View(board.Crew).Digest() != after.View(board.Crew).Digest() {
		n.Errorf("%+v was refused, yet changed the board", op)
	}
}

func (n *night) board() *board.State {
	n.Helper()
	whole, err := n.store.Load(context.Background(), code, board.Cookie{})
	if err != nil {
		n.Fatal(err)
	}
	var s board.State
	if _, err := s.Apply(whole); err != nil {
		n.Fatal(err)
	}
	return &s
}

// ask asks for the nth request as the person.
func (n *night) ask(person string, nth int) string {
	n.Helper()
	id := boardtest.RequestID(nth)
	n.must(person, board.Ask{ID: id, Title: fmt.Sprintf("Paper Lantern %d", nth)})
	return id
}

// set sets a status as the DJ and returns the change.
func (n *night) set(id string, status board.Status) string {
	n.Helper()
	return n.must(boardtest.DJ, board.Set{Request: id, Status: status, Change: n.change()}).Change
}

func (n *night) change() string {
	n.changes++
	return boardtest.ChangeID(n.changes)
}

func (n *night) request(id string) board.Request {
	n.Helper()
	q := n.board().Requests[id]
	if q == nil {
		n.Fatalf("no request %s", id)
	}
	return *q
}

func (n *night) queue() []int {
	n.Helper()
	var numbers []int
	for _, q := range board.Queue(n.board().Requests) {
		numbers = append(numbers, q.Number)
	}
	return numbers
}

func TestAskingCastsTheAskersVote(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	q := n.request(id)
	if q.Number != 1 || q.Votes != 1 || q.Status != board.New || q.Asker != minna {
		t.Errorf("asked: %+v", q)
	}
	n.must(minna, board.Vote{Request: id, On: true})
	if votes := n.request(id).Votes; votes != 1 {
		t.Errorf("the asker's second vote made it %d", votes)
	}
	n.must(minna, board.Vote{Request: id})
	if votes := n.request(id).Votes; votes != 0 {
		t.Errorf("taking the asker's vote back left %d", votes)
	}
}

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

func TestAnUntoldDeclineCanBeWithdrawnAsIfItWaited(t *testing.T) {
	n := newNight(t)
	id, told := n.ask(minna, 1), n.ask(minna, 2)
	n.set(told, board.Declined)
	n.must(boardtest.DJ, board.SetEvent{Declines: board.TellNever, Change: n.change()})
	n.set(id, board.Declined)
	n.must(minna, board.Set{Request: id, Status: board.Withdrawn})
	n.refused(board.BadMove, minna, board.Set{Request: told, Status: board.Withdrawn})
}

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

func TestVotesAreTakenOnlyWhileARequestWaits(t *testing.T) {
	want := map[board.Status]board.Code{
		board.New: "", board.Later: "", board.Accepted: "", board.Playing: board.AlreadyPlayed, board.Played: board.AlreadyPlayed,
		board.Declined: board.VotingClosed, board.Hidden: board.VotingClosed,
	}
	for status, code := range want {
		t.Run(string(status), func(t *testing.T) {
			n := newNight(t)
			id := n.ask(minna, 1)
			n.set(id, status)
			if code != "" {
				n.refused(code, otto, board.Vote{Request: id, On: true})
				return
			}
			if answer := n.must(otto, board.Vote{Request: id, On: true}); answer.Votes != 2 {
				t.Errorf("votes %d", answer.Votes)
			}
		})
	}
	n := newNight(t)
	id := n.ask(minna, 1)
	n.must(boardtest.DJ, board.SetEvent{Voting: ptr(false), Change: n.change()})
	n.refused(board.VotingClosed, otto, board.Vote{Request: id, On: true})
	n.refused(board.NotFound, otto, board.Vote{Request: boardtest.RequestID(9), On: true})
}

func TestAVoteThatArrivesLateIsStale(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	n.must(otto, board.Vote{Request: id, On: true, Client: "page", Seq: 2})
	n.must(otto, board.Vote{Request: id, On: true, Client: "page", Seq: 2}) // a repeat
	n.refused(board.Stale, otto, board.Vote{Request: id, On: false, Client: "page", Seq: 1})
	n.must(otto, board.Vote{Request: id, On: false, Client: "other page", Seq: 1})
	if votes := n.request(id).Votes; votes != 1 {
		t.Errorf("votes %d", votes)
	}
}

func TestTheGateDecidesWhetherRequestsAreTaken(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Gate: board.GateLastCall, Change: n.change()})
	n.ask(minna, 1)
	n.must(boardtest.DJ, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
	n.refused(board.EventClosed, otto, board.Ask{ID: boardtest.RequestID(2), Title: "Too late"})
	n.must(minna, board.Ask{ID: boardtest.RequestID(1), Title: "Paper Lantern 1"}) // a repeat
	n.must(boardtest.DJ, board.Ask{ID: boardtest.RequestID(3), Title: "Intro", Own: true})
	n.must(otto, board.Vote{Request: boardtest.RequestID(1), On: true}) // has its own switch
}

func TestLimitsHoldForListenersAndSayWhen(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{Open: 2}, Change: n.change()})
	first := n.ask(minna, 1)
	n.ask(minna, 2)
	n.refused(board.RequestLimit, minna, board.Ask{ID: boardtest.RequestID(3), Title: "One more"})
	n.ask(otto, 4)
	n.set(first, board.Played)
	n.ask(minna, 5) // one has been played
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{Cooldown: 60}, Change: n.change()})
	_, err := n.do(minna, board.Ask{ID: boardtest.RequestID(6), Title: "So soon"})
	if refusal := refusalOf(t, err); refusal.Code != board.Cooldown || refusal.RetryAfter != 60 {
		t.Errorf("refusal %+v", refusal)
	}
	n.store.Advance(60_000)
	n.ask(minna, 6)
}

func TestTheSameIdNamesOneRequestForEver(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	answer := n.must(minna, board.Ask{ID: id, Title: "Paper Lantern 1"})
	if answer.Request.Number != 1 {
		t.Errorf("a repeat made No. %d", answer.Request.Number)
	}
	n.refused(board.KeyReused, minna, board.Ask{ID: id, Title: "Another song"})
	n.refused(board.KeyReused, otto, board.Ask{ID: id, Title: "Paper Lantern 1"})
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

func TestAMergeIsNotRedoneOnceItsTargetHasGone(t *testing.T) {
	n := newNight(t)
	first, second, third := n.ask(minna, 1), n.ask(otto, 2), n.ask(cohst, 3)
	merge := n.must(boardtest.DJ, board.Set{Request: first, Into: second, Change: n.change()}).Change
	parted := n.must(boardtest.DJ, board.Undo{Change: merge, ID: n.change()}).Change
	redo := func() board.Undo { return board.Undo{Change: parted, ID: n.change()} }

	away := n.must(boardtest.DJ, board.Set{Request: second, Into: third, Change: n.change()}).Change
	n.refused(board.Conflict, boardtest.DJ, redo())
	n.must(boardtest.DJ, board.Undo{Change: away, ID: n.change()})
	joined := n.must(boardtest.DJ, board.Set{Request: third, Into: first, Change: n.change()}).Change
	n.refused(board.Conflict, boardtest.DJ, redo())
	n.must(boardtest.DJ, board.Undo{Change: joined, ID: n.change()})
	n.must(otto, board.Set{Request: second, Status: board.Withdrawn})
	n.refused(board.Conflict, boardtest.DJ, redo())
}

func TestAnOwnSongCannotTakeTheIdOfAChange(t *testing.T) {
	n := newNight(t)
	id := boardtest.RequestID(9)
	n.must(boardtest.DJ, board.Set{Request: n.ask(minna, 1), Status: board.Accepted, Change: id})
	n.refused(board.KeyReused, boardtest.DJ, board.Ask{ID: id, Title: "Mine", Own: true})
	n.ask(otto, 9) // names no change
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

func TestOneRefusalInABatchLeavesItsNeighbours(t *testing.T) {
	n := newNight(t)
	id := n.ask(minna, 1)
	committed, err := n.store.Commit(context.Background(), code, []board.Command{
		{Person: otto, Op: board.Vote{Request: id, On: true}},
		{Person: otto, Op: board.Vote{Request: boardtest.RequestID(7), On: true}},
		{Person: otto, Op: board.Set{Request: id, Status: board.Playing}},
		{Person: cohst, Op: board.Vote{Request: id, On: true}},
	})
	if err != nil {
		t.Fatal(err)
	}
	var codes []board.Code
	for _, answer := range committed.Answers {
		codes = append(codes, board.CodeOf(answer.Err))
	}
	if want := []board.Code{"", board.NotFound, board.Forbidden, ""}; !slices.Equal(codes, want) {
		t.Errorf("codes %q", codes)
	}
	if q := n.request(id); q.Votes != 3 || q.Status != board.New {
		t.Errorf("after the batch: %+v", q)
	}
}

func ptr[T any](v T) *T { return &v }

func refusalOf(t *testing.T, err error) *board.Error {
	t.Helper()
	refusal, ok := err.(*board.Error) //nolint:errorlint // Do returns it as it is
	if !ok {
		t.Fatalf("refusal %v", err)
	}
	return refusal
}
