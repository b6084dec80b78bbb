package web

import (
	"net/http"
	"strings"
	"testing"
)

// everywhere is an address of each kind, and whether its answer is somebody's
// own, so that no cache may keep it.
func everywhere(code string) map[string]bool {
	api := "/api/v1/events/" + code
	return map[string]bool{
		"/": true, "/?code=ZZZZZZZZ": true, "/e/" + code: false, "/e/ZZZZZZZZ": true, "/embed/" + code: false, "/embed/ZZZZZZZZ": true,
		"/dj": true, "/dj/" + code: true, "/dj/" + code + "/door": true, "/in/x": true, "/docs": false, "/signin": true, "/account": true, "/join/x": true, "/join/x/qr.svg": true,
		"/signin/with/x/callback": true, "/pictures/x": true, "/api/v1/account": true, "/api/v1/account/data": true, "/api/v1/account/sessions": true, "/nowhere": true, "/assets/x.js": true, "/favicon.ico": false, "/manifest.webmanifest": false, "/sw.js": false, "/last": true, "/offline": false,
		"/e/" + code + "/qr.svg": false, "/healthz": true, "/readyz": true, "/metrics": true, "/api/v1/events": true, "/api/v1/nothing": true,
		api + "/board": false, api + "/board?audience=crew": true, api + "/me": true, api + "/journal": true, api + "/digest": true,
		api + "/live": true, api + "/export": true, api + "/crew": true, api + "/door": true, api + "/invitations": true, api + "/admission": true, api + "/undo": true,
	}
}

func TestEveryAnswerIsHygienic(t *testing.T) {
	for name, change := range map[string]func(*Config){"plain": func(*Config) {}, "https": https} {
		t.Run(name, func(t *testing.T) {
			s := open(t, change)
			code := s.event()
			for path, private := range everywhere(code) {
				for _, token := range []string{"", s.dj} {
					h := s.call("GET", path, token, nil).header
					for header, want := range map[string]string{
						"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
						"Cross-Origin-Resource-Policy": "same-origin", "Server": "", "X-Powered-By": "", "Access-Control-Allow-Origin": "",
						"Strict-Transport-Security": map[string]string{"https": "max-age=31536000"}[name],
					} {
						if got := h.Get(header); got != want {
							t.Errorf("%s: %s is %q; want %q", path, header, got, want)
						}
					}
					for header, part := range map[string]string{
						"Permissions-Policy": "microphone=()", "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';",
					} {
						if got := h.Get(header); !strings.Contains(got, part) || strings.Contains(got, "unsafe") {
							t.Errorf("%s: %s is %q", path, header, got)
						}
					}
					caching := h.Get("Cache-Control")
					if private && !strings.Contains(caching, "no-store") {
						t.Errorf("%s may be kept by caches: %q", path, caching)
					}
				}
			}
		})
	}
}

func TestNothingIsMadeOfTheHostThatACallNames(t *testing.T) {
	s := open(t, https)
	code := s.event()
	calls := map[string]*reply{
		"an event":   s.call("POST", "/api/v1/events", s.dj, `{"title":"Friday"}`, "Host", "evil.example", "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example"),
		"a redirect": s.call("GET", "/?code="+code, "", nil, "Host", "evil.example", "X-Forwarded-Host", "evil.example"),
		"a form":     s.useLink("Host", "evil.example", "X-Forwarded-Host", "evil.example"),
	}
	for path := range everywhere(code) {
		calls[path] = s.call("GET", path, s.dj, nil, "Host", "evil.example", "X-Forwarded-Host", "evil.example", "X-Forwarded-Proto", "gopher")
	}
	for name, r := range calls {
		if strings.Contains(string(r.body), "evil.example") || strings.Contains(r.header.Get("Location"), "evil.example") {
			t.Errorf("%s: %v %s", name, r.header, r.body)
		}
	}
	if url := calls["an event"].text("url"); !strings.HasPrefix(url, "https://songs.example/e/") {
		t.Errorf("the event's address is %q", url)
	}
	qr, err := qrSVG("https://songs.example/e/" + code)
	if err != nil || qr != string(calls["/e/"+code+"/qr.svg"].body) {
		t.Errorf("the QR code leads elsewhere (%v)", err)
	}
	for _, name := range []string{"a redirect", "a form"} {
		if to := calls[name].header.Get("Location"); calls[name].status != http.StatusSeeOther || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			t.Errorf("%s: %d to %q", name, calls[name].status, to)
		}
	}
}

func TestCallsAreCountedByTheirRoute(t *testing.T) {
	s := open(t)
	code := s.event()
	for _, path := range []string{"/e/" + code, "/dj", "/nowhere", "/api/v1/events/" + code + "/board"} {
		s.call("GET", path, "", nil)
	}
	metrics := string(s.openOps().call("GET", "/metrics", "", nil).body)
	for _, route := range []string{"GET /e/{code}", "GET /dj", "/", "GET /api/v1/events/{event}/board"} {
		if !strings.Contains(metrics, `route="`+route+`"`) {
			t.Errorf("no calls of %s", route)
		}
	}
}
