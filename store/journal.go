package store

import (
	"context"

	"github.com/cueslip/cueslip/board"
)

// Journal returns an event's changes by the crew, latest first. Error: busy.
func (s *Store) Journal(ctx context.Context, event string, limit int) ([]board.Entry, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var rows []entryRow
	err := s.read().all(ctx, &rows, `SELECT `+entryColumns+` FROM journal
		WHERE event = ? ORDER BY version DESC, step DESC LIMIT ?`, event, limit)
	if err != nil {
		return nil, refusal(ctx, "reading the journal of "+event, err)
	}
	entries := make([]board.Entry, 0, len(rows))
	for _, row := range rows {
		entry, err := row.entry()
		if err != nil {
			return nil, refusal(ctx, "reading the journal of "+event, err)
		}
		entries = append(entries, *entry)
	}
	return entries, nil
}
