package web

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

func TestBadCallsGetClearErrors(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	path := "/api/v1/events/" + code
	long := `{"id":"` + newID(t) + `","title":"` + strings.Repeat("a", 9000) + `"}`
	for name, test := range map[string]struct {
		method, path, token string
		body                any
		headers             []string
		status              int
		code                board.Code
	}{
		"nothing here":              {"GET", "/api/v1/nothing", "", nil, nil, 404, board.NotFound},
		"no API at all":             {"GET", "/api/", "", nil, nil, 404, board.NotFound},
		"wrong method":              {"DELETE", path + "/board", "", nil, nil, 405, board.UnknownCommand},
		"writing by reading":        {"GET", path + "/undo", s.dj, nil, nil, 405, board.UnknownCommand},
		"no such event":             {"GET", "/api/v1/events/ZZZZZZZZ/board", "", nil, nil, 404, board.NotFound},
		"a command to no event":     {"POST", "/api/v1/events/ZZZZZZZZ/requests", ana, `{"id":"` + newID(t) + `","title":"a"}`, nil, 404, board.NotFound},
		"form encoding":             {"POST", path + "/requests", ana, "title=a", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, board.UnsupportedType},
		"text":                      {"POST", path + "/requests", ana, "{}", []string{"Content-Type", "text/plain"}, 415, board.UnsupportedType},
		"no type":                   {"POST", path + "/requests", ana, "{}", []string{"Content-Type", ""}, 415, board.UnsupportedType},
		"another charset":           {"POST", path + "/requests", ana, "{}", []string{"Content-Type", "application/json; charset=utf-16"}, 415, board.UnsupportedType},
		"a compressed body":         {"POST", path + "/requests", ana, "{}", []string{"Content-Encoding", "gzip"}, 415, board.UnsupportedType},
		"a body too large":          {"POST", path + "/requests", ana, long, nil, 413, board.TooLarge},
		"invalid UTF-8":             {"POST", path + "/requests", ana, "{\"title\":\"\xff\"}", nil, 400, board.InvalidText},
		"an id twice":               {"PUT", path + "/requests/" + newID(t) + "/vote", ana, `{"id":"` + newID(t) + `"}`, nil, 400, board.BadMessage},
		"an id of wrong form":       {"PUT", path + "/requests/42/vote", ana, nil, nil, 400, board.BadID},
		"a seq that is no number":   {"DELETE", path + "/requests/" + newID(t) + "/vote?client=a&seq=x", ana, nil, nil, 400, board.BadMessage},
		"a malformed cookie":        {"GET", path + "/board?since=nonsense", "", nil, nil, 400, board.BadCookie},
		"a negative cookie":         {"GET", path + "/board?since=0.-5", "", nil, nil, 400, board.BadCookie},
		"an audience that is none":  {"GET", path + "/board?audience=all", "", nil, nil, 400, board.BadMessage},
		"a token of nobody":         {"GET", "/api/v1/events", "nonsense", nil, nil, 401, board.SignIn},
		"another scheme":            {"GET", "/api/v1/events", "", nil, []string{"Authorization", "Basic YTpi"}, 401, board.SignIn},
		"a guest opens an event":    {"POST", "/api/v1/events", ana, `{"title":"Mine"}`, nil, 403, board.Forbidden},
		"nobody opens an event":     {"POST", "/api/v1/events", "", `{"title":"Mine"}`, nil, 401, board.SignIn},
		"an event without title":    {"POST", "/api/v1/events", s.dj, `{}`, nil, 400, board.Required},
		"an event with more":        {"POST", "/api/v1/events", s.dj, `{"title":"a","owner":"me"}`, nil, 400, board.BadMessage},
		"an event in a list":        {"POST", "/api/v1/events", s.dj, `[{"title":"a"}]`, nil, 400, board.BadMessage},
		"an event of wrong types":   {"POST", "/api/v1/events", s.dj, `{"title":{}}`, nil, 400, board.BadMessage},
		"an event and more":         {"POST", "/api/v1/events", s.dj, `{"title":"a"}{}`, nil, 400, board.BadMessage},
		"an event far away":         {"POST", "/api/v1/events", s.dj, `{"title":"a","starts_at":99999999999999}`, nil, 400, board.BadMessage},
		"an event on Mars":          {"POST", "/api/v1/events", s.dj, `{"title":"a","zone":"Mars/Olympus"}`, nil, 400, board.BadMessage},
		"a link of nobody":          {"POST", "/api/v1/session", "", `{"link":"nonsense"}`, nil, 401, board.SignIn},
		"no link":                   {"POST", "/api/v1/session", "", `{}`, nil, 400, board.Required},
		"a reserved name":           {"POST", "/api/v1/guests", "", `{"name":"Аdmin"}`, nil, 403, board.NameReserved},
		"a name of many characters": {"POST", "/api/v1/guests", "", `{"name":"` + strings.Repeat("e", 25) + `"}`, nil, 400, board.TooLong},
		"a name with a line end":    {"POST", "/api/v1/guests", "", `{"name":"a\nb"}`, nil, 400, board.InvalidText},
		"metrics in public":         {"GET", "/metrics", "", nil, nil, 404, ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.call(test.method, test.path, test.token, test.body, test.headers...)
			r.t = t
			if test.code == "" {
				if r.status != test.status {
					t.Errorf("%d; want %d", r.status, test.status)
				}
				return
			}
			r.want(test.status, test.code)
			if kind := r.header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("answered as %q", kind)
			}
			for _, field := range []string{"type", "title", "status", "code", "detail", "field", "retryable", "retry_after", "request_id"} {
				if _, ok := r.fields[field]; !ok {
					t.Errorf("the problem lacks %q: %s", field, r.body)
				}
			}
			if r.text("request_id") == "" || r.text("request_id") != r.header.Get("X-Request-Id") {
				t.Errorf("request id %q, in the header %q", r.text("request_id"), r.header.Get("X-Request-Id"))
			}
			if test.status == 405 && r.header.Get("Allow") == "" {
				t.Error("no Allow")
			}
		})
	}
}

