package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// Owned returns the events that a person owns, the newest first. Error: busy.
func (s *Store) Owned(ctx context.Context, person string) ([]board.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var events []board.Event
	err := s.read().all(ctx, &events, `SELECT `+eventColumns+` FROM crew c JOIN events e ON e.code = c.event
		WHERE c.person = ? AND c.role = 'owner' ORDER BY e.starts_at DESC, e.code`, person)
	return events, refusal(ctx, "reading whose events they are", err)
}

// Tip returns where the owner of an event is tipped, "" for nowhere. Error:
// busy.
func (s *Store) Tip(ctx context.Context, event string) (tip string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().one(ctx, &tip, `SELECT a.tip FROM crew c JOIN accounts a ON a.person = c.person
		WHERE c.event = ? AND c.role = 'owner' AND a.tip <> '' ORDER BY a.created_at, a.person LIMIT 1`, event)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return tip, refusal(ctx, "reading where an owner is tipped", err)
}

// Songs returns what was played at events, each in the order of playing.
// Error: busy.
func (s *Store) Songs(ctx context.Context, events []string) (map[string][]board.Song, error) {
	songs := map[string][]board.Song{}
	if len(events) == 0 {
		return songs, nil
	}
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var rows []struct {
		Event string
		board.Song
	}
	err := s.read().all(ctx, &rows, `SELECT event, title, artist FROM requests
		WHERE event IN (?) AND status IN ('played', 'playing') ORDER BY event, played_at, number`, events)
	for _, row := range rows {
		songs[row.Event] = append(songs[row.Event], row.Song)
	}
	return songs, refusal(ctx, "reading what was played", err)
}
