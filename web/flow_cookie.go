package web

import (
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
)

// The cookies that bind what somebody began to the browser they began it in.
const (
	passkeyCookie = "passkey"
	loginCookie   = "login" // at another site
)

// mayBegin limits what strangers may begin from one address, as often as new
// guests may come from there. Errors: slow_down, busy.
func (s *Server) mayBegin(r *http.Request) error {
	limit := s.config.GuestRate
	if limit.Count == 0 {
		return nil
	}
	hide, err := s.secrets.newest(r.Context(), batchSecret)
	if err != nil {
		return err
	}
	key := "sign-in " + hidden(hide.Value, s.clientAddress(r))
	if wait, ok := s.config.Arrivals.Take(r.Context(), key, limit.Count, limit.Per); !ok {
		return board.Errorf(board.SlowDown, "Too many sign-ins from here at once; please try again soon.").After(wait)
	}
	return nil
}

func (s *Server) flowCookieName(flow string) string { return s.cookieName() + "-" + flow }

// setFlowCookie hands the browser the token of a flow; a negative age takes it
// away. Lax, since another site sends people back by a link.
func (s *Server) setFlowCookie(w http.ResponseWriter, flow, token string, age time.Duration) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // without https, on a local network, there are no secure cookies
		Name: s.flowCookieName(flow), Value: token, Path: "/", MaxAge: int(age.Seconds()),
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// takeCookie returns the token of the flow that the browser began, "" for none,
// and takes the cookie away: a flow ends once.
func (s *Server) takeCookie(w http.ResponseWriter, r *http.Request, flow string) string {
	cookie, err := r.Cookie(s.flowCookieName(flow))
	if err != nil {
		return ""
	}
	s.setFlowCookie(w, flow, "", -time.Second)
	return cookie.Value
}
