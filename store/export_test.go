package store

import "context"

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
