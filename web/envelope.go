package web

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
)

// maxHeaders is how long a request's line and headers may be together.
const maxHeaders = 16 << 10

type requestIDKey struct{}

// requestID returns the id under which a call is found in the logs.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

func newRequestID() string {
	var id [8]byte
	for i, n := 0, rand.Uint64(); i < len(id); i, n = i+1, n>>8 {
		id[i] = byte(n)
	}
	return hex.EncodeToString(id[:])
}

// envelope goes around every call: it names it, puts the headers on that every
// answer has, refuses oversized ones, and counts and logs what became of it.
func (s *Server) envelope(next http.Handler) http.Handler {
	policy := s.contentPolicy(noWorker, "'none'")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, id := time.Now(), newRequestID()
		r = r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id))
		h := w.Header()
		h.Set("X-Request-Id", id)
		h.Set("Cache-Control", "no-store") // but for what says otherwise
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()")
		if s.secure() {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		seen := &witness{ResponseWriter: w}
		defer s.conclude(seen, r, start)
		if headerSize(r) > maxHeaders {
			s.fail(seen, r, board.Errorf(board.HeadersTooLarge, "The headers of a call may have 16 KB together."))
			return
		}
		next.ServeHTTP(seen, r)
	})
}

// conclude counts and logs a call, and answers for a handler that panicked.
func (s *Server) conclude(w *witness, r *http.Request, start time.Time) {
	if p := recover(); p != nil {
		if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(p)
		}
		err := fmt.Errorf("web: panic: %v", p)
		s.log.ErrorContext(r.Context(), "handler panicked", "error", err, "stack", string(debug.Stack()))
		if w.status == 0 {
			s.fail(w, r, err)
		}
	}
	route := r.Pattern
	if route == "" {
		route = "none"
	}
	took := time.Since(start)
	s.metrics.calls.WithLabelValues(route, statusClass(w.status)).Inc()
	if w.status != http.StatusSwitchingProtocols {
		s.metrics.callSeconds.WithLabelValues(route).Observe(took.Seconds())
	}
	if s.log.Enabled(r.Context(), slog.LevelDebug) {
		s.log.DebugContext(r.Context(), "call", "method", r.Method, "route", route, "status", w.status,
			"ms", took.Milliseconds(), "request_id", requestID(r.Context()))
	}
}

// The Trusted Types policies that a page may have: none, or the one with which
// the board and the DJ's list register the service worker (app/worker/register.ts).
const (
	noWorker  = "'none'"
	ownWorker = "worker"
)

// contentPolicy allows what our own pages need and nothing else, within pages
// of the origins named.
func (s *Server) contentPolicy(worker string, ancestors ...string) string {
	workers := "'none'"
	if worker == ownWorker {
		workers = "'self'"
	}
	policy := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; manifest-src 'self'; worker-src " + workers + "; object-src 'none'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors " + strings.Join(ancestors, " ") + "; require-trusted-types-for 'script'; trusted-types " + worker
	if s.secure() {
		policy += "; upgrade-insecure-requests"
	}
	return policy
}

func headerSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len(r.Host) + 4
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + 4
		}
	}
	return size
}

func statusClass(status int) string {
	switch {
	case status == 0:
		return "2xx"
	case status < 200:
		return "1xx"
	case status < 300:
		return "2xx"
	case status < 400:
		return "3xx"
	case status < 500:
		return "4xx"
	default:
		return "5xx"
	}
}

// witness remembers the status that was answered.
type witness struct {
	http.ResponseWriter
	status int
}

func (w *witness) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *witness) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach what is below.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }
