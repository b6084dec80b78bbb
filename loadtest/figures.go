package loadtest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/cueslip/cueslip/board"
)

// clock is the one clock of a run: monotonic nanoseconds since its start.
type clock struct{ start time.Time }

func (c clock) now() int64 { return int64(time.Since(c.start)) }

// figures is what is measured while a crowd is at it. It is safe for
// concurrent use.
type figures struct {
	acks     map[class]*timing // from the hand-over to an open socket, of what was sent once
	felt     *timing           // from the tap, with every wait and repeat
	board    map[class]*timing // from there until one listener's board holds it
	last     map[class]*timing // … until the last online listener's board does
	across   *timing           // like board, where sender and listener use different addresses
	gaps     *timing           // from a lost socket until the board is live again
	timeline timeline

	bytes, frames, reconnects, lost, holes, resent, epochs, silent, skipped, asleep atomic.Int64
	sent, acked                                                                     map[class]*atomic.Int64

	mu     sync.Mutex
	errors map[board.Code]int64 // refusals
	closes map[int]int64        // sockets closed by the server, by close code; -1 without one
}

func newFigures() *figures {
	f := &figures{
		acks: map[class]*timing{}, board: map[class]*timing{}, last: map[class]*timing{},
		felt: newTiming(), across: newTiming(), gaps: newTiming(),
		sent: map[class]*atomic.Int64{}, acked: map[class]*atomic.Int64{},
		errors: map[board.Code]int64{}, closes: map[int]int64{},
	}
	for _, c := range classes {
		f.acks[c], f.board[c], f.last[c] = newTiming(), newTiming(), newTiming()
		f.sent[c], f.acked[c] = &atomic.Int64{}, &atomic.Int64{}
	}
	return f
}

// times returns every histogram, by the name under which it is reported.
func (f *figures) times() map[string]*Times {
	all := map[string]*Times{timesFelt: f.felt.copied(), timesAcross: f.across.copied(), timesReconnect: f.gaps.copied()}
	for _, c := range classes {
		name := string(c)
		all[name], all[name+".board"], all[name+".last"] = f.acks[c].copied(), f.board[c].copied(), f.last[c].copied()
	}
	return all
}

// counters are the counts that the timeline follows.
func (f *figures) counters() counters {
	c := counters{frames: f.frames.Load(), lost: f.lost.Load(), epochs: f.epochs.Load()}
	for _, sent := range f.sent {
		c.sent += sent.Load()
	}
	return c
}

func (f *figures) refused(code board.Code) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.errors[code]++
}

func (f *figures) closed(code int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closes[code]++
}
