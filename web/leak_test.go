package web

import (
	"bytes"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// inner is what an answer must not tell: SQL, drivers, files, stacks.
var inner = regexp.MustCompile(`(?i)\b(select|insert|update|delete) .*\b(from|into|set|where)\b|sqlite|postgres|\bpq:|\bredis\b|database is closed|sql:|goroutine \d|\.go:\d|runtime error|panic|nil pointer|/work/|/home/|0xc0`)

func TestNoAnswerTellsHowTheServerWorks(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.server.log = discard() // failures of a closed database are expected
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	l := s.dial(code, ana, "")
	l.until("type", "presence")
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	patterns := []string{"GET /", "GET /?code=ZZZZZZZZ", "GET /e/{code}", "GET /e/ZZZZZZZZ", "GET /embed/ZZZZZZZZ", "GET /dj", "GET /dj/{code}", "POST /in/x"}
	for _, e := range append(s.server.endpoints(), s.server.publicEndpoints()...) {
		patterns = append(patterns, e.pattern)
	}
	failed := 0
	for _, pattern := range patterns {
		for _, token := range []string{"", ana, s.dj} {
			method, path := filled(pattern, code, id)
			for _, body := range []any{nil, "{}", `{"id":"` + newID(t) + `","title":"Hey"}`, `{"status":"accepted"}`, `{"gate":"closed"}`, `{"`} {
				if method == http.MethodGet {
					body = nil
				}
				r := s.call(method, path, token, body, "Origin", s.url)
				if r.status >= 500 {
					failed++
				}
				if found := inner.Find(r.body); found != nil && !strings.HasPrefix(path, "/docs") {
					t.Errorf("%s tells %q: %s", r.call, found, r.body)
				}
				if r.status >= 400 && strings.HasPrefix(path, "/api/") {
					wantProblem(t, r)
				}
			}
		}
	}
	if failed == 0 {
		t.Error("nothing failed without a database")
	}
	for _, command := range []string{
		`{"type":"vote","ref":"1","id":"` + id + `"}`, `{"type":"request","ref":"1","id":"` + newID(t) + `","title":"Hey"}`,
		`{"type":"set","ref":"1","id":"` + id + `","status":"withdrawn"}`,
	} {
		l.send(command)
		data, m := l.readRaw()
		for m["type"] != "error" {
			data, m = l.readRaw()
		}
		if found := inner.Find(data); found != nil {
			t.Errorf("%s tells %q: %s", command, found, data)
		}
		for _, field := range []string{"code", "detail", "field", "retryable", "retry_after"} {
			if _, ok := m[field]; !ok {
				t.Errorf("%s: the error lacks %q: %s", command, field, data)
			}
		}
	}
}

// wantProblem holds a refusal to what each has.
func wantProblem(t *testing.T, r *reply) {
	t.Helper()
	for _, field := range []string{"type", "title", "status", "code", "detail", "field", "retryable", "retry_after", "request_id"} {
		if _, ok := r.fields[field]; !ok {
			t.Errorf("%s: the problem lacks %q: %s", r.call, field, r.body)
		}
	}
	detail := r.text("detail")
	if !strings.HasSuffix(detail, ".") || detail[:1] != strings.ToUpper(detail[:1]) {
		t.Errorf("%s: %q is no sentence", r.call, detail)
	}
	if r.text("request_id") == "" || r.text("request_id") != r.header.Get("X-Request-Id") {
		t.Errorf("%s: request id %q, in the header %q", r.call, r.text("request_id"), r.header.Get("X-Request-Id"))
	}
}

func TestAPanicIsAnsweredWithoutItsCause(t *testing.T) {
	var log lockedBuffer
	s := open(t)
	s.server.log = slog.New(slog.NewTextHandler(&log, nil))
	handler := s.server.envelope(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("the secret cause in main.go:7") }))
	recorder := newRecorder()
	handler.ServeHTTP(recorder, mustRequest(t, http.MethodGet, "/"))
	if recorder.Code != http.StatusInternalServerError || strings.Contains(recorder.Body.String(), "secret") || !strings.Contains(recorder.Body.String(), `"internal"`) {
		t.Errorf("%d %s", recorder.Code, recorder.Body)
	}
	if !strings.Contains(log.String(), "the secret cause") {
		t.Error("the log lacks the cause")
	}
}

func TestWhatPeopleSendStaysInItsRecordOfTheLog(t *testing.T) {
	for name, handler := range map[string]func(*lockedBuffer) slog.Handler{
		"text": func(b *lockedBuffer) slog.Handler {
			return slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
		"JSON": func(b *lockedBuffer) slog.Handler {
			return slog.NewJSONHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var log lockedBuffer
			s := open(t)
			s.server.log = slog.New(handler(&log))
			if err := s.store.Close(); err != nil { // so that paths are logged
				t.Fatal(err)
			}
			for _, path := range []string{"/e/%0Alevel=ERROR%20msg=forged", "/api/v1/events/0000000%0D%0A/board", "/api/v1/events/ZZZZZZZZ/board?since=%0Aforged", "/readyz?%0Aforged"} {
				s.call("GET", path, "", nil, "User-Agent", "forged\tlevel=ERROR", "X-Forwarded-For", "forged")
			}
			s.call("POST", "/api/v1/guests", "", `{"name":"a\nlevel=ERROR msg=forged"}`).want(http.StatusBadRequest, board.InvalidText)
			lines := strings.Split(strings.TrimSpace(log.String()), "\n")
			if len(lines) < 4 {
				t.Fatalf("the log has %d lines", len(lines))
			}
			for _, line := range lines {
				if !strings.HasPrefix(line, "time=") && !strings.HasPrefix(line, `{"time":`) {
					t.Errorf("a record that nobody wrote: %q", line)
				}
			}
		})
	}
}

// lockedBuffer is a log that is written to from everywhere.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
