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

// RunClock lets scheduled events go live, forgotten ones end, last calls close
// and requests fade where an event wants it, until ctx is done. It may run on every replica: what
// one has done, others leave.
func (s *Server) RunClock(ctx context.Context) {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	for {
		s.turn(ctx, time.Now())
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// turn does what is due at now.
func (s *Server) turn(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	due, err := s.store.Due(ctx, now.UnixMilli())
	if err != nil {
		if ctx.Err() == nil {
			s.log.WarnContext(ctx, "cannot tell which events are due", "error", err)
		}
		return
	}
	for _, code := range due.Starting {
		s.change(ctx, code, board.Live, now)
	}
	for _, code := range due.Ending {
		s.change(ctx, code, board.Ended, now)
	}
	for _, code := range due.Closing {
		if _, err := s.act(ctx, code, board.SetEvent{Gate: board.GateClosed, Change: named(code, "closed", now)}); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "last call not ended by the clock", "event", code, "error", err)
		}
	}
	for _, code := range due.Fading {
		if _, err := s.act(ctx, code, board.Sweep{Reason: board.Faded, Change: named(code, "faded", now)}); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "requests not faded by the clock", "event", code, "error", err)
		}
	}
}

// named names a change that every replica's clock may make in the same minute,
// so that they make one and the same.
func named(code, change string, now time.Time) string {
	name := code + " " + change + " " + strconv.FormatInt(now.Unix()/60, 10)
	return uuid.NewSHA1(uuid.NameSpaceOID, []byte(name)).String()
}

// act gives a command in the clock's name.
func (s *Server) act(ctx context.Context, code string, op board.Op) (board.Answer, error) {
	lease, err := s.hubs.Lease(ctx, code)
	if err != nil {
		return board.Answer{}, err
	}
	defer lease.Release()
	return lease.Do(ctx, board.Command{Person: board.Clock, Op: op}, hub.LaneDJ)
}

// change moves an event to a state in the clock's name.
func (s *Server) change(ctx context.Context, code string, state board.EventState, now time.Time) {
	answer, err := s.act(ctx, code, board.SetEvent{State: state, Change: named(code, string(state), now)})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "event not moved by the clock", "event", code, "state", state, "error", err)
		return
	}
	if answer.Event == nil || answer.Event.State != state {
		return // done once, and taken back by the DJ
	}
	s.log.InfoContext(ctx, "event moved by the clock", "event", code, "state", state)
}
