package web

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// crew answers with who belongs to an event's crew.
func (s *Server) crew(w http.ResponseWriter, r *http.Request) {
	type mate struct {
		Person string     `json:"person"`
		Name   string     `json:"name"`
		Handle string     `json:"handle"`
		Role   board.Role `json:"role"`
	}
	code, err := s.crewOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	mates, err := s.store.Crew(r.Context(), code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := make([]mate, len(mates))
	for i, m := range mates {
		list[i] = mate{m.Person, m.Name, m.Handle, m.EventRole}
	}
	answer(w, http.StatusOK, map[string]any{"crew": list})
}

// door answers with whom and what an event does not take, with what it asks of
// newcomers, and with the code that its screen shows now.
func (s *Server) door(w http.ResponseWriter, r *http.Request) {
	type banned struct {
		Person  string         `json:"person"`
		Reason  string         `json:"reason"`
		Until   int64          `json:"until"`
		Request board.Optional `json:"request"`
		At      int64          `json:"at"`
	}
	type blocked struct {
		Kind   board.BlockKind `json:"kind"`
		Title  string          `json:"title,omitempty"`
		Artist string          `json:"artist,omitempty"`
		Word   string          `json:"word,omitempty"`
	}
	code, err := s.crewOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	event, err := s.store.Event(r.Context(), code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	bans, blocks, err := s.store.Door(r.Context(), code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	shows, err := s.roomOf(r.Context(), code, time.Now())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	people := make([]banned, 0, len(bans))
	for _, person := range slices.Sorted(maps.Keys(bans)) {
		b := bans[person]
		people = append(people, banned{person, b.Reason, b.Until, board.Optional(b.Request), b.At})
	}
	list := make([]blocked, len(blocks))
	for i, b := range blocks {
		list[i] = blocked{b.Kind, b.Title, b.Artist, b.Word}
	}
	answer(w, http.StatusOK, map[string]any{"bans": people, "blocks": list, "admission": event.Admission, "room": shows})
}
