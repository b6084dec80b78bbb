package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

const (
	code = "N1GHTP1R"
	dj   = boardtest.DJ
	mia  = "00000000-0000-4000-8000-000000000001"
	noah = "00000000-0000-4000-8000-000000000002"
)

// names are those of people who may be of the crew.
var names = map[string]string{dj: "Nova", mia: "Mia"}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

// faults are what a store may suffer. A nil hook does nothing.
type faults struct {
	*boardtest.Store

	mu       sync.Mutex
	commit   func(commands []board.Command) error // before a commit
	after    func(*board.Committed) error         // after one; an error loses its outcome
	load     func(since board.Cookie) error
	read     func(*board.Delta) // after a read, before anybody knows of it
	versions func() error
	commits  [][]board.Command
	loads    int
	polls    int
}

func (f *faults) Commit(ctx context.Context, event string, commands []board.Command) (board.Committed, error) {
	f.mu.Lock()
	f.commits = append(f.commits, commands)
	before, after := f.commit, f.after
	f.mu.Unlock()
	if before != nil {
		if err := before(commands); err != nil {
			return board.Committed{}, err
		}
	}
	committed, err := f.Store.Commit(ctx, event, commands)
	if err == nil && after != nil {
		err = after(&committed)
	}
	return committed, err
}

func (f *faults) Load(ctx context.Context, event string, since board.Cookie) (board.Delta, error) {
	f.mu.Lock()
	f.loads++
	before, after := f.load, f.read
	f.mu.Unlock()
	if before != nil {
		if err := before(since); err != nil {
			return board.Delta{}, err
		}
	}
	d, err := f.Store.Load(ctx, event, since)
	if err == nil && after != nil {
		after(&d)
	}
	return d, err
}

func (f *faults) Versions(ctx context.Context, events []string) (map[string]board.Cookie, error) {
	f.mu.Lock()
	f.polls++
	hook := f.versions
	f.mu.Unlock()
	if hook != nil {
		if err := hook(); err != nil {
			return nil, err
		}
	}
	return f.Store.Versions(ctx, events)
}

func (f *faults) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

func (f *faults) sizes() []int {
	f.mu.Lock()
	defer f.mu.Unlock()
	sizes := make([]int, len(f.commits))
	for i, commands := range f.commits {
		sizes[i] = len(commands)
	}
	return sizes
}

func (f *faults) loaded() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.loads
}

// night is one test: a store, a bus, and registries over them. Everything runs
// in a bubble, which fails the test if a goroutine is left behind.
type night struct {
	*testing.T
	store *faults
	bus   *hub.MemoryBus
	*hub.Registry
}

func atNight(t *testing.T, opts hub.Options, test func(n *night)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := &night{T: t, store: &faults{Store: boardtest.New("e1")}, bus: hub.NewMemoryBus()}
		n.store.Open(code, boardtest.Crew())
		var stop func()
		n.Registry, stop = n.replica(n.bus, opts)
		defer stop()
		test(n)
	})
}

// replica starts a registry; stop ends it and waits.
func (n *night) replica(bus hub.Bus, opts hub.Options) (g *hub.Registry, stop func()) {
	if opts.Log == nil {
		opts.Log = quiet
	}
	if opts.AuditEvery == 0 {
		opts.AuditEvery = 24 * time.Hour // not in tests that count reads
	}
	g = hub.New(n.store, bus, opts)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- g.Run(ctx) }()
	return g, func() {
		cancel()
		if err := <-ended; err != nil {
			n.Errorf("ending a registry: %v", err)
		}
	}
}

// beside starts a second replica on the bus, and leases the night at both; end
// lets go of the leases and ends it.
func (n *night) beside(bus hub.Bus, opts hub.Options) (here, there *hub.Lease, end func()) {
	n.Helper()
	other, stop := n.replica(bus, opts)
	here, there = n.lease(n.Registry), n.lease(other)
	return here, there, func() {
		here.Release()
		there.Release()
		stop()
	}
}

func (n *night) lease(g *hub.Registry) *hub.Lease {
	n.Helper()
	l, err := g.Lease(n.Context(), code)
	if err != nil {
		n.Fatal(err)
	}
	return l
}

func (n *night) join(l *hub.Lease, a board.Audience, person string, since board.Cookie) *listener {
	n.Helper()
	r, err := l.Join(n.Context(), a, person, names[person], since)
	if err != nil {
		n.Fatal(err)
	}
	p := &listener{night: n, Reader: r, view: &board.View{Audience: a, Cookie: since, Rows: map[string]*board.Request{}}}
	p.feed(r.First())
	return p
}

