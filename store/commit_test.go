package store_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestWhatWasCommittedIsThereAfterReopening(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		r := newRoom(t, s)
		r.commit(ask(ann, 1), ask(ben, 2), vote(ben, 1, true))
		r.commit(set(2, board.Accepted), setEvent(board.SetEvent{Gate: board.GateLastCall, Announcement: ptr(board.Optional("Last orders"))}))
		before := r.state()
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		again := room{t, open(), r.code}
		after := again.state()
		after.Cookie.Epoch = before.Cookie.Epoch
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("(-before +after):\n%s", diff)
		}
		if got := after.Requests[boardtest.RequestID(1)].Votes; got != 2 {
			t.Errorf("No. 001 has %d votes, want 2", got)
		}
		again.audit()
	})
}

func TestVersionsAreDense(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		want := int64(1)
		for i, c := range []board.Command{ask(ann, 1), ask(ben, 2), vote(cat, 1, true), set(1, board.Playing), setEvent(board.SetEvent{Gate: board.GateClosed})} {
			committed := r.commit(c)
			if d := committed.Delta; d.Since != want || d.Version != want+1 {
				t.Fatalf("commit %d: (%d, %d], want (%d, %d]", i, d.Since, d.Version, want, want+1)
			}
			want++
			if got := committed.Answers[0].Cookie; got.Version != want || got.Epoch != committed.Delta.Epoch {
				t.Fatalf("commit %d answers %v", i, got)
			}
		}
		versions, err := r.Versions(t.Context(), []string{r.code, "00000000"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(map[string]board.Cookie{r.code: r.state().Cookie}, versions); diff != "" {
			t.Errorf("versions (-want +got):\n%s", diff)
		}
	})
}

func TestARepeatedCommandChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		votes := board.Command{Person: ben, Op: board.Vote{Request: boardtest.RequestID(1), On: true, Client: "page", Seq: 7}}
		accept, own := set(1, board.Accepted), board.Command{Person: boardtest.DJ, Op: board.Ask{ID: boardtest.RequestID(9), Title: "Mine", Own: true}}
		shut := setEvent(board.SetEvent{Gate: board.GateClosed})
		join, part := merge(2, 1), board.Command{}
		steps := []*board.Command{ptr(ask(ann, 1)), ptr(ask(cat, 2)), &votes, &accept, &own, &join, &part, &shut}
		for i, c := range steps {
			if c == &join {
				r.commit(set(1, board.New))
			}
			if c == &part {
				part = undo(join.Op.(board.Set).Change)
			}
			first := r.commit(*c)
			again := r.commit(*c)
			if d := again.Delta; d.Version != d.Since || d.Version != first.Delta.Version || len(d.Requests) > 0 {
				t.Fatalf("step %d repeated: %+v", i, d)
			}
		}
		r.refused(board.KeyReused, ask(ben, 1))
		other := setEvent(board.SetEvent{Gate: board.GateOpen}).Op.(board.SetEvent)
		other.Change = shut.Op.(board.SetEvent).Change
		r.refused(board.KeyReused, board.Command{Person: boardtest.DJ, Op: other})
		older := votes
		older.Op = board.Vote{Request: boardtest.RequestID(1), On: false, Client: "page", Seq: 6}
		if answer := r.refused(board.Stale, older); answer.Votes != 2 {
			t.Errorf("a stale vote hears %d votes, want 2", answer.Votes)
		}
		r.audit()
	})
}

func TestRightsHoldAsTheyAreWhenTheCommitBegins(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1))
		accept := board.Command{Person: ben, Op: board.Set{Request: boardtest.RequestID(1), Status: board.Accepted, Change: uuid.NewString()}}
		r.refused(board.Forbidden, accept)
		if err := r.SetRole(t.Context(), r.code, ben, board.Cohost); err != nil {
			t.Fatal(err)
		}
		r.commit(accept)
		if err := r.SetRole(t.Context(), r.code, ben, board.Listener); err != nil {
			t.Fatal(err)
		}
		accept.Op = board.Set{Request: boardtest.RequestID(1), Status: board.New, Change: uuid.NewString()}
		r.refused(board.Forbidden, accept)
	})
}

func TestASessionThatHasEndedCommitsNothing(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		r.commit(ask(ann, 1))
		a, err := s.AddAccount(t.Context(), "Ana", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		by := func(session string, on bool) board.Command {
			return board.Command{Person: a.Person, Signed: true, By: session, Op: board.Vote{Request: boardtest.RequestID(1), On: on}}
		}
		phone, laptop := r.session(a.Person), r.session(a.Person)
		r.commit(by(phone, true), by(laptop, false))
		if err := s.RevokeCredential(t.Context(), a.Person, board.Session, phone); err != nil {
			t.Fatal(err)
		}
		r.refused(board.SignIn, by(phone, true))
		r.commit(by(laptop, true))
		now.Add((31 * 24 * time.Hour).Milliseconds())
		r.refused(board.SignIn, by(laptop, false))
	})
}

func TestAGateClosedInABatchClosesItForTheRestOfTheBatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		c := r.try(ask(ann, 1), setEvent(board.SetEvent{Gate: board.GateClosed}), ask(ben, 2))
		var codes []board.Code
		for _, answer := range c.Answers {
			codes = append(codes, board.CodeOf(answer.Err))
		}
		if want := []board.Code{"", "", board.EventClosed}; !slices.Equal(codes, want) {
			t.Fatalf("answers %v, want %v", codes, want)
		}
		r.refused(board.EventClosed, ask(ben, 2))
	})
}

