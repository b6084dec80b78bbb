package loadtest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// What a server answers, as a phone reads it.
type (
	ackFrame struct {
		Ref     string         `json:"ref"`
		Cookie  board.Cookie   `json:"cookie"`
		Votes   *int           `json:"votes"`
		Request *board.Request `json:"request"`
		Event   *board.Event   `json:"event"`
		Change  string         `json:"change"`
	}
	errorFrame struct {
		Ref        string         `json:"ref"`
		Code       board.Code     `json:"code"`
		Detail     string         `json:"detail"`
		RetryAfter int            `json:"retry_after"`
		Retryable  bool           `json:"retryable"`
		Request    *board.Request `json:"request"`
	}
)

// acknowledged takes an ack in.
func (l *link) acknowledged(data []byte, now int64) error {
	var ack ackFrame
	if err := json.Unmarshal(data, &ack); err != nil {
		return fmt.Errorf("reading an ack: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.answered(ack.Ref)
	if c == nil {
		return nil
	}
	if c.outcome == refused {
		l.run.breach(Breach{"one answer for each command", l.name, "still " + string(c.code), "acknowledged: " + c.String()})
	}
	if c.outcome != pending {
		return nil
	}
	c.cookie, c.request, c.votes, c.change = ack.Cookie, ack.Request, ack.Votes, ack.Change
	l.settle(c, acked)
	l.run.figures.acked[c.class].Add(1)
	if c.born > 0 {
		l.run.figures.felt.record(now - c.born)
		l.run.figures.timeline.record(timesFelt, c.born, now-c.born)
	}
	if c.made > 0 && c.sends == 1 {
		l.run.figures.acks[c.class].record(now - c.made)
		l.run.figures.timeline.record(string(c.class), c.made, now-c.made)
		if !c.repeat {
			l.run.spread.changed(c.class, c.made, l.at, c.cookie)
		}
	}
	return nil
}

// refused takes an error in. One that passes is sent again later.
func (l *link) refused(data []byte, now int64) error {
	var e errorFrame
	if err := json.Unmarshal(data, &e); err != nil {
		return fmt.Errorf("reading an error frame: %w", err)
	}
	l.run.figures.refused(e.Code)
	if e.Ref == "" {
		l.run.breach(Breach{"well-formed messages are understood", l.name, "no complaint", string(e.Code) + ": " + e.Detail})
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.answered(e.Ref)
	if c == nil || c.outcome != pending {
		return nil
	}
	switch e.Code {
	case board.Busy, board.Moved, board.SlowDown, board.Internal, board.StorageFull:
		c.retryAt = now + int64(time.Second)*int64(e.RetryAfter) + int64(rand.N(min(time.Second<<c.delays, 4*time.Second)))
		c.delays = min(c.delays+1, 2) // so that a crowd that is told to wait does not come back as one
		return nil
	}
	c.code = e.Code
	l.settle(c, refused)
	return nil
}

// answered finds the command that an answer belongs to, and notes answers that
// nobody asked for. l.mu is held.
func (l *link) answered(ref string) *command {
	c := l.refs[ref]
	if c == nil {
		l.run.breach(Breach{"one answer for each command", l.name, "answers to what was sent", "an answer to ref " + ref})
		return nil
	}
	if c.answers++; c.answers > c.sends {
		l.run.breach(Breach{"one answer for each command", l.name, fmt.Sprint(c.sends), fmt.Sprintf("%d to %s", c.answers, c)})
	}
	return c
}

// settle gives a command its outcome. l.mu is held.
func (l *link) settle(c *command, o outcome) {
	c.outcome = o
	if i := slices.Index(l.out, c); i >= 0 {
		l.out = slices.Delete(l.out, i, i+1)
	}
	if c.done != nil {
		close(c.done)
	}
}

// silence is how long a page believes a socket that says nothing: presence
// comes at least every ten seconds.
const silence = int64(25 * time.Second)

// tend sends again what was refused for now, and gives up a silent socket.
func (l *link) tend(now int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.out {
		if c.retryAt > 0 && now >= c.retryAt {
			l.put(c)
		}
	}
	if l.hangUp != nil && now-l.heard.Load() > silence {
		l.run.figures.silent.Add(1)
		l.heard.Store(now)
		l.hangUp()
	}
}

// settled reports whether the page is online, with every command answered, at
// the cookie.
func (l *link) settled(at board.Cookie) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed != "" || l.online > 0 && len(l.out) == 0 && l.held.view.Cookie == at
}
