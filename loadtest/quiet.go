package loadtest

import (
	"context"
	"math/rand/v2"
	"time"
)

// A vote on a quiet board comes after a pause that is longer than any cadence
// of frames, so that each is sent on its own.
const (
	quietLeast = 300 * time.Millisecond
	quietMost  = 600 * time.Millisecond
)

// probe sends one vote at a time, each from another listener, until the time
// is over. The DJ does nothing.
func (r *run) probe(ctx context.Context) {
	rng := rand.New(rand.NewPCG(r.options.Seed, 4))
	crowd := r.crowd()
	for i := range min(5, len(crowd)) {
		crowd[i].ask(i, rng)
	}
	timer := time.NewTimer(quietMost)
	defer timer.Stop()
	for n := 0; time.Duration(r.clock.now()-r.began) < r.options.Duration; n++ {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		p := crowd[n%len(crowd)]
		if !p.free(r.clock.now(), 0) || !p.voteFor(p.choose(rng.Float64())) && !p.unvote(rng.Float64()) {
			r.figures.skipped.Add(1)
		}
		timer.Reset(quietLeast + rand.N(quietMost-quietLeast))
	}
}
