package web

import (
	"encoding/xml"
	"image"
	"image/color"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func TestScheduledEventsGoLiveAndForgottenOnesEnd(t *testing.T) {
	s, now := openTimed(t)
	start := time.Now().Add(time.Hour)
	code := s.call("POST", "/api/v1/events", s.dj, map[string]any{"title": "Later", "starts_at": start.UnixMilli()}).want(http.StatusCreated, "").text("code")
	state := func() string {
		t.Helper()
		event, err := s.store.Event(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		return string(event.State) + " " + string(event.Gate)
	}
	for _, step := range []struct {
		at   time.Time
		want string
	}{
		{start.Add(-time.Minute), "scheduled closed"},
		{start.Add(time.Minute), "live open"},
		{start.Add(11 * time.Hour), "live open"},
		{start.Add(13 * time.Hour), "ended closed"},
		{start.Add(14 * time.Hour), "ended closed"},
	} {
		now.Store(step.at.UnixMilli())
		s.server.turn(t.Context(), step.at)
		s.server.turn(t.Context(), step.at) // as another replica does
		if got := state(); got != step.want {
			t.Errorf("at %v: %s; want %s", step.at.Sub(start), got, step.want)
		}
	}
	entries, err := s.store.Journal(t.Context(), code, 10)
	if err != nil || len(entries) != 2 || entries[0].Person != board.Clock {
		t.Errorf("the journal: %v %v", entries, err)
	}
}

func TestTheClockEndsALastCallOnce(t *testing.T) {
	s, now := openTimed(t)
	code := s.event()
	gate := func(after time.Duration) board.Gate {
		t.Helper()
		at := time.UnixMilli(now.Add(after.Milliseconds()))
		s.server.turn(t.Context(), at)
		s.server.turn(t.Context(), at) // as another replica does
		event, err := s.store.Event(t.Context(), code)
		if err != nil {
			t.Fatal(err)
		}
		return event.Gate
	}
	call := map[string]any{"gate": "last_call", "closes_in": 600}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, call).want(http.StatusOK, "")
	if got := gate(599 * time.Second); got != board.GateLastCall {
		t.Errorf("a second before it is %s", got)
	}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, call).want(http.StatusOK, "") // more time
	if got := gate(599 * time.Second); got != board.GateLastCall {
		t.Errorf("with more time it is %s", got)
	}
	if got := gate(time.Second); got != board.GateClosed {
		t.Errorf("in the end it is %s", got)
	}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"gate": "open"}).want(http.StatusOK, "")
	if got := gate(time.Hour); got != board.GateOpen {
		t.Errorf("opened again it is %s", got)
	}
	for _, bad := range []map[string]any{{"gate": "open", "closes_in": 60}, {"closes_in": 60}, {"gate": "last_call", "closes_in": -1}, {"gate": "last_call", "closes_in": 86401}} {
		s.call("PATCH", "/api/v1/events/"+code, s.dj, bad).want(http.StatusBadRequest, board.BadMessage)
	}
}

func TestQRCodesLeadToTheBoard(t *testing.T) {
	s := open(t)
	code := s.event()
	r := s.call("GET", "/e/"+strings.ToLower(code)+"/qr.svg", "", nil).want(http.StatusOK, "")
	if kind := r.header.Get("Content-Type"); kind != "image/svg+xml" {
		t.Errorf("served as %q", kind)
	}
	var drawing struct {
		ViewBox string `xml:"viewBox,attr"`
		Path    struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(r.body, &drawing); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(drawing.Path.D, "M0 ") || !strings.Contains(drawing.Path.D, "M4 4h1") {
		t.Errorf("no quiet zone of %d: %s", quiet, drawing.Path.D)
	}
	s.call("GET", "/e/ZZZZZZZZ/qr.svg", "", nil).want(http.StatusNotFound, board.NotFound)

	drawn, err := TerminalQR(s.url + "/e/" + code)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(drawn, "\n"), "\n")
	for _, line := range lines {
		if width := len([]rune(line)); width != len([]rune(lines[0])) || width < 2*len(lines)-1 {
			t.Errorf("%d columns in %d lines", width, len(lines))
		}
	}
	if !strings.HasPrefix(lines[0], strings.Repeat("█", 10)) {
		t.Errorf("no quiet zone: %q", lines[0])
	}
}

func TestOutsideOfACodeAllIsLight(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 1, 1))
	img.Set(0, 0, color.Black)
	if !dark(img, 0, 0) || dark(img, 1, 0) || dark(img, -1, 0) {
		t.Error("the edge is not where it should be")
	}
}
