package web

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/cueslip/cueslip/text"
)

// knownAge is how long a browser is remembered as one that an account was in.
const knownAge = 365 * 24 * time.Hour

// knownCookie keeps the browser's mark of [auth.Entrance].
const knownCookie = "known"

// welcome signs a person in at the browser that calls, whichever way they
// proved who they are. What they did here as a guest comes along first, so that
// nobody is signed in and finds it missing. The session is always a new one,
// and one that the browser had before ends. Error: busy; it may be repeated.
func (s *Server) welcome(w http.ResponseWriter, r *http.Request, person string) error {
	before, err := s.visitor(r)
	if err != nil {
		before = visitor{} // a token that is no good claims nothing
	}
	if before.guest() {
		if err := s.store.Claim(r.Context(), before.Person, person); err != nil {
			return err
		}
	}
	mark, err := s.entrance.Mark(r.Context(), person)
	if err != nil {
		return err
	}
	session, err := s.store.StartSession(r.Context(), person, agentOf(r.UserAgent()))
	if err != nil {
		return err
	}
	if before.Cookie && before.Role != "" {
		if err := s.end(r.Context(), before); err != nil {
			return err
		}
	}
	s.setCookie(w, session, sessionAge)
	s.setFlowCookie(w, knownCookie, mark, knownAge)
	return nil
}

// end takes back what a visitor came with, a session or a token, and closes the
// sockets that it opened. Error: busy.
func (s *Server) end(ctx context.Context, who visitor) error {
	if err := s.store.Revoke(ctx, who.Token); err != nil {
		return err
	}
	s.signedOut(who.By.ID)
	return nil
}

// agentOf names a browser roughly, for its owner to tell sessions apart:
// "Firefox on Android". What it is made of is anybody's word.
func agentOf(header string) string {
	find := func(pairs ...string) string {
		for i := 0; i < len(pairs); i += 2 {
			if strings.Contains(header, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	browser := find("Firefox/", "Firefox", "FxiOS/", "Firefox", "Edg", "Edge", "OPR/", "Opera", "SamsungBrowser/", "Samsung Internet",
		"CriOS/", "Chrome", "Chrome/", "Chrome", "Safari/", "Safari")
	system := find("Android", "Android", "iPhone", "iPhone", "iPad", "iPad", "Windows", "Windows", "Macintosh", "macOS", "CrOS", "ChromeOS", "Linux", "Linux")
	switch {
	case browser != "" && system != "":
		return browser + " on " + system
	case browser != "":
		return browser
	default:
		name, _, _ := strings.Cut(header, "/")
		clean, err := text.Clean("agent", name, text.MaxName, false)
		if err != nil {
			return ""
		}
		return clean
	}
}
