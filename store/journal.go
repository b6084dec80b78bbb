package store

import (
	"context"
	"fmt"

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

// Audit counts the votes of an event and compares the totals that its board
// shows; an error names the first that differs. Error besides: busy.
func (s *Store) Audit(ctx context.Context, event string) error {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var wrong []struct{ Number, Votes, Counted int }
	err := s.read().all(ctx, &wrong, `WITH cast_votes AS (
			SELECT m.id, m."into", v.person FROM votes v JOIN requests m ON m.event = v.event AND m.id = v.request
			WHERE v.event = ? AND v."on"
		), counted AS (
			SELECT root, count(DISTINCT person) AS people FROM (
				SELECT CASE WHEN "into" = '' THEN id ELSE "into" END AS root, person FROM cast_votes
				UNION ALL SELECT id, person FROM cast_votes WHERE "into" <> ''
			) AS each GROUP BY root
		)
		SELECT r.number, r.votes, coalesce(c.people, 0) AS counted FROM requests r LEFT JOIN counted c ON c.root = r.id
		WHERE r.event = ? AND r.votes <> coalesce(c.people, 0) ORDER BY r.number LIMIT 1`, event, event)
	if err != nil {
		return refusal(ctx, "auditing "+event, err)
	}
	if len(wrong) > 0 {
		w := wrong[0]
		return fmt.Errorf("store: event %s: No. %03d shows %d votes, counted are %d", event, w.Number, w.Votes, w.Counted)
	}
	return nil
}
