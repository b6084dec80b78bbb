package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// played has a song asked for by a listener and played.
func (s *site) played(event, token, title string) {
	s.t.Helper()
	id := s.request(event, token, title)
	for _, status := range []board.Status{board.Playing, board.Played} {
		s.call("PATCH", "/api/v1/events/"+event+"/requests/"+id, s.dj, map[string]any{"status": status}).want(http.StatusOK, "")
	}
}

func TestTheSetListIsAPageToPrintForTheCrew(t *testing.T) {
	s := open(t)
	code, guest := s.event(), s.guest("Minna")
	s.played(code, guest, "Grey Tuesday")
	s.request(code, guest, "Salt & Ashes")

	for query, c := range map[string]struct{ says, hides string }{
		"":                       {"Set list · 1 song", "Salt"},
		"?list=asked":            {"Salt &amp; Ashes", "Minna"},
		"?list=asked&names=true": {"Minna", "Nothing was"},
	} {
		status, page := s.read("/dj/"+code+"/setlist"+query, s.dj)
		if status != http.StatusOK || !strings.Contains(page, "Grey Tuesday") || !strings.Contains(page, c.says) || strings.Contains(page, c.hides) {
			t.Errorf("%q: %d, want %q and no %q in\n%s", query, status, c.says, c.hides, page)
		}
	}
	if status, _ := s.read("/dj/"+code+"/setlist?list=sung", s.dj); status != http.StatusBadRequest {
		t.Errorf("a list of what was sung: %d, want 400", status)
	}
	for who, token := range map[string]string{"nobody": "", "a guest": guest, "another DJ": s.account("Other", board.DJ)} {
		if status, page := s.read("/dj/"+code+"/setlist?names=true", token); status < 400 || strings.Contains(page, "Grey Tuesday") {
			t.Errorf("%s: %d\n%s", who, status, page)
		}
	}
}
