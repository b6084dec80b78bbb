package web

import (
	"encoding/json"
	"net/http"
)

// routeInstall adds what makes the board an application that opens without a
// network: what it is called, its service worker, and where that leads.
func (p *pages) routeInstall(mux *http.ServeMux) {
	mux.HandleFunc("GET /manifest.webmanifest", p.manifest)
	mux.HandleFunc("GET /sw.js", p.worker)
	mux.HandleFunc("GET /last", p.last)
	mux.HandleFunc("GET /offline", p.offline)
}

// icon is a picture of the application, as manifests describe it.
type icon struct {
	Src     string `json:"src"`
	Sizes   string `json:"sizes"`
	Type    string `json:"type"`
	Purpose string `json:"purpose"`
}

// manifest describes the application to a browser that installs it. The
// colours are those of core/tokens.css.
func (p *pages) manifest(w http.ResponseWriter, r *http.Request) {
	const night = "#0b0a08"
	picture := func(name, sizes, purpose string) icon {
		return icon{p.assets.address(name), sizes, "image/png", purpose}
	}
	t := tongueOf(w, r)
	body, err := json.Marshal(map[string]any{
		"id":               "/",
		"lang":             t.Tag,
		"dir":              t.Dir,
		"name":             t.Say("Cueslip: song requests"),
		"short_name":       "Cueslip",
		"description":      t.Say("Ask for a song and vote for what you want to hear."),
		"start_url":        "/last",
		"scope":            "/",
		"display":          "standalone",
		"background_color": night,
		"theme_color":      night,
		"icons": []icon{
			picture("icon-192.png", "192x192", "any"),
			picture("icon-512.png", "512x512", "any"),
			picture("icon-maskable.png", "512x512", "maskable"),
		},
	})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	serveBytes(w, r, "application/manifest+json", body, smaller(body))
}

// worker serves the service worker. Its address is the same in all releases,
// as browsers look there for a newer one.
func (p *pages) worker(w http.ResponseWriter, r *http.Request) {
	file := p.assets.files[p.assets.names["sw.js"]]
	w.Header().Set("Cache-Control", "no-cache")
	serveBytes(w, r, file.kind, file.plain, file.gzip)
}

// last is where the installed application starts. The service worker knows
// the board that was open last, and leads there; we do not.
func (p *pages) last(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// offline serves the page that the service worker shows when there is neither
// a network nor a board that it kept.
func (p *pages) offline(w http.ResponseWriter, r *http.Request) {
	body, err := p.execute(tongueOf(w, r), "offline.html", nil)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	serveBytes(w, r, "text/html; charset=utf-8", body, smaller(body))
}
