package hub_test

import (
	"context"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/hub/redistest"
)

// replica is a registry over a store and a Redis that others share, and a page
// that follows a board on it.
type replica struct {
	t     *testing.T
	store *faults
	bus   *hub.RedisBus
	lease *hub.Lease
	*hub.Reader
	view *board.View
}

func startReplica(t *testing.T, store *boardtest.Store, url string) *replica {
	t.Helper()
	p := &replica{t: t, store: &faults{Store: store}, bus: openBus(t, url, "")}
	g := hub.New(p.store, p.bus, hub.Options{Log: quiet})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	var err error
	if p.lease, err = g.Lease(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.lease.Release)
	if p.Reader, err = p.lease.Join(t.Context(), board.Crew, dj, "", board.Cookie{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Leave)
	p.view = &board.View{Audience: board.Crew}
	p.feed(p.First())
	return p
}

func (p *replica) feed(frames []*hub.Frame) {
	p.t.Helper()
	for _, f := range frames {
		if known, err := p.view.Receive(f.Message()); !known || err != nil {
			p.t.Fatalf("a reader was sent %s: %v", f.Message(), err)
		}
	}
}

func (p *replica) ask(i int) board.Cookie {
	p.t.Helper()
	answer, err := p.lease.Do(p.t.Context(), board.Command{Person: mia, Op: ask(i)}, hub.LaneRequests)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer.Cookie
}

// until reads as a page does until it has come to the cookie, and returns how
// long that took.
func (p *replica) until(cookie board.Cookie) time.Duration {
	p.t.Helper()
	began := time.Now()
	late := time.NewTimer(20 * time.Second)
	defer late.Stop()
	for p.view.Cookie.Version < cookie.Version {
		frames, wake, err := p.Take()
		if err != nil {
			p.t.Fatal(err)
		}
		p.feed(frames)
		if wake == nil {
			continue
		}
		select {
		case <-wake:
		case <-late.C:
			p.t.Fatalf("still at %s, the other replica is at %s", p.view.Cookie, cookie)
		}
	}
	return time.Since(began)
}

// exchange has each replica follow changes of the other, and returns how long
// the slowest took, and how many reads of the database that cost.
func exchange(p, q *replica, first int) (slowest time.Duration, reads int) {
	before := p.store.loaded() + q.store.loaded()
	for i := first; i < first+6; i += 2 {
		slowest = max(slowest, q.until(p.ask(i)), p.until(q.ask(i+1)))
	}
	return slowest, p.store.loaded() + q.store.loaded() - before
}

// The limits here are for hanging; what is logged is the figure.
const followLimit = 5 * time.Second

func TestReplicasFollowEachOtherWhateverBecomesOfRedis(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]struct{ begin, end func(*redistest.Server) }{
		"it crashes": {(*redistest.Server).Stop, (*redistest.Server).Again},
		"it freezes": {(*redistest.Server).Freeze, (*redistest.Server).Thaw},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := redistest.Start(t)
			store := boardtest.New("e1")
			store.Open(code, boardtest.Crew())
			p, q := startReplica(t, store, s.URL()), startReplica(t, store, s.URL())
			byRedis, reads := exchange(p, q, 1)
			if reads >= 6 {
				t.Errorf("%d reads for 6 changes: the bus carried nothing", reads)
			}

			fault.begin(s)
			byDatabase, _ := exchange(p, q, 11)
			redistest.Eventually(t, "both buses are ill", func() bool { return !p.bus.Healthy() && !q.bus.Healthy() })
			knowing, _ := exchange(p, q, 21)
			if slowest := max(byDatabase, knowing); slowest > followLimit {
				t.Errorf("without Redis, a replica took %s to follow", slowest)
			}

			fault.end(s)
			redistest.Eventually(t, "both buses are well", func() bool { return p.bus.Healthy() && q.bus.Healthy() })
			_, _ = exchange(p, q, 31) // what was queued meanwhile is through
			again, reads := exchange(p, q, 41)
			if reads >= 6 {
				t.Errorf("afterwards, %d reads for 6 changes: the bus carries nothing any more", reads)
			}
			t.Logf("slowest change: %s by Redis, %s just after, %s while it is known to be ill, %s when it is back", byRedis, byDatabase, knowing, again)
			q.until(p.view.Cookie)
			for _, r := range []*replica{p, q} {
				if diff := staleness(store, r.view); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
