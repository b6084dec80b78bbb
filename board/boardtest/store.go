// Package boardtest keeps boards in memory, over the same rules as a database:
// the model that property tests compare with, and the store of tests that need
// no disk. It never runs in production.
package boardtest

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/cueslip/cueslip/board"
)

// Store keeps boards in memory. It is safe for concurrent use.
type Store struct {
	mu     sync.Mutex
	epoch  string
	now    int64
	boards map[string]*record

	// Before, if set, is called at the start of each Commit, outside of the
	// lock; an error it returns is Commit's.
	Before func(ctx context.Context, event string, commands []board.Command) error

	// Suspect says which votes look made, as [board.Suspect] does unless set.
	Suspect func(votes, people int) bool
}

type record struct {
	state   board.State
	ballots map[board.BallotKey]board.Ballot
	entries map[string]*board.Entry
	crew    map[string]board.Role
	bans    map[string]board.Ban
	blocks  map[string]board.Block
	voids   map[string]int
	songs   map[string][]string
	met     map[string]map[string]bool // who of a batch has ever voted
}

// New returns a store with no events, in the given epoch.
func New(epoch string) *Store {
	return &Store{epoch: epoch, now: 1_764_000_000_000, boards: map[string]*record{}, Suspect: board.Suspect}
}

// Open adds a live event with its crew.
func (s *Store) Open(code string, roles map[string]board.Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.boards[code] = &record{
		state: board.State{
			Cookie: board.Cookie{Epoch: s.epoch, Version: 1},
			Event: board.Event{
				Code: code, Title: "Night at the Pier", State: board.Live, Gate: board.GateOpen, Voting: true,
				Admission: board.Anyone, Dedications: true, Declines: board.TellNow, StartsAt: s.now, Version: 1,
			},
			Requests: map[string]*board.Request{},
		},
		ballots: map[board.BallotKey]board.Ballot{},
		entries: map[string]*board.Entry{},
		crew:    roles,
		bans:    map[string]board.Ban{},
		blocks:  map[string]board.Block{},
		voids:   map[string]int{},
		songs:   map[string][]string{},
		met:     map[string]map[string]bool{},
	}
}

// Advance moves the store's clock on by ms.
func (s *Store) Advance(ms int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now += ms
}

// Restore puts the store into another epoch, as a database that was taken
// back in time is.
func (s *Store) Restore(epoch string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.epoch = epoch
	for _, r := range s.boards {
		r.state.Cookie.Epoch = epoch
	}
}

