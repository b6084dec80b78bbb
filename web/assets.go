package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"sync"
)

// bundled are the scripts, styles and fonts that web/build made.
//
//go:embed dist
var bundled embed.FS

// asset is one file as it is served.
type asset struct {
	kind  string // its content type
	plain []byte
	gzip  []byte // nil when compressing does not help
}

// assets are served from memory under names that carry their content's hash,
// so that a browser may keep them for ever.
type assets struct {
	names map[string]string // as pages name them → as they are served
	files map[string]asset
}

var assetKinds = map[string]string{
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".png":   "image/png",
	".css":   "text/css; charset=utf-8",
	".svg":   "image/svg+xml",
	".woff2": "font/woff2",
}

// theBundle is the bundle of this build, compressed once for the process.
var theBundle = sync.OnceValues(func() (*assets, error) {
	dist, err := fs.Sub(bundled, "dist")
	if err != nil {
		return nil, fmt.Errorf("web: opening the bundle: %w", err)
	}
	return newAssets(dist)
})

// newAssets reads a bundle and compresses it.
func newAssets(bundle fs.FS) (*assets, error) {
	manifest, err := fs.ReadFile(bundle, "manifest.json")
	if err != nil {
		return nil, fmt.Errorf("web: reading the bundle: %w", err)
	}
	a := &assets{files: map[string]asset{}}
	if err := json.Unmarshal(manifest, &a.names); err != nil {
		return nil, fmt.Errorf("web: reading the bundle's manifest: %w", err)
	}
	for _, name := range a.names {
		plain, err := fs.ReadFile(bundle, name)
		if err != nil {
			return nil, fmt.Errorf("web: reading the bundle: %w", err)
		}
		kind, known := assetKinds[path.Ext(name)]
		if !known {
			return nil, fmt.Errorf("web: nobody knows what %s is", name)
		}
		a.files[name] = asset{kind, plain, smaller(plain)}
	}
	return a, nil
}

// address returns where an asset is served. It panics for one that the bundle
// does not have, which only a mistake in a template can ask for.
func (a *assets) address(name string) string {
	hashed, ok := a.names[name]
	if !ok {
		panic("web: the bundle has no " + name)
	}
	return "/assets/" + hashed
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[r.PathValue("name")]
	if !ok { // of another release; it must not be remembered
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "There is no such file in this release.", http.StatusNotFound)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	serveBytes(w, r, file.kind, file.plain, file.gzip)
}

// serveBytes answers with bytes that are in memory, compressed if the caller
// takes that and there is such a form.
func serveBytes(w http.ResponseWriter, r *http.Request, kind string, plain, compressed []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	body := plain
	if compressed != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = compressed
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // who is gone by now misses it
}

// smaller returns data compressed, nil when that would not be smaller.
func smaller(data []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	_, err = z.Write(data)
	if closeErr := z.Close(); err != nil || closeErr != nil {
		panic("web: compressing in memory failed")
	}
	if out.Len() >= len(data) {
		return nil
	}
	return out.Bytes()
}