func TestLimitsCountWhatOneAskedForOneself(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ann, 2), ask(ann, 3), ask(ben, 4))
		r.refused(board.RequestLimit, ask(ann, 5))
		r.commit(set(2, board.Played))
		r.commit(ask(ann, 5))
		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{Cooldown: 3600}}))
		var err *board.Error
		if errors.As(r.refused(board.Cooldown, ask(ben, 6)).Err, &err); err.RetryAfter < 3500 {
			t.Errorf("retry after %d s", err.RetryAfter)
		}
		r.commit(ask(cat, 6))
	})
}

func TestMergingCountsEachVoterOnceAndPartingRestoresAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2), ask(cat, 3))
		r.commit(vote(ann, 2, true), vote(cat, 2, true))
		totals := func() (votes [3]int) {
			r.audit()
			s := r.state()
			for i := range votes {
				votes[i] = s.Requests[boardtest.RequestID(i+1)].Votes
			}
			return votes
		}
		check := func(doing string, want [3]int) {
			t.Helper()
			if got := totals(); got != want {
				t.Errorf("%s: %v, want %v", doing, got, want)
			}
		}
		check("apart", [3]int{1, 3, 1})
		first := r.commit(merge(2, 1)).Answers[0].Change
		check("2 into 1", [3]int{3, 3, 1})
		second := r.commit(merge(1, 3)).Answers[0].Change
		check("all into 3", [3]int{1, 3, 3})
		if got := r.commit(vote(cat, 2, false)).Answers[0].Votes; got != 2 {
			t.Errorf("a vote taken back on a merged request leaves %d, want 2", got)
		}
		check("one fewer", [3]int{1, 2, 2})
		r.refused(board.Conflict, undo(first))
		r.commit(undo(second))
		check("back to 2 into 1", [3]int{2, 2, 0})
		r.commit(undo(first))
		check("apart again", [3]int{1, 2, 0})
	})
}

func TestWithdrawingATargetSetsItsMembersFree(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2))
		r.commit(merge(2, 1))
		r.commit(board.Command{Person: ann, Op: board.Set{Request: boardtest.RequestID(1), Status: board.Withdrawn}})
		s := r.state()
		if q := s.Requests[boardtest.RequestID(2)]; q.Status != board.New || q.Votes != 1 || q.Into != "" {
			t.Errorf("the member is %s into %q with %d votes", q.Status, q.Into, q.Votes)
		}
		r.audit()
	})
}

func TestOnlyTheLatestPlayedStayPublic(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		for first := 1; first <= board.PublicPlayed+5; first += 35 {
			var batch []board.Command
			for n := first; n < first+35; n++ {
				batch = append(batch, board.Command{Person: boardtest.DJ, Op: board.Ask{ID: boardtest.RequestID(n), Title: "Mine", Own: true}})
			}
			r.commit(batch...)
		}
		shown := func() int {
			n := 0
			s := r.state()
			for _, q := range s.View(board.Public).Rows {
				if q.Status == board.Played {
					n++
				}
			}
			return n
		}
		if got := shown(); got != board.PublicPlayed {
			t.Errorf("%d played are public", got)
		}
		r.commit(set(board.PublicPlayed, board.Hidden))
		if got := shown(); got != board.PublicPlayed {
			t.Errorf("%d played are public once one is hidden", got)
		}
	})
}

func TestWhatIsTooLongForAnIndexIsNobodyElsesFault(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		var jamo []rune
		for random := rand.New(rand.NewPCG(1, 2)); len(jamo) < 4000; { // by chance, so that nothing is compressed away
			jamo = append(jamo, rune(0x1100+random.IntN(89)))
		}
		long := ask(ann, 1)
		op := long.Op.(board.Ask)
		op.Spelling.Song = string(jamo)
		long.Op = op
		if _, err := r.Commit(t.Context(), r.code, []board.Command{long, ask(ben, 2)}); err != nil && board.CodeOf(err) != board.InvalidText {
			t.Errorf("%v, want none or invalid_text", err)
		}
	})
}

func TestAnUnstorableTextFailsTheBatchAndLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1))
		before := r.state()
		bad := ask(ben, 2)
		bad.Op = board.Ask{ID: boardtest.RequestID(2), Title: "Sea\x00side"}
		_, err := r.Commit(t.Context(), r.code, []board.Command{vote(cat, 1, true), bad})
		if got := board.CodeOf(err); got != board.InvalidText {
			t.Fatalf("%v, want invalid_text", err)
		}
		if diff := cmp.Diff(before, r.state()); diff != "" {
			t.Errorf("something was kept (-before +after):\n%s", diff)
		}
		r.commit(vote(cat, 1, true))
	})
}

func TestACommitToNoEventIsNotFound(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		_, err := open().Commit(t.Context(), "00000000", []board.Command{ask(ann, 1)})
		if got := board.CodeOf(err); got != board.NotFound {
			t.Errorf("%v, want not_found", err)
		}
	})
}

func TestACancelledCommitIsBusyAndLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := r.Commit(ctx, r.code, []board.Command{ask(ann, 1)}); board.CodeOf(err) != board.Busy {
			t.Errorf("%v, want busy", err)
		}
		if got := r.load(board.Cookie{}).Version; got != 1 {
			t.Errorf("version %d, want 1", got)
		}
	})
}
