package web

import (
	"net/http"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestNobodyFillsTheDiskWithEvents(t *testing.T) {
	t.Parallel()
	s := open(t)
	ask := func(token string) *reply {
		return s.call("POST", "/api/v1/events", token, map[string]any{"title": "Night at the Pier"})
	}
	opened := 0
	for {
		r := ask(s.dj)
		if r.status == http.StatusCreated {
			opened++
			continue
		}
		r.want(http.StatusTooManyRequests, board.SlowDown)
		if r.number("retry_after") > 1 { // else it was the pace of a second
			break
		}
	}
	if opened != openedAnHour {
		t.Errorf("somebody opened %d events in a go, want %d", opened, openedAnHour)
	}
	s.call("POST", "/api/v1/rehearsals", s.dj, nil).want(http.StatusTooManyRequests, board.SlowDown)
	ask(s.account("Rhea", board.DJ)).want(http.StatusCreated, "")
}
