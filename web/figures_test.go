package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

func TestTheHomeShowsWhatPastNightsCameTo(t *testing.T) {
	s := open(t)
	guest := s.guest("Minna")
	first, second := s.event(), s.event()
	s.played(first, guest, "Grey Tuesday")
	s.request(first, guest, "Salt and Ashes")
	s.played(second, guest, "Slow Ferry")
	if _, page := s.read("/dj", s.dj); strings.Contains(page, "Busiest") {
		t.Error("a live event has figures")
	}
	s.end(first)
	_, page := s.read("/dj", s.dj)
	if !strings.Contains(page, "50 %") || !strings.Contains(page, "As a table") || strings.Contains(page, "Figures of your last") {
		t.Errorf("one night:\n%s", page)
	}
	s.end(second)
	if _, page := s.read("/dj", s.dj); !strings.Contains(page, "Figures of your last 2 nights") || !strings.Contains(page, "67 %") {
		t.Errorf("two nights:\n%s", page)
	}
}

func TestFiguresAreCountedAnewWhenAnEventEndsAnew(t *testing.T) {
	s := open(t)
	code, guest := s.event(), s.guest("Minna")
	s.played(code, guest, "Grey Tuesday")
	change := newID(t)
	s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"state": "ended", "change": change}).want(http.StatusOK, "")
	s.read("/dj", s.dj)
	s.call("POST", "/api/v1/events/"+code+"/undo", s.dj, map[string]any{"change": change}).want(http.StatusOK, "")
	s.request(code, guest, "Salt and Ashes")
	s.end(code)
	if _, page := s.read("/dj", s.dj); !strings.Contains(page, "50 %") {
		t.Errorf("not counted anew:\n%s", page)
	}
}

func TestAWaitIsSaidRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "", 20 * time.Second: "< 1 min", 18*time.Minute + 29*time.Second: "18 min", 150 * time.Minute: "2.5 h",
	} {
		if got := waited(tongue.English, d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestNobodyElsesFiguresAreShown(t *testing.T) {
	s := open(t)
	code := s.event()
	s.played(code, s.guest("Minna"), "Grey Tuesday")
	s.end(code)
	if _, page := s.read("/dj", s.account("Other", board.DJ)); strings.Contains(page, "Busiest") {
		t.Error("another DJ sees them")
	}
}
