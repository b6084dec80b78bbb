package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// A cookie is good for this long; whoever comes with an older one is given the
// whole board. The age is told by the hour: at least a day, at most 25 hours
// after the cookie's version was followed by another.
const (
	cookieVersions = 10_000
	cookieAge      = 24 * 3_600_000 // ms
)

// Load returns what changed on a board after the cookie, all as of one moment;
// the whole board if the cookie is zero, of another epoch, ahead of the board,
// or too old. Errors: not_found, busy.
func (s *Store) Load(ctx context.Context, event string, since board.Cookie) (board.Delta, error) {
	var d board.Delta
	err := s.view(ctx, "reading "+event, func(ctx context.Context, q session) error {
		var at struct {
			board.Event
			Epoch    string
			Standing int64 // of the board, where Event.Version is of its settings
			Horizon  int64 // the oldest version that a cookie may have
		}
		err := q.one(ctx, &at, `SELECT `+eventColumns+`, `+s.epoch+` AS epoch, b.version AS standing,
				(SELECT coalesce(max(version), 0) FROM marks WHERE event = b.event AND at <= ?) AS horizon
			FROM boards b JOIN events e ON e.code = b.event WHERE b.event = ?`, s.now()-cookieAge, event)
		if errors.Is(err, sql.ErrNoRows) {
			return errNoEvent
		}
		if err != nil {
			return err
		}
		d = board.Delta{Epoch: at.Epoch, Since: since.Version, Version: at.Standing}
		oldest := max(1, at.Horizon, at.Standing-cookieVersions)
		if since.Epoch != at.Epoch || since.Version < oldest || since.Version > at.Standing {
			d.Whole, d.Since = true, 0
		}
		if d.Event = &at.Event; !d.Whole && at.Version <= d.Since {
			d.Event = nil
		}
		if d.Since == d.Version {
			return nil
		}
		return q.all(ctx, &d.Requests, `SELECT `+requestColumns+` FROM requests WHERE event = ? AND version > ? ORDER BY number`, event, d.Since)
	})
	if err != nil {
		return board.Delta{}, err
	}
	return d, nil
}

// Versions returns where the boards of some events stand, in one statement;
// events that do not exist are left out. Error: busy.
func (s *Store) Versions(ctx context.Context, events []string) (map[string]board.Cookie, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	versions := make(map[string]board.Cookie, len(events))
	for some := range slices.Chunk(events, maxParameters) {
		var rows []struct {
			Event string
			board.Cookie
		}
		err := s.read().all(ctx, &rows, `SELECT event, version, `+s.epoch+` AS epoch FROM boards WHERE event IN (?)`, some)
		if err != nil {
			return nil, refusal(ctx, "reading versions", err)
		}
		for _, row := range rows {
			versions[row.Event] = row.Cookie
		}
	}
	return versions, nil
}
