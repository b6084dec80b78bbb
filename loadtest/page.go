package loadtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// read takes in what the server sends until the socket ends.
func (l *link) read(ctx context.Context, conn *websocket.Conn) error {
	var buf bytes.Buffer
	for {
		_, reader, err := conn.Reader(ctx)
		if err != nil {
			return err //nolint:wrapcheck // the close code is read from it
		}
		buf.Reset()
		if _, err := buf.ReadFrom(reader); err != nil {
			return err //nolint:wrapcheck // the close code is read from it
		}
		now := l.run.clock.now()
		l.heard.Store(now)
		l.run.figures.frames.Add(1)
		l.run.figures.bytes.Add(int64(buf.Len()))
		if err := l.receive(buf.Bytes(), now); err != nil {
			return err
		}
	}
}

// receive takes one message in.
func (l *link) receive(data []byte, now int64) error {
	switch kind := typeOf(data); kind {
	case "board", "delta":
		before, after, err := l.take(data)
		if err != nil {
			return err
		}
		l.arrived(before, after, now)
		return nil
	case "presence":
		var p board.PresenceFrame
		if err := json.Unmarshal(data, &p); err != nil {
			return fmt.Errorf("reading a presence frame: %w", err)
		}
		if p.Cookie != l.cookie() {
			return board.ErrHole
		}
		return nil
	case "me":
		var me board.MeFrame
		if err := json.Unmarshal(data, &me); err != nil {
			return fmt.Errorf("reading a me frame: %w", err)
		}
		l.mu.Lock()
		l.person = me.Person
		l.mu.Unlock()
		return nil
	case "ack":
		return l.acknowledged(data, now)
	case "error":
		return l.refused(data, now)
	default:
		return fmt.Errorf("the server sent a %q, which is not in the protocol", kind)
	}
}

// typeOf reads the type, which our server writes first.
func typeOf(data []byte) string {
	if rest, ok := bytes.CutPrefix(data, []byte(`{"type":"`)); ok {
		if name, _, ok := bytes.Cut(rest, []byte(`"`)); ok {
			return string(name)
		}
	}
	var m struct {
		Type string `json:"type"`
	}
	_ = json.Unmarshal(data, &m) // what has no type is refused by the caller
	return m.Type
}

// take makes the board the next one, and notes a version that went backwards.
func (l *link) take(data []byte) (before, after board.Cookie, err error) {
	from := l.now()
	next, err := l.run.feed.receive(from, l.audience, data)
	if err != nil {
		return before, after, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	after = next.view.Cookie
	if from != nil {
		before = from.view.Cookie
		if before.Epoch == after.Epoch && after.Version < before.Version {
			l.falls = append(l.falls, fmt.Sprintf("%s then %s", before, after))
		}
		if before.Epoch != after.Epoch {
			l.run.figures.epochs.Add(1)
		}
	}
	l.held = next
	return before, after, nil
}

// arrived measures a frame of the socket. The first one only says that the
// board is live.
func (l *link) arrived(before, after board.Cookie, now int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.online != 0 {
		if l.audience == board.Public {
			l.run.spread.arrived(before, after, arrival{at: now, online: l.online, base: l.at})
		}
		return
	}
	l.online = now
	if l.lost > 0 {
		l.run.figures.gaps.record(now - l.lost)
		l.run.figures.timeline.record(timesReconnect, l.lost, now-l.lost)
		l.lost = 0
	}
}

// opened puts the commands without an answer on the new socket.
func (l *link) opened(hangUp context.CancelFunc) <-chan []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hangUp, l.writes = hangUp, make(chan []byte, 64+len(l.out))
	for _, c := range l.out {
		l.put(c)
	}
	return l.writes
}

// gone notes that the socket has ended, and if somebody minds, since when the
// board is not live.
func (l *link) gone(minds bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if minds && l.online > 0 && l.nap == 0 {
		l.lost = l.run.clock.now()
		l.run.figures.lost.Add(1)
	}
	l.hangUp, l.writes, l.online = nil, nil, 0
}

// send makes a command: it goes out at once, or when the socket is open again.
func (l *link) send(c *command) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.ref = strconv.Itoa(len(l.commands) + 1)
	c.outcome = pending
	c.born = l.run.clock.now()
	if l.online > 0 {
		c.made = c.born
	}
	l.commands = append(l.commands, c)
	l.refs[c.ref] = c
	l.out = append(l.out, c)
	l.run.figures.sent[c.class].Add(1)
	l.put(c)
}

// put hands a command to the open socket, if there is one. One that finds no
// room waits like one made offline. l.mu is held.
func (l *link) put(c *command) {
	if l.writes == nil {
		return
	}
	data, err := c.message()
	if err != nil {
		panic(err) // our own types always encode
	}
	select {
	case l.writes <- data:
		if c.sends > 0 {
			l.run.figures.resent.Add(1)
		}
		c.sends++
		c.retryAt = 0
	default:
		c.retryAt = l.run.clock.now() + 1
	}
}
