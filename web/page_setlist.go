package web

import (
	"cmp"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
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

	Became string // the status, and the reason of a decline
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
	zone, t := zoneOf(list.Event), tongueOf(w, r)
	view := setListView{Event: list.Event, Asked: what == "asked"}
	if list.Event.StartsAt > 0 {
		view.Day = t.At(time.UnixMilli(list.Event.StartsAt).In(zone), tongue.Date)
	}
	for _, q := range list.Rows {
		at := time.UnixMilli(cmp.Or(q.PlayedAt, q.At)).In(zone)
		view.Rows = append(view.Rows, setListRow{q, at.Format("15:04"), list.Names, became(t, q)})
	}
	p.render(w, r, http.StatusOK, "setlist.html", view)
}

// statusWords are the statuses as a list says them.
var statusWords = map[board.Status]string{
	board.New: tongue.Mark("new"), board.Later: tongue.Mark("later"), board.Accepted: tongue.Mark("accepted"), board.Playing: tongue.Mark("playing"),
	board.Played: tongue.Mark("played"), board.Declined: tongue.Mark("declined"), board.Withdrawn: tongue.Mark("withdrawn"),
	board.Merged: tongue.Mark("merged"), board.Hidden: tongue.Mark("hidden"),
}

// reasonWords are the reasons that have a name.
var reasonWords = map[string]string{
	"dont_have": tongue.Mark("the DJ does not have it"), "not_tonight": tongue.Mark("not tonight"), "already_played": tongue.Mark("already played"),
	"faded": tongue.Mark("waited too long"),
}

// became says what became of a request, and why.
func became(t *tongue.Tongue, req *board.Request) string {
	status := t.Say(statusWords[req.Status])
	if req.Reason == "" {
		return status
	}
	if words, ok := reasonWords[req.Reason]; ok {
		return status + ": " + t.Say(words)
	}
	return status + ": " + req.Reason
}
