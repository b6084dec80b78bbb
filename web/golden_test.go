package web

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
)

var update = flag.Bool("update", false, "write the golden messages anew")

// golden compares messages with testdata/name, line by line.
func golden(t *testing.T, name string, messages [][]byte) {
	t.Helper()
	var out bytes.Buffer
	for _, message := range messages {
		out.Write(message)
		out.WriteByte('\n')
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(out.String(), "\n")); diff != "" {
		t.Errorf("%s:\n%s", path, diff)
	}
}

func TestAnswersOverSocketsKeepTheirForm(t *testing.T) {
	cookie := board.Cookie{Epoch: "e1", Version: 42}
	req := &board.Request{
		Row: board.Row{
			ID: "0192a000-0000-7000-8000-000000000001", Number: 7, Title: "Take the Tram", Artist: "a-ha", Name: "Ana",
			Dedication: "to Ben", Status: board.Accepted, Votes: 18, Position: "a1", At: 1_764_000_000_000,
		},
		Note: "the long one", Asker: "ana", Version: 42,
	}
	event := &board.Event{Code: "8Z4K2M7Q", Title: "Night", State: board.Live, Gate: board.GateLastCall, Voting: true, Declines: board.TellNow}
	ana, dj := &socket{who: visitor{Person: "ana"}}, &socket{who: visitor{Person: "dj", Role: board.DJ}}
	wait := board.Errorf(board.RequestLimit, "You have as many open requests as this event allows.")
	wait.RetryAfter = 41
	conflict := board.Errorf(board.Conflict, "No. {number} has changed in the meantime.", "number", "007")
	stale := board.Errorf(board.Stale, "A later vote of yours has already been counted.")
	conflict.Request, stale.Request = req, req
	ask, vote, set := board.Message{Type: "request", Ref: "1"}, board.Message{Type: "vote", Ref: "2"}, board.Message{Type: "set", Ref: "3"}
	change := "7c9e6679-7425-40de-944b-e07fc1f90ae7"

	golden(t, "answers.jsonl", [][]byte{
		encode(ana.ack(ask, board.Answer{Cookie: cookie, Request: req}, board.Listener)),
		encode(dj.ack(ask, board.Answer{Cookie: cookie, Request: req}, board.Owner)),
		encode(ana.ack(vote, board.Answer{Cookie: cookie, Votes: 18}, board.Listener)),
		encode(ana.ack(vote, board.Answer{Cookie: cookie}, board.Listener)),
		encode(dj.ack(set, board.Answer{Cookie: cookie, Request: req, Change: change}, board.Owner)),
		encode(dj.ack(board.Message{Type: "event", Ref: "4"}, board.Answer{Cookie: cookie, Event: event, Change: change}, board.Owner)),
		encode(dj.ack(board.Message{Type: "undo"}, board.Answer{Cookie: cookie, Change: change}, board.Owner)),
		encode(errorFrame{"error", "8", refusalOf(wait, ana.who, board.Listener)}),
		encode(errorFrame{"error", "9", refusalOf(board.Errorf(board.TooLong, "Please keep this to {n} characters.", "n", 200).In("title"), ana.who, board.Listener)}),
		encode(errorFrame{"error", "10", refusalOf(conflict, dj.who, board.Owner)}),
		encode(errorFrame{"error", "11", refusalOf(conflict, visitor{Person: "ben"}, board.Listener)}),
		encode(errorFrame{"error", "12", refusalOf(stale, ana.who, board.Listener)}),
		encode(errorFrame{"error", "", refusalOf(os.ErrClosed, ana.who, board.Listener)}),
	})
}

// What differs from run to run.
var varying = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|"(epoch|cookie|since|code)":"[0-9A-Za-z.]+"|"(at|starts_at|ended_at|played_at|still_at|moved_at|next_at)":\d{13}`)

func still(message []byte) []byte {
	return varying.ReplaceAllFunc(message, func(found []byte) []byte {
		name, _, field := bytes.Cut(found, []byte(":"))
		switch {
		case !field:
			return []byte("ID")
		case bytes.Contains(found, []byte(`"code"`)) && !regexp.MustCompile(`"[0-9A-Z]{8}"`).Match(found):
			return found // of an error
		default:
			return append(name, `:"…"`...)
		}
	})
}

func TestMessagesOfASocketKeepTheirForm(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := newID(t)
	l := s.dial(code, ana, "")
	var messages [][]byte
	until := func(kind string) {
		for {
			data, fields := l.readRaw()
			if fields["type"] != "presence" { // it comes when it comes
				messages = append(messages, still(data))
			}
			if fields["type"] == kind {
				return
			}
		}
	}
	until("me")
	// Each step waits for both of its messages, whichever comes first.
	for _, message := range []map[string]any{
		{"type": "request", "ref": "1", "id": id, "title": "Take the Tram", "artist": "a-ha", "note": "the long one"},
		{"type": "unvote", "ref": "2", "id": id, "client": "page", "seq": 1},
		{"type": "set", "ref": "3", "id": id, "status": "withdrawn"},
	} {
		l.send(message)
		got := map[string][]byte{}
		for got["ack"] == nil || got["delta"] == nil {
			data, fields := l.readRaw()
			if kind, _ := fields["type"].(string); kind != "presence" && kind != "me" {
				got[kind] = still(data)
			}
		}
		messages = append(messages, got["ack"], got["delta"])
	}
	l.send(map[string]any{"type": "vote", "ref": "4", "id": id})
	for {
		data, fields := l.readRaw()
		if fields["type"] == "error" {
			messages = append(messages, still(data))
			break
		}
	}
	golden(t, "socket.jsonl", messages)
}

func TestProblemsKeepTheirForm(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	path := "/api/v1/events/" + code
	s.call("PATCH", path, s.dj, `{"limits":{"open":1,"cooldown":0}}`).want(http.StatusOK, "")
	var messages [][]byte
	for _, r := range []*reply{
		s.call("POST", path+"/requests", ana, map[string]any{"id": newID(t), "title": "Antarctica"}),
		s.call("POST", path+"/requests", "", `{}`),
		s.call("POST", path+"/requests", ana, `{"colour":"red"}`),
		s.call("PATCH", path+"/requests/"+id, s.dj, `{"status":"played","from":"later"}`),
		s.call("GET", "/api/v1/nowhere", "", nil),
	} {
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(r.body, &fields); err != nil {
			t.Fatal(err)
		}
		delete(fields, "request_id")
		messages = append(messages, still(encode(fields)))
	}
	golden(t, "problems.jsonl", messages)
}
