package store

import (
	"context"
	"encoding/hex"

	"github.com/cueslip/cueslip/board"
)

// retireAfter is how long a key goes on verifying once it signs no more: as
// long as what it last signed is good for.
const retireAfter = 90 * 24 * 3_600_000 // ms

const keyColumns = `name, number, value, created_at`

type keyRow struct {
	Name      string
	Number    int
	Value     string
	CreatedAt int64
}

// Secrets returns the keys of a secret, newest first, the same for everyone who
// shares the database. Each is 32 random bytes; the first is made when it is
// asked for. Errors: internal for one that can be guessed; busy.
func (s *Store) Secrets(ctx context.Context, name string) ([]board.Key, error) {
	keys, err := s.keys(ctx, `WHERE name = ?`, name)
	if err != nil || len(keys) > 0 {
		return keys, err
	}
	err = s.change(ctx, "making a secret", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `INSERT INTO secrets (`+keyColumns+`) VALUES (?, 1, ?, ?) ON CONFLICT (name, number) DO NOTHING`,
			name, random(32), s.now())
	})
	if err != nil {
		return nil, err
	}
	return s.keys(ctx, `WHERE name = ?`, name)
}

// AllSecrets returns the keys of every secret, by name and newest first.
// Errors: internal for one that can be guessed; busy.
func (s *Store) AllSecrets(ctx context.Context) ([]board.Key, error) { return s.keys(ctx, ``) }

func (s *Store) keys(ctx context.Context, where string, args ...any) ([]board.Key, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var rows []keyRow
	err := s.read().all(ctx, &rows, `SELECT `+keyColumns+` FROM secrets `+where+` ORDER BY name, number DESC`, args...)
	if err != nil {
		return nil, refusal(ctx, "reading secrets", err)
	}
	keys := make([]board.Key, 0, len(rows))
	for _, row := range rows {
		value, err := hex.DecodeString(row.Value)
		key := board.Key{Name: row.Name, Number: row.Number, Value: value, CreatedAt: row.CreatedAt}
		if err != nil || key.Weak() {
			return nil, board.Errorf(board.Internal,
				"The secret \"{name}\" can be guessed (its key {number}): delete that row of the table secrets, and a good one is made.", "name", row.Name, "number", row.Number)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// AddSecret makes a key that is newer than those there are. Error: busy.
func (s *Store) AddSecret(ctx context.Context, name string) (k board.Key, err error) {
	if _, err := s.Secrets(ctx, name); err != nil {
		return k, err
	}
	err = s.change(ctx, "adding a key", func(ctx context.Context, q session) (bool, error) {
		now := s.now()
		err := q.one(ctx, &k.Number, `INSERT INTO secrets (`+keyColumns+`)
			SELECT name, max(number) + 1, ?, ? FROM secrets WHERE name = ? GROUP BY name RETURNING number`, random(32), now, name)
		if err != nil {
			return false, err
		}
		k.Name, k.CreatedAt = name, now
		return true, s.note(ctx, q, act{by: board.Operator, what: "key_added", subject: name, after: map[string]int{"key": k.Number}})
	})
	return k, err
}

// RetireSecrets deletes the keys that have signed nothing for 90 days, since a
// newer one has been there for so long, and returns them. Error: busy.
func (s *Store) RetireSecrets(ctx context.Context) (gone []board.Key, err error) {
	err = s.change(ctx, "retiring keys", func(ctx context.Context, q session) (bool, error) {
		err := q.all(ctx, &gone, `DELETE FROM secrets WHERE EXISTS (SELECT 1 FROM secrets newer
			WHERE newer.name = secrets.name AND newer.number > secrets.number AND newer.created_at <= ?)
			RETURNING name, number, created_at`, s.now()-retireAfter)
		if err != nil {
			return false, err
		}
		for _, k := range gone {
			err := s.note(ctx, q, act{by: board.Operator, what: "key_retired", subject: k.Name, before: map[string]int{"key": k.Number}})
			if err != nil {
				return false, err
			}
		}
		return true, nil
	})
	return gone, err
}
