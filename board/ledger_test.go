package board_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

const (
	minna = "00000000-0000-4000-8000-000000000001"
	otto  = "00000000-0000-4000-8000-000000000002"
	cohst = "00000000-0000-4000-8000-000000000003"
	kalle = "00000000-0000-4000-8000-000000000004"
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