// Commit carries out a batch as one commit.
func (s *Store) Commit(ctx context.Context, event string, commands []board.Command) (board.Committed, error) {
	if s.Before != nil {
		if err := s.Before(ctx, event, commands); err != nil {
			return board.Committed{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now++
	r := s.boards[event]
	if r == nil {
		return board.Committed{}, board.Errorf(board.NotFound, "There is no event with this code.")
	}
	l := r.ledger(s.now)
	l.Suspects = r.suspects(s.Suspect)
	answers := l.Run(commands)
	r.save(l)
	for root, group := range l.Recount() {
		l.Requests[root].Votes = r.voters(group)
	}
	committed := l.Committed(answers)
	if _, err := r.state.Apply(committed.Delta); err != nil {
		return board.Committed{}, err
	}
	return committed, nil
}

// ledger is a working copy that has read everything.
func (r *record) ledger(now int64) *board.Ledger {
	l := &board.Ledger{
		Epoch: r.state.Cookie.Epoch, Version: r.state.Cookie.Version + 1, Now: now,
		LastNumber: len(r.state.Requests), Event: r.state.Event,
		Crew: board.Book[board.Role]{Now: maps.Clone(r.crew)}, Bans: board.Book[board.Ban]{Now: maps.Clone(r.bans)},
		Blocks: board.Book[board.Block]{Now: maps.Clone(r.blocks)}, Voids: board.Book[int]{Now: maps.Clone(r.voids)},
		Songs:    map[string][]string{},
		Requests: map[string]*board.Request{}, Ballots: map[board.BallotKey]*board.Ballot{},
		Asked: map[string]board.Asked{}, Entries: map[string]*board.Entry{},
	}
	for id, req := range r.state.Requests {
		own := *req
		l.Requests[id] = &own
		asked := l.Asked[req.Asker]
		asked.Last = max(asked.Last, req.At)
		switch req.Status {
		case board.New, board.Later, board.Accepted:
			asked.Open++
			if !req.Own {
				l.Open++
			}
		}
		l.Asked[req.Asker] = asked
	}
	for key, ballot := range r.ballots {
		l.Ballots[key] = &ballot
	}
	for song, ids := range r.songs {
		l.Songs[song] = slices.Clone(ids)
	}
	for id, entry := range r.entries {
		own := *entry
		l.Entries[id] = &own
	}
	return l
}

func (r *record) save(l *board.Ledger) {
	for key, ballot := range l.Cast() {
		r.ballots[key] = ballot
		if ballot.Batch == "" {
			continue
		}
		if r.met[ballot.Batch] == nil {
			r.met[ballot.Batch] = map[string]bool{}
		}
		r.met[ballot.Batch][key.Person] = true
	}
	keep(r.crew, l.Crew.Written())
	keep(r.bans, l.Bans.Written())
	keep(r.blocks, l.Blocks.Written())
	keep(r.voids, l.Voids.Written())
	for id, song := range l.Spelled() {
		r.songs[song] = append(r.songs[song], id)
	}
	added, undone := l.Journal()
	for _, entry := range append(slices.Clone(added), undone...) {
		r.entries[entry.ID] = entry
	}
}

func keep[V any](into map[string]V, written map[string]*V) {
	for name, v := range written {
		if v == nil {
			delete(into, name)
		} else {
			into[name] = *v
		}
	}
}

// suspects are the votes that look made, by [board.VoidKey].
func (r *record) suspects(suspect func(votes, people int) bool) map[string]int {
	counts := map[string]int{}
	for key, ballot := range r.ballots {
		if void := board.VoidKey(key.Request, ballot.Batch); ballot.On && ballot.Batch != "" && r.voids[void] == 0 {
			counts[void]++
		}
	}
	maps.DeleteFunc(counts, func(void string, votes int) bool {
		_, batch := board.SplitVoidKey(void)
		return !suspect(votes, len(r.met[batch]))
	})
	return counts
}

// voters counts the distinct people who support any request of the group.
func (r *record) voters(group []string) int {
	people := map[string]bool{}
	for key, ballot := range r.ballots {
		if ballot.On && slices.Contains(group, key.Request) && r.voids[board.VoidKey(key.Request, ballot.Batch)] == 0 {
			people[key.Person] = true
		}
	}
	return len(people)
}

// Load returns what changed since the cookie, or the whole board.
func (s *Store) Load(_ context.Context, event string, since board.Cookie) (board.Delta, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.boards[event]
	if r == nil {
		return board.Delta{}, board.Errorf(board.NotFound, "There is no event with this code.")
	}
	if since.Epoch != s.epoch || since.Version > r.state.Cookie.Version {
		since.Version = 0
	}
	return r.state.Since(since.Version), nil
}

// Versions returns where the events' boards stand.
func (s *Store) Versions(_ context.Context, events []string) (map[string]board.Cookie, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	versions := map[string]board.Cookie{}
	for _, event := range events {
		if r := s.boards[event]; r != nil {
			versions[event] = r.state.Cookie
		}
	}
	return versions, nil
}

// Ballots returns a copy of an event's ballots, counted by nobody but the model.
func (s *Store) Ballots(event string) map[board.BallotKey]board.Ballot {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.boards[event].ballots)
}

// Voids returns which votes the crew took back, by [board.VoidKey].
func (s *Store) Voids(event string) map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.boards[event].voids)
}

// Bans returns a copy of an event's bans, by person.
func (s *Store) Bans(event string) map[string]board.Ban {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.boards[event].bans)
}
