package push

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Bounds of what one host can take up, and all of them.
const (
	maxHosts    = 64
	hostQueue   = 64 // messages that wait for one host
	hostWorkers = 2
	maxTries    = 3
	firstPause  = time.Second // doubled with each try, unless the service says how long
)

// outcome is what became of a message.
type outcome string

const (
	sent    outcome = "sent"
	gone    outcome = "gone"    // nobody is there any more
	failed  outcome = "failed"  // refused, or tried too often
	dropped outcome = "dropped" // no room, or too late
	later   outcome = "later"   // to be tried again
)

// lines hold the messages that are on their way, a line for each host: a service
// that is slow or ill keeps only its own waiting. Lines and workers are there
// while there is something to do.
type lines struct {
	// Set once.
	stopping <-chan struct{} // when closed, nothing waits for its next try
	post     func(context.Context, message) (outcome, time.Duration)
	ended    func(outcome)

	workers sync.WaitGroup
	mu      sync.Mutex
	hosts   map[string]*line
}

// line is guarded by lines.mu.
type line struct {
	queue   []message
	workers int
	rest    time.Time // the host wants to be left alone until then
}

func newLines(stopping <-chan struct{}, post func(context.Context, message) (outcome, time.Duration), ended func(outcome)) *lines {
	return &lines{stopping: stopping, post: post, ended: ended, hosts: map[string]*line{}}
}

// add puts a message into the line of its host, unless there is no room.
func (l *lines) add(ctx context.Context, m message) {
	host := hostOf(m.Endpoint)
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.hosts[host]
	if at == nil && len(l.hosts) < maxHosts {
		at = &line{}
		l.hosts[host] = at
	}
	if at == nil || len(at.queue) >= hostQueue {
		l.ended(dropped)
		return
	}
	at.queue = append(at.queue, m)
	if at.workers < hostWorkers {
		at.workers++
		l.workers.Go(func() { l.work(ctx, host, at) })
	}
}

func hostOf(endpoint string) string {
	address, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return strings.ToLower(address.Host)
}

// wait waits until every worker has ended.
func (l *lines) wait() { l.workers.Wait() }

// work delivers the messages of a line until there are none.
func (l *lines) work(ctx context.Context, host string, at *line) {
	for {
		m, ok := l.take(host, at)
		if !ok {
			return
		}
		l.ended(l.deliver(ctx, at, m))
	}
}

// take returns the line's next message; without one the worker is done, and the
// last one takes the line away.
func (l *lines) take(host string, at *line) (m message, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(at.queue) == 0 {
		if at.workers--; at.workers == 0 {
			delete(l.hosts, host)
		}
		return m, false
	}
	m, at.queue = at.queue[0], at.queue[1:]
	return m, true
}

// deliver tries a message until it is clear what becomes of it.
func (l *lines) deliver(ctx context.Context, at *line, m message) outcome {
	pause := firstPause
	for try := 1; ; try++ {
		if !l.rested(ctx, at, m) {
			return dropped
		}
		is, wait := l.post(ctx, m)
		if is != later {
			return is
		}
		l.leave(at, max(wait, pause))
		pause *= 2
		if try == maxTries {
			return failed
		}
	}
}

// leave leaves a line's host alone for a while.
func (l *lines) leave(at *line, pause time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(pause); until.After(at.rest) {
		at.rest = until
	}
}

// rested waits until the line's host may be asked again, and reports whether
// the message is worth anything by then.
func (l *lines) rested(ctx context.Context, at *line, m message) bool {
	for {
		l.mu.Lock()
		rest := at.rest
		l.mu.Unlock()
		now := time.Now()
		switch {
		case ctx.Err() != nil, rest.After(m.expires), now.After(m.expires):
			return false
		case !rest.After(now):
			return true
		}
		timer := time.NewTimer(rest.Sub(now))
		select {
		case <-timer.C:
		case <-ctx.Done():
		case <-l.stopping:
			timer.Stop()
			return false
		}
		timer.Stop()
	}
}