func TestEveryAnswerCarriesTheSecurityHeaders(t *testing.T) {
	s := open(t)
	code := s.event()
	for _, path := range []string{"/api/v1/events/" + code + "/board", "/api/v1/nothing", "/healthz", "/nowhere", "/e/" + code + "/qr.svg", "/api/v1/events"} {
		h := s.call("GET", path, "", nil).header
		policy := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q: %q", path, part, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", path, h)
		}
		if h.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s may be read by pages of others", path)
		}
	}
}

func TestHeadersOverSixteenKilobytesAreRefused(t *testing.T) {
	s := open(t)
	s.call("GET", "/healthz", "", nil, "X-Long", strings.Repeat("a", 15_000)).want(http.StatusOK, "")
	s.call("GET", "/healthz", "", nil, "X-Long", strings.Repeat("a", 17_000)).want(http.StatusRequestHeaderFieldsTooLarge, board.HeadersTooLarge)

	// Far over it, net/http gives up reading.
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // read to its end below
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	go fmt.Fprintf(conn, "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: %s\r\n\r\n", strings.Repeat("a", 60_000)) //nolint:errcheck // it is cut off
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // nothing depends on it
	if response.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("%d; want 431", response.StatusCode)
	}
}

func TestBoardIsServedFromTheCacheOfItsVersion(t *testing.T) {
	s := open(t)
	code := s.event()
	path := "/api/v1/events/" + code + "/board"
	plain := s.call("GET", path, "", nil, "Accept-Encoding", "identity").want(http.StatusOK, "")
	tag := plain.header.Get("ETag")
	for header, status := range map[string]int{tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, `"other"`: 200} {
		if r := s.call("GET", path, "", nil, "If-None-Match", header, "Accept-Encoding", "identity"); r.status != status {
			t.Errorf("If-None-Match %s: %d; want %d", header, r.status, status)
		} else if status == 304 && (len(r.body) > 0 || r.header.Get("ETag") != tag) {
			t.Errorf("304 with %q and %q", r.body, r.header.Get("ETag"))
		}
	}
	for accept, want := range map[string]string{"gzip": "gzip", "br, gzip;q=0.5": "gzip", "*": "gzip", "gzip;q=0": "", "identity": "", "br": ""} {
		r := s.call("GET", path, "", nil, "Accept-Encoding", accept)
		if got := r.header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q: %q; want %q", accept, got, want)
		}
		body := r.body
		if want == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(body, plain.body) || !strings.Contains(r.header.Get("Vary"), "Accept-Encoding") {
			t.Errorf("Accept-Encoding %q: %s", accept, body)
		}
	}
	s.request(code, s.guest("Ana"), "Take the Tram")
	delta := s.call("GET", path+"?since="+plain.text("cookie"), "", nil, "Accept-Encoding", "identity").want(http.StatusOK, "")
	if delta.text("type") != "delta" || delta.text("since") != plain.text("cookie") || len(delta.fields["requests"].([]any)) != 1 {
		t.Errorf("since the cookie: %s", delta.body)
	}
	whole := s.call("GET", path+"?since=0other.5", "", nil, "Accept-Encoding", "identity").want(http.StatusOK, "")
	if whole.text("type") != "board" {
		t.Errorf("since another epoch: %s", whole.body)
	}
}

