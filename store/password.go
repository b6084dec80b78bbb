package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// Password returns the hash of a person's password, "" if there is none.
// Error: busy.
func (s *Store) Password(ctx context.Context, person string) (hash string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().one(ctx, &hash, `SELECT hash FROM passwords WHERE person = ?`, person)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return hash, refusal(ctx, "reading a password", err)
}

// SetPassword gives a person another password, by its hash, and ends their
// sessions but the one that is kept: whoever had the old one is out.
// Errors: not_found, busy.
func (s *Store) SetPassword(ctx context.Context, person, hash, keep string) error {
	return s.change(ctx, "setting a password", func(ctx context.Context, q session) (bool, error) {
		now := s.now()
		var known int
		if err := q.one(ctx, &known, `SELECT count(*) FROM accounts WHERE person = ?`, person); err != nil {
			return false, err
		}
		if known == 0 {
			return false, errNoAccount
		}
		err := q.run(ctx, `INSERT INTO passwords (person, hash, changed_at) VALUES (?, ?, ?)
			ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at`, person, hash, now)
		if err != nil {
			return false, err
		}
		if err := s.note(ctx, q, act{by: s.by(person), what: "password_set", subject: person, owner: person}); err != nil {
			return false, err
		}
		_, err = s.revoke(ctx, q, `c.person = ? AND c.kind = ? AND c.hash <> ?`, person, board.Session, hashed(keep))
		return err == nil, err
	})
}

// AccountByEmail finds an account by its e-mail address in small letters, and
// the hash of its password, "" if it has none. Errors: not_found, busy.
func (s *Store) AccountByEmail(ctx context.Context, email string) (a board.Account, hash string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var found struct {
		board.Account
		Hash string
	}
	err = s.read().one(ctx, &found, `SELECT a.person, a.name, a.handle, a.role, coalesce(p.hash, '') AS hash
		FROM accounts a LEFT JOIN passwords p ON p.person = a.person WHERE a.email = ? AND a.email <> ''`, email)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	return found.Account, found.Hash, refusal(ctx, "finding an account", err)
}

// Email returns a person's e-mail address, "" if there is none, and whether it
// is known to be theirs. Errors: not_found, busy.
func (s *Store) Email(ctx context.Context, person string) (email string, verified bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var found struct {
		Email         string
		EmailVerified bool
	}
	err = s.read().one(ctx, &found, `SELECT email, email_verified FROM accounts WHERE person = ?`, person)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	return found.Email, found.EmailVerified, refusal(ctx, "reading an address", err)
}
