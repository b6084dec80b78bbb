package web

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

// clockEvery is how often events that are due are looked for.
const clockEvery = 5 * time.Second

// sweepEvery is how often what was counted of attempts is forgotten.
const sweepEvery = 10 * time.Minute

// RunClock lets scheduled events go live and forgotten ones end, and forgets
// attempts, until ctx is done. It may run on every replica: what one has done,
// others leave.
func (s *Server) RunClock(ctx context.Context) {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	sweep := time.NewTicker(sweepEvery)
	defer sweep.Stop()
	for {
		s.turn(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-sweep.C:
			if err := s.store.ForgetAttempts(ctx); err != nil && ctx.Err() == nil {
				s.log.WarnContext(ctx, "attempts not forgotten", "error", err)
			}
		}
	}
}

// turn does what is due at now.
func (s *Server) turn(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	starting, ending, err := s.store.Due(ctx, now.UnixMilli())
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "cannot tell which events are due", "error", err)
		}
		return
	}
	for _, code := range starting {
		s.change(ctx, code, board.Live, now)
	}
	for _, code := range ending {
		s.change(ctx, code, board.Ended, now)
	}
}

// change moves an event to a state in the clock's name. Replicas that do so in
// the same minute make one and the same change.
func (s *Server) change(ctx context.Context, code string, state board.EventState, now time.Time) {
	name := code + " " + string(state) + " " + strconv.FormatInt(now.Unix()/60, 10)
	op := board.SetEvent{State: state, Change: uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String()}
	lease, err := s.hubs.Lease(ctx, code)
	var answer board.Answer
	if err == nil {
		defer lease.Release()
		answer, err = lease.Do(ctx, board.Command{Person: board.Clock, Op: op}, hub.LaneDJ)
	}
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "event not moved by the clock", "event", code, "state", state, "error", err)
		return
	}
	if answer.Event == nil || answer.Event.State != state {
		return // done once, and taken back by the DJ
	}
	s.log.InfoContext(ctx, "event moved by the clock", "event", code, "state", state)
}
