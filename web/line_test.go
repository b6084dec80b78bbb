package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// line is a client's end of a socket.
type line struct {
	t    *testing.T
	conn *websocket.Conn
	head *http.Response
	met  *witnessed

	mu   sync.Mutex
	sent map[string][]byte // commands by ref
}

// dial opens a socket; query is what follows the question mark.
func (s *site) dial(event, token, query string, headers ...string) *line {
	s.t.Helper()
	l, response, err := s.tryDial(event, token, query, headers...)
	if err != nil {
		s.t.Fatalf("opening a socket: %v (%v)", err, response)
	}
	return l
}

func (s *site) tryDial(event, token, query string, headers ...string) (*line, *http.Response, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	header, host := http.Header{}, ""
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			host = headers[i+1]
		} else {
			header.Set(headers[i], headers[i+1])
		}
	}
	address := strings.Replace(s.url, "http", "ws", 1) + "/api/v1/events/" + event + "/live?" + query
	conn, response, err := websocket.Dial(ctx, address, &websocket.DialOptions{
		HTTPHeader: header, Host: host, Subprotocols: []string{"cueslip.v1"}, CompressionMode: websocket.CompressionContextTakeover,
	})
	if response != nil {
		s.holdHandshake(response)
	}
	if err != nil {
		return nil, response, err
	}
	conn.SetReadLimit(1 << 20)
	s.t.Cleanup(func() { conn.CloseNow() }) //nolint:errcheck // the test may have closed it
	return &line{t: s.t, conn: conn, head: response, met: s.met, sent: map[string][]byte{}}, response, nil
}

// holdHandshake holds a socket's opening to its description. What a refusal
// says, the library has read up to a kilobyte of.
func (s *site) holdHandshake(response *http.Response) {
	s.t.Helper()
	var body []byte
	if response.StatusCode != http.StatusSwitchingProtocols {
		body, _ = io.ReadAll(response.Body) // it is in memory
		response.Body = io.NopCloser(bytes.NewReader(body))
	}
	s.met.hold(s.t, response.Request, nil, response, body)
}

// read returns the next message.
func (l *line) read() map[string]any {
	l.t.Helper()
	_, fields := l.readRaw()
	return fields
}

func (l *line) readRaw() ([]byte, map[string]any) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), patience)
	defer cancel()
	kind, data, err := l.conn.Read(ctx)
	if err != nil || kind != websocket.MessageText {
		l.t.Fatalf("reading a message: %v %v", kind, err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		l.t.Fatalf("reading a message: %v: %s", err, data)
	}
	ref, _ := fields["ref"].(string)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.met.holdMessage(l.t, data, fields, l.sent[ref])
	return data, fields
}

// until reads messages up to one that has the fields.
func (l *line) until(pairs ...any) map[string]any {
	l.t.Helper()
	for {
		message, all := l.read(), true
		for i := 0; i < len(pairs); i += 2 {
			all = all && message[pairs[i].(string)] == pairs[i+1]
		}
		if all {
			return message
		}
	}
}

// send sends a message: raw JSON, or what is encoded as such.
func (l *line) send(message any) {
	l.t.Helper()
	data, raw := message.(string)
	if !raw {
		data = string(encode(message))
	}
	var command struct{ Ref string }
	if json.Unmarshal([]byte(data), &command) == nil {
		l.mu.Lock()
		l.sent[command.Ref] = []byte(data)
		l.mu.Unlock()
	}
	l.write(websocket.MessageText, []byte(data))
}

func (l *line) write(kind websocket.MessageType, data []byte) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), patience)
	defer cancel()
	if err := l.conn.Write(ctx, kind, data); err != nil {
		l.t.Fatalf("sending a message: %v", err)
	}
}

// closed reads to the end of the socket and fails the test unless it ends with
// the code.
func (l *line) closed(code websocket.StatusCode) {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), patience)
	defer cancel()
	for {
		if _, _, err := l.conn.Read(ctx); err != nil {
			if got := websocket.CloseStatus(err); got != code {
				l.t.Fatalf("the socket ended with %d (%v); want %d", got, err, code)
			}
			return
		}
	}
}

// want fails the test unless a message is an error of the code.
func wantError(t *testing.T, message map[string]any, code board.Code) {
	t.Helper()
	if message["type"] != "error" || message["code"] != string(code) {
		t.Fatalf("%v; want the error %s", message, code)
	}
}
