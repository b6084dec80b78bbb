package store

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// Trail returns privileged acts in the order of time, those on boards and
// those outside of any. Error: busy.
func (s *Store) Trail(ctx context.Context, query board.TrailQuery) (acts []board.Act, err error) {
	acts, err = trail(ctx, s.read(), query)
	return acts, refusal(ctx, "reading the trail", err)
}

type actRow struct {
	At, FromVersion, ToVersion, Step                         int64
	ID, Person, Act, Event, Subject, Before, After, UndoneBy string
}

func trail(ctx context.Context, q session, query board.TrailQuery) ([]board.Act, error) {
	onBoards, outside, args := []string{"at >= ?"}, []string{"at >= ?"}, [2][]any{{query.Since}, {query.Since}}
	if query.Event != "" {
		onBoards, outside = append(onBoards, "event = ?"), append(outside, "event = ?")
		args[0], args[1] = append(args[0], query.Event), append(args[1], query.Event)
	}
	if query.Person != "" {
		onBoards, outside = append(onBoards, "person = ?"), append(outside, "? IN (person, owner)")
		args[0], args[1] = append(args[0], query.Person), append(args[1], query.Person)
	}
	var rows []actRow
	err := q.all(ctx, &rows, `SELECT at, person, kind AS act, event, '' AS subject, version - 1 AS from_version, version AS to_version,
			before, after, undone_by, step, id FROM journal WHERE `+strings.Join(onBoards, " AND ")+`
		UNION ALL SELECT at, person, act, event, subject, 0, 0, before, after, '', 0, id FROM audit WHERE `+strings.Join(outside, " AND ")+`
		ORDER BY at, event, to_version, step, id`, append(args[0], args[1]...)...)
	acts := make([]board.Act, 0, len(rows))
	for _, row := range rows {
		acts = append(acts, board.Act{
			At: row.At, Person: row.Person, Act: row.Act, Event: row.Event, Subject: row.Subject, FromVersion: row.FromVersion,
			ToVersion: row.ToVersion, Before: json.RawMessage(row.Before), After: json.RawMessage(row.After), UndoneBy: row.UndoneBy,
		})
	}
	return acts, err
}
