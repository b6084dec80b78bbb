package web

import (
	"cmp"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// An address may try so many codes that lead nowhere in so much time. That is
// far more than a venue mistypes, and a scan finds nothing in any lifetime.
const (
	maxMisses  = 300
	missWindow = 5 * time.Minute
)

// maxFound is how many events an address is remembered to have found: those of
// one venue and its neighbours.
const maxFound = 16

// maxLookups bounds how many addresses are remembered. When more come, all
// begin afresh, which is lenient, never harsh.
const maxLookups = 50_000

// lookups remembers what addresses looked for. Who has tried too many codes in
// vain is told so whether or not the next one exists, else that answer would be
// what a scan is after. The events that the address has found before stay open
// to it: a prankster in a venue must not close the board for the venue.
type lookups struct {
	mu   sync.Mutex
	seen map[netip.Addr]*lookup
}

type lookup struct {
	until  time.Time // when misses are forgotten
	misses int
	found  []string // the latest last
}

// may reports whether the address may look for the code, or how long it has to
// wait.
func (l *lookups) may(addr netip.Addr, code string, now time.Time) (wait time.Duration, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.seen[addr]
	if one == nil || one.misses < maxMisses || !now.Before(one.until) || slices.Contains(one.found, code) {
		return 0, true
	}
	return one.until.Sub(now), false
}

// found notes that the code leads to an event.
func (l *lookups) found(addr netip.Addr, code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.of(addr)
	if slices.Contains(one.found, code) {
		return
	}
	if len(one.found) == maxFound {
		one.found = slices.Delete(one.found, 0, 1)
	}
	one.found = append(one.found, code)
}

// missed notes that something was looked for in vain. What is not there in an
// event that the address knows is no search for events.
func (l *lookups) missed(addr netip.Addr, code string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.of(addr)
	if slices.Contains(one.found, code) {
		return
	}
	if !now.Before(one.until) {
		one.misses, one.until = 0, now.Add(missWindow)
	}
	one.misses++
}

// of returns what is known of an address. The caller holds mu.
func (l *lookups) of(addr netip.Addr) *lookup {
	one := l.seen[addr]
	if one == nil {
		if l.seen == nil || len(l.seen) >= maxLookups {
			l.seen = map[netip.Addr]*lookup{}
		}
		one = &lookup{}
		l.seen[addr] = one
	}
	return one
}

// lookup guards what answers for the event whose code is in the address, or in
// the query of the page where people type it. refuse answers in its place.
func (s *Server) lookup(next http.HandlerFunc, refuse func(http.ResponseWriter, *http.Request, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		typed := cmp.Or(r.PathValue("event"), r.PathValue("code"), r.URL.Query().Get("code"))
		code, err := board.ParseCode(typed)
		if err != nil { // it can be no event's, which costs nothing to say
			next(w, r)
			return
		}
		s.search(w, r, code, next, refuse)
	}
}

// search lets a call look for what a key leads to, unless its address has
// looked for too much in vain.
func (s *Server) search(w http.ResponseWriter, r *http.Request, key string, next http.HandlerFunc, refuse func(http.ResponseWriter, *http.Request, error)) {
	addr := s.clientAddress(r)
	if wait, ok := s.lookups.may(addr, key, time.Now()); !ok {
		refuse(w, r, board.Errorf(board.SlowDown, "Too many codes that lead nowhere came from here; please try again later.").After(wait))
		return
	}
	seen := &witness{ResponseWriter: w}
	next(seen, r)
	switch {
	case seen.status == http.StatusNotFound:
		s.lookups.missed(addr, key, time.Now())
	case seen.status < http.StatusBadRequest:
		s.lookups.found(addr, key)
	}
}
