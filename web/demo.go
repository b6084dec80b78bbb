package web

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/demo"
	"github.com/cueslip/cueslip/hub"
)

// heldFor is how long the crowd of a replica plays before it asks again
// whether it may; when that replica dies, another's takes over after it.
const heldFor = 8 * time.Second

// demoBoard is the demo of the front page as this replica knows it.
type demoBoard struct {
	beginning gate // held by the one who looks a round up, or begins it

	mu    sync.Mutex
	round board.Round // guarded by mu

	crowd crowdAt // owned by RunDemo
}

// standing returns the round that this replica last heard of, and whether it
// stands.
func (d *demoBoard) standing(now time.Time) (board.Round, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.round, d.round.Until > now.UnixMilli()
}

// demoRound answers with the event of the demo board and how long its round
// still lasts, and begins a round if none stands.
func (s *Server) demoRound(w http.ResponseWriter, r *http.Request) {
	if !s.config.Demo {
		s.fail(w, r, board.Errorf(board.NotFound, "This server keeps no demo board."))
		return
	}
	now := time.Now()
	round, err := s.openDemo(r.Context(), now)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	left := time.Duration(round.Until-now.UnixMilli()) * time.Millisecond
	answer(w, http.StatusOK, map[string]any{"event": round.Event, "left": int(left.Seconds()) + 1})
}

// openDemo returns the round that stands, or begins one. Error: busy.
func (s *Server) openDemo(ctx context.Context, now time.Time) (board.Round, error) {
	d := &s.demo
	if round, stands := d.standing(now); stands {
		return round, nil
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	if err := d.beginning.enter(ctx); err != nil {
		return board.Round{}, board.Errorf(board.Busy, "This takes longer than it should; please send it again.").Because(err)
	}
	defer d.beginning.leave()
	if round, stands := d.standing(now); stands { // begun while this one waited
		return round, nil
	}
	round, err := s.store.Round(ctx, now.UnixMilli(), demo.Event(), demo.Begin(), demo.Lasts)
	if err != nil {
		return board.Round{}, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.round = round
	return round, nil
}

// RunDemo lets the crowds of the demo board and of rehearsals play while somebody
// looks at them here, until ctx is done. It may run on every replica: on each
// board, one at a time plays. While nobody looks, it does nothing at all.
func (s *Server) RunDemo(ctx context.Context) {
	tick := time.NewTicker(demo.Every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.beatDemo(ctx, time.Now()); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "the demo stands still", "error", err)
		}
		if err := s.beatRehearsals(ctx, time.Now()); err != nil && ctx.Err() == nil {
			s.log.WarnContext(ctx, "a rehearsal stands still", "error", err)
		}
	}
}

// beatDemo does one beat of the demo, if somebody looks.
func (s *Server) beatDemo(ctx context.Context, now time.Time) error {
	d := &s.demo
	round, stands := d.standing(now)
	if !stands || !s.crowd.looks(round.Event) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	plays, err := d.crowd.holds(now, func(now, until int64) (bool, error) {
		return s.store.HoldDemo(ctx, s.replica, now, until)
	})
	if err != nil || !plays {
		return err
	}
	return s.beat(ctx, &d.crowd, round.Event, demo.Beat)
}

// crowdAt is what a made-up crowd knows of the board that it is at.
type crowdAt struct {
	until time.Time // it holds the board
	view  board.View
	beats int
}

// holds reports whether the crowd plays at now: while it holds the board, which
// it asks for in good time.
func (c *crowdAt) holds(now time.Time, hold func(now, until int64) (bool, error)) (bool, error) {
	if !now.Add(heldFor / 2).After(c.until) {
		return true, nil
	}
	until := now.Add(heldFor)
	held, err := hold(now.UnixMilli(), until.UnixMilli())
	if held {
		c.until = until
	}
	return held, err
}

// beat lets a crowd act once on an event's board.
func (s *Server) beat(ctx context.Context, c *crowdAt, event string, act func(*board.View, int, *rand.Rand) []board.Command) error {
	lease, err := s.hubs.Lease(ctx, event)
	if err != nil {
		return err
	}
	defer lease.Release()
	if err := c.look(ctx, lease, event); err != nil || c.view.Event.State == board.Ended {
		return err
	}
	c.beats++
	random := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	return s.play(ctx, lease, act(&c.view, c.beats, random))
}

// look brings the crowd's view of the board up to date.
func (c *crowdAt) look(ctx context.Context, lease *hub.Lease, event string) error {
	if c.view.Event.Code != event {
		c.view, c.beats = board.View{Audience: board.Crew}, 0
	}
	frame, err := lease.Since(ctx, board.Crew, c.view.Cookie)
	if err != nil {
		return err
	}
	if frame == nil {
		whole, err := lease.Whole(ctx, board.Crew)
		if err != nil {
			return err
		}
		frame = whole.JSON
	}
	_, err = c.view.Receive(frame)
	return err
}

// play carries out what a crowd and its DJ do. Refusals are part of the game: a
// visitor was quicker, or the board is full.
func (s *Server) play(ctx context.Context, lease *hub.Lease, commands []board.Command) error {
	for _, c := range commands {
		lane := hub.LaneVotes
		switch c.Op.(type) {
		case board.Set:
			lane = hub.LaneDJ
		case board.Ask:
			lane = hub.LaneRequests
		}
		_, err := lease.Do(ctx, c, lane)
		if status, refused := statuses[board.CodeOf(err)]; err != nil && (!refused || status >= http.StatusInternalServerError) {
			return err
		}
	}
	return nil
}

// demoRows returns what the demo on the front page shows before its script
// runs: the board as it stands, if this replica knows of a round, or as the
// next one begins. Looking at the page begins none.
func (s *Server) demoRows(ctx context.Context, now time.Time) []*board.Request {
	round, stands := s.demo.standing(now)
	if s.config.Demo && stands {
		if rows, err := s.presentRows(ctx, round.Event, now); err == nil {
			return rows
		}
	}
	rows := make([]*board.Request, len(demo.First))
	for i, row := range demo.First {
		rows[i] = &board.Request{Row: row}
	}
	return rows
}

// demoShown is how many rows that wait the front page shows.
const demoShown = 5

func (s *Server) presentRows(ctx context.Context, event string, now time.Time) ([]*board.Request, error) {
	lease, err := s.hubs.Lease(ctx, event)
	if err != nil {
		return nil, err
	}
	defer lease.Release()
	whole, err := lease.Recent(ctx, board.Public)
	if err != nil {
		return nil, err
	}
	view, err := viewOf(whole.JSON, now.UnixMilli())
	if err != nil {
		return nil, err
	}
	rows := view.Rows[:min(demoShown, len(view.Rows))]
	if view.Playing != nil {
		rows = slices.Insert(rows, 0, view.Playing)
	}
	return rows, nil
}
