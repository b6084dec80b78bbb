package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

const sessionAge = 30 * 24 * time.Hour

// visitor is whoever makes a call: nobody, a guest or an account.
type visitor struct {
	Person string            // "" for nobody
	Name   string            // as others see it, may be empty for a guest
	Role   board.AccountRole // "" for a guest
	Token  string            // what proved it
	Cookie bool              // it came as a cookie
	Batch  string            // of a guest, as of batchOf
	By     board.Credential  // of an account: the session or the personal token
}

func (v visitor) guest() bool { return v.Person != "" && v.Role == "" }

// opens reports whether the visitor may open events.
func (v visitor) opens() bool { return v.Role == board.DJ || v.Role == board.Admin }

var errSignIn = board.Errorf(board.SignIn, "Please sign in, or come in as a guest, first.")

// visitor finds out who makes a call, and that a personal token is for it.
// Nobody is no error; neither is a cookie that is no good any more, since a page
// can get another. Errors: sign_in for a bearer token that is no good,
// forbidden for one that does not reach the call.
func (s *Server) visitor(r *http.Request) (visitor, error) {
	who, err := s.present(r)
	if err == nil {
		err = who.may(reachOf(r))
	}
	if err != nil {
		return visitor{}, err
	}
	return who, nil
}

// present returns whose token a call carries.
func (s *Server) present(r *http.Request) (visitor, error) {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return visitor{}, errSignIn
		}
		return s.bearer(r, strings.TrimSpace(token), false)
	}
	cookie, err := r.Cookie(s.cookieName())
	if err != nil || cookie.Value == "" {
		return visitor{}, nil
	}
	who, err := s.bearer(r, cookie.Value, true)
	if board.CodeOf(err) == board.SignIn {
		return visitor{Cookie: true}, nil
	}
	return who, err
}

// bearer returns whose token it is. A call that writes looks afresh: what is
// done after a sign-out at another replica would stay.
func (s *Server) bearer(r *http.Request, token string, cookie bool) (visitor, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.accounts.drop(token)
	}
	return s.identify(r.Context(), token, cookie)
}

// person is visitor for calls that somebody has to make.
func (s *Server) person(r *http.Request) (visitor, error) {
	who, err := s.visitor(r)
	if err == nil && who.Person == "" {
		err = errSignIn
	}
	return who, err
}

// identify returns whose token it is, or sign_in.
func (s *Server) identify(ctx context.Context, token string, cookie bool) (visitor, error) {
	if token == "" || len(token) > 1024 {
		return visitor{}, errSignIn
	}
	if isPass(token) {
		p, err := s.readPass(ctx, token)
		if err != nil {
			return visitor{}, err
		}
		return visitor{Person: p.Person, Name: p.Name, Token: token, Cookie: cookie, Batch: p.Batch}, nil
	}
	login, err := s.login(ctx, token)
	if err != nil {
		return visitor{}, err
	}
	role := cmp.Or(login.Role, board.Member)
	return visitor{Person: login.Person, Name: login.Name, Role: role, Token: token, Cookie: cookie, By: login.By}, nil
}

// accounts remembers for a second whose a token is, so that a burst of calls
// that read is one look at the database and a sign-out is noticed within that
// second. Whose a command is, is looked at once more in its commit.
type accounts struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]knownAccount
}

type knownAccount struct {
	login board.Login
	err   error // sign_in
	until time.Time
}

const (
	remember   = time.Second
	remembered = 10_000 // entries at most
)

func (s *Server) login(ctx context.Context, token string) (board.Login, error) {
	sum, now := sha256.Sum256([]byte(token)), time.Now()
	s.accounts.mu.Lock()
	known, ok := s.accounts.known[sum]
	s.accounts.mu.Unlock()
	if ok && now.Before(known.until) {
		return known.login, known.err
	}
	login, err := s.store.Authenticate(ctx, token)
	if err != nil && board.CodeOf(err) != board.SignIn {
		return login, err
	}
	s.accounts.mu.Lock()
	defer s.accounts.mu.Unlock()
	if s.accounts.known == nil || len(s.accounts.known) >= remembered {
		s.accounts.known = map[[sha256.Size]byte]knownAccount{}
	}
	s.accounts.known[sum] = knownAccount{login, err, now.Add(remember)}
	return login, err
}

// drop makes the next use of a token a fresh look.
func (a *accounts) drop(token string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.known, sha256.Sum256([]byte(token)))
}

// forget makes the next use of every token a fresh look.
func (a *accounts) forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known = nil
}

// signOut ends the session, and the sockets that it opened.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	who, err := s.visitor(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if who.Person != "" && !who.guest() {
		if err := s.end(r.Context(), who); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	s.setCookie(w, "", -time.Second)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) cookieName() string {
	if s.secure() {
		return "__Host-cueslip"
	}
	return "cueslip"
}

// setCookie hands the browser its one token; a negative age takes it away.
func (s *Server) setCookie(w http.ResponseWriter, token string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // without https, on a local network, there are no secure cookies
		Name: s.cookieName(), Value: token, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	})
}
