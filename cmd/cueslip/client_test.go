package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// client is one person's program using the API.
type client struct {
	url, token string
}

// call sends a command that has to be answered with the status, and reads the
// answer into out, if given.
func (c client) call(t *testing.T, method, path string, body any, status int, out any) {
	t.Helper()
	var sent bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&sent).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, &sent)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end or not
	var raw json.RawMessage
	if err := json.NewDecoder(answer.Body).Decode(&raw); err != nil {
		t.Fatalf("%s %s: %s: %v", method, path, answer.Status, err)
	}
	if answer.StatusCode != status {
		t.Fatalf("%s %s: %s, want %d: %s", method, path, answer.Status, status, raw)
	}
	if out != nil {
		if err := json.Unmarshal(raw, out); err != nil {
			t.Fatalf("%s %s: %v: %s", method, path, err, raw)
		}
	}
}

// guest makes a new guest of the same server.
func (c client) guest(t *testing.T, name string) client {
	t.Helper()
	var made struct{ Token string }
	client{url: c.url}.call(t, http.MethodPost, "/api/v1/guests", map[string]string{"name": name}, http.StatusCreated, &made)
	return client{c.url, made.Token}
}

// openEvent opens an event and returns the path of its calls.
func (c client) openEvent(t *testing.T, title string) string {
	t.Helper()
	var made struct{ Code string }
	c.call(t, http.MethodPost, "/api/v1/events", map[string]string{"title": title}, http.StatusCreated, &made)
	return "/api/v1/events/" + made.Code
}

// ask asks for a song and returns the request's id.
func (c client) ask(t *testing.T, event, title string) string {
	t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	c.call(t, http.MethodPost, event+"/requests", map[string]string{"id": id, "title": title}, http.StatusCreated, nil)
	return id
}

func (c client) vote(t *testing.T, event, request string) {
	t.Helper()
	c.call(t, http.MethodPut, event+"/requests/"+request+"/vote", nil, http.StatusOK, nil)
}

func (c client) set(t *testing.T, event, request string, status board.Status) {
	t.Helper()
	body := map[string]string{"status": string(status)}
	c.call(t, http.MethodPatch, event+"/requests/"+request, body, http.StatusOK, nil)
}

// board reads the board as the audience sees it.
func (c client) board(t *testing.T, event string, audience board.Audience) *board.View {
	t.Helper()
	var frame json.RawMessage
	c.call(t, http.MethodGet, event+"/board?audience="+string(audience), nil, http.StatusOK, &frame)
	view := &board.View{Audience: audience}
	if _, err := view.Receive(frame); err != nil {
		t.Fatal(err)
	}
	return view
}

// listen opens a socket to the event's board.
func (c client) listen(ctx context.Context, t *testing.T, event string) *websocket.Conn {
	t.Helper()
	options := &websocket.DialOptions{Subprotocols: []string{"cueslip.v1"}}
	socket, _, err := websocket.Dial(ctx, c.url+event+"/live", options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.CloseNow() })
	socket.SetReadLimit(1 << 20)
	return socket
}

// watch follows the board over a socket until it is as wished.
func (c client) watch(t *testing.T, event string, wished func(*board.View) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	socket := c.listen(ctx, t, event)
	view := &board.View{Audience: board.Public}
	for !wished(view) {
		_, frame, err := socket.Read(ctx)
		if err != nil {
			t.Fatalf("waiting for the board: %v", err)
		}
		if _, err := view.Receive(frame); err != nil {
			t.Fatal(err)
		}
	}
}

// status makes a call and returns only the status of its answer.
func (c client) status(t *testing.T, method, path, body string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}
