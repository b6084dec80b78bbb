package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Round returns the round of the demo board that stands at now. If none does,
// it begins the next one with an event like e, which nobody owns and on which
// the commands are carried out, and which lasts for a while. Of several
// replicas that come at once, one begins it. What was before the former round
// is deleted, so that there are never more than two. Error: busy.
func (s *Store) Round(ctx context.Context, now int64, e board.Event, commands []board.Command, lasts time.Duration) (board.Round, error) {
	round, err := s.standingRound(ctx)
	if err != nil || round.Until > now {
		return round, err
	}
	e.Code, e.Version, e.StartsAt = freshCode(), 1, now
	err = s.change(ctx, "beginning a round of the demo", func(ctx context.Context, q session) (bool, error) {
		var last struct {
			board.Round
			Former string
		}
		err := q.one(ctx, &last, `UPDATE demo SET until = until RETURNING event, until, former`)
		if err != nil {
			return false, err
		}
		if last.Until > now {
			round = last.Round
			return false, nil
		}
		if err := deleteEvent(ctx, q, last.Former); err != nil {
			return false, err
		}
		if err := insertEvent(ctx, q, e, now); err != nil {
			return false, err
		}
		if _, _, _, err := s.carryOut(ctx, q, e.Code, commands, now); err != nil {
			return false, err
		}
		round = board.Round{Event: e.Code, Until: now + lasts.Milliseconds()}
		return true, q.run(ctx, `UPDATE demo SET event = ?, until = ?, former = ?`, round.Event, round.Until, last.Event)
	})
	return round, err
}

func (s *Store) standingRound(ctx context.Context) (round board.Round, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().one(ctx, &round, `SELECT event, until FROM demo`)
	return round, refusal(ctx, "reading the round of the demo", err)
}

// HoldDemo lets the crowd of one replica play on the demo board from now until
// a time, unless that of another one does. Error: busy.
func (s *Store) HoldDemo(ctx context.Context, replica string, now, until int64) (held bool, err error) {
	return s.hold(ctx, `UPDATE demo SET runner = ?, held = ? WHERE runner = ? OR held <= ? RETURNING 1`, replica, until, replica, now)
}

// hold does an update that gives a board to the crowd of one replica, and
// reports whether it found the board free.
func (s *Store) hold(ctx context.Context, update string, args ...any) (held bool, err error) {
	err = s.change(ctx, "holding a board for a crowd", func(ctx context.Context, q session) (bool, error) {
		var done int
		err := q.one(ctx, &done, update, args...)
		if errors.Is(err, sql.ErrNoRows) {
			return false, nil
		}
		held = err == nil
		return held, err
	})
	return held && err == nil, err
}

// deleteEvent deletes all of an event, whose code should not be in use any more.
func deleteEvent(ctx context.Context, q session, code string) error {
	for _, table := range []string{"boards", "marks", "votes", "voids", "requests", "journal", "bans", "blocks", "admissions", "subscriptions", "told", "invitations", "crew", "rehearsals"} {
		if err := q.run(ctx, `DELETE FROM `+table+` WHERE event = ?`, code); err != nil {
			return err
		}
	}
	return q.run(ctx, `DELETE FROM events WHERE code = ?`, code)
}
