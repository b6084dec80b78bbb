package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// FindIdentity returns the account of whom another site says a person is.
// Errors: not_found, busy.
func (s *Store) FindIdentity(ctx context.Context, issuer, subject string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var a board.Account
	err := s.read().one(ctx, &a, `SELECT a.person, a.name, a.handle, a.role FROM identities i JOIN accounts a ON a.person = i.person
		WHERE i.issuer = ? AND i.subject = ?`, issuer, subject)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	return a, refusal(ctx, "finding an identity", err)
}

// Identities returns the sites that sign a person in, oldest first. Error: busy.
func (s *Store) Identities(ctx context.Context, person string) ([]board.Identity, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	identities := []board.Identity{}
	err := s.read().all(ctx, &identities, `SELECT issuer, subject, label, created_at FROM identities
		WHERE person = ? ORDER BY created_at, issuer, subject`, person)
	return identities, refusal(ctx, "listing identities", err)
}

// AddIdentity lets another site sign a person in. Errors: duplicate in field
// identity, whoever has it already; busy.
func (s *Store) AddIdentity(ctx context.Context, person string, i board.Identity) error {
	return s.change(ctx, "adding an identity", func(ctx context.Context, q session) (bool, error) {
		if err := insertIdentity(ctx, q, person, i, s.now()); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "identity_added", subject: i.Issuer, owner: person})
	})
}

// RemoveIdentity ends that another site signs a person in. mail says whether a
// verified e-mail address is a way in. Errors: not_found; conflict if nothing
// else would sign the person in; busy.
func (s *Store) RemoveIdentity(ctx context.Context, person, issuer, subject string, mail bool) error {
	return s.change(ctx, "removing an identity", func(ctx context.Context, q session) (bool, error) {
		err := removeWay(ctx, q, person, mail, `DELETE FROM identities WHERE person = ? AND issuer = ? AND subject = ? RETURNING person`,
			person, issuer, subject)
		if err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "identity_removed", subject: issuer, owner: person})
	})
}

var (
	errNoWay   = board.Errorf(board.NotFound, "This way to sign in is not one of the account's.")
	errLastWay = board.Errorf(board.Conflict, "This is the only way into the account; please add another one first.")
)

// removeWay removes one way into an account unless it is the last. The
// account's row is locked first, so that of two removals at once the second
// sees what the first one left.
func removeWay(ctx context.Context, q session, person string, mail bool, removal string, args ...any) error {
	if err := q.run(ctx, `UPDATE accounts SET person = person WHERE person = ?`, person); err != nil {
		return err
	}
	var removed string
	if err := q.one(ctx, &removed, removal, args...); errors.Is(err, sql.ErrNoRows) {
		return errNoWay
	} else if err != nil {
		return err
	}
	var left int
	err := q.one(ctx, &left, `SELECT (SELECT count(*) FROM passkeys WHERE person = ?) + (SELECT count(*) FROM identities WHERE person = ?)
		+ (SELECT count(*) FROM passwords p JOIN accounts a ON a.person = p.person WHERE p.person = ? AND a.email <> '')
		+ (SELECT count(*) FROM accounts WHERE person = ? AND ? AND email_verified AND email <> '')`, person, person, person, person, mail)
	if err != nil {
		return err
	}
	if left == 0 {
		return errLastWay
	}
	return nil
}
