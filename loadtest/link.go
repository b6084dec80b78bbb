package loadtest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// link is one page: its board, its socket, and the commands that it has not
// heard about yet, which it sends again, under the same ids, after each
// reconnect. One goroutine, in run, owns the connection.
type link struct {
	// Set once.
	run      *run
	name     string
	token    string
	audience board.Audience
	kicked   chan struct{} // ends a nap or a wait before reconnecting

	heard atomic.Int64 // ns of the run when something last came in

	mu       sync.Mutex
	at       int        // the door that this page uses
	held     *held      // nil before the first board
	person   string     // as the server calls this one
	commands []*command // all ever made, in order
	refs     map[string]*command
	out      []*command         // those without an answer, in order
	writes   chan []byte        // of the open socket, nil while there is none
	hangUp   context.CancelFunc // ends the open socket, nil while there is none
	online   int64              // ns since when the board is live, 0 when it is not
	lost     int64              // ns since when it is not, 0 if nobody minds
	nap      time.Duration      // to take once the socket is closed
	falls    []string           // versions that went backwards
	closed   string             // why it never comes back, "" if it does
}

func newLink(r *run, name, token string, a board.Audience, at int) *link {
	return &link{
		run: r, name: name, token: token, audience: a, at: at, kicked: make(chan struct{}, 1),
		refs: map[string]*command{},
	}
}

// live keeps the page connected until ctx is done.
func (l *link) live(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil && !l.over() {
		began := l.run.clock.now()
		err := l.session(ctx)
		if ctx.Err() != nil {
			return
		}
		if l.run.clock.now()-began > int64(10*time.Second) {
			failures = 0
		}
		if nap := l.takeNap(); nap > 0 {
			l.run.figures.asleep.Add(1)
			l.wait(ctx, nap)
			l.run.figures.asleep.Add(-1)
			failures = 0
			continue
		}
		if errors.Is(err, board.ErrHole) {
			l.run.figures.holes.Add(1)
		} else {
			l.leave()
		}
		l.note(err)
		l.wait(ctx, backoff(failures, err))
		failures++
		l.run.figures.reconnects.Add(1)
	}
}

// backoff is full jitter, up to a second and doubling to 30, and never less
// than what the server asked for.
func backoff(failures int, err error) time.Duration {
	most := min(time.Second<<min(failures, 5), 30*time.Second)
	wait := rand.N(most)
	var refusal *board.Error
	if errors.As(err, &refusal) {
		wait += time.Duration(refusal.RetryAfter) * time.Second
	}
	return wait
}

// note counts how a session ended, and remembers an end that is for good.
func (l *link) note(err error) {
	var refusal *board.Error
	closed := ""
	switch code := websocket.CloseStatus(err); {
	case errors.As(err, &refusal):
		l.run.figures.refused(refusal.Code)
		if refusal.Code == board.NotFound || refusal.Code == board.Forbidden || refusal.Code == board.BadCookie {
			closed = refusal.Error()
		}
	case code == websocket.StatusPolicyViolation || code == 4403 || code == 4404 || code == 4401:
		l.run.figures.closed(int(code))
		closed = err.Error()
	case !errors.Is(err, board.ErrHole):
		l.run.figures.closed(int(code))
	}
	if closed == "" {
		return
	}
	l.run.breach(Breach{"board stays reachable", l.name, "a socket that may come back", closed})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = closed
}

// door is the address that the page uses.
func (l *link) door() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.run.client.doors.bases[l.at]
}

// leave makes the page use another address from now on.
func (l *link) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = l.run.client.doors.after(l.at)
}

// over reports whether the server has closed the page for good.
func (l *link) over() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed != ""
}

// shown reports whether the board is live.
func (l *link) shown() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.online > 0
}

// unanswered counts the commands without an answer.
func (l *link) unanswered() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.out)
}

// wait waits, or until somebody kicks.
func (l *link) wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-l.kicked:
	}
}

// kick ends a nap or a wait.
func (l *link) kick() {
	select {
	case l.kicked <- struct{}{}:
	default:
	}
}

// sleep closes the socket and comes back later.
func (l *link) sleep(nap time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.hangUp != nil {
		l.nap = max(nap, time.Millisecond)
		l.hangUp() // without a word, as a phone does
	}
}

func (l *link) takeNap() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	nap := l.nap
	if nap > 0 {
		l.nap, l.lost = 0, 0
		for _, c := range l.out {
			c.born = 0
		}
	}
	return nap
}

// session reads the board over HTTP, then lives on the socket until that ends.
func (l *link) session(ctx context.Context) error {
	base := l.door()
	if err := l.catchUp(ctx, base); err != nil {
		return err
	}
	conn, err := l.run.client.dial(ctx, base, l.token, l.audience, l.cookie())
	if err != nil {
		return err
	}
	defer func() { _ = conn.CloseNow() }()
	open, hangUp := context.WithCancel(ctx)
	writes := l.opened(hangUp)
	var writer sync.WaitGroup
	writer.Go(func() { l.write(open, conn, writes) })
	err = l.read(open, conn)
	l.gone(ctx.Err() == nil)
	hangUp()
	writer.Wait()
	return err
}

// catchUp reads what changed since the board's cookie, or the whole board.
func (l *link) catchUp(ctx context.Context, base string) error {
	path := l.run.client.path("/board?since=" + l.cookie().String())
	if l.cookie() == (board.Cookie{}) {
		path = l.run.client.path("/board?")
	}
	if l.audience == board.Crew {
		path += "&audience=crew"
	}
	data, err := l.run.client.bytesAt(ctx, base, l.token, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	l.heard.Store(l.run.clock.now())
	_, _, err = l.take(data)
	if errors.Is(err, board.ErrHole) { // an answer to another cookie than the one that was sent
		l.forget()
	}
	return err
}

func (l *link) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = nil
}

// cookie is where the board stands.
func (l *link) cookie() board.Cookie {
	if h := l.now(); h != nil {
		return h.view.Cookie
	}
	return board.Cookie{}
}

// now is the board as it is held, nil before the first.
func (l *link) now() *held {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.held
}

// write sends what is handed to it, each within five seconds.
func (l *link) write(ctx context.Context, conn *websocket.Conn, writes <-chan []byte) {
	for {
		select {
		case <-ctx.Done():
			return
		case data := <-writes:
			sending, cancel := context.WithTimeout(ctx, 5*time.Second)
			err := conn.Write(sending, websocket.MessageText, data)
			cancel()
			if err != nil {
				return // the reader finds out as well
			}
		}
	}
}