func (n *night) do(l *hub.Lease, person string, op board.Op, lane hub.Lane) board.Answer {
	n.Helper()
	answer, err := l.Do(n.Context(), board.Command{Person: person, Op: op}, lane)
	if err != nil {
		n.Fatal(err)
	}
	return answer
}

func ask(i int) board.Ask {
	return board.Ask{ID: boardtest.RequestID(i), Title: "Harbour Lights", Artist: "The Tidal Clocks"}
}

func (n *night) ask(l *hub.Lease, i int) board.Answer {
	n.Helper()
	return n.do(l, mia, ask(i), hub.LaneRequests)
}

func (n *night) vote(l *hub.Lease, person string, i int, on bool) board.Answer {
	n.Helper()
	return n.do(l, person, board.Vote{Request: boardtest.RequestID(i), On: on}, hub.LaneVotes)
}

func (n *night) accept(l *hub.Lease, i, change int) board.Answer {
	n.Helper()
	op := board.Set{Request: boardtest.RequestID(i), Status: board.Accepted, Change: boardtest.ChangeID(change)}
	return n.do(l, dj, op, hub.LaneDJ)
}

// wantCode checks that err carries the code.
func (n *night) wantCode(err error, code board.Code) {
	n.Helper()
	if board.CodeOf(err) != code {
		n.Errorf("error is %v, want code %q", err, code)
	}
}

// wantFresh checks that a view agrees with a fresh read of the store.
func (n *night) wantFresh(v *board.View) {
	n.Helper()
	if diff := staleness(n.store.Store, v); diff != "" {
		n.Error(diff)
	}
}

func staleness(store *boardtest.Store, v *board.View) string {
	var fresh board.State
	d, err := store.Load(context.Background(), code, board.Cookie{})
	if err != nil {
		return err.Error()
	}
	if _, err := fresh.Apply(d); err != nil {
		return err.Error()
	}
	switch want := fresh.View(v.Audience); {
	case v.Cookie != want.Cookie:
		return string(v.Audience) + " view stands at " + v.Cookie.String() + ", the store at " + want.Cookie.String()
	case v.Digest() != want.Digest():
		return string(v.Audience) + " view at " + v.Cookie.String() + " differs from the store"
	default:
		return ""
	}
}

// listener is a reader with a view, as a page is.
type listener struct {
	*night
	*hub.Reader
	view   *board.View
	frames []*hub.Frame // all that were fed
}

func (p *listener) feed(frames []*hub.Frame) {
	p.Helper()
	for _, f := range frames {
		before := p.view.Cookie
		if known, err := p.view.Receive(f.Message()); !known || err != nil {
			p.Fatalf("a reader at %s was sent %s: %v", before, f.Message(), err)
		}
		if before.Epoch == p.view.Cookie.Epoch && p.view.Cookie.Version < before.Version {
			p.Errorf("a reader went back from %s to %s", before, p.view.Cookie)
		}
		if f.Cookie() != p.view.Cookie {
			p.Errorf("a frame says that it leads to %s, its message to %s", f.Cookie(), p.view.Cookie)
		}
		p.frames = append(p.frames, f)
	}
}

// take feeds the view everything that has come since the last time and returns
// how many frames that was.
func (p *listener) take() int {
	p.Helper()
	synctest.Wait()
	for n := 0; ; {
		frames, wake, err := p.Take()
		if err != nil {
			p.Fatal(err)
		}
		if len(frames) == 0 {
			if wake == nil {
				p.Fatal("nothing to take, and nothing to wait for")
			}
			return n
		}
		p.feed(frames)
		n += len(frames)
	}
}

func (p *listener) last() map[string]json.RawMessage {
	p.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(p.frames[len(p.frames)-1].Message(), &fields); err != nil {
		p.Fatal(err)
	}
	return fields
}

func (p *listener) nudges() bool {
	synctest.Wait()
	select {
	case <-p.Nudged():
		return true
	default:
		return false
	}
}

func (p *listener) stirs() bool {
	synctest.Wait()
	select {
	case <-p.Stirred():
		return true
	default:
		return false
	}
}

// pass lets d go by on the bubble's clock, which takes no real time.
func pass(d time.Duration) { <-time.After(d) }

// after lets d go by, and everything that it brings about happen.
func after(d time.Duration) { pass(d); synctest.Wait() }

var errBroken = errors.New("broken")
