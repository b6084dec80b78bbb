package hub

import (
	"time"

	"github.com/cueslip/cueslip/board"
)

// Readers are told how many are here when the number changed, at most once a
// beat, and on every second beat in any case. Replicas tell each other on
// every beat, and forget one that fell silent.
const (
	beatEvery    = 5 * time.Second
	replicaAlive = 15 * time.Second
)

// presence is who reads here, and how many on other replicas.
type presence struct {
	readers map[string]map[*Reader]struct{} // by person
	local   map[board.Audience]int
	remote  map[string]elsewhere // by replica
	told    int                  // to readers
	silent  bool                 // the last beat told nothing
	counted bool                 // other replicas know of readers here
}

type elsewhere struct {
	here int
	at   time.Time
}

func newPresence() presence {
	return presence{
		readers: map[string]map[*Reader]struct{}{},
		local:   map[board.Audience]int{},
		remote:  map[string]elsewhere{},
	}
}

func (p *presence) add(r *Reader) {
	if p.readers[r.person] == nil {
		p.readers[r.person] = map[*Reader]struct{}{}
	}
	p.readers[r.person][r] = struct{}{}
	p.local[r.audience]++
}

// remove takes a reader out, and reports whether it was in.
func (p *presence) remove(r *Reader) bool {
	if _, in := p.readers[r.person][r]; !in {
		return false
	}
	delete(p.readers[r.person], r)
	if len(p.readers[r.person]) == 0 {
		delete(p.readers, r.person)
	}
	p.local[r.audience]--
	return true
}

func (p *presence) localCount() int { return p.local[board.Public] + p.local[board.Crew] }

// here is how many read this board on all replicas.
func (p *presence) here() int {
	n := p.localCount()
	for _, other := range p.remote {
		n += other.here
	}
	return n
}

// nudge tells the readers of one person to look at what concerns that person.
func (p *presence) nudge(person string) {
	if person == "" {
		return
	}
	for r := range p.readers[person] {
		r.nudge()
	}
}

func (p *presence) nudgeEveryone() {
	for person := range p.readers {
		p.nudge(person)
	}
}

// beat tells readers and replicas how many are here.
func (h *hub) beat() {
	p := &h.presence
	for replica, other := range p.remote {
		if time.Since(other.at) >= replicaAlive {
			delete(p.remote, replica)
		}
	}
	local := p.localCount()
	if local > 0 || p.counted {
		p.counted = local > 0
		h.publish(Message{Here: local})
	}
	here := p.here()
	if local == 0 || here == p.told && !p.silent {
		p.silent = true
		return
	}
	p.told, p.silent = here, false
	f := newFrame(board.EncodePresence(here, h.cadence.flushed), h.cadence.flushed)
	for _, ring := range h.rings {
		h.emit(ring, f)
	}
}

// hearPresence notes how many read on another replica.
func (h *hub) hearPresence(m Message) {
	if m.Here <= 0 {
		delete(h.presence.remote, m.Replica)
		return
	}
	h.presence.remote[m.Replica] = elsewhere{m.Here, time.Now()}
}
