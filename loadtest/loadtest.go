// Package loadtest is a crowd: simulated listeners and a DJ who use a server
// over the real wire, as phones and a dashboard do, and an oracle that checks
// afterwards that every acknowledged command had exactly one effect and that
// every board shows the same. It measures what people would feel.
//
// It never looks behind the wire: what it knows about the server comes from
// HTTP answers and socket frames alone, so it can be pointed at any server.
package loadtest

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Options say what crowd comes, to which server. Zero values of optional
// fields mean their defaults.
type Options struct {
	URLs      []string      `json:"urls"`             // of the server, http://… or https://…; several: of its replicas
	DJURL     string        `json:"dj_url,omitempty"` // the DJ's, if it is not one of the crowd's
	Token     string        `json:"-"`                // personal token of a DJ
	Event     string        `json:"event"`            // code of an event that the DJ runs; "": a new one
	Listeners int           `json:"listeners"`
	Duration  time.Duration `json:"duration_ns"` // without joining and settling
	Votes     float64       `json:"votes_per_second"`
	Requests  float64       `json:"requests_per_second"`
	Speed     float64       `json:"speed"` // minutes of a real night per minute; default 60
	Seed      uint64        `json:"seed"`
	Quiet     bool          `json:"quiet"`   // one vote at a time on a quiet board
	Idle      bool          `json:"idle_dj"` // the DJ looks on: another process's works
	Limits    []Limit       `json:"-"`       // what the figures may reach

	// Beside runs beside the night, from its beginning, and has to return when
	// the night is over; what it notes is on the timeline. May be nil.
	Beside func(ctx context.Context, note func(text string)) `json:"-"`

	Progress io.Writer `json:"-"` // one line each second; nil: none
	Live     bool      `json:"-"` // Progress is a terminal: the line is rewritten in place
}

// away is how long the server may be out of reach before a run gives up.
const away = 60 * time.Second

// Run lets a crowd loose on a server and returns what it saw; breaches of the
// server's promises are in the report. An error means that the run itself
// could not be done.
func Run(ctx context.Context, o Options) (*Report, error) {
	if o.Speed <= 0 {
		o.Speed = 60
	}
	if o.Listeners <= 0 || o.Duration <= 0 {
		return nil, fmt.Errorf("a crowd needs listeners and a duration")
	}
	r, err := newRun(ctx, o)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer r.goroutines.Wait()
	defer stop(nil)
	r.goroutines.Go(func() { r.tend(ctx, stop) })
	if err := r.openDoors(ctx); err != nil {
		return nil, err
	}
	r.began = r.clock.now()
	before := r.counted()
	cpu := cpuTime()
	r.load(ctx)
	took, used := time.Duration(r.clock.now()-r.began), cpuTime()-cpu
	after := r.counted()
	e, settled, err := r.gather(ctx)
	if err != nil {
		return nil, err
	}
	r.sample(r.clock.now(), true)
	stop(nil)
	r.goroutines.Wait()
	r.spread.settle(r.clock.now(), true)
	for _, b := range judge(e) {
		r.breach(b)
	}
	rep := r.report(took, used, settled, before, after)
	if !r.own {
		rep.Tally = newJudgement(e).tally()
	}
	return rep, nil
}

// load is the time that is measured.
func (r *run) load(ctx context.Context) {
	r.tell(momentStart, "the load begins")
	defer r.tell(momentStart, "the load ends")
	var beside sync.WaitGroup
	defer beside.Wait()
	night, over := context.WithCancel(ctx) // of Beside alone: the crowd stays when the load ends
	defer over()
	if do := r.options.Beside; do != nil {
		beside.Go(func() { do(night, func(text string) { r.tell(momentFault, text) }) })
	}
	if r.options.Quiet {
		r.probe(ctx)
		return
	}
	r.night(ctx, r.options.Duration)
}

// tell notes a moment of the night.
func (r *run) tell(kind, text string) { r.figures.timeline.tell(r.clock.now(), kind, text) }

// OpenEvent opens an event for several processes to share and returns its
// code. Of the options it needs the addresses, the token and the seed.
func OpenEvent(ctx context.Context, o Options) (string, error) {
	d, err := newDoors(o.URLs, "")
	if err != nil {
		return "", err
	}
	return newClient(d, newFigures()).openEvent(ctx, o)
}

func (c *client) openEvent(ctx context.Context, o Options) (string, error) {
	var made struct {
		Code string `json:"code"`
	}
	title := map[string]string{"title": fmt.Sprintf("Load test %d", o.Seed)}
	if err := c.call(ctx, o.Token, http.MethodPost, "/api/v1/events", title, &made); err != nil {
		return "", fmt.Errorf("opening an event: %w", err)
	}
	return made.Code, nil
}

// newRun opens the event, or looks at the one that it was told.
func newRun(ctx context.Context, o Options) (*run, error) {
	d, err := newDoors(o.URLs, o.DJURL)
	if err != nil {
		return nil, err
	}
	f := newFigures()
	c := newClient(d, f)
	r := &run{
		options: o, client: c, figures: f, feed: newFeed(), spread: newSpread(f),
		clock: clock{time.Now()}, journal: map[string][]int64{}, journalFrom: -1,
	}
	if c.event, r.own = o.Event, o.Event == ""; r.own {
		if c.event, err = c.openEvent(ctx, o); err != nil {
			return nil, err
		}
	} else if c.event, err = board.ParseCode(o.Event); err != nil {
		return nil, fmt.Errorf("looking for the event: %w", err)
	}
	// With explicit rates one listener may have to ask for more than the few
	// open requests that an event allows by default.
	r.noLimits = r.own && o.Requests*o.Duration.Seconds() > float64(o.Listeners)
	r.people = make([]*listener, o.Listeners)
	r.dj = &dj{
		link: newLink(r, "DJ", o.Token, board.Crew, d.djs()), speed: o.Speed,
		rng:   rand.New(rand.NewPCG(o.Seed, 1)),
		ended: func() float64 { return float64(r.clock.now()-r.began) / float64(o.Duration) },
	}
	return r, nil
}
