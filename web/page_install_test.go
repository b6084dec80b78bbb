package web

import (
	"encoding/json"
	"image/png"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

func TestTheBoardCanBeInstalled(t *testing.T) {
	s := open(t)
	page := s.call("GET", "/e/"+s.event(), "", nil).want(http.StatusOK, "")
	if !strings.Contains(string(page.body), `<link rel="manifest" href="/manifest.webmanifest">`) {
		t.Error("the board names no manifest")
	}
	r := s.call("GET", "/manifest.webmanifest", "", nil).want(http.StatusOK, "")
	if kind := r.header.Get("Content-Type"); kind != "application/manifest+json" {
		t.Errorf("the manifest is %q", kind)
	}
	var manifest struct {
		StartURL string `json:"start_url"`
		Display  string
		Icons    []struct{ Src, Sizes, Purpose string }
	}
	if err := json.Unmarshal(r.body, &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.StartURL != "/last" || manifest.Display != "standalone" || len(manifest.Icons) != 3 {
		t.Errorf("%+v", manifest)
	}
	for _, icon := range manifest.Icons {
		r := s.call("GET", icon.Src, "", nil).want(http.StatusOK, "")
		picture, err := png.DecodeConfig(strings.NewReader(string(r.body)))
		if err != nil {
			t.Fatalf("%s: %v", icon.Src, err)
		}
		if size := strconv.Itoa(picture.Width) + "x" + strconv.Itoa(picture.Height); size != icon.Sizes || r.header.Get("Content-Type") != "image/png" {
			t.Errorf("%s is %s, %s", icon.Src, size, r.header.Get("Content-Type"))
		}
	}
	if to := s.call("GET", manifest.StartURL, "", nil).want(http.StatusSeeOther, "").header.Get("Location"); to != "/" {
		t.Errorf("without its worker the application starts at %q", to)
	}
}

func TestTheWorkerIsLookedForAnewEachTime(t *testing.T) {
	s := open(t)
	for path, kind := range map[string]string{"/sw.js": "text/javascript; charset=utf-8", "/offline": "text/html; charset=utf-8"} {
		h := s.call("GET", path, "", nil).want(http.StatusOK, "").header
		if h.Get("Content-Type") != kind || h.Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %v", path, h)
		}
	}
}

func TestOnlyTheBoardAndTheListMayHaveAWorker(t *testing.T) {
	s := open(t)
	code := s.event()
	for path := range everywhere(code) {
		policy := s.call("GET", path, s.dj, nil).header.Get("Content-Security-Policy")
		want := []string{"worker-src 'none';", "trusted-types 'none'"}
		if path == "/e/"+code || path == "/dj" {
			want = []string{"worker-src 'self';", "trusted-types worker"}
		}
		for _, part := range want {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q: %q", path, part, policy)
			}
		}
	}
}
