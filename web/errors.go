package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// statuses are the statuses with which calls are refused.
var statuses = map[board.Code]int{
	board.BadMessage:      http.StatusBadRequest,
	board.BadID:           http.StatusBadRequest,
	board.BadCookie:       http.StatusBadRequest,
	board.Required:        http.StatusBadRequest,
	board.TooLong:         http.StatusBadRequest,
	board.InvalidText:     http.StatusBadRequest,
	board.BadMove:         http.StatusBadRequest,
	board.UnknownCommand:  http.StatusBadRequest,
	board.BadSubscription: http.StatusBadRequest,
	board.LoginExpired:    http.StatusBadRequest,
	board.SignIn:          http.StatusUnauthorized,
	board.Forbidden:       http.StatusForbidden,
	board.Banned:          http.StatusForbidden,
	board.Challenged:      http.StatusForbidden,
	board.NameReserved:    http.StatusForbidden,
	board.BadOrigin:       http.StatusForbidden,
	board.NotFound:        http.StatusNotFound,
	board.Conflict:        http.StatusConflict,
	board.Stale:           http.StatusConflict,
	board.KeyReused:       http.StatusConflict,
	board.EventClosed:     http.StatusConflict,
	board.EventEnded:      http.StatusConflict,
	board.VotingClosed:    http.StatusConflict,
	board.AlreadyPlayed:   http.StatusConflict,
	board.Duplicate:       http.StatusConflict,
	board.Blocked:         http.StatusConflict,
	board.TooLarge:        http.StatusRequestEntityTooLarge,
	board.UnsupportedType: http.StatusUnsupportedMediaType,
	board.HeadersTooLarge: http.StatusRequestHeaderFieldsTooLarge,
	board.SlowDown:        http.StatusTooManyRequests,
	board.RequestLimit:    http.StatusTooManyRequests,
	board.Cooldown:        http.StatusTooManyRequests,
	board.Busy:            http.StatusServiceUnavailable,
	board.Moved:           http.StatusServiceUnavailable,
	board.StorageFull:     http.StatusInsufficientStorage,
	board.Internal:        http.StatusInternalServerError,
}

// The close codes that are Cueslip's own. A command that is refused never ends
// its socket.
const (
	closeSignIn    websocket.StatusCode = 4401
	closeForbidden websocket.StatusCode = 4403
	closeGone      websocket.StatusCode = 4404
	closeTooSlow   websocket.StatusCode = 4408
)

// refused is the error as people may see it: what carries no code becomes
// internal, without its cause.
func refused(err error) *board.Error {
	var e *board.Error
	if !errors.As(err, &e) {
		return board.Errorf(board.Internal, "Something went wrong on our side; please try again.").Because(err)
	}
	if wait := waits[e.Code]; wait > 0 && e.RetryAfter == 0 {
		c := *e
		c.RetryAfter = wait
		return &c
	}
	return e
}

// waits are the seconds after which to try again where nothing better is
// known. A request frees up with a song, which nobody can foretell.
var waits = map[board.Code]int{board.Busy: 1, board.Moved: 1, board.SlowDown: 1, board.StorageFull: 30, board.RequestLimit: 60}

// refusal is an error on the wire of either transport.
type refusal struct {
	Code   board.Code `json:"code"`
	Detail string     `json:"detail"`

	Sentence string            `json:"sentence,omitempty"` // of the detail, {name} in the place of each value; for the catalogues
	Values   map[string]string `json:"values,omitempty"`

	Field      *string `json:"field"`
	Retryable  bool    `json:"retryable"`
	RetryAfter *int    `json:"retry_after"`
	Request    any     `json:"request,omitempty"` // as it stands, as the caller may see it
	Votes      *int    `json:"votes,omitempty"`

	Challenge *board.Challenge `json:"challenge,omitempty"`
}

// problem is an answer in the form of RFC 9457.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	refusal
	RequestID string `json:"request_id"`
}

// errorFrame answers a command over a socket.
type errorFrame struct {
	Type string `json:"type"` // "error"
	Ref  string `json:"ref"`
	refusal
}

// refusalOf returns the error as a person in the role may see it.
func refusalOf(err error, who visitor, role board.Role) refusal {
	e := refused(err)
	r := refusal{Code: e.Code, Detail: e.Detail, Retryable: e.Retryable, Challenge: e.Challenge}
	if e.Values != nil {
		r.Sentence, r.Values = e.Sentence, e.Values
	}
	if e.Field != "" {
		r.Field = &e.Field
	}
	if e.RetryAfter > 0 {
		r.RetryAfter = &e.RetryAfter
	}
	if e.Request != nil {
		r.Request = shown(e.Request, who, role)
		if e.Code == board.Stale {
			r.Votes = &e.Request.Votes
		}
	}
	return r
}

// fail answers with an error that concerns nobody's request.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.failAs(w, r, err, visitor{}, board.Listener)
}

// failAs answers with an error, and the request as the person may see it.
func (s *Server) failAs(w http.ResponseWriter, r *http.Request, err error, who visitor, role board.Role) {
	known, ok := statuses[board.CodeOf(err)]
	if !ok {
		known = statuses[board.Internal]
	}
	s.failWith(w, r, known, err, who, role)
}

func (s *Server) failWith(w http.ResponseWriter, r *http.Request, status int, err error, who visitor, role board.Role) {
	p := problem{"about:blank", http.StatusText(status), status, refusalOf(err, who, role), requestID(r.Context())}
	if p.Code == board.Internal || p.Code == board.Busy || p.Code == board.StorageFull {
		s.log.ErrorContext(r.Context(), "call failed", "code", p.Code, "error", err, "path", r.URL.Path, "request_id", p.RequestID)
	}
	s.metrics.refusals.WithLabelValues(string(p.Code), "http").Inc()
	if p.RetryAfter != nil {
		w.Header().Set("Retry-After", strconv.Itoa(*p.RetryAfter))
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", `Bearer realm="cueslip"`)
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, status, "application/problem+json", p)
}

// answer answers with JSON that is the caller's own.
func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, status, "application/json", v)
}

// writeJSON writes v, a value of this program, which always encodes. A client
// that is gone by now misses it.
func writeJSON(w http.ResponseWriter, status int, kind string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, _ = w.Write(data)
}
