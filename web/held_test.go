package web

import (
	"context"
	"fmt"
	"testing"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// held is a database whose commits wait for the test while gate is closed.
type held struct {
	*store.Store
	gate chan struct{} // each commit receives once
}

func (h held) Commit(ctx context.Context, event string, commands []board.Command) (board.Committed, error) {
	select {
	case <-h.gate:
		return h.Store.Commit(ctx, event, commands)
	case <-ctx.Done():
		return board.Committed{}, ctx.Err()
	}
}

// hold starts a site whose commits are let through one by one by the returned
// function, all of them once it was called with 0.
func hold(t *testing.T) (*site, func(n int)) {
	t.Helper()
	db := storetest.Open(t, storetest.SQLite(t))
	gate := make(chan struct{}, 100)
	s := openWith(t, db, held{db, gate})
	return s, func(n int) {
		if n == 0 {
			close(gate)
		}
		for range n {
			gate <- struct{}{}
		}
	}
}

func TestNothingIsAcknowledgedBeforeItsCommit(t *testing.T) {
	s, let := hold(t)
	let(2) // of making the event and the request
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	l := s.dial(code, s.guest("Ben"), "")
	l.until("type", "presence")
	l.send(map[string]any{"type": "vote", "ref": "held", "id": id})
	l.send(map[string]any{"type": "dance", "ref": "refused"})
	if m := l.until("ref", "refused"); m["type"] != "error" {
		t.Errorf("%v", m)
	}
	let(0)
	if m := l.until("ref", "held"); m["type"] != "ack" || m["votes"] != 2.0 {
		t.Errorf("%v", m)
	}
}

func TestSocketHasSoManyCommandsUnderWay(t *testing.T) {
	s, let := hold(t)
	let(2)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	l := s.dial(code, s.dj, "audience=crew") // the crew's pace is beyond the bound
	l.until("type", "presence")
	for i := range maxAwaiting + 2 {
		l.send(map[string]any{"type": "vote", "ref": fmt.Sprint(i), "id": id, "client": "page", "seq": i + 1})
	}
	for i := maxAwaiting; i < maxAwaiting+2; i++ {
		wantError(t, l.until("ref", fmt.Sprint(i)), board.SlowDown)
	}
	let(0)
	l.until("type", "ack", "ref", fmt.Sprint(maxAwaiting-1))
	l.send(map[string]any{"type": "vote", "ref": "later", "id": id})
	if m := l.until("ref", "later"); m["type"] != "ack" {
		t.Errorf("%v", m)
	}
}

func TestDrainWaitsForTheAnswersOfWhatWasTaken(t *testing.T) {
	s, let := hold(t)
	let(2)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	l := s.dial(code, s.guest("Ben"), "")
	l.until("type", "presence")
	l.send(map[string]any{"type": "vote", "ref": "held", "id": id})
	l.send(map[string]any{"type": "dance", "ref": "taken"})
	l.until("ref", "taken") // so the vote was taken, too
	drained := make(chan error, 1)
	go func() { drained <- s.server.Drain(context.Background()) }()
	for !s.server.leaving.Load() {
	}
	if _, response, err := s.tryDial(code, "", ""); err == nil || response.StatusCode != 503 {
		t.Errorf("a new socket: %v", response)
	}
	let(0)
	if m := l.until("ref", "held"); m["type"] != "ack" {
		t.Errorf("%v", m)
	}
	l.closed(websocket.StatusServiceRestart)
	if err := <-drained; err != nil {
		t.Error(err)
	}
}
