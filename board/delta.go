package board

import (
	"errors"
	"maps"
	"slices"
)

// Delta is what changed after version Since, up to Version, in absolute
// values: applying it twice, or together with a later one, does no harm.
// A whole delta is the whole board.
type Delta struct {
	Epoch    string     `json:"epoch"`
	Since    int64      `json:"since"`
	Version  int64      `json:"version"`
	Whole    bool       `json:"whole,omitempty"`
	Event    *Event     `json:"event,omitempty"` // nil: unchanged
	Requests []*Request `json:"requests,omitempty"`
	People   []string   `json:"people,omitempty"` // whom it concerns alone, beside askers; not in a catch-up
}

// ErrHole means that a delta starts after where its reader stands, or belongs
// to another epoch: read what changed from the database instead.
var ErrHole = errors.New("board: delta does not follow")

// State is the whole truth about one board in memory, as a hub holds it.
// Its requests are never changed in place, so copies may be read elsewhere.
type State struct {
	Cookie   Cookie
	Event    Event
	Requests map[string]*Request
}

// Apply takes a delta in. It reports false for one that is not newer, and
// ErrHole for one that does not follow; the state is then as it was.
func (s *State) Apply(d Delta) (bool, error) {
	switch {
	case d.Whole:
		*s = State{Cookie{d.Epoch, d.Version}, *d.Event, make(map[string]*Request, len(d.Requests))}
	case d.Epoch != s.Cookie.Epoch:
		return false, ErrHole
	case d.Version <= s.Cookie.Version:
		return false, nil
	case d.Since > s.Cookie.Version:
		return false, ErrHole
	}
	s.Cookie.Version = d.Version
	if d.Event != nil {
		s.Event = *d.Event
		if s.Event.Version == 0 {
			s.Event.Version = d.Version
		}
	}
	for _, req := range d.Requests {
		if req.Version == 0 { // it came over the wire, where rows carry none
			req = req.stamped(d.Version)
		}
		s.Requests[req.ID] = req
	}
	return true, nil
}

func (q *Request) stamped(version int64) *Request {
	c := *q
	c.Version = version
	return &c
}

// Since returns what changed after the version, or the whole board for 0.
func (s *State) Since(version int64) Delta {
	d := Delta{Epoch: s.Cookie.Epoch, Since: version, Version: s.Cookie.Version, Whole: version == 0}
	if d.Whole || s.Event.Version > version {
		event := s.Event
		d.Event = &event
	}
	for _, req := range s.Requests {
		if d.Whole || req.Version > version {
			d.Requests = append(d.Requests, req)
		}
	}
	slices.SortFunc(d.Requests, byNumber)
	return d
}

// View returns what a reader of the audience holds once it has caught up.
func (s *State) View(a Audience) *View {
	v := &View{Audience: a, Cookie: s.Cookie, Event: s.Event, Rows: make(map[string]*Request, len(s.Requests))}
	for id, req := range s.Requests {
		if shown, ok := req.Shown(a); ok {
			v.Rows[id] = &shown
		}
	}
	return v
}

// Sorted returns rows in the order of their numbers.
func Sorted(rows map[string]*Request) []*Request {
	return slices.SortedFunc(maps.Values(rows), byNumber)
}

func byNumber(a, b *Request) int { return a.Number - b.Number }

// OnlyVotesDiffer reports whether two versions of a request differ in nothing
// but their votes, so that a live delta needs to carry no more.
func OnlyVotesDiffer(a, b *Request) bool {
	c := *a
	c.Votes, c.Version = b.Votes, b.Version
	return c == *b
}
