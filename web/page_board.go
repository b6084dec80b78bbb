package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

// firstPaint is how many requests the first page shows.
const firstPaint = 40

// boardPages keeps the latest page of each board that is looked at: a herd at
// the door costs one rendering a version.
type boardPages struct {
	mu    sync.Mutex
	pages map[string]*boardPage
}

// boardPageCount bounds how many pages are kept.
const boardPageCount = 1000

// boardPage is a rendered page; it never changes.
type boardPage struct {
	of         string // ETag of the board that it shows
	etag       string
	html, gzip []byte
	until      int64 // Unix ms, how long what plays is believed; 0 for ever
}

// boardView is what the template shows.
type boardView struct {
	Event         board.Event
	Ended         bool
	Rows          []*board.Request // the first of them
	Total         int
	Playing, Next *board.Request
	Free          int    // the number that the next request gets
	Tip           string // where the DJ is tipped, "" for nowhere
}

// board serves a listener's board, readable before any script runs.
func (p *pages) board(w http.ResponseWriter, r *http.Request) {
	code, err := board.ParseCode(r.PathValue("code"))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	lease, err := p.hubs.Lease(r.Context(), code)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	defer lease.Release()
	whole, err := lease.Recent(r.Context(), board.Public)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	tip, err := p.tips.of(r.Context(), p.store, code, time.Now())
	if err != nil { // the board matters more
		p.log.WarnContext(r.Context(), "a tip link is missing", "event", code, "error", err)
	}
	t := tongueOf(w, r)
	page, err := p.boardPage(strings.Join([]string{t.Tag, code, tip}, " "), whole, func(of boardView) ([]byte, error) {
		of.Tip = tip
		return p.execute(t, "board.html", of)
	})
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", p.contentPolicy(ownWorker, "'none'"))
	page.serve(w, r)
}

func (b *boardPage) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", b.etag)
	if matches(r.Header.Get("If-None-Match"), b.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	serveBytes(w, r, "text/html; charset=utf-8", b.html, b.gzip)
}

// boardPage returns a page that shows a board, rendered at most once. The name
// tells it from other pages.
func (p *pages) boardPage(name string, whole *hub.Whole, render func(boardView) ([]byte, error)) (*boardPage, error) {
	p.boards.mu.Lock()
	defer p.boards.mu.Unlock()
	now := time.Now().UnixMilli()
	if page := p.boards.pages[name]; page != nil && page.of == whole.ETag && (page.until == 0 || now < page.until) {
		return page, nil
	}
	view, err := viewOf(whole.JSON, now)
	if err != nil {
		return nil, err
	}
	html, err := render(view)
	if err != nil {
		return nil, err
	}
	page := newBoardPage(whole.ETag, html)
	if view.Playing != nil {
		page.until = view.Playing.DoubtedAt()
	}
	if p.boards.pages == nil || len(p.boards.pages) >= boardPageCount {
		p.boards.pages = map[string]*boardPage{}
	}
	p.boards.pages[name] = page
	return page, nil
}

func newBoardPage(of string, html []byte) *boardPage {
	sum := sha256.Sum256(html)
	return &boardPage{of, `"` + hex.EncodeToString(sum[:8]) + `"`, html, smaller(html), 0}
}

// viewOf picks from an encoded board what the first page shows now, in Unix ms.
func viewOf(encoded []byte, now int64) (boardView, error) {
	var frame struct {
		Event    board.Event      `json:"event"`
		Requests []*board.Request `json:"requests"`
	}
	if err := json.Unmarshal(encoded, &frame); err != nil {
		return boardView{}, fmt.Errorf("web: reading a board: %w", err)
	}
	view := boardView{Event: frame.Event, Ended: frame.Event.State == board.Ended, Free: 1}
	var queue []*board.Request
	for _, req := range frame.Requests {
		view.Free = max(view.Free, req.Number+1)
		waits := req.Status == board.New || req.Status == board.Accepted
		if !view.Ended && waits || view.Ended && req.Status == board.Played {
			view.Rows = append(view.Rows, req)
		}
		switch req.Status {
		case board.Playing:
			if now < req.DoubtedAt() {
				view.Playing = req
			}
		case board.Accepted:
			queue = append(queue, req)
		}
	}
	if len(queue) > 0 {
		if first := slices.MinFunc(queue, board.ByPosition); first.Next {
			view.Next = first
		}
	}
	view.Total = len(view.Rows)
	order := board.ByVotes
	if view.Ended {
		order = byPlayed
	}
	slices.SortFunc(view.Rows, order)
	view.Rows = view.Rows[:min(firstPaint, len(view.Rows))]
	return view, nil
}

// byPlayed puts the latest played first.
func byPlayed(a, b *board.Request) int {
	if a.PlayedAt != b.PlayedAt {
		if a.PlayedAt > b.PlayedAt {
			return -1
		}
		return 1
	}
	return b.Number - a.Number
}
