package web

import (
	"cmp"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

func newTestPages(t *testing.T) *pages {
	t.Helper()
	p, err := newPages(&Server{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTheBundleIsWithinItsBudgets(t *testing.T) {
	p := newTestPages(t)
	budgets := map[string]int{
		"board.js": 24 << 10, "board.chunk.js": 24 << 10, "board.late.js": 5 << 10, "board.digest.js": 1 << 10, "board.css": 10 << 10, "page.css": 10 << 10, "docs.css": 10 << 10, "guide.css": 5 << 10, "link.js": 1 << 10, "offline.js": 1 << 10, "sw.js": 3 << 10, "proof.js": 2 << 10, "signin.js": 3 << 10,
		"dashboard.js": 60 << 10, "dashboard.css": 10 << 10, "embed.js": 15 << 10, "embed.css": 5 << 10,
		"account.js": 5 << 10, "account.css": 5 << 10, "dj.js": 5 << 10, "dj.css": 5 << 10, "door.js": 5 << 10, "door.css": 5 << 10,
		"home.js": 15 << 10, "live.js": 15 << 10, "home.css": 5 << 10, "public.js": 5 << 10, "public.css": 5 << 10, "setlist.js": 1 << 10, "setlist.css": 5 << 10, "archivo.woff2": 5 << 10, "favicon.svg": 1 << 10,
		"icon-192.png": 2 << 10, "icon-512.png": 5 << 10, "icon-maskable.png": 5 << 10, "icon-apple.png": 2 << 10,
	}
	for _, t := range tongue.All[1:] {
		for page, most := range map[string]int{"account": 6 << 10, "board": 6400, "dashboard": 15 << 10, "dj": 5 << 10, "embed": 1 << 10, "home": 4 << 10, "public": 1 << 10, "signin": 6 << 10} {
			budgets[page+"."+t.Tag+".json"] = most
		}
	}
	for name := range p.assets.names {
		if budgets[name] == 0 {
			t.Errorf("%s: it has no budget", name)
		}
	}
	size := func(name string) int {
		file := p.assets.files[p.assets.names[name]]
		return cmp.Or(len(file.gzip), len(file.plain))
	}
	for name, most := range budgets {
		if sent := size(name); sent == 0 || sent > most {
			t.Errorf("%s: %d bytes as it is sent, want 1 to %d", name, sent, most)
		}
	}
	if both := size("board.js") + size("board.chunk.js"); both > 24<<10 {
		t.Errorf("a board's scripts before it is drawn: %d bytes, want at most 24 KiB", both)
	}
	html, err := p.execute(tongue.English, "board.html", manyRows(500))
	if err != nil {
		t.Fatal(err)
	}
	if sent := len(smaller(html)); sent > 14<<10 {
		t.Errorf("board page: %d bytes compressed, want at most 14 KiB", sent)
	}
}

// manyRows is the view of a board with long, different rows.
func manyRows(n int) boardView {
	view := boardView{Event: board.Event{Code: "4VAM0MMN", Title: "Night", State: board.Live, Gate: board.GateOpen}, Total: n}
	for i := range min(n, firstPaint) {
		id := strings.Repeat(string(rune('a'+i%26)), 8)
		view.Rows = append(view.Rows, &board.Request{Row: board.Row{
			ID: id, Number: i + 1, Title: strings.Repeat(id+" song ", 5), Artist: id + " band", Name: id, Status: board.New, Votes: n - i,
		}})
	}
	return view
}

func TestAssetsAreKeptForEverAndCompressedWhenWanted(t *testing.T) {
	p := newTestPages(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{name}", p.assets.serve)
	for _, coding := range []string{"gzip", ""} {
		r := httptest.NewRequest(http.MethodGet, p.assets.address("board.js"), nil)
		r.Header.Set("Accept-Encoding", coding)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if got := w.Header().Get("Content-Encoding"); w.Code != http.StatusOK || got != coding {
			t.Errorf("Accept-Encoding %q: status %d, Content-Encoding %q", coding, w.Code, got)
		}
		if got := w.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("Cache-Control %q", got)
		}
	}
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/assets/board-0000000000.js", nil))
	if w.Code != http.StatusNotFound || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("an asset of another release: %d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
}

func TestAPageShowsTextAsTextAndHasNothingInline(t *testing.T) {
	p := newTestPages(t)
	view := manyRows(1)
	const evil = `<img src=x onerror="alert(1)">`
	view.Event.Title, view.Event.Announcement = evil, evil
	view.Rows[0].Title, view.Rows[0].Artist, view.Rows[0].Name = evil, evil, evil
	view.Playing, view.Next = view.Rows[0], view.Rows[0]
	html, err := p.execute(tongue.English, "board.html", view)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(html), "<img") {
		t.Error("text of people became markup")
	}
	files, err := fs.Glob(templates, "templates/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	inline := regexp.MustCompile(`(?i)\s(on[a-z]+|style)\s*=|<style|<script>`)
	for _, name := range files {
		source, err := fs.ReadFile(templates, name)
		if err != nil {
			t.Fatal(err)
		}
		if found := inline.Find(source); found != nil {
			t.Errorf("%s has %q, which the content policy forbids", name, found)
		}
	}
}

func TestTheFirstPaintIsTheBoardInItsOrder(t *testing.T) {
	encoded := board.EncodeBoard(board.Public, board.Cookie{}, board.Event{State: board.Live}, []*board.Request{
		{Row: board.Row{ID: "a", Number: 1, Votes: 2, Status: board.New}},
		{Row: board.Row{ID: "b", Number: 2, Votes: 5, Status: board.Accepted, Position: "a1"}},
		{Row: board.Row{ID: "c", Number: 3, Votes: 1, Status: board.Accepted, Position: "a0", Next: true}},
		{Row: board.Row{ID: "d", Number: 4, Votes: 9, Status: board.Playing}},
		{Row: board.Row{ID: "e", Number: 5, Votes: 9, Status: board.Played, PlayedAt: 1}},
	})
	view, err := viewOf(encoded, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(view.Rows); got != "b a c" || view.Playing.ID != "d" || view.Next.ID != "c" || view.Free != 6 {
		t.Errorf("rows %q, playing %v, next %v, free %d", got, view.Playing, view.Next, view.Free)
	}
}

func TestTheFirstPaintBelievesWhatPlaysForEightMinutes(t *testing.T) {
	for _, row := range []board.Row{{ID: "a", Number: 1, Status: board.Playing, PlayedAt: 1000}, {ID: "a", Number: 1, Status: board.Playing, PlayedAt: 1, StillAt: 1000}} {
		encoded := board.EncodeBoard(board.Public, board.Cookie{}, board.Event{State: board.Live}, []*board.Request{{Row: row}})
		for now, plays := range map[int64]bool{1000: true, 1000 + board.Believed - 1: true, 1000 + board.Believed: false} {
			view, err := viewOf(encoded, now)
			if err != nil || (view.Playing != nil) != plays {
				t.Errorf("at %d it plays %v (%v), want %v", now, view.Playing, err, plays)
			}
		}
	}
}

func TestAnEndedBoardIsItsSetList(t *testing.T) {
	encoded := board.EncodeBoard(board.Public, board.Cookie{}, board.Event{State: board.Ended}, []*board.Request{
		{Row: board.Row{ID: "a", Number: 1, Status: board.Played, PlayedAt: 1}},
		{Row: board.Row{ID: "b", Number: 2, Status: board.New}},
		{Row: board.Row{ID: "c", Number: 3, Status: board.Played, PlayedAt: 2}},
	})
	view, err := viewOf(encoded, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := ids(view.Rows); got != "c a" {
		t.Errorf("set list %q", got)
	}
}

func ids(rows []*board.Request) string {
	var all []string
	for _, req := range rows {
		all = append(all, req.ID)
	}
	return strings.Join(all, " ")
}
