package store

import (
	"context"

	"github.com/cueslip/cueslip/board"
)

// readSuspects returns the votes of an event that look made, by
// [board.VoidKey], without those that were taken back.
func readSuspects(ctx context.Context, q session, event string) (map[string]int, error) {
	var rows []struct {
		voidRow
		People int
	}
	err := q.all(ctx, &rows, `WITH many AS (
			SELECT request, batch, count(*) AS votes FROM votes v
			WHERE event = ? AND "on" AND batch <> '' AND NOT `+voided+` GROUP BY request, batch HAVING count(*) >= ?
		), sizes AS (
			SELECT batch, count(DISTINCT person) AS people FROM votes
			WHERE event = ? AND batch IN (SELECT batch FROM many) GROUP BY batch
		)
		SELECT m.request, m.batch, m.votes, s.people FROM many m JOIN sizes s ON s.batch = m.batch`, event, board.SuspectVotes, event)
	suspects := map[string]int{}
	for _, row := range rows {
		if board.Suspect(row.Votes, row.People) {
			suspects[board.VoidKey(row.Request, row.Batch)] = row.Votes
		}
	}
	return suspects, err
}

// wrongMarks returns the requests of an event whose number of suspect votes is not
// what their row says, and what it should be.
func wrongMarks(ctx context.Context, q session, event string) (map[string]int, error) {
	suspects, err := readSuspects(ctx, q, event)
	if err != nil {
		return nil, err
	}
	marks := map[string]int{}
	for key, votes := range suspects {
		request, _ := board.SplitVoidKey(key)
		marks[request] += votes
	}
	var rows []struct {
		ID      string
		Suspect int
	}
	err = q.all(ctx, &rows, `SELECT id, suspect FROM requests WHERE event = ? AND (suspect > 0 OR id IN (?))`, event, append(keys(marks), ""))
	for _, row := range rows {
		if votes := marks[row.ID]; row.Suspect != votes {
			marks[row.ID] = votes // also none any more
		} else {
			delete(marks, row.ID)
		}
	}
	return marks, err
}

// Mark tells the crew of an event which votes look made, on the rows of their
// requests, if that has changed: in one commit, which hubs and readers learn of
// as of any other. It reports whether there was one. Errors: not_found, busy.
func (s *Store) Mark(ctx context.Context, event string) (marked bool, err error) {
	doing := "marking suspect votes of " + event
	err = s.view(ctx, doing, func(ctx context.Context, q session) error {
		wrong, err := wrongMarks(ctx, q, event)
		marked = len(wrong) > 0
		return err
	})
	if err != nil || !marked {
		return false, err
	}
	return true, s.change(ctx, doing, func(ctx context.Context, q session) (bool, error) {
		r, err := s.lockBoard(ctx, q, event, s.now())
		if err != nil {
			return false, err
		}
		wrong, err := wrongMarks(ctx, q, event)
		if err != nil {
			return false, err
		}
		for id, votes := range wrong {
			err := q.run(ctx, `UPDATE requests SET suspect = ?, version = ? WHERE event = ? AND id = ?`, votes, r.Version, event, id)
			if err != nil {
				return false, err
			}
		}
		return len(wrong) > 0, nil
	})
}

func keys(m map[string]int) []string {
	list := make([]string, 0, len(m))
	for key := range m {
		list = append(list, key)
	}
	return list
}
