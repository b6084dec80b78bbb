package web

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// openOps serves the operators of a site on loopback, to be reached as calls
// to the returned site.
func (s *site) openOps() *site {
	s.t.Helper()
	server := httptest.NewServer(s.server.Ops())
	s.t.Cleanup(server.Close)
	ops := *s
	ops.url = server.URL
	return &ops
}

func TestWhatIsForOperatorsIsNotPublic(t *testing.T) {
	s := open(t)
	admin := s.account("Ada", board.Admin)
	for _, path := range []string{
		"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/pprof/cmdline", "/debug/vars", "/debug", "/admin", "/ops", "/.env", "/.git/config",
	} {
		for _, token := range []string{"", s.dj, admin} {
			if r := s.call("GET", path, token, nil); r.status != http.StatusNotFound {
				t.Errorf("%s: %d", path, r.status)
			}
		}
	}
	ops := s.openOps()
	for path, status := range map[string]int{"/metrics": 200, "/readyz": 200, "/healthz": 200, "/debug/pprof/": 404, "/e/ZZZZZZZZ": 404, "/": 404} {
		if r := ops.call("GET", path, "", nil); r.status != status {
			t.Errorf("%s for operators: %d; want %d", path, r.status, status)
		}
	}
}

func TestOperatorsListenerAnswersToNoNameThatWasPointedAtIt(t *testing.T) {
	ops := open(t).openOps()
	for _, host := range []string{"evil.example", "evil.example:9091", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.7", "printer.local"} {
		ops.call("GET", "/metrics", "", nil, "Host", host).want(http.StatusForbidden, board.BadOrigin)
	}
	for _, host := range []string{"localhost", "localhost:9091", "127.0.0.1:9091", "[::1]:9091", "LOCALHOST"} {
		if r := ops.call("GET", "/metrics", "", nil, "Host", host); r.status != http.StatusOK {
			t.Errorf("%s: %d", host, r.status)
		}
	}
}
