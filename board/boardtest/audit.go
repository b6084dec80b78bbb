package boardtest

import (
	"context"
	"fmt"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Corrupt changes a request behind everybody's back: no version tells of it.
func (s *Store) Corrupt(event, request string, change func(*board.Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := s.boards[event].state.Requests
	wrong := *requests[request]
	change(&wrong)
	requests[request] = &wrong
}

// Audit names a request whose total is not what its votes count up to.
func (s *Store) Audit(_ context.Context, event string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.boards[event].wrong() {
		return fmt.Errorf("the total %d of No. %03d is wrong", q.Votes, q.Number)
	}
	return nil
}

// Recount puts right the totals that Audit names, in one commit.
func (s *Store) Recount(_ context.Context, event string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.boards[event]
	wrong := r.wrong()
	if len(wrong) == 0 {
		return nil
	}
	r.state.Cookie.Version++
	for _, q := range wrong {
		right := *q
		right.Votes, right.Version = r.voters(r.members(q)), r.state.Cookie.Version
		r.state.Requests[q.ID] = &right
	}
	return nil
}

// Mark puts how many votes look made on the rows of their requests.
func (s *Store) Mark(_ context.Context, event string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.boards[event]
	marks, marked := map[string]int{}, false
	for key, votes := range r.suspects(s.Suspect) {
		request, _ := board.SplitVoidKey(key)
		marks[request] += votes
	}
	for id, q := range r.state.Requests {
		if q.Suspect == marks[id] {
			continue
		}
		if !marked {
			marked = true
			r.state.Cookie.Version++
		}
		right := *q
		right.Suspect, right.Version = marks[id], r.state.Cookie.Version
		r.state.Requests[id] = &right
	}
	return marked, nil
}

func (r *record) wrong() []*board.Request {
	var wrong []*board.Request
	for _, q := range r.state.Requests {
		if q.Votes != r.voters(r.members(q)) {
			wrong = append(wrong, q)
		}
	}
	slices.SortFunc(wrong, func(a, b *board.Request) int { return a.Number - b.Number })
	return wrong
}

// members are the requests whose votes count for the request.
func (r *record) members(q *board.Request) []string {
	group := []string{q.ID}
	for _, other := range r.state.Requests {
		if string(other.Into) == q.ID {
			group = append(group, other.ID)
		}
	}
	return group
}
