package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// embedView is what the template of the widget shows.
type embedView struct {
	boardView
	Title   string
	Theme   string
	Count   int    // of rows
	Problem string // instead of a board
}

// The rows that the widget shows: unless it is told a number, and at most.
const (
	embedRows = 5
	embedMost = 20
)

// embed serves the widget: the one page that others may frame, if they are
// named in the configuration. It only reads, and in nobody's name: it looks at
// no cookie and sets none, so that nothing can be done, or found out, in the
// name of whoever sees it in a page of others.
func (p *pages) embed(w http.ResponseWriter, r *http.Request) {
	p.mayBeFramed(w)
	view := embedOptions(r)
	code, err := board.ParseCode(r.PathValue("code"))
	if err != nil {
		p.embedTrouble(w, r, err)
		return
	}
	lease, err := p.hubs.Lease(r.Context(), code)
	if err != nil {
		p.embedTrouble(w, r, err)
		return
	}
	defer lease.Release()
	whole, err := lease.Recent(r.Context(), board.Public)
	if err != nil {
		p.embedTrouble(w, r, err)
		return
	}
	t := acceptedTongue(w, r)
	variant := strings.Join([]string{"embed", t.Tag, code, view.Theme, strconv.Itoa(view.Count)}, " ")
	page, err := p.boardPage(variant, whole, func(of boardView) ([]byte, error) {
		view.boardView, view.Title = of, of.Event.Title
		view.Rows = of.Rows[:min(view.Count, len(of.Rows))]
		return p.execute(t, "embed.html", view)
	})
	if err != nil {
		p.embedTrouble(w, r, err)
		return
	}
	page.serve(w, r)
}

// embedOptions reads how the widget should look. What makes no sense is left
// out: who frames it sees that at once.
func embedOptions(r *http.Request) embedView {
	query := r.URL.Query()
	view := embedView{Theme: query.Get("theme"), Count: embedRows}
	if !slices.Contains([]string{"light", "dark"}, view.Theme) {
		view.Theme = "system"
	}
	if n, err := strconv.Atoi(query.Get("count")); err == nil && n >= 1 {
		view.Count = min(n, embedMost)
	}
	return view
}

// mayBeFramed lets the configured origins frame an answer, which all others
// forbid.
func (p *pages) mayBeFramed(w http.ResponseWriter) {
	if len(p.origins.embedders) == 0 {
		return
	}
	h := w.Header()
	h.Set("Content-Security-Policy", p.contentPolicy(noWorker, p.origins.embedders...))
	h.Del("X-Frame-Options") // which knows no list
}

// embedTrouble says in the frame what went wrong; the page for that elsewhere
// leads on to pages that cannot be framed.
func (p *pages) embedTrouble(w http.ResponseWriter, r *http.Request, err error) {
	p.mayBeFramed(w)
	status := p.note(w, r, err)
	view, t := embedOptions(r), acceptedTongue(w, r)
	view.Title, view.Problem = t.Say("Song requests"), why(t, err)
	p.renderIn(t, w, r, status, "embed.html", view)
}
