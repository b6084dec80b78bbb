package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"

	"github.com/cueslip/cueslip/docs/api"
	"github.com/cueslip/cueslip/tongue"
)

// routeDocs adds the description of the interface: a page for people, and the
// files that it is made from.
func (p *pages) routeDocs(mux *http.ServeMux) {
	mux.HandleFunc("GET /docs", p.docs)
	mux.HandleFunc("GET /docs/{file}", p.docsFile)
}

// theManual is read when somebody asks for it first.
var theManual = sync.OnceValues(api.Read)

// docsView is what the template of the description shows.
type docsView struct {
	api.Manual
	Address  string // of this server, for the examples
	Socketed string // the same for websockets
}

// docs serves the description as a page.
func (p *pages) docs(w http.ResponseWriter, r *http.Request) {
	manual, err := theManual()
	if err != nil {
		p.fail(w, r, err)
		return
	}
	address := p.address(r, "")
	body, err := p.execute(tongue.English, "docs.html", docsView{manual, address, "ws" + strings.TrimPrefix(address, "http")})
	if err != nil {
		p.fail(w, r, err)
		return
	}
	serveTagged(w, r, "text/html; charset=utf-8", body)
}

// docsFile serves one of the files. asyncapi.yaml names the other one as its
// neighbour, so both are under /docs.
func (p *pages) docsFile(w http.ResponseWriter, r *http.Request) {
	body, err := api.Files.ReadFile(r.PathValue("file"))
	if err != nil {
		p.nowhere(w, r)
		return
	}
	serveTagged(w, r, "application/yaml; charset=utf-8", body)
}

// serveTagged answers with bytes that are the same for everybody until the
// next release.
func serveTagged(w http.ResponseWriter, r *http.Request, kind string, body []byte) {
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", tag)
	if matches(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	serveBytes(w, r, kind, body, smaller(body))
}
