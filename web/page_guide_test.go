package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestTheGuideIsReadOnTheServerItself(t *testing.T) {
	s := open(t)
	page := string(s.call("GET", "/guide", "", nil).want(http.StatusOK, "").body)
	for _, part := range []string{"<h1", "Open an event", "Export or print", "<table>", "<code>Shift+C</code>"} {
		if !strings.Contains(page, part) {
			t.Errorf("the guide has no %s", part)
		}
	}
	pictures := regexp.MustCompile(`<img src="([^"]*)" alt="[^"]+" width="\d+" height="\d+"`).FindAllStringSubmatch(page, -1)
	if len(pictures) == 0 || len(pictures) != strings.Count(page, "<img") {
		t.Errorf("of %d pictures %d have an address, words and a size", strings.Count(page, "<img"), len(pictures))
	}
	for _, picture := range pictures {
		r := s.call("GET", picture[1], "", nil).want(http.StatusOK, "")
		if kind := r.header.Get("Content-Type"); kind != "image/webp" || len(r.body) > 60_000 {
			t.Errorf("%s: %s, %d bytes", picture[1], kind, len(r.body))
		}
	}
	if strings.Contains(page, "://") {
		t.Error("the guide leads off the server")
	}
	s.call("GET", "/guide/guide.md", "", nil).want(http.StatusNotFound, "")
}
