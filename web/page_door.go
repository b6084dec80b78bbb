package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
)

// doorView is what the template of the room's screen shows.
type doorView struct {
	Theme string
	Event board.Event
	Link  string // to the listeners' board
	Short string // the same as people type it
	Room  *room  // nil unless the event asks for the code
	Now   int64  // Unix ms
	Left  int64  // ms that the code is still shown
	Span  int64  // ms that each code is shown
}

// doorScreen serves what a screen in the room shows: the way in, and the code
// if the event asks for it. It is for the crew, who put it there; what it shows
// is for everybody who is in the room.
func (p *pages) doorScreen(w http.ResponseWriter, r *http.Request) {
	code, ok := p.crewPage(w, r)
	if !ok {
		return
	}
	now := time.Now()
	view := doorView{Theme: themeOf(r), Link: p.address(r, "/e/"+code), Now: now.UnixMilli(), Span: roomCodeSpan.Milliseconds()}
	_, view.Short, _ = strings.Cut(view.Link, "://")
	var err error
	if view.Event, err = p.store.Event(r.Context(), code); err != nil {
		p.trouble(w, r, err)
		return
	}
	if view.Event.Admission == board.ByRoomCode {
		shows, err := p.roomOf(r.Context(), code, now)
		if err != nil {
			p.trouble(w, r, err)
			return
		}
		view.Room, view.Left = &shows, shows.Until-view.Now
	}
	p.render(w, r, http.StatusOK, "door.html", view)
}
