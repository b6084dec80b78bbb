package store

import (
	"context"
	"fmt"

	"github.com/cueslip/cueslip/board"
)

// voided says that the vote v is one of those that the crew took back.
const voided = `EXISTS (SELECT 1 FROM voids x WHERE x.event = v.event AND x.request = v.request AND x.batch = v.batch)`

// wrongTotals finds the requests whose total is not what their votes count up
// to: the distinct people who voted for them, or for one merged into them.
const wrongTotals = `WITH cast_votes AS (
		SELECT m.id, m."into", v.person FROM votes v JOIN requests m ON m.event = v.event AND m.id = v.request
		WHERE v.event = ? AND v."on" AND NOT ` + voided + `
	), counted AS (
		SELECT root, count(DISTINCT person) AS people FROM (
			SELECT CASE WHEN "into" = '' THEN id ELSE "into" END AS root, person FROM cast_votes
			UNION ALL SELECT id, person FROM cast_votes WHERE "into" <> ''
		) AS each GROUP BY root
	)
	SELECT r.id, r.number, r.votes, coalesce(c.people, 0) AS counted FROM requests r LEFT JOIN counted c ON c.root = r.id
	WHERE r.event = ? AND r.votes <> coalesce(c.people, 0) ORDER BY r.number`

type wrongTotal struct {
	ID                     string
	Number, Votes, Counted int
}

// Audit counts the votes of an event and compares the totals that its board
// shows; an error names the first that differs. Error besides: busy.
func (s *Store) Audit(ctx context.Context, event string) error {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var wrong []wrongTotal
	if err := s.read().all(ctx, &wrong, wrongTotals+` LIMIT 1`, event, event); err != nil {
		return refusal(ctx, "auditing "+event, err)
	}
	if len(wrong) > 0 {
		w := wrong[0]
		return fmt.Errorf("store: event %s: No. %03d shows %d votes, counted are %d", event, w.Number, w.Votes, w.Counted)
	}
	return nil
}

// Recount puts right every total that Audit would name, in one commit, which
// hubs and readers learn of as of any other. Errors: not_found, busy.
func (s *Store) Recount(ctx context.Context, event string) error {
	return s.change(ctx, "counting the votes of "+event, func(ctx context.Context, q session) (bool, error) {
		r, err := s.lockBoard(ctx, q, event, s.now())
		if err != nil {
			return false, err
		}
		return r.rightTotals(ctx)
	})
}

// rightTotals writes the totals that differ from what the votes count up to,
// and reports whether there was any.
func (r *reading) rightTotals(ctx context.Context) (bool, error) {
	var wrong []wrongTotal
	if err := r.q.all(ctx, &wrong, wrongTotals, r.event, r.event); err != nil || len(wrong) == 0 {
		return false, err
	}
	rows := make([]*board.Request, len(wrong))
	for i, w := range wrong {
		rows[i] = &board.Request{Row: board.Row{ID: w.ID, Votes: w.Counted}}
	}
	return true, r.writeVotes(ctx, rows)
}
