package hub

import (
	"cmp"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// cadence is what readers have not been told yet, and when they will be.
type cadence struct {
	flushed  board.Cookie // what the rings have told: the end of the last frame
	at       time.Time    // of the last flush
	timer    *time.Timer
	armed    time.Time       // when the timer fires, zero when it does not
	pending  map[string]bool // requests that changed since flushed: in votes only?
	settings bool            // the event's settings changed
	asked    bool            // new requests wait
	urgent   bool            // an act of the crew waits
}

// add notes a change of a request. Only if all of its changes since the last
// flush were of votes, a part will do: a reader may have seen the row in
// between.
func (c *cadence) add(id string, votesOnly bool) {
	before, twice := c.pending[id]
	c.pending[id] = votesOnly && (before || !twice)
}

// due is when what waits has to leave.
func (c *cadence) due(opts *Options) time.Time {
	switch {
	case c.urgent:
		return c.at
	case c.asked:
		return c.at.Add(min(opts.AskEvery, opts.VoteEvery))
	default:
		return c.at.Add(opts.VoteEvery)
	}
}

// flushIfDue flushes what waits, or sets the timer for it. A quiet board is
// flushed at once.
func (h *hub) flushIfDue() {
	if h.cadence.flushed == h.state.Cookie {
		return
	}
	due := h.cadence.due(&h.opts)
	wait := time.Until(due)
	switch {
	case wait <= 0:
		h.flush()
	case due != h.cadence.armed:
		h.cadence.timer.Reset(wait)
		h.cadence.armed = due
	}
}

// flush tells readers everything up to the state's cookie in one frame per
// audience. A frame goes out even if it is empty for its audience: frames
// chain from cookie to cookie.
func (h *hub) flush() {
	c := &h.cadence
	since, cookie := c.flushed, h.state.Cookie
	if since == cookie {
		return
	}
	var event *board.Event
	if c.settings {
		e := h.state.Event
		event = &e
	}
	parts := make([]board.Part, 0, len(c.pending))
	for id, votesOnly := range c.pending {
		parts = append(parts, board.Part{Request: h.state.Requests[id], VotesOnly: votesOnly})
	}
	slices.SortFunc(parts, func(a, b board.Part) int { return cmp.Compare(a.Request.Number, b.Request.Number) })
	for a, ring := range h.rings {
		h.emit(ring, newFrame(board.EncodeDelta(a, since, cookie, event, parts), cookie))
	}
	h.settle()
}

// startOver makes all readers take the whole board, since the history that
// they know is not this one.
func (h *hub) startOver() {
	for _, ring := range h.rings {
		ring.cut()
	}
	h.settle()
	h.presence.stirEveryone()
}

// settle notes that readers know, or will be told, all of the state.
func (h *hub) settle() {
	c := &h.cadence
	c.flushed, c.at = h.state.Cookie, time.Now()
	c.settings, c.asked, c.urgent = false, false, false
	c.timer.Stop()
	c.armed = time.Time{}
	clear(c.pending)
	h.edition.Add(1)
}

func (h *hub) emit(ring *ring, f *Frame) {
	ring.add(f)
	h.metrics.frames.Inc()
	h.metrics.frameBytes.Add(float64(len(f.wire)))
}
