// Package hub keeps the live boards: for each event in use one goroutine that
// takes commands, groups them into commits, applies what was committed here and
// on other replicas, and fans the changes out to every reader as frames that
// are encoded once.
//
// A hub is a cache of one board plus the people who look at it. The truth is
// in the store; a hub may end at any time and be built again from there. The
// package knows nothing of sockets, HTTP or SQL.
package hub

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Store is the durable state, as hubs use it.
type Store interface {
	// Commit carries out a batch in one transaction. Refusals of single
	// commands are in the answers. Errors concern the whole batch: not_found,
	// busy (may be repeated, also when the outcome is unknown), storage_full,
	// invalid_text (some command cannot be stored at all).
	Commit(ctx context.Context, event string, commands []board.Command) (board.Committed, error)
	// Load reads what changed since the cookie, or the whole board, from one
	// snapshot. Errors: not_found, busy.
	Load(ctx context.Context, event string, since board.Cookie) (board.Delta, error)
	// Versions reads where the boards of several events stand.
	Versions(ctx context.Context, events []string) (map[string]board.Cookie, error)
	// Audit counts the votes of an event. Its error names a total that is
	// wrong, unless it is a *board.Error: not_found, busy.
	Audit(ctx context.Context, event string) error
	// Recount puts right the totals that are wrong, as one commit. Errors:
	// not_found, busy.
	Recount(ctx context.Context, event string) error
	// Mark tells the crew which votes look made, as one commit, if that has
	// changed. Errors: not_found, busy.
	Mark(ctx context.Context, event string) (marked bool, err error)
}

// hub owns one board. Its goroutine, run, does no I/O: commits, reads and
// publications happen in goroutines of their own and come back as messages, so
// that a slow disk or phone cannot stall the room.
type hub struct {
	// Set once.
	event   string
	store   Store
	bus     Bus
	opts    Options
	log     *slog.Logger
	metrics *metrics
	lanes   [3]lane
	rings   map[board.Audience]*ring
	wholes  map[board.Audience]*wholeCache

	// Ways in and out of run.
	calls    chan func()       // work for the hub's goroutine
	work     chan []*job       // to the committer
	outcomes chan outcome      // from it
	reads    chan board.Cookie // to the loader
	loaded   chan loaded       // from it
	outbox   chan Message      // to the publisher
	inbox    chan Message      // from the bus
	polled   chan board.Cookie // where the database says the board stands
	stopping chan struct{}     // closed by stop
	done     chan struct{}     // closed when no goroutine works any more, after err is set
	err      error             // why it ended

	door   sync.RWMutex
	closed bool // guarded by door: no more commands and readers

	edition atomic.Uint64 // counts up with every change of state or flushed

	// Owned by run.
	state      board.State
	snap       *snapshot // of state, nil until somebody needs it
	flying     []*job    // being committed
	alone      bool      // the last batch was a command that needs its own commit
	unanswered []outcome
	catching   catching
	cadence    cadence
	presence   presence
	distrusted int64 // readers at this version or an older one take the whole board
	heals      int   // how often the state was replaced, since it was wrong
}

func newHub(event string, store Store, bus Bus, opts Options, m *metrics) *hub {
	h := &hub{
		event: event, store: store, bus: bus, opts: opts, metrics: m,
		log:      opts.Log.With("event", event),
		rings:    map[board.Audience]*ring{},
		wholes:   map[board.Audience]*wholeCache{},
		calls:    make(chan func()),
		work:     make(chan []*job, 1),
		outcomes: make(chan outcome),
		reads:    make(chan board.Cookie, 1),
		loaded:   make(chan loaded),
		outbox:   make(chan Message, publishQueue),
		inbox:    make(chan Message, 256),
		polled:   make(chan board.Cookie, 1),
		stopping: make(chan struct{}),
		done:     make(chan struct{}),
		cadence:  cadence{pending: map[string]bool{}},
		presence: newPresence(),
	}
	for i, size := range []int{opts.DJLane, opts.RequestLane, opts.VoteLane} {
		h.lanes[i].queue = make(chan *job, size)
	}
	for _, a := range []board.Audience{board.Public, board.Crew} {
		h.rings[a] = newRing(opts.RingBytes)
		h.wholes[a] = &wholeCache{}
	}
	return h
}

