package hub

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// How often the database is asked where boards stand: publications may be
// lost, and are while the bus is down.
const (
	pollEvery      = time.Second
	pollEverySick  = 250 * time.Millisecond
	pollWithin     = time.Second
	subscribeLimit = 500 * time.Millisecond
)

// Registry starts hubs when somebody needs them, finds them, and ends those
// that nobody uses: never two at once for one event. It is safe for concurrent
// use.
type Registry struct {
	store   Store
	bus     Bus
	opts    Options
	metrics *metrics

	hosts sync.WaitGroup // goroutines of slots

	mu       sync.Mutex
	slots    map[string]*slot
	draining bool
}

// slot is the place of one event's hub.
type slot struct {
	event string
	ready chan struct{} // closed once hub or err is set
	gone  chan struct{} // closed when the hub has ended and the place is free
	hub   *hub
	err   error

	// Guarded by Registry.mu.
	uses   int // leases and readers
	idle   time.Time
	ending bool
}

// New returns a registry without hubs.
func New(store Store, bus Bus, opts Options) *Registry {
	opts = opts.withDefaults()
	return &Registry{
		store: store, bus: bus, opts: opts, metrics: newMetrics(opts.Registerer),
		slots: map[string]*slot{},
	}
}

// Run keeps hubs in step with the database and ends those that nobody uses. It
// returns when ctx is done and every hub has ended.
func (g *Registry) Run(ctx context.Context) error {
	for {
		wait := pollEvery
		if !g.bus.Healthy() {
			wait = pollEverySick
		}
		select {
		case <-ctx.Done():
			err := g.Drain(context.WithoutCancel(ctx))
			g.hosts.Wait()
			return err
		case <-time.After(wait):
			g.poll(ctx)
			g.evict()
		}
	}
}

// Drain takes no new leases and ends every hub: each finishes the commands
// that it has taken, tells its readers the result, then that it has moved.
func (g *Registry) Drain(ctx context.Context) error {
	g.mu.Lock()
	g.draining = true
	slots := g.list()
	g.mu.Unlock()
	for _, s := range slots {
		select {
		case <-s.ready:
		case <-ctx.Done():
			return fmt.Errorf("hub: draining: %w", ctx.Err())
		}
		if s.hub != nil {
			s.hub.stop()
		}
	}
	for _, s := range slots {
		select {
		case <-s.gone:
		case <-ctx.Done():
			return fmt.Errorf("hub: draining: %w", ctx.Err())
		}
	}
	return nil
}

// list returns all slots. The caller holds mu.
func (g *Registry) list() []*slot {
	slots := make([]*slot, 0, len(g.slots))
	for _, s := range g.slots {
		slots = append(slots, s)
	}
	return slots
}

// Lease returns a lease on the event's hub, started if need be. Errors:
// not_found, busy, moved while draining.
func (g *Registry) Lease(ctx context.Context, event string) (*Lease, error) {
	for {
		s, claimed := g.claim(event) //nolint:contextcheck // a hub outlives the lease that started it
		if s == nil {
			return nil, errMoved
		}
		if claimed {
			select {
			case <-s.ready:
			case <-ctx.Done():
				g.release(s)
				return nil, ctx.Err()
			}
			if s.err != nil {
				return nil, s.err
			}
			if !s.hub.isClosed() {
				return &Lease{registry: g, slot: s, hub: s.hub}, nil
			}
			g.release(s)
		}
		select {
		case <-s.gone:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// claim finds or starts the event's hub and counts a use of it, unless it is
// about to end. It returns nil while draining.
func (g *Registry) claim(event string) (s *slot, claimed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.draining {
		return nil, false
	}
	s = g.slots[event]
	if s == nil {
		s = &slot{event: event, ready: make(chan struct{}), gone: make(chan struct{})}
		g.slots[event] = s
		g.hosts.Go(func() { g.host(s) })
	}
	if s.ending {
		return s, false
	}
	s.uses++
	return s, true
}

func (g *Registry) retain(s *slot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s.uses++
}

func (g *Registry) release(s *slot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s.uses--
	s.idle = time.Now()
}

// host is the goroutine of a slot: it loads the board and then is the hub.
func (g *Registry) host(s *slot) {
	defer close(s.gone)
	defer g.clear(s)
	h := newHub(s.event, g.store, g.bus, g.opts, g.metrics)
	unsubscribe, err := g.open(h)
	defer unsubscribe()
	if err != nil {
		g.clear(s) // before anybody hears of the error and tries again
		s.err = err
		close(s.ready)
		return
	}
	s.hub = h
	close(s.ready)
	g.metrics.hubs.Inc()
	defer g.metrics.hubs.Dec()
	h.run()
}

// clear frees the event's place for another slot.
func (g *Registry) clear(s *slot) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.slots[s.event] == s {
		delete(g.slots, s.event)
	}
}

// open subscribes, then loads the board, so that nothing falls in between.
func (g *Registry) open(h *hub) (unsubscribe func(), err error) {
	ctx, cancel := context.WithTimeout(context.Background(), loadWithin)
	defer cancel()
	standing, done := context.WithTimeout(ctx, subscribeLimit)
	unsubscribe = g.bus.Subscribe(standing, h.event, h.receive)
	done()
	failed := guard(func() {
		var d board.Delta
		if d, err = g.store.Load(ctx, h.event, board.Cookie{}); err == nil {
			_, err = h.state.Apply(d)
		}
	})
	if failed != nil {
		g.opts.Log.Error("loading a board panicked", "event", h.event, "error", failed)
		err = errBusy.Because(failed)
	}
	h.cadence.flushed = h.state.Cookie
	return unsubscribe, refusal(err)
}

// poll asks in one query where all boards stand, and tells their hubs.
func (g *Registry) poll(ctx context.Context) {
	g.mu.Lock()
	slots := g.list()
	g.mu.Unlock()
	events := make([]string, len(slots))
	for i, s := range slots {
		events[i] = s.event
	}
	if len(events) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, pollWithin)
	defer cancel()
	versions, err := g.store.Versions(ctx, events)
	if err != nil {
		g.opts.Log.Warn("asking where boards stand failed", "error", err)
		return
	}
	for _, s := range slots {
		if cookie, known := versions[s.event]; known {
			s.told(cookie)
		}
	}
}

// told passes on where the database stands, unless the hub is not ready or has
// not looked at the last answer yet.
func (s *slot) told(cookie board.Cookie) {
	select {
	case <-s.ready:
	default:
		return
	}
	if s.hub == nil {
		return
	}
	select {
	case s.hub.polled <- cookie:
	default:
	}
}

// evict ends the hubs that nobody has used for a while.
func (g *Registry) evict() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.slots {
		select {
		case <-s.ready:
		default:
			continue
		}
		if s.hub != nil && !s.ending && s.uses == 0 && time.Since(s.idle) >= g.opts.Idle {
			s.ending = true
			s.hub.stop()
		}
	}
}
