package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

//go:embed templates
var templates embed.FS

// pages are what a browser is shown: HTML that says something useful without
// script. They are made once and are safe for concurrent use.
type pages struct {
	*Server
	assets    *assets
	templates map[*tongue.Tongue]*template.Template
	boards    boardPages
	publics   publicPages
	tips      tips
	figures   figures
}

// head is what the template of that name needs.
type head struct {
	Title string
	Style string // the stylesheet's name in the bundle
}

// newPages reads the templates and the bundle, which are embedded: it fails
// for a broken build only.
func newPages(s *Server) (*pages, error) {
	assets, err := theBundle()
	if err != nil {
		return nil, err
	}
	p := &pages{Server: s, assets: assets}
	common, err := template.New("").Funcs(p.inTongue(tongue.English)).Funcs(template.FuncMap{
		"asset":   assets.address,
		"head":    func(title, style string) head { return head{title, style} },
		"count":   func(index int) int { return index + 1 },
		"slip":    func(number int) string { return fmt.Sprintf("%03d", number) },
		"iso":     func(at int64) string { return time.UnixMilli(at).UTC().Format(time.RFC3339) },
		"own":     own,
		"bold":    bold,
		"link":    link,
		"initial": func(name string) string { return strings.ToUpper(string([]rune(name + "?")[:1])) },
	}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: reading the templates: %w", err)
	}
	p.templates, err = inEachTongue(common, p.inTongue)
	return p, err
}

// inEachTongue returns the templates in every language.
func inEachTongue(common *template.Template, speak func(*tongue.Tongue) template.FuncMap) (map[*tongue.Tongue]*template.Template, error) {
	all := map[*tongue.Tongue]*template.Template{}
	for _, t := range tongue.All {
		own, err := common.Clone()
		if err != nil {
			return nil, fmt.Errorf("web: copying the templates: %w", err)
		}
		all[t] = own.Funcs(speak(t))
	}
	return all, nil
}

// pages returns the handler of everything that is no interface. It panics for
// a broken build.
func (s *Server) pages() http.Handler {
	p, err := newPages(s)
	if err != nil {
		panic(err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.lookup(p.home, p.trouble))
	mux.HandleFunc("GET /e/{code}", p.lookup(p.board, p.trouble))
	mux.HandleFunc("GET /embed/{code}", p.lookup(p.embed, p.embedTrouble))
	p.routeProviders(mux)
	p.routeAccount(mux)
	mux.HandleFunc("POST /language", p.chooseLanguage)
	mux.HandleFunc("GET /assets/{name}", p.assets.serve)
	mux.HandleFunc("GET /favicon.ico", p.favicon)
	mux.HandleFunc("/", p.nowhere)
	p.routeSignIn(mux)
	p.routeJoin(mux)
	p.routeDJ(mux)
	p.routeDocs(mux)
	p.routeGuide(mux)
	p.routeInstall(mux)
	return p.atHandles(mux)
}

// render answers with a page that is its viewer's own, in their language.
func (p *pages) render(w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	p.renderIn(tongueOf(w, r), w, r, status, name, data)
}

func (p *pages) renderIn(t *tongue.Tongue, w http.ResponseWriter, r *http.Request, status int, name string, data any) {
	body, err := p.execute(t, name, data)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "private, no-store")
	if status != http.StatusOK {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = w.Write(body) // who is gone by now misses it
		return
	}
	serveBytes(w, r, "text/html; charset=utf-8", body, smaller(body))
}

func (p *pages) execute(t *tongue.Tongue, name string, data any) ([]byte, error) {
	var out bytes.Buffer
	if err := p.templates[t].ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("web: rendering %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// note logs what went wrong with a page, says in the headers when to try again
// and returns the status to answer with.
func (p *pages) note(w http.ResponseWriter, r *http.Request, err error) (status int) {
	refusal := refused(err)
	known, ok := statuses[refusal.Code]
	if !ok {
		known = statuses[board.Internal]
	}
	if known >= http.StatusInternalServerError {
		p.log.ErrorContext(r.Context(), "page failed", "code", refusal.Code, "error", err, "page", r.Pattern, "request_id", requestID(r.Context()))
	}
	setRetryAfter(w, refusal)
	return known
}

// trouble answers with a page that says what went wrong.
func (p *pages) trouble(w http.ResponseWriter, r *http.Request, err error) {
	known, t := p.note(w, r, err), tongueOf(w, r)
	page := struct {
		Status              int
		Word, Title, Detail string
	}{known, t.Say("Trouble"), t.Say("This did not work"), why(t, err)}
	switch known {
	case http.StatusNotFound:
		page.Word, page.Title = t.Say("Not found"), t.Say("This slip leads nowhere")
	case http.StatusServiceUnavailable, http.StatusTooManyRequests:
		page.Word, page.Title = t.Say("Busy"), t.Say("One moment, please")
	}
	p.render(w, r, known, "error.html", page)
}

// why is the reason of an error as a page says it.
func why(t *tongue.Tongue, err error) string {
	refusal := refused(err)
	return t.Refusal(string(refusal.Code), refusal.Sentence, refusal.Values)
}

func setRetryAfter(w http.ResponseWriter, refusal *board.Error) {
	if refusal.RetryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(refusal.RetryAfter))
	}
}

// nowhere answers for addresses that lead to nothing.
func (p *pages) nowhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "This address can only be read.", http.StatusMethodNotAllowed)
		return
	}
	p.trouble(w, r, board.Errorf(board.NotFound, "There is no page at this address. Check the link, or enter the code of an event."))
}

func (p *pages) favicon(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, p.assets.address("favicon.svg"), http.StatusFound)
}
