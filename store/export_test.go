package store

import (
	"context"
	"fmt"
	"strings"
)

// Hold takes an event's lock as a commit does and does not go on, as a frozen
// process. end tells what became of it.
func (s *Store) Hold(ctx context.Context, event string) (end func() error, err error) {
	tx, err := s.writes.BeginTxx(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := s.lockBoard(ctx, session{tx}, event, 0); err != nil {
		return nil, err
	}
	return tx.Commit, nil
}

// Exec runs a statement as an operator might by hand.
func (s *Store) Exec(ctx context.Context, query string, args ...any) error {
	return session{s.writes}.run(ctx, query, args...)
}

// Number reads a single number.
func (s *Store) Number(ctx context.Context, query string, args ...any) (n int64, err error) {
	err = session{s.writes}.one(ctx, &n, query, args...)
	return n, err
}

// Contains returns where in the whole database some texts stand, as
// "table: text".
func (s *Store) Contains(ctx context.Context, texts ...string) (found []string, err error) {
	tables := `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	if strings.HasPrefix(s.url, "sqlite:") {
		tables = `SELECT name FROM sqlite_master WHERE type = 'table'`
	}
	var names []string
	q := session{s.writes}
	if err := q.all(ctx, &names, tables); err != nil {
		return nil, err
	}
	for _, name := range names {
		some, err := s.contains(ctx, name, texts)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

func (s *Store) contains(ctx context.Context, table string, texts []string) (found []string, err error) {
	rows, err := s.writes.QueryxContext(ctx, `SELECT * FROM "`+table+`"`)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // reading them says the same
	for rows.Next() {
		row, err := rows.SliceScan()
		if err != nil {
			return nil, err
		}
		for _, text := range texts {
			if strings.Contains(fmt.Sprintf("%s", row), text) {
				found = append(found, table+": "+text)
			}
		}
	}
	return found, rows.Err()
}
