package web

import (
	"context"
	"math/rand/v2"
	"time"
)

// How long after the start what is kept too long is looked for, how often, and
// the pause between two batches of it.
const (
	sweepFirst = 10 * time.Minute
	sweepEvery = 24 * time.Hour
	sweepPause = 100 * time.Millisecond
)

// RunSweep forgets every day what is kept too long, until ctx is done. It may
// run on every replica: what one has forgotten, others don't find.
func (s *Server) RunSweep(ctx context.Context) {
	timer := time.NewTimer(rand.N(sweepFirst))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		wait := sweepEvery
		if s.sweep(ctx) {
			wait = sweepPause
		}
		timer.Reset(wait)
	}
}

// sweep forgets some of it, and reports whether there is more.
func (s *Server) sweep(ctx context.Context) (more bool) {
	more, err := s.store.Sweep(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "what is kept too long was not forgotten", "error", err)
	}
	return more && err == nil
}
