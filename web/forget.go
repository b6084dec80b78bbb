package web

import (
	"context"
	"math/rand/v2"
	"time"
)

// How long after the start what is kept too long is looked for, how often, and
// the pause between two batches of it.
const (
	forgetFirst = 10 * time.Minute
	forgetEvery = 24 * time.Hour
	forgetPause = 100 * time.Millisecond
)

// RunForgetting forgets every day what is kept too long, until ctx is done. It may
// run on every replica: what one has forgotten, others don't find.
func (s *Server) RunForgetting(ctx context.Context) {
	timer := time.NewTimer(rand.N(forgetFirst))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		wait := forgetEvery
		if s.forget(ctx) {
			wait = forgetPause
		}
		timer.Reset(wait)
	}
}

// forget forgets some of it, and reports whether there is more.
func (s *Server) forget(ctx context.Context) (more bool) {
	more, err := s.store.Sweep(ctx)
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "what is kept too long was not forgotten", "error", err)
	}
	return more && err == nil
}
