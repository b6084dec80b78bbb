package board_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

const code = "ABCD2345"

// play commits random batches and returns the state after each commit.
func play(t *rapid.T) (*boardtest.Store, []board.State) {
	store := boardtest.New("e1")
	store.Open(code, boardtest.Crew())
	store.Suspect = func(votes, people int) bool { return votes >= 2 && 2*votes >= people }
	states := []board.State{load(t, store)}
	var night boardtest.Night
	for range rapid.IntRange(1, 40).Draw(t, "commits") {
		var batch []board.Command
		for range rapid.IntRange(1, 6).Draw(t, "batch") {
			c := night.Command(t)
			if c.Alone() && len(batch) > 0 {
				break
			}
			batch = append(batch, c)
			if c.Alone() {
				break
			}
		}
		committed, err := store.Commit(context.Background(), code, batch)
		if err != nil {
			t.Fatal(err)
		}
		next := load(t, store)
		if d := committed.Delta; d.Version > d.Since {
			states = append(states, next)
		}
		checkBoard(t, store, next)
	}
	return store, states
}

func load(t *rapid.T, store *boardtest.Store) board.State {
	whole, err := store.Load(context.Background(), code, board.Cookie{})
	if err != nil {
		t.Fatal(err)
	}
	var s board.State
	if _, err := s.Apply(whole); err != nil {
		t.Fatal(err)
	}
	return s
}

// checkBoard holds a board against what is always true of one, with the votes
// counted from the ballots in the plainest way.
func checkBoard(t *rapid.T, store *boardtest.Store, s board.State) {
	playing := 0
	bans := store.Bans(code)
	positions := map[board.Optional]bool{}
	numbers := map[int]bool{}
	for id, q := range s.Requests {
		numbers[q.Number] = true
		if ban, banned := bans[q.Asker]; banned && q.At > ban.At {
			t.Fatalf("No. %d was asked for by somebody who is banned", q.Number)
		}
		if q.Status == board.Playing {
			playing++
		}
		if (q.Status == board.Accepted) != (q.Position != "") || positions[q.Position] && q.Position != "" {
			t.Fatalf("No. %d is %s at position %q", q.Number, q.Status, q.Position)
		}
		positions[q.Position] = true
		if q.Next && q.Status != board.Accepted || q.Told && q.Status != board.Declined || q.Archived && q.Status != board.Played {
			t.Fatalf("No. %d is %s with next %v, told %v, archived %v", q.Number, q.Status, q.Next, q.Told, q.Archived)
		}
		if (q.Status == board.Merged) != (q.Into != "") {
			t.Fatalf("No. %d is %s into %q", q.Number, q.Status, q.Into)
		}
		if q.Into != "" && s.Requests[string(q.Into)].Into != "" {
			t.Fatalf("No. %d is merged into a merged request", q.Number)
		}
		people := map[string]bool{}
		for key, ballot := range store.Ballots(code) {
			other := s.Requests[key.Request]
			_, taken := store.Voids(code)[board.VoidKey(key.Request, ballot.Batch)]
			if ballot.On && !taken && (other.ID == id || string(other.Into) == id) {
				people[key.Person] = true
			}
		}
		if q.Votes != len(people) {
			t.Fatalf("No. %d (%s) shows %d votes; %d people support it", q.Number, q.Status, q.Votes, len(people))
		}
	}
	if playing > 1 {
		t.Fatalf("%d requests are playing", playing)
	}
	for n := 1; n <= len(numbers); n++ {
		if !numbers[n] {
			t.Fatalf("number %d is missing among %d", n, len(numbers))
		}
	}
}

