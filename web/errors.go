package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// meaning is what a code means to the two transports: the status of an answer,
// and the close code when it ends a whole socket.
type meaning struct {
	status int
	close  websocket.StatusCode
}

var meanings = map[board.Code]meaning{
	board.BadMessage:      {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.BadID:           {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.BadCookie:       {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.Required:        {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.TooLong:         {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.InvalidText:     {http.StatusBadRequest, websocket.StatusInvalidFramePayloadData},
	board.BadMove:         {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.UnknownCommand:  {http.StatusBadRequest, websocket.StatusPolicyViolation},
	board.SignIn:          {http.StatusUnauthorized, closeSignIn},
	board.Forbidden:       {http.StatusForbidden, closeForbidden},
	board.Banned:          {http.StatusForbidden, closeForbidden},
	board.NameReserved:    {http.StatusForbidden, closeForbidden},
	board.BadOrigin:       {http.StatusForbidden, closeForbidden},
	board.NotFound:        {http.StatusNotFound, closeGone},
	board.Conflict:        {http.StatusConflict, websocket.StatusPolicyViolation},
	board.Stale:           {http.StatusConflict, websocket.StatusPolicyViolation},
	board.KeyReused:       {http.StatusConflict, websocket.StatusPolicyViolation},
	board.EventClosed:     {http.StatusConflict, websocket.StatusPolicyViolation},
	board.EventEnded:      {http.StatusConflict, websocket.StatusPolicyViolation},
	board.VotingClosed:    {http.StatusConflict, websocket.StatusPolicyViolation},
	board.AlreadyPlayed:   {http.StatusConflict, websocket.StatusPolicyViolation},
	board.Duplicate:       {http.StatusConflict, websocket.StatusPolicyViolation},
	board.TooLarge:        {http.StatusRequestEntityTooLarge, websocket.StatusMessageTooBig},
	board.UnsupportedType: {http.StatusUnsupportedMediaType, websocket.StatusUnsupportedData},
	board.HeadersTooLarge: {http.StatusRequestHeaderFieldsTooLarge, websocket.StatusMessageTooBig},
	board.SlowDown:        {http.StatusTooManyRequests, websocket.StatusPolicyViolation},
	board.RequestLimit:    {http.StatusTooManyRequests, websocket.StatusPolicyViolation},
	board.Cooldown:        {http.StatusTooManyRequests, websocket.StatusPolicyViolation},
	board.Busy:            {http.StatusServiceUnavailable, websocket.StatusServiceRestart},
	board.Moved:           {http.StatusServiceUnavailable, websocket.StatusServiceRestart},
	board.StorageFull:     {http.StatusInsufficientStorage, websocket.StatusServiceRestart},
	board.Internal:        {http.StatusInternalServerError, websocket.StatusInternalError},
}

// The close codes that are Cueslip's own.
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
	Code       board.Code `json:"code"`
	Detail     string     `json:"detail"`
	Field      *string    `json:"field"`
	Retryable  bool       `json:"retryable"`
	RetryAfter *int       `json:"retry_after"`
	Request    any        `json:"request,omitempty"` // as it stands, as the caller may see it
	Votes      *int       `json:"votes,omitempty"`
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
	r := refusal{Code: e.Code, Detail: e.Detail, Retryable: e.Retryable}
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
	known, ok := meanings[board.CodeOf(err)]
	if !ok {
		known = meanings[board.Internal]
	}
	s.failWith(w, r, known.status, err, who, role)
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
