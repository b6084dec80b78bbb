package loadtest

import (
	"sync"
	"sync/atomic"
	"time"

	hdrhistogram "github.com/HdrHistogram/hdrhistogram-go"

	"github.com/cueslip/cueslip/board"
)

// clock is the one clock of a run: monotonic nanoseconds since its start.
type clock struct{ start time.Time }

func (c clock) now() int64 { return int64(time.Since(c.start)) }

// timing is a histogram of durations in µs. It is safe for concurrent use.
type timing struct {
	mu   sync.Mutex
	hist *hdrhistogram.Histogram
}

// Durations beyond two minutes are counted as two minutes.
const longest = 120_000_000

func newTiming() *timing { return &timing{hist: hdrhistogram.New(1, longest, 3)} }

func (t *timing) record(ns int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	_ = t.hist.RecordValue(min(max(ns/1000, 1), longest)) // in range, so it cannot fail
}

// Quantiles sums a histogram up, in µs.
type Quantiles struct {
	Count int64 `json:"count"`
	P50   int64 `json:"p50_us"`
	P90   int64 `json:"p90_us"`
	P99   int64 `json:"p99_us"`
	Max   int64 `json:"max_us"`
}

func (t *timing) quantiles() Quantiles {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := func(q float64) int64 { return t.hist.ValueAtQuantile(q) }
	return Quantiles{t.hist.TotalCount(), at(50), at(90), at(99), t.hist.Max()}
}

// figures is what is measured while a crowd is at it. It is safe for
// concurrent use.
type figures struct {
	acks  map[class]*timing // from the hand-over to an open socket
	board map[class]*timing // from there until one listener's board holds it
	last  map[class]*timing // … until the last online listener's board does
	gaps  *timing           // from a lost socket until the board is live again

	bytes, frames, reconnects, holes, resent, epochs, silent, skipped atomic.Int64
	sent, acked                                                       map[class]*atomic.Int64

	mu     sync.Mutex
	errors map[board.Code]int64 // refusals
	closes map[int]int64        // sockets closed by the server, by close code; -1 without one
}

func newFigures() *figures {
	f := &figures{
		acks: map[class]*timing{}, board: map[class]*timing{}, last: map[class]*timing{}, gaps: newTiming(),
		sent: map[class]*atomic.Int64{}, acked: map[class]*atomic.Int64{},
		errors: map[board.Code]int64{}, closes: map[int]int64{},
	}
	for _, c := range classes {
		f.acks[c], f.board[c], f.last[c] = newTiming(), newTiming(), newTiming()
		f.sent[c], f.acked[c] = &atomic.Int64{}, &atomic.Int64{}
	}
	return f
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
