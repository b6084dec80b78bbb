package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

// routeDJ adds the DJ's pages.
func (p *pages) routeDJ(mux *http.ServeMux) {
	mux.HandleFunc("GET /dj", p.djHome)
	mux.HandleFunc("GET /dj/{code}", p.lookup(p.dashboard, p.trouble))
	mux.HandleFunc("GET /dj/{code}/setlist", p.lookup(p.setList, p.trouble))
	mux.HandleFunc("GET /dj/{code}/door", p.lookup(p.doorScreen, p.trouble))
}

// djHomeView is what the template of the DJ's home shows.
type djHomeView struct {
	Theme  string
	Name   string
	Opens  bool   // may open events
	Last   string // what a new event takes over from the last one, in words
	Groups []eventGroup
	Handle string // of the permanent link, "" for none
	Link   string // the permanent link

	Nights   int          // of which figures are shown together
	Together *figuresView // nil for none
}

// eventGroup is the events in one state, under a heading.
type eventGroup struct {
	Name   string
	State  board.EventState
	Events []eventCard
}

// eventCard is one event in the list.
type eventCard struct {
	board.Summary
	Link string    // to the listeners' board
	At   time.Time // when it starts, or started
	When string    // At in the event's own zone
	Runs bool      // the viewer may end it

	Figures *figuresView // nil for none
}

// djHome lists the viewer's events, or says how to sign in.
func (p *pages) djHome(w http.ResponseWriter, r *http.Request) {
	who, err := p.visitor(r)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	if who.Person == "" || who.guest() {
		p.render(w, r, http.StatusUnauthorized, "dj_out.html", r.URL.Path)
		return
	}
	summaries, err := p.store.EventsOf(r.Context(), who.Person)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	t := tongueOf(w, r)
	view := djHomeView{Theme: themeOf(r), Name: who.Name, Opens: who.opens(), Groups: p.groups(t, r, summaries)}
	last := slices.IndexFunc(summaries, func(s board.Summary) bool { return s.Role == board.Owner })
	if last >= 0 { // the newest is first, see store.CreateEvent
		view.Last = settingsOf(t, summaries[last].Event)
	}
	if last >= 0 || who.Role == board.DJ {
		account, err := p.store.Account(r.Context(), who.Person)
		if err != nil {
			p.trouble(w, r, err)
			return
		}
		view.Handle, view.Link = account.Handle, p.address(r, "/@"+account.Handle+"/now")
	}
	p.addFigures(r.Context(), t, &view)
	w.Header().Set("Content-Security-Policy", p.contentPolicy(ownWorker, "'none'")) // which keeps the list
	p.render(w, r, http.StatusOK, "dj.html", view)
}

// groups sorts events: those that are live first, then what is to come, the
// soonest first, then the past, the latest first.
func (p *pages) groups(t *tongue.Tongue, r *http.Request, summaries []board.Summary) []eventGroup {
	all := []eventGroup{
		{Name: "● " + t.Say("Live"), State: board.Live},
		{Name: "◷ " + t.Say("Scheduled"), State: board.Scheduled},
		{Name: "■ " + t.Say("Past"), State: board.Ended},
	}
	for _, summary := range summaries {
		card := eventCard{Summary: summary, Link: p.address(r, "/e/"+summary.Event.Code)}
		card.Runs = summary.Role == board.Owner || summary.Role == board.Cohost
		if summary.Event.StartsAt > 0 {
			card.At = time.UnixMilli(summary.Event.StartsAt)
			card.When = t.At(card.At.In(zoneOf(summary.Event)), tongue.Moment)
		}
		for i := range all {
			if all[i].State == summary.Event.State {
				all[i].Events = append(all[i].Events, card)
			}
		}
	}
	slices.SortStableFunc(all[1].Events, func(a, b eventCard) int { return a.At.Compare(b.At) })
	slices.SortStableFunc(all[2].Events, func(a, b eventCard) int { return b.At.Compare(a.At) })
	return slices.DeleteFunc(all, func(g eventGroup) bool { return len(g.Events) == 0 })
}

// settingsOf says in words what a new event takes over from the last one.
func settingsOf(t *tongue.Tongue, e board.Event) string {
	var words []string
	say := func(is bool, sentence string) {
		if is {
			words = append(words, sentence)
		}
	}
	say(e.Limits.Open > 0, t.Count(e.Limits.Open, "{n} open request each", "{n} open requests each"))
	say(e.Limits.Open == 0, t.Say("as many requests as they like"))
	say(e.Limits.Cooldown > 0, t.Say("{span} between two", "span", span(t, e.Limits.Cooldown)))
	say(e.Limits.Total > 0, t.Count(e.Limits.Total, "{n} open request in all", "{n} open requests in all"))
	say(e.Limits.Repeat > 0, t.Say("the same song again after {span}", "span", span(t, e.Limits.Repeat)))
	say(e.Limits.Fade > 0, t.Say("requests fade after {span}", "span", span(t, e.Limits.Fade)))
	say(e.Admission == board.ByProof, t.Say("a check of devices"))
	say(e.Admission == board.ByRoomCode, t.Say("the room’s code"))
	say(e.Admission == board.ByAccount, t.Say("only who signs in"))
	say(e.Approval, t.Say("you approve of each request"))
	say(!e.Dedications, t.Say("dedications for you only"))
	say(e.Declines == board.TellAtEnd, t.Say("declines told at the end"))
	say(e.Declines == board.TellNever, t.Say("declines not told"))
	return strings.Join(words, t.Say(", "))
}

