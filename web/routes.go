package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// handler wires everything that the public may reach.
func (s *Server) handler() http.Handler {
	api := s.api()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.alive)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("/api/", s.guardWrites(s.unmoved(s.known(api))))
	mux.HandleFunc("GET /e/{code}/qr.svg", s.qrCode)
	mux.Handle("/", s.pages())
	return s.envelope(mux)
}

// api is the interface under /api/v1. Only what stands here answers.
func (s *Server) api() *http.ServeMux {
	const event = "/api/v1/events/{event}"
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v1/guests", s.createGuest)
	mux.HandleFunc("POST /api/v1/session", s.signIn)
	mux.HandleFunc("DELETE /api/v1/session", s.signOut)
	mux.HandleFunc("GET /api/v1/events", s.listEvents)
	mux.HandleFunc("POST /api/v1/events", s.createEvent)
	mux.HandleFunc("PATCH "+event, s.patchEvent)
	mux.HandleFunc("GET "+event+"/board", s.board)
	mux.HandleFunc("GET "+event+"/me", s.me)
	mux.HandleFunc("GET "+event+"/journal", s.journal)
	mux.HandleFunc("GET "+event+"/digest", s.digest)
	mux.HandleFunc("GET "+event+"/live", s.live)
	mux.HandleFunc("POST "+event+"/requests", s.ask)
	mux.HandleFunc("PATCH "+event+"/requests/{id}", s.patchRequest)
	mux.HandleFunc("PUT "+event+"/requests/{id}/vote", s.vote)
	mux.HandleFunc("DELETE "+event+"/requests/{id}/vote", s.unvote)
	mux.HandleFunc("POST "+event+"/undo", s.undo)
	return mux
}

// known answers in our own words where the mux would answer in its own: for
// paths that lead nowhere, and for methods that a path does not have.
func (s *Server) known(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, pattern := mux.Handler(r); pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		allowed := methodsOf(mux, r)
		if len(allowed) == 0 {
			s.fail(w, r, board.Errorf(board.NotFound, "There is nothing at this address."))
			return
		}
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		err := board.Errorf(board.UnknownCommand, "This address does not take %s.", r.Method)
		s.failWith(w, r, http.StatusMethodNotAllowed, err, visitor{}, board.Listener)
	})
}

// methodsOf lists the methods that the path of a call has.
func methodsOf(mux *http.ServeMux, r *http.Request) []string {
	var methods []string
	for _, method := range []string{http.MethodDelete, http.MethodGet, http.MethodPatch, http.MethodPost, http.MethodPut} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "" {
			methods = append(methods, method)
		}
	}
	if slices.Contains(methods, http.MethodGet) {
		methods = append(methods, http.MethodHead)
	}
	return methods
}

// unmoved answers moved once this replica has handed its listeners on.
func (s *Server) unmoved(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.moved.Load() {
			s.fail(w, r, errMoved)
			return
		}
		next.ServeHTTP(w, r)
	})
}

var errMoved = board.Errorf(board.Moved, "This server is about to restart; please try again in a moment.")
