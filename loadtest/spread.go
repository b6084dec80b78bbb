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
}

type change struct {
	class class
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

type arrival struct{ at, online int64 }

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
func (s *spread) changed(c class, sent int64, cookie board.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch := &change{class: c, sent: sent}
	s.changes[cookie] = append(s.changes[cookie], ch)
	s.waiting = append(s.waiting, ch)
}

// arrived notes that a listener who has been online since a time took a frame
// in.
func (s *spread) arrived(from, to board.Cookie, at, online int64) {
	if from.Epoch != to.Epoch || to.Version <= from.Version {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := span{to.Epoch, from.Version, to.Version}
	a := s.spans[key]
	if a == nil {
		a = &arrivals{first: at}
		s.spans[key] = a
		s.order = append(s.order, key)
	}
	a.at = append(a.at, arrival{at, online})
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
			for _, one := range a.at {
				if one.at < ch.sent || one.online > ch.sent {
					continue
				}
				ch.last = max(ch.last, one.at)
				s.figures.board[ch.class].record(one.at - ch.sent)
			}
		}
	}
}
