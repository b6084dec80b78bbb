package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func crewDoes(op board.Op) board.Command { return board.Command{Person: boardtest.DJ, Op: op} }

// song asks for a song that the door spelled as key.
func song(person string, n int, key string) board.Command {
	return board.Command{Person: person, Op: board.Ask{ID: boardtest.RequestID(n), Title: key, Spelling: board.Spelling{Song: key, Title: key, Words: key}}}
}

func TestABanHoldsInTheDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ann, 2), ask(ben, 3))
		ban := r.commit(crewDoes(board.SetBan{Request: boardtest.RequestID(1), Reason: "Enough.", Change: uuid.NewString()}))
		if diff := cmp.Diff([]string{ann}, ban.Delta.People); diff != "" || len(ban.Delta.Requests) != 2 {
			t.Errorf("told %s, hidden %+v", diff, ban.Delta.Requests)
		}
		r.refused(board.Banned, vote(ann, 3, true))
		r.refused(board.Banned, ask(ann, 4))
		me, err := r.Me(t.Context(), r.code, ann)
		if err != nil || me.Ban == nil || me.Ban.Reason != "Enough." || me.Ban.Until != nil {
			t.Errorf("the banned person is told %+v, %v", me.Ban, err)
		}
		r.commit(undo(ban.Answers[0].Change))
		r.commit(vote(ann, 3, true))
		if me, err := r.Me(t.Context(), r.code, ann); err != nil || me.Ban != nil {
			t.Errorf("afterwards: %+v, %v", me.Ban, err)
		}
	})
}

func TestWhatIsNotPlayedAndWhatIsAskedForTwiceIsKnownToTheDatabase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		block := board.Block{Kind: board.BlockSong, Title: "Antarctica", Key: "antarctica"}
		blocked := r.commit(crewDoes(board.SetBlocks{Add: []board.Block{block}, Change: uuid.NewString()}))
		r.refused(board.Blocked, song(ann, 1, "antarctica"))
		r.commit(undo(blocked.Answers[0].Change))
		r.commit(song(ann, 1, "antarctica"))

		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{Repeat: 600, Total: 2}}))
		if again := r.refused(board.Duplicate, song(ben, 2, "antarctica")); again.Request.ID != boardtest.RequestID(1) {
			t.Errorf("what stands is %+v", again.Request)
		}
		r.commit(song(ben, 2, "another"), vote(ben, 1, true))
		r.refused(board.RequestLimit, song(cat, 3, "a third"))
		r.commit(set(2, board.Played))
		both := r.try(song(cat, 3, "a third"), song(cat, 4, "a third")) // one batch knows what it does
		if both.Answers[0].Err != nil || board.CodeOf(both.Answers[1].Err) != board.Duplicate {
			t.Errorf("twice in one batch: %v, %v", both.Answers[0].Err, both.Answers[1].Err)
		}
	})
}

func TestAnEventAdmitsWhoHasShownTheCode(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(boardtest.DJ, 1), setEvent(board.SetEvent{Admission: board.ByRoomCode}))
		r.refused(board.Challenged, vote(ann, 1, true))
		for range 2 {
			if err := r.Admit(t.Context(), r.code, ann, board.ByRoomCode); err != nil {
				t.Fatal(err)
			}
		}
		r.commit(vote(ann, 1, true))
		r.refused(board.Challenged, vote(ben, 1, true))
		if me, err := r.Me(t.Context(), r.code, ann); err != nil || !me.Admitted || me.Signed {
			t.Errorf("%+v, %v", me, err)
		}
		r.commit(setEvent(board.SetEvent{Admission: board.ByProof})) // another way in, which nobody has come by
		r.refused(board.Challenged, vote(ann, 1, false))
		if me, err := r.Me(t.Context(), r.code, ann); err != nil || me.Admitted {
			t.Errorf("%+v, %v", me, err)
		}
		r.commit(setEvent(board.SetEvent{Admission: board.ByRoomCode}), vote(ann, 1, false))
		if err := r.Admit(t.Context(), "00000000", ann, board.ByRoomCode); board.CodeOf(err) != board.NotFound {
			t.Errorf("no event: %v", err)
		}
	})
}

func TestTheCrewOfAnEventIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		over := r.commit(crewDoes(board.SetCrew{Person: ben, Role: board.Owner, Change: uuid.NewString()}))
		for person, want := range map[string]board.Role{ben: board.Owner, boardtest.DJ: board.Cohost} {
			if role, err := r.Role(t.Context(), r.code, person); err != nil || role != want {
				t.Errorf("%s is %s, %v", person, role, err)
			}
		}
		if len(over.Delta.People) != 2 {
			t.Errorf("told %v", over.Delta.People)
		}
		r.commit(board.Command{Person: ben, Op: board.Undo{Change: over.Answers[0].Change, ID: uuid.NewString()}})
		if role, err := r.Role(t.Context(), r.code, boardtest.DJ); err != nil || role != board.Owner {
			t.Errorf("after undo the DJ is %s, %v", role, err)
		}
	})
}

func TestMadeVotesAreMarkedTakenBackAndGivenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2), ask(cat, 3))
		stuff := func(batch string, n, from, to int) {
			var commands []board.Command
			for i := from; i < to; i++ {
				commands = append(commands, board.Command{Person: fmt.Sprintf("00000000-0000-4000-a000-%012d", i), Batch: batch, Op: board.Vote{Request: boardtest.RequestID(n), On: true}})
			}
			r.commit(commands...)
		}
		votes := func(n int) [3]int {
			q := r.state().Requests[boardtest.RequestID(n)]
			return [3]int{q.Votes, q.Suspect, q.Voided}
		}
		mark := func(want bool) {
			t.Helper()
			if marked, err := r.Mark(t.Context(), r.code); err != nil || marked != want {
				t.Errorf("marked %v, %v", marked, err)
			}
		}
		stuff("", 1, 0, 50)
		mark(false)
		stuff("made", 2, 100, 150)
		stuff("crowd", 1, 200, 240)
		stuff("crowd", 3, 240, 270)
		r.commit(merge(2, 3))
		mark(true)
		mark(false)
		for n, want := range map[int][3]int{1: {91, 0, 0}, 2: {51, 50, 0}, 3: {82, 0, 0}} {
			if got := votes(n); got != want {
				t.Errorf("request %d has votes, suspect, voided %v, want %v", n, got, want)
			}
		}
		r.refused(board.BadMove, crewDoes(board.Void{Request: boardtest.RequestID(1), Change: uuid.NewString()}))
		void := r.commit(crewDoes(board.Void{Request: boardtest.RequestID(3), Change: uuid.NewString()}))
		stuff("made", 2, 150, 160) // in vain
		for n, want := range map[int][3]int{2: {1, 0, 50}, 3: {32, 0, 0}} {
			if got := votes(n); got != want {
				t.Errorf("taken back: request %d %v, want %v", n, got, want)
			}
		}
		mark(false)
		r.audit()
		r.commit(undo(void.Answers[0].Change))
		if got := votes(3); got[0] != 92 {
			t.Errorf("given back: %v", got)
		}
		r.audit()
		mark(true)
		if got := votes(2); got != [3]int{61, 60, 0} {
			t.Errorf("given back: %v", got)
		}
	})
}
