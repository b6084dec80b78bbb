package web

import (
	"bytes"
	"fmt"
	"html/template"
	"image"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"golang.org/x/image/webp"

	"github.com/cueslip/cueslip/docs"
	"github.com/cueslip/cueslip/tongue"
)

// routeGuide adds the guide for DJs: docs/guide.md as a page, and its pictures.
func (p *pages) routeGuide(mux *http.ServeMux) {
	mux.HandleFunc("GET /guide", p.guide)
	mux.HandleFunc("GET /guide/{picture}", p.guidePicture)
}

// theGuide is made when somebody asks for it first.
var theGuide = sync.OnceValues(readGuide)

// guide serves the guide as a page.
func (p *pages) guide(w http.ResponseWriter, r *http.Request) {
	text, err := theGuide()
	if err != nil {
		p.fail(w, r, err)
		return
	}
	body, err := p.execute(tongue.English, "guide.html", text)
	if err != nil {
		p.fail(w, r, err)
		return
	}
	serveTagged(w, r, "text/html; charset=utf-8", body)
}

// guidePicture serves one of its pictures.
func (p *pages) guidePicture(w http.ResponseWriter, r *http.Request) {
	body, err := docs.Guide.ReadFile("img/" + r.PathValue("picture"))
	if err != nil {
		p.nowhere(w, r)
		return
	}
	serveTagged(w, r, "image/webp", body)
}

// readGuide turns the guide into HTML. Pictures get their size, so that nothing
// moves when they come, and the address that they have here.
func readGuide() (template.HTML, error) {
	source, err := docs.Guide.ReadFile("guide.md")
	if err != nil {
		return "", fmt.Errorf("web: reading the guide: %w", err)
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	tree := markdown.Parser().Parse(text.NewReader(source))
	err = ast.Walk(tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if picture, is := node.(*ast.Image); is && entering {
			return ast.WalkContinue, hang(picture)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	if err := markdown.Renderer().Render(&out, source, tree); err != nil {
		return "", fmt.Errorf("web: rendering the guide: %w", err)
	}
	return template.HTML(out.String()), nil //nolint:gosec // our own text; what it has of HTML is left out
}

// pictureScale is how many dots a picture of the guide has for a pixel.
const pictureScale = 2

// hang gives a picture its size and address.
func hang(picture *ast.Image) error {
	name := string(picture.Destination)
	file, err := docs.Guide.Open(name)
	if err != nil {
		return fmt.Errorf("web: a picture of the guide: %w", err)
	}
	defer file.Close() //nolint:errcheck // it is in memory
	var size image.Config
	if size, err = webp.DecodeConfig(file); err != nil {
		return fmt.Errorf("web: the picture %s: %w", name, err)
	}
	picture.SetAttributeString("width", []byte(strconv.Itoa(size.Width/pictureScale)))
	picture.SetAttributeString("height", []byte(strconv.Itoa(size.Height/pictureScale)))
	picture.SetAttributeString("loading", []byte("lazy"))
	picture.Destination = []byte("/guide/" + strings.TrimPrefix(name, "img/"))
	return nil
}