// span says how long some seconds are.
func span(t *tongue.Tongue, seconds int) string {
	switch {
	case seconds%3600 == 0:
		return t.Count(seconds/3600, "{n} h", "{n} h")
	case seconds%60 == 0:
		return t.Count(seconds/60, "{n} min", "{n} min")
	default:
		return t.Count(seconds, "{n} s", "{n} s")
	}
}

// zoneOf is the event's own time zone, UTC if it has none.
func zoneOf(e board.Event) *time.Location {
	zone, err := time.LoadLocation(e.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// dashboardView is what the template of the dashboard shows.
type dashboardView struct {
	Theme                   string
	Link                    string // to the listeners' board
	Event                   board.Event
	Rows                    []*board.Request // the most wanted of the inbox
	Queue                   []queued         // the first of the queue
	Playing, Next           *board.Request
	Inbox, Played, Declined int
	Queued                  int
}

// queued is a request and its place in the queue, from 1.
type queued struct {
	*board.Request
	Place int
}

// crewPage returns the event of a page that is for its crew only; everybody
// else has been answered.
func (p *pages) crewPage(w http.ResponseWriter, r *http.Request) (code string, ok bool) {
	code, err := board.ParseCode(r.PathValue("code"))
	if err != nil {
		p.trouble(w, r, err)
		return "", false
	}
	who, err := p.visitor(r)
	if err != nil {
		p.trouble(w, r, err)
		return "", false
	}
	if who.Person == "" || who.guest() {
		p.render(w, r, http.StatusUnauthorized, "dj_out.html", r.URL.Path)
		return "", false
	}
	if err := p.requireCrew(r.Context(), code, who); err != nil {
		p.trouble(w, r, err)
		return "", false
	}
	return code, true
}

// dashboard serves the DJ's desk of one event, to its crew only.
func (p *pages) dashboard(w http.ResponseWriter, r *http.Request) {
	code, ok := p.crewPage(w, r)
	if !ok {
		return
	}
	lease, err := p.hubs.Lease(r.Context(), code)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	defer lease.Release()
	whole, err := lease.Whole(r.Context(), board.Crew)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	view, err := dashboardOf(whole.JSON)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	view.Theme, view.Link = themeOf(r), p.address(r, "/e/"+code)
	p.render(w, r, http.StatusOK, "dashboard.html", view)
}

// dashboardOf picks from an encoded crew's board what the first page shows.
func dashboardOf(encoded []byte) (dashboardView, error) {
	var frame struct {
		Event    board.Event      `json:"event"`
		Requests []*board.Request `json:"requests"`
	}
	if err := json.Unmarshal(encoded, &frame); err != nil {
		return dashboardView{}, fmt.Errorf("web: reading a crew's board: %w", err)
	}
	view := dashboardView{Event: frame.Event}
	var queue []*board.Request
	for _, req := range frame.Requests {
		switch req.Status {
		case board.New:
			view.Rows = append(view.Rows, req)
		case board.Accepted:
			queue = append(queue, req)
		case board.Playing:
			view.Playing = req
		case board.Played:
			view.Played++
		case board.Declined:
			view.Declined++
		}
	}
	slices.SortFunc(view.Rows, board.ByVotes)
	slices.SortFunc(queue, board.ByPosition)
	if len(queue) > 0 {
		view.Next = queue[0]
	}
	view.Inbox, view.Queued = len(view.Rows), len(queue)
	view.Rows = view.Rows[:min(firstPaint, len(view.Rows))]
	for i, req := range queue[:min(firstPaint, len(queue))] {
		view.Queue = append(view.Queue, queued{req, i + 1})
	}
	return view, nil
}

// themes are those that a DJ may choose; the dashboard is dark unless told.
var themes = []string{"dark", "light", "blackout"}

// themeOf returns the theme that this browser's DJ chose, so that the first
// bytes already have its colours.
func themeOf(r *http.Request) string {
	var chosen string
	if cookie, err := r.Cookie("cueslip_theme"); err == nil && slices.Contains(themes, cookie.Value) {
		chosen = cookie.Value
	}
	return cmp.Or(chosen, "dark")
}
