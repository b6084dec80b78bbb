package loadtest

import (
	"context"
	"fmt"
	"time"
)

// DemoOptions say what crowd makes a board look alive.
type DemoOptions struct {
	URL       string
	Token     string  // personal token of the DJ
	Event     string  // code of the DJ's event
	Listeners int     // 0: 40
	Speed     float64 // minutes of a real night per minute; 0: 4, lively but readable
	Seed      uint64
}

// The first minutes of a demo pass in seconds, so that whoever looks finds the
// night well under way.
const (
	headStart = 3 * time.Minute
	hurry     = 20
)

// demoTaste spreads the wishes of a small crowd over more songs than a real
// night's would, so that there is something to look at.
const demoTaste = 1.2

// Demo plays a night without end at a human pace, until ctx is done: the same
// crowd as Run, without its measurements and its oracle. What goes wrong
// between the crowd and the server comes back as an error only when the crowd
// cannot come in at all.
func Demo(ctx context.Context, o DemoOptions) error {
	if o.Listeners <= 0 {
		o.Listeners = 40
	}
	if o.Speed <= 0 {
		o.Speed = 4
	}
	r, err := newRun(ctx, Options{
		URLs: []string{o.URL}, Token: o.Token, Event: o.Event, Listeners: o.Listeners, Speed: o.Speed, Seed: o.Seed,
	})
	if err != nil {
		return err
	}
	r.dj.ended = func() float64 { return 0 } // no last call
	ctx, stop := context.WithCancelCause(ctx)
	defer r.goroutines.Wait()
	defer stop(nil)
	r.goroutines.Go(func() { r.tend(ctx, stop) })
	if err := r.openDoors(ctx); err != nil {
		return fmt.Errorf("bringing the crowd in: %w", err)
	}
	r.began, r.headStart, r.taste = r.clock.now(), headStart, demoTaste
	r.night(ctx, 0)
	return nil
}
