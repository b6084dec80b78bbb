package web

import (
	"net/http"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestOnlyTheCrewOfAnEventIsCalledLikeIt(t *testing.T) {
	s := open(t) // whose DJ is called Nova
	code := s.event()
	guest, stranger, cohost := s.guest("Ana"), s.account("Otto", board.DJ), s.crew(code, board.Cohost)
	ask := func(token, name string) *reply {
		return s.call("POST", "/api/v1/events/"+code+"/requests", token, map[string]any{"id": newID(t), "title": "Take the Tram", "name": name})
	}
	for _, name := range []string{"DJ", "Moderator", "ԁЈ", "DJ Nova", "the real N0va", "Nova (host)"} {
		for _, token := range []string{guest, stranger} { // anybody who signs up may open events, and is no DJ here
			ask(token, name).want(http.StatusForbidden, board.NameReserved)
		}
		ask(cohost, name).want(http.StatusCreated, "")
	}
	for _, name := range []string{"Nova", "DJ Otto", "Modesty"} {
		ask(guest, name).want(http.StatusCreated, "")
	}
}

func TestWhoIsCalledLikeTheCrewElsewhereAsksWithoutAName(t *testing.T) {
	s := open(t)
	code := s.event()
	for _, token := range []string{s.account("The DJ", board.DJ), s.guest("DJ Nova")} {
		asked := s.call("POST", "/api/v1/events/"+code+"/requests", token, map[string]any{"id": newID(t), "title": "Take the Tram"})
		asked.want(http.StatusCreated, "")
		if q := asked.fields["request"].(map[string]any); q["name"] != nil && q["name"] != "" {
			t.Errorf("asked for by %q", q["name"])
		}
	}
}
