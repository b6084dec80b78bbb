package web

import (
	"context"
	"time"
)

// watchEvery is how often a replica asks which credentials were taken back
// elsewhere: their sockets close within a second.
const watchEvery = 400 * time.Millisecond

// Watch closes the sockets of sessions and tokens that were taken back, at this
// replica or another one or on the command line, until ctx is done. While no
// account has a socket it asks nothing.
func (s *Server) Watch(ctx context.Context) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.crowd.signedIn() {
			s.shutOut(ctx)
		}
	}
}

func (s *Server) shutOut(ctx context.Context) {
	within, cancel := context.WithTimeout(ctx, errandTimeout)
	defer cancel()
	ids, err := s.store.Revoked(within)
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "cannot tell whose session has ended", "error", err)
		}
		return
	}
	s.crowd.signOut(ids)
}

// signedOut lets go of credentials that have just been taken back here.
func (s *Server) signedOut(ids ...string) {
	s.accounts.forget()
	s.crowd.signOut(ids)
}
