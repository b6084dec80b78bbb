package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// filled is a pattern of the mux with something that is there.
func filled(pattern, code, id string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	path = strings.NewReplacer("{event}", code, "{code}", code, "{id}", id).Replace(path)
	return method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(path, "x")
}

func TestNoPageOfAnotherPlaceWrites(t *testing.T) {
	t.Parallel()
	s := open(t)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	// The guard stands before all pages; these are some of their forms.
	writes := []string{"POST /in/{token}", "POST /signin", "POST /signin/link", "POST /signup", "POST /signin/with/{provider}", "POST /e/{code}", "PUT /", "DELETE /nowhere"}
	for _, e := range s.server.endpoints() {
		if !strings.HasPrefix(e.pattern, "GET ") {
			writes = append(writes, e.pattern)
		}
	}
	forgeries := map[string][]string{
		"another site":                   {"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"},
		"another site in an old browser": {"Origin", "https://evil.example"},
		"a sandboxed frame":              {"Origin", "null"},
		"no origin, cross-site":          {"Sec-Fetch-Site", "cross-site"},
		"no origin, of the same site":    {"Sec-Fetch-Site", "same-site"},
		"nothing but the cookie":         {},
		"no origin, nonsense":            {"Sec-Fetch-Site", "bogus"},
		"our host, https":                {"Origin", strings.Replace(s.url, "http", "https", 1), "Sec-Fetch-Site", "cross-site"},
		"our host, another port":         {"Origin", "http://127.0.0.1:1", "Sec-Fetch-Site", "same-site"},
		"our host, to which it pretends": {"Origin", s.url + ".evil.example", "Host", "127.0.0.1.evil.example"},
		"a method in a header":           {"Origin", "https://evil.example", "X-HTTP-Method-Override", "GET"},
	}
	before := s.digestOf(code)
	for _, pattern := range writes {
		method, path := filled(pattern, code, id)
		for name, headers := range forgeries {
			for _, kind := range []string{"application/json", "text/plain", "application/x-www-form-urlencoded"} {
				headers := append([]string{"Cookie", "cueslip=" + s.dj, "Content-Type", kind}, headers...)
				r := s.call(method, path, "", `{"gate":"closed","status":"hidden","name":"x"}`, headers...)
				if r.status != http.StatusForbidden || r.text("code") != string(board.BadOrigin) || r.header.Get("Set-Cookie") != "" {
					t.Errorf("%s by %s as %s: %d %s", pattern, name, kind, r.status, r.body)
				}
			}
		}
	}
	if after := s.digestOf(code); after != before {
		t.Error("the board has changed")
	}
}

func TestReadingNeverWrites(t *testing.T) {
	s := open(t)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	before := s.digestOf(code)
	reads := []string{"GET /", "GET /e/{code}", "GET /embed/{code}", "GET /dj", "GET /dj/{code}", "GET /in/x", "GET /docs"}
	for _, e := range append(s.server.endpoints(), s.server.publicEndpoints()...) {
		if strings.HasPrefix(e.pattern, "GET ") && !strings.HasSuffix(e.pattern, "/live") {
			reads = append(reads, e.pattern)
		}
	}
	const query = "?gate=closed&status=hidden&change=x&name=x&_method=PATCH"
	for _, pattern := range reads {
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, "PROPFIND"} {
			_, path := filled(pattern, code, id)
			r := s.call(method, path+query, "", nil, "Cookie", "cueslip="+s.dj, "X-HTTP-Method-Override", "PATCH")
			if cookie := r.header.Get("Set-Cookie"); strings.HasPrefix(cookie, "cueslip=") {
				t.Errorf("%s %s sets %q", method, path, cookie)
			}
		}
	}
	if after := s.digestOf(code); after != before {
		t.Error("the board has changed")
	}
}

// digestOf is what the database has of a board, and at which version.
func (s *site) digestOf(code string) string {
	s.t.Helper()
	return string(s.call("GET", "/api/v1/events/"+code+"/digest?audience=crew", s.dj, nil).want(http.StatusOK, "").body)
}
