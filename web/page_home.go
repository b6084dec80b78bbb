package web

import (
	"net/http"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// demoRows are what the demo on the front page begins with. The songs are
// invented, and so is the crowd: web/app/home plays it in the browser alone.
var demoRows = []board.Row{
	{Number: 36, Title: "Lighthouse, Two A.M.", Artist: "Juno Vale", Name: "Sam", Votes: 44, Status: board.Playing},
	{Number: 42, Title: "Slow Ferry", Artist: "PELICAN", Name: "Minna", Votes: 38, Status: board.New},
	{Number: 39, Title: "Amber Window", Artist: "Marlow Finch", Votes: 31, Status: board.Accepted},
	{Number: 51, Title: "أضواء الميناء", Artist: "ساعات المد", Name: "Ida", Votes: 27, Status: board.New},
	{Number: 47, Title: "Around the Pier", Artist: "Copper Robots", Name: "Otto", Votes: 12, Status: board.New},
	{Number: 52, Title: "Grey Tuesday", Artist: "Salt and Ashes", Votes: 4, Status: board.New},
}

// home says what this is and leads to a board. A code that was typed is in
// the query, so that the form works without script.
func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	typed := strings.TrimSpace(r.URL.Query().Get("code"))
	page, status := struct {
		Code, Problem string
		Elsewhere     bool // a link wanted to lead off this site
		Demo          []board.Row
	}{Code: typed, Elsewhere: r.URL.Query().Has("elsewhere"), Demo: demoRows}, http.StatusOK
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
			page.Problem, status = "There is no event with this code. Check it on the DJ's screen.", http.StatusNotFound
		default:
			p.trouble(w, r, err)
			return
		}
	}
	p.render(w, r, status, "home.html", page)
}
