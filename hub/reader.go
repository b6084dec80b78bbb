package hub

import (
	"context"
	"sync/atomic"

	"github.com/cueslip/cueslip/board"
)

// Reader follows one board for one audience. Its methods may be called by one
// goroutine at a time, but Leave and Nudged by any.
type Reader struct {
	hub      *hub
	audience board.Audience
	person   string
	name     string // of one of the crew
	first    []*Frame
	nudged   chan struct{}
	stirred  chan struct{}
	release  func()
	left     atomic.Bool

	cursor uint64       // of what is taken next
	cookie board.Cookie // where the frames taken so far have led
	taken  []*Frame
}

// join lets a reader in who stands at since.
func (h *hub) join(ctx context.Context, a board.Audience, who board.AtDesk, since board.Cookie, release func()) (*Reader, error) {
	r := &Reader{
		hub: h, audience: a, person: who.Person, name: who.Name, cookie: since,
		nudged: make(chan struct{}, 1), stirred: make(chan struct{}, 1), release: release,
	}
	frames, err := r.enter(ctx)
	if err != nil {
		return nil, err
	}
	var here *Frame
	err = h.do(ctx, func() {
		h.presence.add(r)
		h.metrics.readers.WithLabelValues(string(a)).Inc()
		here = h.presence.frame(a, r.cookie)
	})
	if err != nil {
		return nil, err
	}
	frames = append(frames, here)
	r.first = frames
	return r, nil
}

// First returns the messages that bring the reader to where it takes up: a
// delta or the board, then presence. It returns them once, so that they are
// held no longer than they take to send.
func (r *Reader) First() []*Frame {
	first := r.first
	r.first = nil
	return first
}

// Take returns what is new since the last Take, in order; the slice is good
// until the next one. If there is nothing, wake is closed when that changes.
// After frames were returned there may be more: Take again. A reader that fell
// too far behind gets one merged delta or the whole board instead of what it
// missed. Error: moved, when the hub has ended and everything is taken.
func (r *Reader) Take() (frames []*Frame, wake <-chan struct{}, err error) {
	clear(r.taken)
	frames, wake, ok, err := r.hub.rings[r.audience].take(r.cursor, r.taken[:0])
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		r.hub.metrics.resyncs.Inc()
		frames, err = r.enter(context.Background())
		return frames, nil, err
	}
	r.taken = frames
	if n := len(frames); n > 0 {
		r.cursor += uint64(n)
		r.cookie = frames[n-1].cookie
	}
	return frames, wake, nil
}

// Nudged receives when something that concerns the reader's person alone has
// changed, so that a fresh `me` is due. Several changes may be one nudge.
func (r *Reader) Nudged() <-chan struct{} { return r.nudged }

// Stirred receives when something changed that may concern everybody alone,
// as a merge does the votes of those who voted: a fresh `me` is due some time
// soon. A room full of readers must not ask for it in the same moment.
func (r *Reader) Stirred() <-chan struct{} { return r.stirred }

func (r *Reader) nudge() { signal(r.nudged) }

func (r *Reader) stir() { signal(r.stirred) }

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // one is waiting already
	}
}

// Leave ends the reader. It may be called more than once, but not from a
// callback of Submit.
func (r *Reader) Leave() {
	if r.left.CompareAndSwap(false, true) {
		// When the hub has ended there is nothing to leave.
		_ = r.hub.do(context.Background(), func() {
			r.hub.presence.remove(r)
			r.hub.metrics.readers.WithLabelValues(string(r.audience)).Dec()
		})
		r.release()
	}
}

// enter returns the frames that lead the reader from its cookie to a place in
// the ring, where it continues.
func (r *Reader) enter(ctx context.Context) ([]*Frame, error) {
	h, ring := r.hub, r.hub.rings[r.audience]
	var s stand
	var next uint64
	look := func() { s, next = h.stand(), ring.head() }
	if err := h.reach(ctx, r.cookie, look); err != nil {
		return nil, err
	}
	if s.serves(r.cookie) {
		f := s.delta(r.audience, r.cookie)
		r.cursor, r.cookie = next, f.cookie
		return []*Frame{f}, nil
	}
	for {
		w, err := h.whole(ctx, r.audience, s.flushed.Epoch, recent)
		if err != nil {
			return nil, err
		}
		if ring.holds(w.next) {
			r.cursor, r.cookie = w.next, w.Cookie
			return []*Frame{w.frame}, nil
		}
		if err := h.do(ctx, look); err != nil {
			return nil, err
		}
		if s.follows(w.Cookie) {
			f := s.delta(r.audience, w.Cookie)
			r.cursor, r.cookie = next, f.cookie
			return []*Frame{w.frame, f}, nil
		}
	}
}
