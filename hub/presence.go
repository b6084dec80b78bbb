package hub

import (
	"cmp"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Readers are told how many are here when the number changed, at most once a
// beat, and on every second beat in any case. The crew is told who of it is
// here in the same way. Replicas tell each other on every beat, and forget one
// that fell silent.
const (
	beatEvery    = 5 * time.Second
	replicaAlive = 15 * time.Second
	deskMost     = 20 // of the crew who are named
)

// presence is who reads here, and how many on other replicas.
type presence struct {
	readers map[string][]*Reader // by person, if known
	local   map[board.Audience]int
	remote  map[string]elsewhere // by replica
	told    int                  // to readers
	desk    []board.AtDesk       // told to the crew
	silent  bool                 // the last beat told nothing
	counted bool                 // other replicas know of readers here
}

type elsewhere struct {
	here int
	desk []board.AtDesk
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

// localDesk is who of the crew reads the crew's board here.
func (p *presence) localDesk() []board.AtDesk {
	if p.local[board.Crew] == 0 {
		return nil
	}
	var desk []board.AtDesk
	for person, readers := range p.readers {
		i := slices.IndexFunc(readers, func(r *Reader) bool { return r.audience == board.Crew })
		if i >= 0 {
			desk = append(desk, board.AtDesk{Person: person, Name: readers[i].name})
		}
	}
	return tidyDesk(desk)
}

// atDesk is who of the crew reads the crew's board on any replica.
func (p *presence) atDesk() []board.AtDesk {
	desk := p.localDesk()
	for _, other := range p.remote {
		desk = append(desk, other.desk...)
	}
	return tidyDesk(desk)
}

// tidyDesk orders a desk, names each once, and not too many.
func tidyDesk(desk []board.AtDesk) []board.AtDesk {
	slices.SortFunc(desk, func(a, b board.AtDesk) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
	})
	desk = slices.CompactFunc(desk, func(a, b board.AtDesk) bool { return a.Person == b.Person })
	return desk[:min(len(desk), deskMost)]
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
		h.publish(Message{Here: local, Desk: p.localDesk()})
	}
	here, desk := p.here(), p.atDesk()
	if local == 0 || here == p.told && slices.Equal(desk, p.desk) && !p.silent {
		p.silent = true
		return
	}
	p.told, p.desk, p.silent = here, desk, false
	for a, ring := range h.rings {
		h.emit(ring, p.frame(a, h.cadence.flushed))
	}
}

// frame encodes for an audience how many, and for the crew who of it, are here.
func (p *presence) frame(a board.Audience, cookie board.Cookie) *Frame {
	var desk []board.AtDesk
	if a == board.Crew {
		desk = p.atDesk()
	}
	return newFrame(board.EncodePresence(p.here(), cookie, desk), cookie)
}

// hearPresence notes how many read on another replica.
func (h *hub) hearPresence(m Message) {
	if m.Here <= 0 {
		delete(h.presence.remote, m.Replica)
		return
	}
	h.presence.remote[m.Replica] = elsewhere{m.Here, m.Desk, time.Now()}
}
