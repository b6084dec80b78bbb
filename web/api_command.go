package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cueslip/cueslip/board"
)

// commandTimeout bounds the wait for a commit. The outcome is unknown then;
// repeating the command is safe.
const commandTimeout = 10 * time.Second

// ask takes a song request.
func (s *Server) ask(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "request", http.StatusCreated, readBody, func(a board.Answer, who visitor, role board.Role) any {
		return map[string]any{"request": shown(a.Request, who, role), "cookie": a.Cookie}
	})
}

// vote casts a vote.
func (s *Server) vote(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "vote", http.StatusOK, readBody, votes)
}

// unvote takes a vote back; its fields come as the query.
func (s *Server) unvote(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "unvote", http.StatusOK, readVoteQuery, votes)
}

func votes(a board.Answer, _ visitor, _ board.Role) any {
	return map[string]any{"votes": a.Votes, "cookie": a.Cookie}
}

// patchRequest moves a request.
func (s *Server) patchRequest(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "set", http.StatusOK, readBody, func(a board.Answer, who visitor, role board.Role) any {
		return map[string]any{"request": shown(a.Request, who, role), "cookie": a.Cookie, "change": a.Change}
	})
}

// patchEvent changes the settings of an event.
func (s *Server) patchEvent(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "event", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"event": a.Event, "cookie": a.Cookie, "change": a.Change}
	})
}

// undo takes a change back.
func (s *Server) undo(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "undo", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"cookie": a.Cookie, "change": a.Change}
	})
}

// ban shows somebody out of an event, or lets them back.
func (s *Server) ban(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "ban", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"person": a.Person, "cookie": a.Cookie, "change": a.Change}
	})
}

// setCrew gives somebody a role in an event.
func (s *Server) setCrew(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "crew", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"person": a.Person, "cookie": a.Cookie, "change": a.Change}
	})
}

// setBlocks changes what an event does not take.
func (s *Server) setBlocks(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "blocks", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"cookie": a.Cookie, "change": a.Change}
	})
}

// sweep declines everything that nobody has decided on.
func (s *Server) sweep(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "sweep", http.StatusOK, readBody, func(a board.Answer, _ visitor, _ board.Role) any {
		return map[string]any{"cookie": a.Cookie, "change": a.Change}
	})
}

// void takes made votes on a request back.
func (s *Server) void(w http.ResponseWriter, r *http.Request) {
	s.command(w, r, "void", http.StatusOK, readBody, func(a board.Answer, who visitor, role board.Role) any {
		return map[string]any{"request": shown(a.Request, who, role), "cookie": a.Cookie, "change": a.Change}
	})
}

// command carries a command of HTTP to its event and answers with the outcome.
func (s *Server) command(
	w http.ResponseWriter, r *http.Request, kind string, status int,
	read func(http.ResponseWriter, *http.Request) ([]byte, error),
	reply func(board.Answer, visitor, board.Role) any,
) {
	var who visitor
	code, err := board.ParseCode(r.PathValue("event"))
	if err == nil {
		who, err = s.person(r)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	role := s.role(r.Context(), code, who)
	var result board.Answer
	body, err := read(w, r)
	if err == nil {
		result, err = s.carry(r.Context(), code, who, role, kind, r.PathValue("id"), body)
	}
	if err != nil {
		s.failAs(w, r, err, who, role)
		return
	}
	answer(w, status, reply(result, who, role))
}

// carry reads, checks and commits one command.
func (s *Server) carry(ctx context.Context, code string, who visitor, role board.Role, kind, id string, body []byte) (board.Answer, error) {
	start := time.Now()
	op, err := board.ParseBody(kind, id, body)
	if err != nil {
		return board.Answer{}, err
	}
	if !s.paces.allow(code, who.Person, role.Crew()) {
		return board.Answer{}, errTooFast
	}
	c, lane, err := s.admit(ctx, code, who, op)
	if err != nil {
		return board.Answer{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	lease, err := s.hubs.Lease(ctx, code)
	if err != nil {
		return board.Answer{}, err
	}
	defer lease.Release()
	s.metrics.messages.WithLabelValues(kind, "http").Inc()
	result, err := lease.Do(ctx, c, lane)
	if errors.Is(err, context.DeadlineExceeded) {
		err = board.Errorf(board.Busy, "This takes longer than it should; please send it again.").Because(err)
	}
	s.metrics.ackSeconds.WithLabelValues(kind).Observe(time.Since(start).Seconds())
	return result, err
}

// readVoteQuery reads client and seq from the query of a call.
func readVoteQuery(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if body, err := readBody(w, r); err != nil || body != nil {
		return body, err
	}
	fields, query := map[string]any{}, r.URL.Query()
	if client := query.Get("client"); client != "" {
		fields["client"] = client
	}
	if seq := query.Get("seq"); seq != "" {
		n, err := strconv.ParseInt(seq, 10, 64)
		if err != nil {
			return nil, board.Errorf(board.BadMessage, "seq is a number.").In("seq")
		}
		fields["seq"] = n
	}
	return json.Marshal(fields)
}