// run is the life of the hub, from a board that has been loaded until it is
// stopped or panics. It returns when all of its goroutines have ended.
func (h *hub) run() {
	ctx, cancel := context.WithCancelCause(context.Background())
	var workers sync.WaitGroup
	for _, work := range []func(context.Context){h.runCommitter, h.runLoader, h.runPublisher, h.runAuditor, h.runMarker} {
		workers.Go(func() {
			if err := guard(func() { work(ctx) }); err != nil {
				cancel(err)
			}
		})
	}
	err := guard(func() { h.loop(ctx) })
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		h.metrics.panics.Inc()
		h.log.Error("a hub failed and is ended", "error", err)
		h.err = errMoved.Because(err)
	} else {
		h.err = errMoved
	}
	h.close()
	h.publish(Message{}) // nobody reads here any more
	cancel(nil)
	workers.Wait()
	close(h.done)
	if err := guard(h.bury); err != nil {
		h.log.Error("ending a hub failed", "error", err)
	}
}

// guard turns a panic into an error.
func guard(f func()) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	f()
	return nil
}

// grace is how long a hub that is stopped may take to finish.
const grace = 10 * time.Second

// loop takes one turn after the other until the hub has been stopped and has
// finished what it had taken on, or a worker has failed.
func (h *hub) loop(ctx context.Context) {
	h.cadence.timer = time.NewTimer(time.Hour)
	defer h.cadence.timer.Stop()
	heart := time.NewTicker(beatEvery)
	defer heart.Stop()
	stopping, deadline := h.stopping, (<-chan time.Time)(nil)
	for stopping != nil || !h.finished() {
		var queues [len(h.lanes)]chan *job // nil while a commit is in flight
		for i := range h.lanes {
			if h.flying == nil && h.lanes[i].head == nil {
				queues[i] = h.lanes[i].queue
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-stopping:
			stopping, deadline = nil, time.After(grace)
		case <-deadline:
			h.log.Warn("a hub ended before it had finished")
			return
		case call := <-h.calls:
			call()
		case h.lanes[LaneDJ].head = <-queues[LaneDJ]:
		case h.lanes[LaneRequests].head = <-queues[LaneRequests]:
		case h.lanes[LaneVotes].head = <-queues[LaneVotes]:
		case o := <-h.outcomes:
			h.conclude(o)
		case l := <-h.loaded:
			h.caughtUp(l)
		case m := <-h.inbox:
			h.hear(m)
		case cookie := <-h.polled:
			h.compare(cookie)
		case <-h.cadence.timer.C:
		case <-heart.C:
			h.beat()
		}
		h.dispatch()
		h.flushIfDue()
	}
	h.flush()
}

// finished reports whether nothing that was taken on is left to do. Answers
// that wait for a read which nobody will start again need not be waited for.
func (h *hub) finished() bool {
	return h.flying == nil && (len(h.unanswered) == 0 || !h.catching.reading)
}

// stop lets the hub finish what it has taken on, and end. It does not wait.
func (h *hub) stop() {
	if h.close() {
		close(h.stopping)
	}
}

// close turns away new commands and readers, and reports whether it was the
// first to do so.
func (h *hub) close() bool {
	h.door.Lock()
	defer h.door.Unlock()
	first := !h.closed
	h.closed = true
	return first
}

func (h *hub) isClosed() bool {
	h.door.RLock()
	defer h.door.RUnlock()
	return h.closed
}

// ended returns why the hub ended, or nil while it lives.
func (h *hub) ended() error {
	select {
	case <-h.done:
		return h.err
	default:
		return nil
	}
}

// bury answers everybody who still waits. What was committed is answered so.
func (h *hub) bury() {
	h.answer(func(board.Delta) bool { return true })
	for _, j := range h.flying {
		h.finish(j, board.Answer{}, errBusy)
	}
	for i := range h.lanes {
		for j := h.peek(&h.lanes[i]); j != nil; j = h.peek(&h.lanes[i]) {
			h.finish(h.lanes[i].pop(), board.Answer{}, h.err)
		}
	}
	for a, ring := range h.rings {
		ring.end(h.err)
		h.metrics.readers.WithLabelValues(string(a)).Sub(float64(h.presence.local[a]))
	}
}

// do runs f on the hub's goroutine and waits for it. f must not block.
func (h *hub) do(ctx context.Context, f func()) error {
	ran := make(chan struct{})
	select {
	case h.calls <- func() { f(); close(ran) }:
	case <-h.done:
		return h.err
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case <-ran:
		return nil
	case <-h.done:
		return h.err
	}
}

// submit puts a job into its lane, or refuses it at once.
func (h *hub) submit(j *job, lane Lane) error {
	h.door.RLock()
	defer h.door.RUnlock()
	if h.closed {
		return errMoved
	}
	select {
	case h.lanes[lane].queue <- j:
		return nil
	default:
		h.metrics.laneFull.WithLabelValues(lane.String()).Inc()
		return errBusy
	}
}
