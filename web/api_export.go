package web

import (
	"bytes"
	"cmp"
	"context"
	"mime"
	"net/http"
	"net/url"
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
	format := setlist.Format(cmp.Or(r.URL.Query().Get("format"), string(setlist.Text)))
	if !slices.Contains(setlist.Formats, format) {
		s.fail(w, r, errNoList)
		return
	}
	list, what, err := s.listOf(r.Context(), code, r.URL.Query())
	if err != nil {
		s.fail(w, r, err)
		return
	}
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

var errNoList = board.Errorf(board.BadMessage, "A list is what was played or asked, as txt, csv, json or m3u.")

// listOf returns the list of an event that a query asks for, and what it is of.
// Error: bad_message.
func (s *Server) listOf(ctx context.Context, code string, query url.Values) (list setlist.List, what string, err error) {
	what = cmp.Or(query.Get("list"), "played")
	of := map[string]func(board.Event, []*board.Request) setlist.List{"played": setlist.Played, "asked": setlist.Asked}[what]
	if of == nil {
		return setlist.List{}, "", errNoList
	}
	view, err := s.freshView(ctx, code, board.Crew)
	if err != nil {
		return setlist.List{}, "", err
	}
	list = of(view.Event, board.Sorted(view.Rows))
	list.Names = query.Get("names") == "true"
	return list, what, nil
}
