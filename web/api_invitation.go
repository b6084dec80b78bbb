package web

import (
	"context"
	"net/http"

	"github.com/cueslip/cueslip/board"
)

// invite makes a link into an event's crew.
func (s *Server) invite(w http.ResponseWriter, r *http.Request) {
	code, who, err := s.ownerOf(r)
	var wish struct {
		Role board.Role `json:"role"`
	}
	if err == nil {
		err = readJSON(w, r, &wish)
	}
	if err == nil && wish.Role != board.Cohost && wish.Role != board.Moderator {
		err = board.Errorf(board.BadMessage, "A link invites a cohost or a moderator.").In("role")
	}
	var token string
	var made board.Invitation
	if err == nil {
		token, made, err = s.store.Invite(r.Context(), code, wish.Role, who.Person)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.log.InfoContext(r.Context(), "invited to the crew", "event", code, "role", made.Role, "person", who.Person)
	answer(w, http.StatusCreated, map[string]any{
		"id": made.ID, "url": s.address(r, "/join/"+token), "role": made.Role, "expires_at": made.ExpiresAt,
	})
}

// invitations answers with the links that are still good, though not with what
// opens them: that is known to whoever was given it.
func (s *Server) invitations(w http.ResponseWriter, r *http.Request) {
	type item struct {
		ID        string     `json:"id"`
		Role      board.Role `json:"role"`
		By        string     `json:"by"`
		CreatedAt int64      `json:"created_at"`
		ExpiresAt int64      `json:"expires_at"`
	}
	code, _, err := s.ownerOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := []item{}
	open, err := s.store.Invitations(r.Context(), code)
	names := map[string]string{}
	if err == nil {
		names, err = s.store.Names(r.Context(), invitersOf(open))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	for _, i := range open {
		list = append(list, item{i.ID, i.Role, names[i.Author], i.CreatedAt, i.ExpiresAt})
	}
	answer(w, http.StatusOK, map[string]any{"invitations": list})
}

func invitersOf(list []board.Invitation) []string {
	persons := make([]string, len(list))
	for i := range list {
		persons[i] = list[i].Author
	}
	return persons
}

// withdrawInvitation ends a link that nobody has taken.
func (s *Server) withdrawInvitation(w http.ResponseWriter, r *http.Request) {
	code, who, err := s.ownerOf(r)
	if err == nil {
		err = s.store.WithdrawInvitation(r.Context(), code, r.PathValue("id"), who.Person)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// ownerOf returns the event that a call of its owner is about, and who calls.
// Errors: not_found, sign_in, forbidden, slow_down.
func (s *Server) ownerOf(r *http.Request) (string, visitor, error) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		return "", visitor{}, err
	}
	who, err := s.person(r)
	if err != nil {
		return "", who, err
	}
	if err := s.requireOwner(r.Context(), code, who); err != nil {
		return "", who, err
	}
	if !s.paces.allow(code, who.Person, true) {
		return "", who, errTooFast
	}
	return code, who, nil
}

// requireOwner lets only the owner of an event through. Errors: forbidden,
// not_found.
func (s *Server) requireOwner(ctx context.Context, event string, who visitor) error {
	role, err := s.freshRole(ctx, event, who)
	switch {
	case err != nil:
		return err
	case role == board.Owner:
		return nil
	case role.Crew():
		return board.Errorf(board.Forbidden, "Only the owner of an event invites to its crew.")
	}
	return s.strange(ctx, event)
}
