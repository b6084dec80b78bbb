package hub

import (
	"context"
	"sync/atomic"

	"github.com/cueslip/cueslip/board"
)

// Lease keeps an event's hub alive until it is released. It is safe for
// concurrent use. Every method fails with moved once the hub has ended; take
// another lease then.
type Lease struct {
	registry *Registry
	slot     *slot
	hub      *hub
	released atomic.Bool
}

// Release lets go. It may be called more than once.
func (l *Lease) Release() {
	if l.released.CompareAndSwap(false, true) {
		l.registry.release(l.slot)
	}
}

type reply struct {
	answer board.Answer
	err    error
}

// Do carries out a command and returns after its commit, when the change is
// applied here. If ctx ends earlier the command may still be carried out.
// Errors: busy when the lane is full or the store stays busy, moved, those of
// the commit, and the refusal of the command; the answer then still says what
// stands.
func (l *Lease) Do(ctx context.Context, c board.Command, lane Lane) (board.Answer, error) {
	replies := make(chan reply, 1)
	j := &job{command: c, gone: ctx.Done(), done: func(a board.Answer, err error) { replies <- reply{a, err} }}
	if err := l.hub.submit(j, lane); err != nil {
		return board.Answer{}, err
	}
	select {
	case r := <-replies:
		return r.answer, r.err
	case <-ctx.Done():
		return board.Answer{}, ctx.Err()
	}
}

// Submit is Do for callers that cannot wait: done is called once, from the
// hub's goroutine, so that it must not block or call the hub. When Submit
// itself returns an error, busy or moved, done is never called.
func (l *Lease) Submit(c board.Command, lane Lane, done func(board.Answer, error)) error {
	return l.hub.submit(&job{command: c, done: done}, lane)
}

// Whole returns the whole board with everything that was answered before the
// call. Errors: moved.
func (l *Lease) Whole(ctx context.Context, a board.Audience) (*Whole, error) {
	return l.hub.whole(ctx, a, "", current)
}

// Recent returns the whole board as it was at most a second ago, without
// waiting: what a herd is given to begin with. Errors: moved.
func (l *Lease) Recent(ctx context.Context, a board.Audience) (*Whole, error) {
	return l.hub.whole(ctx, a, "", recent)
}

// Since returns a delta message from the cookie to where the board stands, or
// nil when only the whole board will do. One who is ahead of this hub makes it
// read the database first. Errors: busy, moved.
func (l *Lease) Since(ctx context.Context, a board.Audience, since board.Cookie) ([]byte, error) {
	return l.hub.since(ctx, a, since)
}

// Here returns how many readers the event has, on all replicas as far as they
// have told. Error: moved.
func (l *Lease) Here(ctx context.Context) (here int, err error) {
	err = l.hub.do(ctx, func() { here = l.hub.presence.here() })
	return here, err
}

// Join lets a reader in, who counts as being here until Leave. The crew is told
// the names of those of it who read its board. Errors: busy, moved.
func (l *Lease) Join(ctx context.Context, a board.Audience, person, name string, since board.Cookie) (*Reader, error) {
	l.registry.retain(l.slot)
	r, err := l.hub.join(ctx, a, board.AtDesk{Person: person, Name: name}, since, func() { l.registry.release(l.slot) })
	if err != nil {
		l.registry.release(l.slot)
	}
	return r, err
}
