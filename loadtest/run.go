package loadtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// run is one crowd at one event.
type run struct {
	options    Options
	own        bool // the event was made for this run
	noLimits   bool // listeners may ask for any number of songs
	client     *client
	figures    *figures
	feed       *feed
	spread     *spread
	clock      clock
	dj         *dj
	began      int64         // ns of the run; set before anybody acts
	headStart  time.Duration // of a demo
	taste      float64       // how alike people's wishes are; 0: as on a real night
	goroutines sync.WaitGroup

	mu          sync.Mutex
	people      []*listener // in order of arrival; nil until arrived
	shut        bool        // nobody comes in any more
	found       []Breach
	journal     map[string][]int64 // versions at which each change was seen
	regrouped   []string           // requests that the journal tells were part of a merge
	journalFrom int64              // the journal was read from here on; -1 before
}

// breach notes a promise that was not kept.
func (r *run) breach(b Breach) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.found = append(r.found, b)
}

// crowd returns those who have arrived.
func (r *run) crowd() []*listener {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(r.people), func(p *listener) bool { return p == nil })
}

func (r *run) links() []*link {
	links := []*link{r.dj.link}
	for _, p := range r.crowd() {
		links = append(links, p.link)
	}
	return links
}

// openDoors brings the DJ in, and with explicit rates everybody else too.
func (r *run) openDoors(ctx context.Context) error {
	r.goroutines.Go(func() { r.dj.live(ctx) })
	if err := r.await(ctx, r.dj.shown); err != nil {
		return err
	}
	if r.noLimits {
		r.dj.act(ctx, board.SetEvent{Limits: &board.Limits{}, Change: newID()})
	}
	if !r.plan(0).explicit() && !r.options.Quiet {
		return nil
	}
	rng := rand.New(rand.NewPCG(r.options.Seed, 2))
	queue := make(chan int)
	var joining sync.WaitGroup
	for range 32 { // phones come in by the dozen, not one by one
		joining.Go(func() {
			for n := range queue {
				if p := r.enter(ctx, n); p != nil {
					r.goroutines.Go(func() { p.live(ctx) })
				}
			}
		})
	}
	for n := range r.options.Listeners {
		queue <- n
	}
	close(queue)
	joining.Wait()
	for i, p := range r.crowd() {
		if err := r.await(ctx, p.shown); err != nil {
			return err
		}
		if i < 20 && !r.options.Quiet { // a board is not empty when the link is posted
			p.ask(1000+i, rng)
		}
	}
	return r.await(ctx, func() bool {
		return !slices.ContainsFunc(r.crowd(), func(p *listener) bool { return p.unanswered() > 0 })
	})
}

// await waits until something is so, but not for ever.
func (r *run) await(ctx context.Context, so func() bool) error {
	ctx, cancel := context.WithTimeoutCause(ctx, away, fmt.Errorf("it took longer than %s", away))
	defer cancel()
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("opening the doors: %w", context.Cause(ctx))
		case <-ticker.C:
		}
	}
	return nil
}

// enter makes a listener of the n-th person, or returns nil if the server does
// not let it.
func (r *run) enter(ctx context.Context, n int) *listener {
	p, err := newListener(ctx, r, n)
	if err != nil {
		if ctx.Err() == nil {
			r.breach(Breach{"anybody may join", fmt.Sprintf("listener %d", n), "a guest", err.Error()})
		}
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.shut {
		return nil
	}
	r.people[n] = p
	return p
}

func (r *run) plan(lasts time.Duration) nightPlan {
	o := r.options
	return nightPlan{o.Listeners, lasts, o.Speed, o.Votes, o.Requests, r.taste, o.Seed}
}

// night plays a night of the model, while the DJ works.
func (r *run) night(ctx context.Context, lasts time.Duration) {
	var working sync.WaitGroup
	defer working.Wait()
	shift, over := context.WithCancel(ctx)
	defer over()
	if !r.options.Idle {
		working.Go(func() { r.dj.work(shift) })
	}
	n := newNight(r.plan(lasts))
	rng := rand.New(rand.NewPCG(r.options.Seed, 3))
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		a, ok := n.next()
		wait := time.Duration(r.began) + lasts
		if ok {
			wait = time.Duration(r.began) + r.when(a.at)
		}
		timer.Reset(max(wait-time.Duration(r.clock.now()), 0))
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		if !ok {
			return
		}
		r.play(ctx, a, rng)
	}
}

// when is the time of an act since the run began. The head start of a demo
// takes seconds.
func (r *run) when(at time.Duration) time.Duration {
	if at < r.headStart {
		return at / hurry
	}
	return at - r.headStart + r.headStart/hurry
}

// play lets one act happen. With explicit rates, one who sleeps or has nothing
// to do is passed over for the next, so that the rates hold.
func (r *run) play(ctx context.Context, a act, rng *rand.Rand) {
	if a.kind == arrive {
		if !r.plan(0).explicit() {
			r.goroutines.Go(func() {
				if p := r.enter(ctx, a.who); p != nil {
					p.live(ctx)
				}
			})
		}
		return
	}
	tries, breath := 1, time.Duration(0)
	if o := r.options; r.plan(0).explicit() {
		tries = len(r.people)
		breath = min(seconds(float64(len(r.people))/(o.Votes+o.Requests)/2), 50*time.Millisecond)
	}
	for i := range tries {
		r.mu.Lock()
		p := r.people[(a.who+i)%len(r.people)]
		r.mu.Unlock()
		if p != nil && p.free(r.clock.now(), breath) && p.do(a, rng) {
			return
		}
	}
	r.figures.skipped.Add(1)
}

// tend looks after all pages until ctx is done, and ends the run when the
// server is away for too long.
func (r *run) tend(ctx context.Context, stop context.CancelCauseFunc) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	var progress progress
	for tick := 1; ; tick++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now, heard := r.clock.now(), int64(0)
		for _, l := range r.links() {
			l.tend(now)
			heard = max(heard, l.heard.Load())
		}
		if now-heard > int64(away) {
			stop(fmt.Errorf("the server was away for more than %s", away))
		}
		if tick%4 == 0 {
			r.spread.settle(now, false)
			online, waiting := r.sample(now, false)
			progress.write(r, now, online, waiting)
		}
	}
}

// sample notes on the timeline how it goes.
func (r *run) sample(now int64, last bool) (online, waiting int64) {
	online, waiting = r.pages()
	r.figures.timeline.sample(now, r.figures.counters(), online, r.figures.asleep.Load(), last)
	return online, waiting
}

// pages counts the live boards, and the commands without an answer.
func (r *run) pages() (online, waiting int64) {
	for _, l := range r.links() {
		l.mu.Lock()
		if l.online > 0 {
			online++
		}
		waiting += int64(len(l.out))
		l.mu.Unlock()
	}
	return online, waiting
}
