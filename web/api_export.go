package web

import (
	"bytes"
	"cmp"
	"mime"
	"net/http"
	"slices"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/setlist"
)

// export writes down what became of an event, as a file for its crew.
func (s *Server) export(w http.ResponseWriter, r *http.Request) {
	code, err := s.crewOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	query := r.URL.Query()
	format, what := setlist.Format(cmp.Or(query.Get("format"), string(setlist.Text))), cmp.Or(query.Get("list"), "played")
	lists := map[string]func(board.Event, []*board.Request) setlist.List{"played": setlist.Played, "asked": setlist.Asked}
	if lists[what] == nil || !slices.Contains(setlist.Formats, format) {
		s.fail(w, r, board.Errorf(board.BadMessage, "A list is what was played or asked, as txt, csv, json or m3u."))
		return
	}
	view, err := s.freshView(r.Context(), code, board.Crew)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	list := lists[what](view.Event, board.Sorted(view.Rows))
	list.Names = query.Get("names") == "true"
	var out bytes.Buffer
	if err := list.Write(&out, format); err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": list.FileName(what, format)}))
	h.Set("Content-Type", format.Type())
	_, _ = w.Write(out.Bytes()) // who is gone by now misses it
}
