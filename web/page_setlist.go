package web

import (
	"cmp"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
)

// setListView is what the page of a set list shows, on paper above all.
type setListView struct {
	Event board.Event
	Day   string
	Asked bool // everything that was asked for, not what was played
	Rows  []setListRow
}

// setListRow is a song, and when it was played, or asked for, at the event.
type setListRow struct {
	*board.Request
	Clock string
	Names bool // shows who asked, and the dedication
}

// setList serves what became of an event as a page to print, to its crew only.
func (p *pages) setList(w http.ResponseWriter, r *http.Request) {
	code, ok := p.crewPage(w, r)
	if !ok {
		return
	}
	list, what, err := p.listOf(r.Context(), code, r.URL.Query())
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	zone := zoneOf(list.Event)
	view := setListView{Event: list.Event, Asked: what == "asked"}
	if list.Event.StartsAt > 0 {
		view.Day = time.UnixMilli(list.Event.StartsAt).In(zone).Format("Monday, 2 January 2006")
	}
	for _, q := range list.Rows {
		at := time.UnixMilli(cmp.Or(q.PlayedAt, q.At)).In(zone)
		view.Rows = append(view.Rows, setListRow{q, at.Format("15:04"), list.Names})
	}
	p.render(w, r, http.StatusOK, "setlist.html", view)
}