func TestCrewsBoardAddsWhatTheCrewMaySee(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	path := "/api/v1/events/" + code
	s.call("POST", path+"/requests", ana, map[string]any{"id": newID(t), "title": "Take the Tram", "note": "for my mum"}).want(http.StatusCreated, "")
	crew := s.call("GET", path+"/board?audience=crew", s.dj, nil, "Accept-Encoding", "identity").want(http.StatusOK, "")
	public := s.call("GET", path+"/board", "", nil, "Accept-Encoding", "identity").want(http.StatusOK, "")
	if !bytes.Contains(crew.body, []byte("for my mum")) || !bytes.Contains(crew.body, []byte(`"asker"`)) {
		t.Errorf("the crew sees %s", crew.body)
	}
	if bytes.Contains(public.body, []byte("for my mum")) || bytes.Contains(public.body, []byte("asker")) {
		t.Errorf("the public sees %s", public.body)
	}
	if crew.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the crew's board may be kept: %q", crew.header.Get("Cache-Control"))
	}
}

func TestEventsAreOpenedAndListed(t *testing.T) {
	s := open(t)
	r := s.call("POST", "/api/v1/events", s.dj, map[string]any{"title": " Later ", "starts_at": time.Now().Add(time.Hour).UnixMilli(), "zone": "Europe/Berlin"}).want(http.StatusCreated, "")
	event := r.fields["event"].(map[string]any)
	if r.text("url") != s.url+"/e/"+r.text("code") || event["title"] != "Later" || event["state"] != "scheduled" || event["zone"] != "Europe/Berlin" {
		t.Errorf("opened %s", r.body)
	}
	list := s.call("GET", "/api/v1/events", s.dj, nil).want(http.StatusOK, "").fields["events"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["role"] != "owner" {
		t.Errorf("listed %v", list)
	}
	if mine := s.call("GET", "/api/v1/events", s.guest("Ana"), nil).want(http.StatusOK, "").fields["events"].([]any); len(mine) != 0 {
		t.Errorf("a guest has %v", mine)
	}
}

func TestCommandsHaveAPace(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	for range guestBurst * 3 {
		r := s.call("PUT", "/api/v1/events/"+code+"/requests/"+id+"/vote", ana, nil)
		if r.status == http.StatusOK {
			continue
		}
		r.want(http.StatusTooManyRequests, board.SlowDown)
		if r.header.Get("Retry-After") == "" || r.number("retry_after") < 1 || r.fields["retryable"] != true {
			t.Errorf("%v %s", r.header, r.body)
		}
		s.call("PUT", "/api/v1/events/"+code+"/requests/"+id+"/vote", s.guest("Ben"), nil).want(http.StatusOK, "")
		return
	}
	t.Error("nobody slows Ana down")
}

func TestOperatorReadsMetrics(t *testing.T) {
	s := open(t)
	s.event()
	recorder := newRecorder()
	s.server.Ops().ServeHTTP(recorder, mustRequest(t, "GET", "http://ops/metrics"))
	for _, name := range []string{"cueslip_web_calls_total", "cueslip_web_ack_seconds", "cueslip_web_ready 1"} {
		if !strings.Contains(recorder.Body.String(), name) {
			t.Errorf("no %s", name)
		}
	}
	for path, status := range map[string]int{"/readyz": 200, "/healthz": 200, "/api/v1/events": 404} {
		recorder := newRecorder()
		s.server.Ops().ServeHTTP(recorder, mustRequest(t, "GET", "http://ops"+path))
		if recorder.Code != status {
			t.Errorf("%s: %d; want %d", path, recorder.Code, status)
		}
	}
}
