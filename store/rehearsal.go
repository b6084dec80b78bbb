package store

import (
	"context"
	"time"

	"github.com/cueslip/cueslip/board"
)

// keepRehearsals is how long a rehearsal is kept after its end, in ms: an
// export may be rehearsed too.
const keepRehearsals = 24 * 3_600_000

// Rehearse opens an event like e for somebody to practise on, with the commands
// carried out on it, which ends by itself after a while. Nobody owns it and the
// person is its cohost, so that it is on no public page, behind no permanent
// link, and no model for later events. One that the person had before is
// deleted. Error: busy.
func (s *Store) Rehearse(ctx context.Context, person string, e board.Event, commands []board.Command, lasts time.Duration) (board.Event, error) {
	now := s.now()
	e.Code, e.Version, e.StartsAt = freshCode(), 1, now
	err := s.change(ctx, "opening a rehearsal", func(ctx context.Context, q session) (bool, error) {
		var former []string
		err := q.all(ctx, &former, `SELECT r.event FROM rehearsals r JOIN crew c ON c.event = r.event WHERE c.person = ?`, person)
		if err != nil {
			return false, err
		}
		for _, code := range former {
			if err := deleteEvent(ctx, q, code); err != nil {
				return false, err
			}
		}
		if err := insertEvent(ctx, q, e, now); err != nil {
			return false, err
		}
		if err := q.run(ctx, `INSERT INTO crew (event, person, role) VALUES (?, ?, ?)`, e.Code, person, board.Cohost); err != nil {
			return false, err
		}
		if err := q.run(ctx, `INSERT INTO rehearsals (event, until) VALUES (?, ?)`, e.Code, now+lasts.Milliseconds()); err != nil {
			return false, err
		}
		_, _, _, err = s.carryOut(ctx, q, e.Code, commands, now)
		return err == nil, err
	})
	return e, err
}

// Rehearsals returns those of some events that are rehearsals. Error: busy.
func (s *Store) Rehearsals(ctx context.Context, events []string) (rehearsals []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().all(ctx, &rehearsals, `SELECT event FROM rehearsals WHERE event IN (?)`, events)
	return rehearsals, refusal(ctx, "reading which events are rehearsals", err)
}

// HoldRehearsal lets the crowd of one replica play on a rehearsal from now until
// a time, unless that of another one does. Error: busy.
func (s *Store) HoldRehearsal(ctx context.Context, event, replica string, now, until int64) (held bool, err error) {
	return s.hold(ctx, `UPDATE rehearsals SET runner = ?, held = ? WHERE event = ? AND (runner = ? OR held <= ?) RETURNING 1`,
		replica, until, event, replica, now)
}

// sweepRehearsals deletes one that ended long ago, and reports whether there
// was one. Each is hundreds of rows, and whoever writes meanwhile may wait for it.
func (s *Store) sweepRehearsals(ctx context.Context, before int64) (more bool, err error) {
	err = s.change(ctx, "sweeping rehearsals", func(ctx context.Context, q session) (bool, error) {
		var over []string
		err := q.all(ctx, &over, `SELECT event FROM rehearsals WHERE until < ? LIMIT 1`, before)
		if err != nil || len(over) == 0 {
			return false, err
		}
		more = true
		return true, deleteEvent(ctx, q, over[0])
	})
	return more && err == nil, err
}
