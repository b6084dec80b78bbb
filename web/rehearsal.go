package web

import (
	"context"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
)

// rehearse opens an event for a DJ to practise on, with a made-up crowd.
func (s *Server) rehearse(w http.ResponseWriter, r *http.Request) {
	who, err := s.opener(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	event, err := s.store.Rehearse(r.Context(), who.Person, demo.Rehearsal(), demo.Ask(), demo.RehearsalLasts)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusCreated, map[string]any{
		"code": event.Code, "url": s.address(r, "/e/"+event.Code), "event": event,
	})
}

// beatRehearsals does one beat of each rehearsal whose dashboard is open here.
func (s *Server) beatRehearsals(ctx context.Context, now time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	desks := s.crowd.desks()
	if err := s.tellRehearsals(ctx, desks); err != nil {
		return err
	}
	for code, crowd := range s.rehearsals {
		if crowd == nil {
			continue
		}
		plays, err := crowd.holds(now, func(now, until int64) (bool, error) {
			return s.store.HoldRehearsal(ctx, code, s.replica, now, until)
		})
		if err != nil {
			return err
		}
		if !plays {
			continue
		}
		if err := s.beat(ctx, crowd, code, demo.Rehearse); err != nil && board.CodeOf(err) != board.NotFound {
			return err
		}
	}
	return nil
}

// tellRehearsals finds out which of the events with an open dashboard are
// rehearsals, and forgets those without.
func (s *Server) tellRehearsals(ctx context.Context, desks map[string]bool) error {
	for code := range s.rehearsals {
		if !desks[code] {
			delete(s.rehearsals, code)
		}
	}
	var unknown []string
	for code := range desks {
		if _, known := s.rehearsals[code]; !known {
			unknown = append(unknown, code)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	found, err := s.store.Rehearsals(ctx, unknown)
	if err != nil {
		return err
	}
	for _, code := range unknown {
		s.rehearsals[code] = nil
	}
	for _, code := range found {
		s.rehearsals[code] = &crowdAt{}
	}
	return nil
}
