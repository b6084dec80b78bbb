package web

import (
	"context"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

// entranceSecret names the keys that seal whose count of tries is kept.
const entranceSecret = "entrance"

// Who has just come by a mailed link may set a password without the old one,
// which they may have forgotten: this browser, once, within a while.
const (
	provedCookie = "proved"
	flowProved   = "proved"
	provedAge    = 15 * time.Minute
)

func (s *Server) entranceKeys(ctx context.Context) (newest board.Key, all []board.Key, err error) {
	if newest, err = s.secrets.newest(ctx, entranceSecret); err != nil {
		return newest, nil, err
	}
	all, err = s.secrets.all(ctx, entranceSecret)
	return newest, all, err
}

// caller is where a try to get in comes from, and the language for its mail.
func (s *Server) caller(r *http.Request) auth.Caller {
	c := auth.Caller{Network: s.clientAddress(r), Tongue: readerOf(r)}
	if cookie, err := r.Cookie(s.flowCookieName(knownCookie)); err == nil {
		c.Mark = cookie.Value
	}
	return c
}

// signInWith signs in at the calling browser with an address and a password.
// Errors: required, too_long, invalid_text, sign_in, slow_down, busy.
func (s *Server) signInWith(w http.ResponseWriter, r *http.Request, email, password string) (board.Account, error) {
	account, err := s.entrance.SignIn(r.Context(), email, password, s.caller(r))
	if err != nil {
		return account, err
	}
	return account, s.welcome(w, r, account.Person)
}

// signUpBy signs somebody up, and in unless a link was mailed first. Errors:
// forbidden, required, too_long, invalid_text, name_reserved, duplicate,
// slow_down, moved, busy.
func (s *Server) signUpBy(w http.ResponseWriter, r *http.Request, up auth.SignUp) (a board.Account, mailed bool, err error) {
	a, mailed, err = s.entrance.SignUp(r.Context(), up, s.caller(r))
	if err != nil || mailed {
		return a, mailed, err
	}
	return a, false, s.welcome(w, r, a.Person)
}

// redeem signs in with a link, of either kind: one that was mailed, or one that
// the command line printed. next is where a mailed one leads. Errors: sign_in
// for a link that is no good; forbidden, required, too_long, invalid_text,
// name_reserved, busy.
func (s *Server) redeem(w http.ResponseWriter, r *http.Request, link auth.Redemption) (a board.Account, next string, err error) {
	a, next, err = s.entrance.Redeem(r.Context(), link)
	mailed := board.CodeOf(err) != board.LoginExpired
	if !mailed {
		a, err = s.store.Redeem(r.Context(), link.Token)
	}
	if err == nil {
		err = s.welcome(w, r, a.Person)
	}
	if err == nil && mailed {
		err = s.prove(w, r, a.Person)
	}
	return a, next, err
}

// prove remembers that the browser's person has just shown who they are.
func (s *Server) prove(w http.ResponseWriter, r *http.Request, person string) error {
	token, err := s.store.BeginFlow(r.Context(), flowProved, person, provedAge)
	if err == nil {
		s.setFlowCookie(w, provedCookie, token, provedAge)
	}
	return err
}

// proved reports whether the browser's person did so, and returns what to end
// once that was used.
func (s *Server) proved(r *http.Request, person string) (token string, ok bool, err error) {
	cookie, err := r.Cookie(s.flowCookieName(provedCookie))
	if err != nil {
		return "", false, nil
	}
	var whose string
	switch err := s.store.Flow(r.Context(), flowProved, cookie.Value, &whose); board.CodeOf(err) {
	case "":
		return cookie.Value, whose == person, nil
	case board.LoginExpired:
		return "", false, nil
	default:
		return "", false, err
	}
}
