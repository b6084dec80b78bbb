package store

import (
	"context"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Spend counts one more attempt on each budget. When one of them is used up it
// counts none, and returns how long to wait until there is more. Attempts that
// come at once, on whichever replica, are counted one after the other; give
// budgets in the same order everywhere. Error: busy.
func (s *Store) Spend(ctx context.Context, budgets ...board.Budget) (wait time.Duration, err error) {
	now := s.now()
	err = s.change(ctx, "counting an attempt", func(ctx context.Context, q session) (bool, error) {
		for _, b := range budgets {
			var spent struct{ Count, Until int64 }
			err := q.one(ctx, &spent, `INSERT INTO attempts (key, count, until) VALUES (?, 1, ?)
				ON CONFLICT (key) DO UPDATE SET
					count = CASE WHEN attempts.until <= ? THEN 1 ELSE attempts.count + 1 END,
					until = CASE WHEN attempts.until <= ? THEN excluded.until ELSE attempts.until END
				RETURNING count, until`, b.Key, now+b.Per.Milliseconds(), now, now)
			if err != nil {
				return false, err
			}
			if spent.Count > int64(b.Most) {
				wait = max(wait, time.Duration(spent.Until-now)*time.Millisecond)
			}
		}
		return wait == 0, nil
	})
	return wait, err
}

// Refund takes an attempt back that was none after all: the budgets of the
// first keys are whole again, those of the others have one more. Error: busy.
func (s *Store) Refund(ctx context.Context, whole, one []string) error {
	return s.change(ctx, "taking an attempt back", func(ctx context.Context, q session) (bool, error) {
		for _, key := range whole {
			if err := q.run(ctx, `DELETE FROM attempts WHERE key = ?`, key); err != nil {
				return false, err
			}
		}
		for _, key := range one {
			if err := q.run(ctx, `UPDATE attempts SET count = count - 1 WHERE key = ? AND count > 0`, key); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}
