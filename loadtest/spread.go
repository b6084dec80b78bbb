package loadtest

import (
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// spread measures how fast a change reaches every board.
//
// A change is a command that was sent once, over an open socket, and that its
// acknowledgement places at a version. A listener's board holds it when a frame
// takes the board's cookie from before that version to it or past it: a frame
// never claims a version whose changes it held back, so this is never early.
// What counts is the time from the hand-over to the sender's socket until the
// frame has been taken in, on one monotonic clock, since both ends are in this
// process. Counted are the listeners whose sockets were open the whole time;
// who slept or reconnected catches up in a read of its own, which the gaps
// tell. It is safe for concurrent use.
type spread struct {
	figures *figures

	mu      sync.Mutex
	changes map[board.Cookie][]*change // by the version that their commits made
	spans   map[span]*arrivals
	order   []span // oldest first
	waiting []*change
	near    []int64 // scratch: durations to boards, at the sender's address
	far     []int64 // … and at another
}

type change struct {
	class class
	base  int   // the address that it was sent to
	sent  int64 // ns of the run
	last  int64 // ns when the last board so far held it
}

// span is the versions that one frame took boards over.
type span struct {
	epoch    string
	from, to int64
}

type arrivals struct {
	first int64
	at    []arrival
}

type arrival struct {
	at, online int64 // ns of the run: now, and since when the board is live
	base       int   // the listener's address
}

// How long one waits before working a span out: acknowledgements may come
// after frames, and some listeners are slow.
const (
	spanSettles   = int64(5 * time.Second)
	changeSettles = int64(15 * time.Second)
)

func newSpread(f *figures) *spread {
	return &spread{figures: f, changes: map[board.Cookie][]*change{}, spans: map[span]*arrivals{}}
}

// changed notes an acknowledged change.
func (s *spread) changed(c class, sent int64, base int, cookie board.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := &change{class: c, sent: sent, base: base}
	s.changes[cookie] = append(s.changes[cookie], ch)
	s.waiting = append(s.waiting, ch)
}

// arrived notes that a listener took a frame in.
func (s *spread) arrived(from, to board.Cookie, one arrival) {
	if from.Epoch != to.Epoch || to.Version <= from.Version {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := span{to.Epoch, from.Version, to.Version}
	a := s.spans[key]
	if a == nil {
		a = &arrivals{first: one.at}
		s.spans[key] = a
		s.order = append(s.order, key)
	}
	a.at = append(a.at, one)
}

// settle works out what is old enough by now; at the end of a run, everything.
func (s *spread) settle(now int64, everything bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.order) > 0 && (everything || now-s.spans[s.order[0]].first > spanSettles) {
		key := s.order[0]
		s.order = s.order[1:]
		s.work(key, s.spans[key])
		delete(s.spans, key)
	}
	done := 0
	for _, ch := range s.waiting {
		if !everything && now-ch.sent <= changeSettles {
			break
		}
		if ch.last > 0 {
			s.figures.last[ch.class].record(ch.last - ch.sent)
		}
		done++
	}
	s.waiting = s.waiting[done:]
	for cookie, list := range s.changes {
		if now-list[0].sent > 2*changeSettles {
			delete(s.changes, cookie)
		}
	}
}

func (s *spread) work(key span, a *arrivals) {
	for v := key.from + 1; v <= key.to; v++ {
		for _, ch := range s.changes[board.Cookie{Epoch: key.epoch, Version: v}] {
			s.near, s.far = s.near[:0], s.far[:0]
			for _, one := range a.at {
				if one.at < ch.sent || one.online > ch.sent {
					continue
				}
				ch.last = max(ch.last, one.at)
				if one.base == ch.base {
					s.near = append(s.near, one.at-ch.sent)
				} else {
					s.far = append(s.far, one.at-ch.sent)
				}
			}
			s.record(ch)
		}
	}
}

// record counts the durations of one change to the boards that one frame
// brought it to.
func (s *spread) record(ch *change) {
	f := s.figures
	if len(s.near) > 0 {
		f.board[ch.class].record(s.near...)
		f.timeline.record(timesBoard, ch.sent, s.near...)
	}
	if len(s.far) > 0 {
		f.board[ch.class].record(s.far...)
		f.across.record(s.far...)
		f.timeline.record(timesBoard, ch.sent, s.far...)
		f.timeline.record(timesAcross, ch.sent, s.far...)
	}
}
