package hub_test

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"pgregory.net/rapid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// unreliable is a replica's handle on a bus that loses, doubles and delays what
// it publishes, and sends it over a wire now and then.
type unreliable struct {
	hub.Bus
	mu     sync.Mutex
	chance *rand.Rand
	late   sync.WaitGroup
}

func (b *unreliable) Publish(ctx context.Context, event string, m hub.Message) error {
	b.mu.Lock()
	fate, wire := b.chance.IntN(10), b.chance.IntN(2) == 0
	delay := time.Duration(b.chance.IntN(400)) * time.Millisecond
	b.mu.Unlock()
	if wire {
		data, err := json.Marshal(m)
		if err != nil {
			return err
		}
		m = hub.Message{}
		if err := json.Unmarshal(data, &m); err != nil {
			return err
		}
	}
	switch {
	case fate < 2:
		return nil
	case fate < 4:
		b.late.Go(func() {
			pass(delay)
			_ = b.Bus.Publish(context.WithoutCancel(ctx), event, m)
		})
		if fate == 2 {
			return nil
		}
	}
	return b.Bus.Publish(ctx, event, m)
}

// crowd is a night of two replicas and several readers, one drawn step after
// the other.
type crowd struct {
	*rapid.T
	night    boardtest.Night
	store    *boardtest.Store
	leases   []*hub.Lease
	readers  []*member
	departed []*board.View
	sent     int
	mu       sync.Mutex
	answered int
}

// member is a reader and the view that it feeds.
type member struct {
	*hub.Reader
	view *board.View
}

func (c *crowd) step(ctx context.Context) {
	lease := rapid.SampledFrom(c.leases).Draw(c.T, "replica")
	switch rapid.SampledFrom([]string{"command", "command", "command", "command", "join", "take", "take", "leave", "wait", "get", "restore"}).Draw(c.T, "step") {
	case "command":
		lane := hub.Lane(rapid.IntRange(0, 2).Draw(c.T, "lane"))
		c.sent++
		err := lease.Submit(c.night.Command(c.T), lane, func(board.Answer, error) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.answered++
		})
		if err != nil {
			c.Fatal(err)
		}
	case "join":
		c.join(ctx, lease)
	case "take":
		if len(c.readers) > 0 {
			c.take(rapid.SampledFrom(c.readers).Draw(c.T, "reader"))
		}
	case "leave":
		if len(c.readers) > 0 {
			i := rapid.IntRange(0, len(c.readers)-1).Draw(c.T, "reader")
			c.readers[i].Leave()
			c.departed = append(c.departed, c.readers[i].view)
			c.readers = append(c.readers[:i], c.readers[i+1:]...)
		}
	case "wait":
		pass(time.Duration(rapid.IntRange(1, 400).Draw(c.T, "ms")) * time.Millisecond)
	case "get":
		c.get(ctx, lease)
	case "restore":
		if rapid.IntRange(0, 9).Draw(c.T, "restore") == 0 {
			c.store.Restore(rapid.SampledFrom([]string{"e2", "e3", "e4"}).Draw(c.T, "epoch"))
		}
	}
	if rapid.Bool().Draw(c.T, "settle") {
		synctest.Wait()
	}
}

// join lets somebody in: anew, or back from another moment and replica.
func (c *crowd) join(ctx context.Context, lease *hub.Lease) {
	view := &board.View{Audience: rapid.SampledFrom([]board.Audience{board.Public, board.Crew}).Draw(c.T, "audience")}
	if len(c.departed) > 0 && rapid.Bool().Draw(c.T, "back") {
		view = c.departed[len(c.departed)-1]
		c.departed = c.departed[:len(c.departed)-1]
	}
	r, err := lease.Join(ctx, view.Audience, "00000000-0000-4000-8000-000000000001", "", view.Cookie)
	if err != nil {
		c.Fatal(err)
	}
	m := &member{r, view}
	c.readers = append(c.readers, m)
	c.feed(m, r.First())
}

func (c *crowd) take(m *member) {
	for {
		frames, wake, err := m.Take()
		if err != nil {
			c.Fatal(err)
		}
		c.feed(m, frames)
		if wake != nil {
			return
		}
	}
}

func (c *crowd) feed(m *member, frames []*hub.Frame) {
	for _, f := range frames {
		before := m.view.Cookie
		if _, err := m.view.Receive(f.Message()); err != nil {
			c.Fatalf("a reader at %s was sent %s: %v", before, f.Message(), err)
		}
		if now := m.view.Cookie; now.Epoch == before.Epoch && now.Version < before.Version {
			c.Fatalf("a reader went back from %s to %s", before, now)
		}
	}
}

// get reads over HTTP, as it were: the whole board, then a delta from it.
func (c *crowd) get(ctx context.Context, lease *hub.Lease) {
	view := &board.View{Audience: board.Public}
	whole, err := lease.Whole(ctx, board.Public)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := view.Receive(whole.JSON); err != nil {
		c.Fatal(err)
	}
	delta, err := lease.Since(ctx, board.Public, view.Cookie)
	if err != nil {
		c.Fatal(err)
	}
	if delta == nil {
		return // another epoch began
	}
	if _, err := view.Receive(delta); err != nil {
		c.Fatal(err)
	}
	c.departed = append(c.departed, view)
}

// unmeasured keeps rapid from asking a bubble for its deadline.
type unmeasured struct{ *testing.T }

func TestAtRestEveryViewEqualsAFreshRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(unmeasured{t}, func(rt *rapid.T) { spendANight(rt) })
	})
}

func spendANight(rt *rapid.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := &crowd{T: rt, store: boardtest.New("e1")}
	c.store.Open(code, boardtest.Crew())
	shared := hub.NewMemoryBus()
	var running sync.WaitGroup
	var buses []*unreliable
	defer func() {
		cancel()
		running.Wait()
		for _, bus := range buses {
			bus.late.Wait()
		}
	}()
	for range 2 {
		metrics := prometheus.NewRegistry()
		defer func() {
			if n := found(rt, metrics); n > 0 {
				rt.Errorf("%d differences were found where there were none", n)
			}
		}()
		bus := &unreliable{Bus: shared, chance: rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))}
		buses = append(buses, bus)
		ring := rapid.SampledFrom([]int{1, 1000, 4000, 1 << 18}).Draw(rt, "ring")
		g := hub.New(c.store, bus, hub.Options{Log: quiet, RingBytes: ring, AuditEvery: 300 * time.Millisecond, Registerer: metrics})
		running.Go(func() { _ = g.Run(ctx) })
		lease, err := g.Lease(ctx, code)
		if err != nil {
			rt.Fatal(err)
		}
		defer lease.Release()
		c.leases = append(c.leases, lease)
	}
	for range rapid.IntRange(1, 80).Draw(rt, "steps") {
		c.step(ctx)
	}
	for _, lease := range c.leases {
		c.join(ctx, lease)
	}
	pass(3 * time.Second) // the version poll has healed whatever was lost
	synctest.Wait()
	if c.answered != c.sent {
		rt.Fatalf("%d commands were sent, %d answered", c.sent, c.answered)
	}
	for _, m := range c.readers {
		c.take(m)
		if diff := staleness(c.store, m.view); diff != "" {
			rt.Error(diff)
		}
		m.Leave()
	}
}
