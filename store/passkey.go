package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

const passkeyColumns = `id, name, credential, created_at, used_at` //nolint:gosec // names of columns

// PasskeyByID returns a passkey and whose it is. Errors: not_found, busy.
func (s *Store) PasskeyByID(ctx context.Context, id string) (p board.Passkey, person string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var row struct {
		board.Passkey
		Person string
	}
	err = s.read().one(ctx, &row, `SELECT `+passkeyColumns+`, person FROM passkeys WHERE id = ?`, id)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoWay
	}
	return row.Passkey, row.Person, refusal(ctx, "reading a passkey", err)
}

// Passkeys returns a person's passkeys, oldest first. Error: busy.
func (s *Store) Passkeys(ctx context.Context, person string) ([]board.Passkey, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	passkeys := []board.Passkey{}
	err := s.read().all(ctx, &passkeys, `SELECT `+passkeyColumns+` FROM passkeys WHERE person = ? ORDER BY created_at, id`, person)
	return passkeys, refusal(ctx, "listing passkeys", err)
}

// AddPasskey adds a way into a person's account. Errors: duplicate in field
// passkey, busy.
func (s *Store) AddPasskey(ctx context.Context, person string, p board.Passkey) error {
	return s.change(ctx, "adding a passkey", func(ctx context.Context, q session) (bool, error) {
		if err := insertPasskey(ctx, q, person, p, s.now()); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "passkey_added", subject: p.ID, owner: person, after: map[string]string{"name": p.Name}})
	})
}

// UsePasskey keeps what the use of a passkey has changed of it. Errors:
// not_found if it was removed meanwhile, busy.
func (s *Store) UsePasskey(ctx context.Context, id string, credential []byte) error {
	return s.changePasskey(ctx, "using a passkey", `UPDATE passkeys SET credential = ?, used_at = ? WHERE id = ? RETURNING id`,
		string(credential), s.now(), id)
}

// RenamePasskey gives a person's passkey a name. Errors: not_found, busy.
func (s *Store) RenamePasskey(ctx context.Context, person, id, name string) error {
	return s.changePasskey(ctx, "renaming a passkey", `UPDATE passkeys SET name = ? WHERE person = ? AND id = ? RETURNING id`,
		name, person, id)
}

func (s *Store) changePasskey(ctx context.Context, doing, update string, args ...any) error {
	return s.change(ctx, doing, func(ctx context.Context, q session) (bool, error) {
		var id string
		err := q.one(ctx, &id, update, args...)
		if errors.Is(err, sql.ErrNoRows) {
			err = errNoWay
		}
		return true, err
	})
}

// RemovePasskey takes a way into a person's account away. mail says whether a
// verified e-mail address is a way in. Errors: not_found; conflict if nothing
// else would sign the person in; busy.
func (s *Store) RemovePasskey(ctx context.Context, person, id string, mail bool) error {
	return s.change(ctx, "removing a passkey", func(ctx context.Context, q session) (bool, error) {
		err := removeWay(ctx, q, person, mail, `DELETE FROM passkeys WHERE person = ? AND id = ? RETURNING person`, person, id)
		if err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "passkey_removed", subject: id, owner: person})
	})
}