func TestDeltasInAnyLegalOrderAndRepetitionEndInTheSameBoard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, states := play(t)
		last := len(states) - 1
		var reader board.State
		if _, err := reader.Apply(states[0].Since(0)); err != nil {
			t.Fatal(err)
		}
		for reader.Cookie != states[last].Cookie {
			from := rapid.IntRange(0, last).Draw(t, "from")
			to := rapid.IntRange(from, last).Draw(t, "to")
			before := reader.Cookie.Version
			changed, err := reader.Apply(states[to].Since(states[from].Cookie.Version))
			switch since, version := states[from].Cookie.Version, states[to].Cookie.Version; {
			case version <= before && (changed || err != nil):
				t.Fatalf("an old delta (%d, %d] at %d: %v, %v", since, version, before, changed, err)
			case version > before && since > before && !errors.Is(err, board.ErrHole):
				t.Fatalf("a hole (%d, %d] at %d: %v, %v", since, version, before, changed, err)
			case version > before && since <= before && reader.Cookie.Version != version:
				t.Fatalf("a delta (%d, %d] at %d was not applied", since, version, before)
			}
		}
		for _, a := range []board.Audience{board.Public, board.Crew} {
			if got, want := reader.View(a).Digest(), states[last].View(a).Digest(); got != want {
				t.Fatalf("%s: digest %s, want %s", a, got, want)
			}
		}
	})
}

func TestFramesInAnyChainEndInTheSameView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, states := play(t)
		audience := rapid.SampledFrom([]board.Audience{board.Public, board.Crew}).Draw(t, "audience")
		view := board.View{Audience: audience}
		first := states[0]
		receive(t, &view, board.EncodeBoard(audience, first.Cookie, first.Event, board.Sorted(first.Requests)))
		for at := 0; at < len(states)-1; {
			to := rapid.IntRange(at+1, len(states)-1).Draw(t, "to")
			receive(t, &view, chained(audience, states[at], states[to]))
			want := states[to].View(audience)
			if diff := cmp.Diff(want.Rows, view.Rows, cmpopts.IgnoreFields(board.Request{}, "Version")); diff != "" {
				t.Fatalf("rows (-want +got):\n%s", diff)
			}
			if view.Digest() != want.Digest() {
				t.Fatalf("equal rows have different digests: %+v, %+v", view.Event, want.Event)
			}
			at = to
		}
	})
}

// chained encodes the live delta from one state to a later one, with parts
// where nothing but votes changed.
func chained(a board.Audience, from, to board.State) []byte {
	d := to.Since(from.Cookie.Version)
	parts := make([]board.Part, 0, len(d.Requests))
	for _, q := range d.Requests {
		old := from.Requests[q.ID]
		parts = append(parts, board.Part{Request: q, VotesOnly: old != nil && board.OnlyVotesDiffer(old, q)})
	}
	return board.EncodeDelta(a, from.Cookie, to.Cookie, d.Event, parts)
}

func receive(t *rapid.T, view *board.View, frame []byte) {
	if _, err := view.Receive(frame); err != nil {
		t.Fatalf("receiving %s: %v", frame, err)
	}
}

func TestPositionsLeaveRoomBetweenAnyTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var queue []board.Optional
		for range rapid.IntRange(1, 200).Draw(t, "moves") {
			at := rapid.IntRange(0, len(queue)).Draw(t, "at")
			var after, before board.Optional
			if at > 0 {
				after = queue[at-1]
			}
			if at < len(queue) {
				before = queue[at]
			}
			key := board.Between(after, before)
			if key <= after || before != "" && key >= before {
				t.Fatalf("%q is not between %q and %q", key, after, before)
			}
			queue = slices.Insert(queue, at, key)
			if len(queue) > 20 && rapid.Bool().Draw(t, "leave") {
				queue = slices.Delete(queue, 0, 5)
			}
		}
	})
}

func TestAppendingToTheQueueKeepsPositionsShort(t *testing.T) {
	var key board.Optional
	for range 5000 {
		key = board.Between(key, "")
	}
	if len(key) > 4 {
		t.Errorf("after 5,000 appended requests a position is %q", key)
	}
}
