package web

import (
	"net/http"
	"strings"

	"github.com/cueslip/cueslip/text"
)

// welcome signs a person in at the browser that calls, whichever way they
// proved who they are. What they did here as a guest comes along first, so that
// nobody is signed in and finds it missing. Error: busy; it may be repeated.
func (s *Server) welcome(w http.ResponseWriter, r *http.Request, person string) error {
	if err := s.bringAlong(r, person); err != nil {
		return err
	}
	session, err := s.store.StartSession(r.Context(), person, agentOf(r.UserAgent()))
	if err != nil {
		return err
	}
	s.setCookie(w, session, sessionAge)
	return nil
}

// bringAlong makes what the calling browser's guest did the person's own.
func (s *Server) bringAlong(r *http.Request, person string) error {
	who, err := s.visitor(r)
	if err != nil || !who.guest() {
		return err
	}
	return s.store.Claim(r.Context(), who.Person, person)
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
