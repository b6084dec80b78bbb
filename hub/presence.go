package hub

import (
	"slices"
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
	readers map[string][]*Reader // by person, if known
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
		readers: map[string][]*Reader{},
		local:   map[board.Audience]int{},
		remote:  map[string]elsewhere{},
	}
}

func (p *presence) add(r *Reader) {
	p.local[r.audience]++
	if r.person != "" {
		p.readers[r.person] = append(p.readers[r.person], r)
	}
}

func (p *presence) remove(r *Reader) {
	p.local[r.audience]--
	left := slices.DeleteFunc(p.readers[r.person], func(other *Reader) bool { return other == r })
	if len(left) == 0 {
		delete(p.readers, r.person)
	} else {
		p.readers[r.person] = left
	}
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
	for _, r := range p.readers[person] {
		r.nudge()
	}
}

// stirEveryone tells all readers that what concerns them may have changed.
func (p *presence) stirEveryone() {
	for _, readers := range p.readers {
		for _, r := range readers {
			r.stir()
		}
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
