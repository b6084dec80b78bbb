package web

import (
	"net/http"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestTheJournalNamesWhoActed(t *testing.T) {
	s := open(t)
	code := s.event()
	path := "/api/v1/events/" + code
	cohost := s.crew(code, board.Cohost)
	s.call("PATCH", path, cohost, `{"gate":"last_call"}`).want(http.StatusOK, "")
	entries := s.call("GET", path+"/journal", s.dj, nil).want(http.StatusOK, "").fields["entries"].([]any)
	if latest := entries[0].(map[string]any); latest["name"] != "cohost of "+code {
		t.Errorf("the change was made by %q", latest["name"])
	}
}
