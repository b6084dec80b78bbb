package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
)

// home says what this is and leads to a board. A code that was typed is in
// the query, so that the form works without script.
func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	page, status := struct {
		Code, Problem string
		Elsewhere     bool // a link wanted to lead off this site
		Live          bool // the demo is a board of this server
		Demo          []*board.Request
	}{Code: typed, Elsewhere: r.URL.Query().Has("elsewhere"), Live: p.config.Demo, Demo: p.demoRows(r.Context(), time.Now())}, http.StatusOK
	if typed != "" {
		code, err := board.ParseCode(typed)
		if err == nil {
			_, err = p.store.Event(r.Context(), code)
		}
		switch board.CodeOf(err) {
		case "":
			http.Redirect(w, r, "/e/"+code, http.StatusSeeOther) //nolint:gosec // a code has no characters but Crockford's
			return
		case board.NotFound:
			page.Problem, status = tongueOf(w, r).Say("There is no event with this code. Check it on the DJ’s screen."), http.StatusNotFound
		default:
			p.trouble(w, r, err)
			return
		}
	}
	p.render(w, r, status, "home.html", page)
}
