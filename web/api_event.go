package web

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// createEvent opens an event for a DJ.
func (s *Server) createEvent(w http.ResponseWriter, r *http.Request) {
	who, err := s.opener(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	wish, err := readEvent(w, r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	event, err := s.store.CreateEvent(r.Context(), wish, who.Person)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.log.InfoContext(r.Context(), "event opened", "event", event.Code, "person", who.Person)
	answer(w, http.StatusCreated, map[string]any{
		"code": event.Code, "url": s.address(r, "/e/"+event.Code), "event": event,
	})
}

// openedAnHour is how many events somebody may open in an hour. No DJ comes
// near it; who signs up by themselves cannot fill the disk.
const openedAnHour = 300

// opener returns who calls, if they may open an event now. Errors: sign_in,
// forbidden, slow_down, busy.
func (s *Server) opener(r *http.Request) (visitor, error) {
	who, err := s.person(r)
	switch {
	case err != nil:
		return who, err
	case !who.opens():
		return who, board.Errorf(board.Forbidden, "Only a DJ opens events.")
	case !s.paces.allow("", who.Person, true):
		return who, errTooFast
	}
	return who, s.spend(r.Context(), "events", who.Person, Rate{openedAnHour, time.Hour})
}

// readEvent reads what a DJ says of a new event. It is live at once unless it
// starts later.
func readEvent(w http.ResponseWriter, r *http.Request) (board.Event, error) {
	var wish struct {
		Title    string `json:"title"`
		StartsAt int64  `json:"starts_at"`
		Zone     string `json:"zone"`
	}
	if err := readJSON(w, r, &wish); err != nil {
		return board.Event{}, err
	}
	title, err := text.Clean("title", wish.Title, text.MaxTitle, true)
	if err != nil {
		return board.Event{}, err
	}
	if err := checkZone(wish.Zone); err != nil {
		return board.Event{}, err
	}
	if err := checkStart(wish.StartsAt, time.Now()); err != nil {
		return board.Event{}, err
	}
	return board.Event{Title: title, Zone: wish.Zone, StartsAt: wish.StartsAt}, nil
}

// listEvents lists the caller's events, newest first.
func (s *Server) listEvents(w http.ResponseWriter, r *http.Request) {
	type item struct {
		Event  board.Event `json:"event"`
		Role   board.Role  `json:"role"`
		Asked  int         `json:"asked"`
		Played int         `json:"played"`
	}
	who, err := s.person(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := []item{}
	if !who.guest() {
		summaries, err := s.store.EventsOf(r.Context(), who.Person)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		for _, sum := range summaries {
			list = append(list, item{sum.Event, sum.Role, sum.Asked, sum.Played})
		}
	}
	answer(w, http.StatusOK, map[string]any{"events": list})
}

// me answers with what concerns the caller alone.
func (s *Server) me(w http.ResponseWriter, r *http.Request) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	who, err := s.person(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	frame, err := s.store.Me(r.Context(), code, who.Person)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, frame)
}

// crewOf returns the event that a call of its crew is about.
func (s *Server) crewOf(r *http.Request) (string, error) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		return "", err
	}
	who, err := s.person(r)
	if err != nil {
		return "", err
	}
	return code, s.requireCrew(r.Context(), code, who)
}

// journalLength is how many changes a call of the journal answers with.
const journalLength = 100

// journal answers with the latest changes of the crew.
func (s *Server) journal(w http.ResponseWriter, r *http.Request) {
	type item struct {
		Change   string         `json:"change"`
		Version  int64          `json:"version"`
		Person   string         `json:"person"`
		Name     string         `json:"name"`
		Kind     string         `json:"kind"`
		Before   board.Snapshot `json:"before"`
		After    board.Snapshot `json:"after"`
		At       int64          `json:"at"`
		UndoneBy board.Optional `json:"undone_by"`
	}
	code, err := s.crewOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	entries, err := s.store.Journal(r.Context(), code, journalLength)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	names, err := s.store.Names(r.Context(), peopleOf(entries))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := make([]item, len(entries))
	for i, e := range entries {
		list[i] = item{e.ID, e.Version, e.Person, names[e.Person], e.Kind, e.Before, e.After, e.At, board.Optional(e.UndoneBy)}
	}
	answer(w, http.StatusOK, map[string]any{"entries": list, "names": names})
}

// peopleOf lists who made the changes, and whose roles they changed, each once.
func peopleOf(entries []board.Entry) []string {
	people := map[string]bool{}
	for _, e := range entries {
		people[e.Person] = true
		for person := range e.After.Crew {
			people[person] = true
		}
	}
	return slices.Sorted(maps.Keys(people))
}

// digest answers with the digest of a fresh read of the database.
func (s *Server) digest(w http.ResponseWriter, r *http.Request) {
	code, err := s.crewOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	audience, err := audienceOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view, err := s.freshView(r.Context(), code, audience)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"cookie": view.Cookie, "digest": view.Digest()})
}

func (s *Server) freshView(ctx context.Context, code string, a board.Audience) (*board.View, error) {
	delta, err := s.store.Load(ctx, code, board.Cookie{})
	if err != nil {
		return nil, err
	}
	var state board.State
	if _, err := state.Apply(delta); err != nil {
		return nil, err
	}
	return state.View(a), nil
}

// audienceOf returns for which audience a call asks: the public unless told.
func audienceOf(r *http.Request) (board.Audience, error) {
	switch a := board.Audience(cmp.Or(r.URL.Query().Get("audience"), string(board.Public))); a {
	case board.Public, board.Crew:
		return a, nil
	default:
		return "", board.Errorf(board.BadMessage, "The audience is public or crew.").In("audience")
	}
}
