package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// handler wires everything that the public may reach.
func (s *Server) handler() http.Handler {
	api := s.muxOf(s.endpoints())
	mux := s.muxOf(s.publicEndpoints())
	mux.Handle("/api/", s.guardWrites(s.unmoved(s.known(api))))
	mux.Handle("/", s.guardWrites(within(forReading, s.pages().ServeHTTP)))
	return s.envelope(mux)
}

// endpoint is one call that programs may make. docs/api describes each, and
// tests hold it to that.
type endpoint struct {
	pattern string
	needs   reach // of a personal token
	handle  http.HandlerFunc
}

func (s *Server) muxOf(list []endpoint) *http.ServeMux {
	mux := http.NewServeMux()
	for _, e := range list {
		if strings.Contains(e.pattern, "{event}") {
			e.handle = s.lookup(e.handle, s.fail)
		}
		mux.HandleFunc(e.pattern, within(e.needs, e.handle))
	}
	return mux
}

// endpoints are the interface under /api/v1. Only what stands here answers.
func (s *Server) endpoints() []endpoint {
	const event, account = "/api/v1/events/{event}", "/api/v1/account"
	return []endpoint{
		{"POST /api/v1/guests", forAnyone, s.createGuest},
		{"POST /api/v1/session", forAnyone, s.signIn},
		{"POST /api/v1/session/link", forAnyone, s.mailLink},
		{"DELETE /api/v1/session", forAnyone, s.signOut},
		{"POST /api/v1/accounts", forAnyone, s.signUp},
		{"PUT /api/v1/account/password", forBrowser, s.setPassword},
		{"POST /api/v1/passkeys/register/begin", forBrowser, s.beginPasskey},
		{"POST /api/v1/passkeys/register/finish", forBrowser, s.finishPasskey},
		{"POST /api/v1/passkeys/login/begin", forAnyone, s.beginPasskeySignIn},
		{"POST /api/v1/passkeys/login/finish", forAnyone, s.finishPasskeySignIn},
		{"GET " + account, forBrowser, s.own(s.account)},
		{"PATCH " + account, forBrowser, s.own(s.patchAccount)},
		{"DELETE " + account, forBrowser, s.own(s.erase)},
		{"PUT " + account + "/picture", forBrowser, s.own(s.setPicture)},
		{"DELETE " + account + "/picture", forBrowser, s.own(s.removePicture)},
		{"GET " + account + "/sessions", forBrowser, s.own(s.listSessions)},
		{"DELETE " + account + "/sessions", forBrowser, s.own(s.endSessions)},
		{"DELETE " + account + "/sessions/{id}", forBrowser, s.own(s.endSession)},
		{"POST " + account + "/pairing", forBrowser, s.own(s.pair)},
		{"GET " + account + "/tokens", forBrowser, s.own(s.listTokens)},
		{"POST " + account + "/tokens", forBrowser, s.own(s.createToken)},
		{"DELETE " + account + "/tokens/{id}", forBrowser, s.own(s.endToken)},
		{"PATCH " + account + "/passkeys/{id}", forBrowser, s.own(s.renamePasskey)},
		{"DELETE " + account + "/passkeys/{id}", forBrowser, s.own(s.removePasskey)},
		{"DELETE " + account + "/sites", forBrowser, s.own(s.removeSite)},
		{"GET " + account + "/data", forBrowser, s.own(s.data)},
		{"POST /api/v1/demo", forAnyone, s.demoRound},
		{"PUT /api/v1/alerts", forBrowser, s.moveAlerts},
		{"GET /api/v1/events", forEvents, s.listEvents},
		{"POST /api/v1/events", forEvents, s.createEvent},
		{"POST /api/v1/rehearsals", forEvents, s.rehearse},
		{"PATCH " + event, forBoards, s.patchEvent},
		{"GET " + event + "/board", forReading, s.board},
		{"GET " + event + "/me", forReading, s.me},
		{"GET " + event + "/presence", forAnyone, s.presence},
		{"GET " + event + "/journal", forReading, s.journal},
		{"GET " + event + "/export", forReading, s.export},
		{"GET " + event + "/digest", forReading, s.digest},
		{"GET " + event + "/live", forAnyone, s.live},
		{"POST " + event + "/requests", forBoards, s.ask},
		{"PATCH " + event + "/requests/{id}", forBoards, s.patchRequest},
		{"PUT " + event + "/requests/{id}/vote", forBoards, s.vote},
		{"DELETE " + event + "/requests/{id}/vote", forBoards, s.unvote},
		{"POST " + event + "/requests/{id}/void", forBoards, s.void},
		{"POST " + event + "/undo", forBoards, s.undo},
		{"GET " + event + "/admission", forReading, s.admission},
		{"POST " + event + "/admission", forBoards, s.comeIn},
		{"GET " + event + "/alerts", forBrowser, s.alertsKey},
		{"PUT " + event + "/alerts", forBrowser, s.subscribe},
		{"DELETE " + event + "/alerts", forBrowser, s.unsubscribe},
		{"POST " + event + "/sweep", forBoards, s.sweep},
		{"POST " + event + "/bans", forBoards, s.ban},
		{"POST " + event + "/blocks", forBoards, s.setBlocks},
		{"GET " + event + "/crew", forReading, s.crew},
		{"POST " + event + "/crew", forBoards, s.setCrew},
		{"GET " + event + "/invitations", forReading, s.invitations},
		{"POST " + event + "/invitations", forBoards, s.invite},
		{"DELETE " + event + "/invitations/{id}", forBoards, s.withdrawInvitation},
		{"GET " + event + "/door", forReading, s.door},
	}
}

// publicEndpoints are those beside the interface: what load balancers ask, and
// what a program may put on a screen.
func (s *Server) publicEndpoints() []endpoint {
	return []endpoint{
		{"GET /healthz", forAnyone, s.alive},
		{"GET /readyz", forAnyone, s.ready},
		{"GET /e/{event}/qr.svg", forAnyone, s.qrCode},
		{"GET /pictures/{hash}", forAnyone, s.picture},
	}
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
		err := board.Errorf(board.UnknownCommand, "This address does not take {method}.", "method", r.Method)
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
