package loadtest

import (
	"errors"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func cookieAt(version int64) board.Cookie { return board.Cookie{Epoch: "e", Version: version} }

func requestRow(id string, votes int) *board.Request {
	return &board.Request{Row: board.Row{ID: id, Number: 1, Title: "A", Status: board.New, Votes: votes}}
}

func TestListenersWhoReceiveTheSameHoldTheSameBoard(t *testing.T) {
	f := newFeed()
	whole := board.EncodeBoard(board.Public, cookieAt(1), board.Event{}, []*board.Request{requestRow(songA, 1)})
	one, err := f.receive(nil, board.Public, whole)
	if err != nil {
		t.Fatal(err)
	}
	next := board.EncodeDelta(board.Public, cookieAt(1), cookieAt(2), nil, []board.Part{{Request: requestRow(songA, 2), VotesOnly: true}})
	live, err := f.receive(one, board.Public, next)
	if err != nil {
		t.Fatal(err)
	}
	if one.view.Rows[songA].Votes != 1 || live.view.Rows[songA].Votes != 2 {
		t.Errorf("votes are %d before the frame and %d after it, want 1 and 2", one.view.Rows[songA].Votes, live.view.Rows[songA].Votes)
	}
	again, err := f.receive(one, board.Public, next)
	if err != nil || again != live {
		t.Error("the same step was computed twice")
	}

	late, err := f.receive(nil, board.Public, board.EncodeBoard(board.Public, cookieAt(2), board.Event{}, []*board.Request{requestRow(songA, 2)}))
	if err != nil || late != live {
		t.Error("who came later holds another copy of the same board")
	}
	if _, err := f.receive(live, board.Public, next); !errors.Is(err, board.ErrHole) {
		t.Errorf("a frame that does not follow gave %v, want a hole", err)
	}
}

func TestCommandsAreWhatTheServerReads(t *testing.T) {
	yes, text := true, board.Optional("Bar is open")
	for _, op := range []board.Op{
		board.Ask{ID: newID(), Title: "A", Dedication: "for \"you\""},
		board.Vote{Request: newID(), Client: "c", Seq: 3, On: true},
		board.Vote{Request: newID(), Client: "c", Seq: 4},
		board.Set{Request: newID(), Status: board.Accepted, From: board.New, Change: newID()},
		board.Set{Request: newID(), Place: board.Place{Given: true}, Change: newID()},
		board.Set{Request: newID(), Next: &yes, Change: newID()},
		board.SetEvent{Announcement: &text, Limits: &board.Limits{}, Change: newID()},
		board.Undo{Change: newID(), ID: newID()},
	} {
		c := &command{ref: "7", op: op}
		data, err := c.message()
		if err != nil {
			t.Fatal(err)
		}
		m, read, err := board.ParseMessage(data)
		if err != nil || m.Ref != "7" {
			t.Errorf("%s: ref %q, %v", data, m.Ref, err)
			continue
		}
		back := &command{ref: "7", op: read}
		if back.String() != c.String() {
			t.Errorf("sent %s, read as %s", c, back)
		}
	}
}

func TestSpreadCountsWhoWasOnlineTheWholeTime(t *testing.T) {
	const ms = int64(time.Millisecond)
	f := newFigures()
	s := newSpread(f)
	s.changed(classVote, 100*ms, 0, cookieAt(5))
	s.arrived(cookieAt(3), cookieAt(4), arrival{at: 105 * ms, online: 1})          // before it
	s.arrived(cookieAt(4), cookieAt(6), arrival{at: 110 * ms, online: 1})          // the frame that takes boards over it
	s.arrived(cookieAt(4), cookieAt(6), arrival{at: 140 * ms, online: 1, base: 1}) // a slower listener
	s.arrived(cookieAt(2), cookieAt(6), arrival{at: 900 * ms, online: 120 * ms})   // came online afterwards
	s.arrived(cookieAt(6), cookieAt(7), arrival{at: 950 * ms, online: 1})          // after it
	s.settle(0, true)
	if got := f.board[classVote].quantiles(); got.Count != 2 || got.Max < 39_000 || got.Max > 41_000 {
		t.Errorf("on a board: %+v, want 2 up to 40 ms", got)
	}
	if got := f.last[classVote].quantiles(); got.Count != 1 || got.Max < 39_000 || got.Max > 41_000 {
		t.Errorf("on the last board: %+v, want 1 of 40 ms", got)
	}
}
