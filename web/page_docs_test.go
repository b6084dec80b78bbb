package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/docs/api"
)

func TestTheDescriptionIsServedAsAPage(t *testing.T) {
	c, s := mustContract(t), open(t)
	page := s.call("GET", "/docs", "", nil).want(http.StatusOK, "")
	html := string(page.body)
	ids := map[string]int{}
	for _, found := range regexp.MustCompile(`\sid="([^"]+)"`).FindAllStringSubmatch(html, -1) {
		ids[found[1]]++
	}
	for id, times := range ids {
		if times > 1 {
			t.Errorf("the id %q is there %d times", id, times)
		}
	}
	var want []string
	for _, d := range c.calls {
		want = append(want, d.route.Operation.OperationID)
	}
	for name := range c.messages {
		want = append(want, "message-"+name)
	}
	for code := range codesOf(t) {
		want = append(want, "code-"+code)
	}
	for name := range c.doc.Components.Schemas {
		want = append(want, "shape-"+name)
	}
	closes, _ := c.files["asyncapi.yaml"]["x-close-codes"].([]any)
	for _, item := range closes {
		want = append(want, "close-"+fmt.Sprint(item.(map[string]any)["code"]))
	}
	for _, found := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(html, -1) {
		want = append(want, found[1])
	}
	for _, id := range want {
		if ids[id] == 0 {
			t.Errorf("the page has no %q", id)
		}
	}
	for _, text := range []string{"CUESLIP=" + s.url, "CUESLIP_WS=ws://", "websocat", "at most 200 characters"} {
		if !strings.Contains(html, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
	for _, outside := range regexp.MustCompile(`(?:src|href)="(?:https?:)?//[^"]*"|<script|<style|\sstyle=`).FindAllString(html, -1) {
		t.Errorf("the page has %s", outside)
	}
}

func TestTheDescriptionIsKeptUntilItChanges(t *testing.T) {
	s := open(t)
	for _, name := range []string{"openapi.yaml", "asyncapi.yaml", ""} {
		path := strings.TrimSuffix("/docs/"+name, "/")
		first := s.call("GET", path, "", nil).want(http.StatusOK, "")
		if again := s.call("GET", path, "", nil, "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified {
			t.Errorf("%s: %d; want 304", path, again.status)
		}
		if name == "" {
			continue
		}
		written, err := api.Files.ReadFile(name)
		if err != nil || string(written) != string(first.body) {
			t.Errorf("%s is not what is served (%v)", name, err)
		}
	}
	if r := s.call("GET", "/docs/other.yaml", "", nil); r.status != http.StatusNotFound {
		t.Errorf("a file that is none: %d", r.status)
	}
}
