package board_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

// vector is a reader's evening: frames in order, and the digest of what the
// reader holds at the end. Browsers run the same file.
type vector struct {
	Name     string            `json:"name"`
	Audience board.Audience    `json:"audience"`
	Frames   []json.RawMessage `json:"frames"`
	Digest   string            `json:"digest"`
}

// TestGoldenFramesAndDigests keeps the wire as it is: a page that was loaded
// before a release must understand the server after it.
func TestGoldenFramesAndDigests(t *testing.T) {
	got := append(vectors(t, board.Public), vectors(t, board.Crew)...)
	path := filepath.Join("testdata", "digests.json")
	if *update {
		data, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var want []vector
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	compact := cmp.Transformer("json", func(raw json.RawMessage) (v any) {
		if err := json.Unmarshal(raw, &v); err != nil {
			t.Fatal(err)
		}
		return v
	})
	if diff := cmp.Diff(want, got, compact); diff != "" {
		t.Errorf("golden frames (-want +got):\n%s", diff)
	}
	for _, v := range want {
		view := board.View{Audience: v.Audience}
		for _, frame := range v.Frames {
			if _, err := view.Receive(frame); err != nil {
				t.Fatalf("%s: %v", v.Name, err)
			}
		}
		if digest := view.Digest(); digest != v.Digest {
			t.Errorf("%s: digest %s, want %s", v.Name, digest, v.Digest)
		}
	}
}

// vectors plays a short night with every kind of change and text.
func vectors(t *testing.T, a board.Audience) []vector {
	n := newNight(t)
	var frames []json.RawMessage
	var out []vector
	last := n.board()
	frames = append(frames, board.EncodeBoard(a, last.Cookie, last.Event, board.Sorted(last.Requests)))
	step := func(name string) {
		now := n.board()
		frames = append(frames, chained(a, *last, *now), board.EncodePresence(len(frames), now.Cookie, nil))
		last = now
		out = append(out, vector{string(a) + ": " + name, a, append([]json.RawMessage{}, frames...), now.View(a).Digest()})
	}
	ask := func(nth int, person string, op board.Ask) string {
		op.ID = boardtest.RequestID(nth)
		n.must(person, op)
		return op.ID
	}
	first := ask(1, minna, board.Ask{Title: "Harbour Lights", Artist: "The Tidal Clocks", Name: "Minna", Dedication: "for Otto", Note: "please early"})
	second := ask(2, otto, board.Ask{Title: "يا قمري", Artist: "أصوات الميناء", Name: "O'tto \"<b>\""})
	third := ask(3, otto, board.Ask{Title: "Zwölf Böötchen 🚤", Artist: "Mādara & the 波"})
	step("three requests")
	n.must(minna, board.Vote{Request: second, On: true})
	step("a vote")
	n.set(first, board.Accepted)
	n.must(boardtest.DJ, board.Set{Request: second, Next: ptr(true), Change: n.change()})
	step("a queue with a fixed next")
	n.set(second, board.Playing)
	n.must(boardtest.DJ, board.Set{Request: third, Status: board.Declined, Reason: "Not tonight, sorry.", Change: n.change()})
	n.must(boardtest.DJ, board.SetEvent{Gate: board.GateLastCall, ClosesIn: 600, Announcement: ptr(board.Optional("Last bus at 02:10")), Change: n.change()})
	step("playing, declined and last call")
	n.set(third, board.Hidden)
	n.must(boardtest.DJ, board.Ask{ID: boardtest.RequestID(4), Title: "Intro", Own: true})
	step("hidden, and an own song")
	sixth := ask(6, kalle, board.Ask{Title: "Loudly", Flagged: true})
	n.must(boardtest.DJ, board.SetBan{Request: sixth, Reason: "Enough.", Change: n.change()})
	n.must(boardtest.DJ, board.SetEvent{
		Gate: board.GateOpen, Admission: board.ByRoomCode,
		Limits: &board.Limits{Open: 2, Cooldown: 60, Total: 40, Repeat: 3600}, Change: n.change(),
	})
	step("a ban, limits and a code")
	n.set(first, board.New)
	fifth := ask(7, cohst, board.Ask{Title: "Harbour lights (live)"})
	n.must(boardtest.DJ, board.Set{Request: fifth, Into: first, Change: n.change()})
	n.must(boardtest.DJ, board.SetEvent{State: board.Ended, Change: n.change()})
	step("merged, and ended")
	return out
}
