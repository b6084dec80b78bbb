package hub

import "sync"

// takeBytes bounds what one Take returns, so that a reader that stalls in the
// middle of writing holds no more of the past than this.
const takeBytes = 32 << 10

// ring keeps the recent frames of one audience, bounded in bytes. There is no
// queue per reader: each has a cursor, the sequence number of the frame that
// it takes next. The hub adds, any number of readers take.
type ring struct {
	limit int

	mu     sync.RWMutex
	frames []*Frame // the last of them has the number next-1
	next   uint64
	bytes  int
	wake   chan struct{} // closed when there is more to take
	err    error         // why nothing will be added any more
}

func newRing(limit int) *ring { return &ring{limit: limit, wake: make(chan struct{})} }

// add appends a frame and drops the oldest ones over the limit, but never the
// newest.
func (g *ring) add(f *Frame) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frames = append(g.frames, f)
	g.next++
	g.bytes += f.size()
	for g.bytes > g.limit && len(g.frames) > 1 {
		g.bytes -= g.frames[0].size()
		g.frames[0] = nil
		g.frames = g.frames[1:]
	}
	g.rouse()
}

// cut drops everything, so that every reader falls out of the ring and is
// brought back from the board itself.
func (g *ring) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.frames, g.bytes = nil, 0
	g.next++
	g.rouse()
}

// end tells readers, once they have taken what is left, why there is no more.
func (g *ring) end(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.err = err
	g.rouse()
}

func (g *ring) rouse() {
	close(g.wake)
	g.wake = make(chan struct{})
}

// head is the cursor of a reader that has taken everything.
func (g *ring) head() uint64 {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return g.next
}

// holds reports whether the ring still has every frame from the cursor on.
func (g *ring) holds(cursor uint64) bool {
	g.mu.RLock()
	defer g.mu.RUnlock()
	return cursor >= g.first()
}

func (g *ring) first() uint64 { return g.next - uint64(len(g.frames)) }

// take appends to into the frames from the cursor on, at least one if there is
// any and not many more bytes than takeBytes. If there is none, wake is closed
// when that changes. ok is false when the reader has fallen out of the ring.
func (g *ring) take(cursor uint64, into []*Frame) (frames []*Frame, wake <-chan struct{}, ok bool, err error) {
	g.mu.RLock()
	defer g.mu.RUnlock()
	if cursor < g.first() {
		return nil, nil, false, g.err
	}
	bytes := 0
	for _, f := range g.frames[cursor-g.first():] {
		if bytes += f.size(); bytes > takeBytes && len(into) > 0 {
			break
		}
		into = append(into, f)
	}
	if len(into) > 0 {
		return into, nil, true, nil
	}
	return into, g.wake, true, g.err
}
