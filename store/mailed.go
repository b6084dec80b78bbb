package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// RedeemMailed uses up what was begun under the token in a mail to n.Email,
// and returns the account of that address; it is made from n if there is none.
// Who reads the address's mail owns it: if nobody had shown that before, every
// way in that the account had until now ends, since somebody else may have
// made it with this address to be there first. All or nothing.
// Errors: login_expired when the token is unknown, of another kind, used or too
// old; duplicate in field handle when n.Handle is taken; busy.
func (s *Store) RedeemMailed(ctx context.Context, kind, token string, n board.NewAccount) (a board.Account, err error) {
	n.Verified = true
	for {
		a, err = s.withHandle(n, func(a board.Account) (board.Account, error) {
			return s.redeemMailed(ctx, kind, token, a, n)
		})
		var refusal *board.Error
		if errors.As(err, &refusal) && refusal.Code == board.Duplicate && refusal.Field == "email" {
			continue // made a moment ago by another link: now it is found
		}
		return a, err
	}
}

func (s *Store) redeemMailed(ctx context.Context, kind, token string, fresh board.Account, n board.NewAccount) (a board.Account, err error) {
	err = s.change(ctx, "redeeming a mailed link", func(ctx context.Context, q session) (bool, error) {
		if err := s.useUp(ctx, q, kind, token); err != nil {
			return false, err
		}
		var known struct {
			board.Account
			EmailVerified bool
		}
		err := q.one(ctx, &known, `SELECT `+accountColumns+`, email_verified FROM accounts WHERE email = ?`, n.Email)
		if errors.Is(err, sql.ErrNoRows) {
			a = fresh
			return true, insertAccount(ctx, q, a, n, s.now())
		}
		if err != nil {
			return false, err
		}
		if a = known.Account; known.EmailVerified {
			return true, nil
		}
		return true, s.takeOver(ctx, q, a.Person)
	})
	return a, err
}

// takeOver gives an account to who has just shown that its address is theirs.
func (s *Store) takeOver(ctx context.Context, q session, person string) error {
	for _, table := range []string{"passwords", "identities", "passkeys"} {
		if err := q.run(ctx, `DELETE FROM `+table+` WHERE person = ?`, person); err != nil {
			return err
		}
	}
	if _, err := s.revoke(ctx, q, `c.person = ?`, person); err != nil {
		return err
	}
	if err := s.note(ctx, q, act{by: s.by(person), what: "email_verified", subject: person, owner: person}); err != nil {
		return err
	}
	return q.run(ctx, `UPDATE accounts SET email_verified = ? WHERE person = ?`, true, person)
}

// ChangeEmail uses up what was begun under the token in a mail to an address,
// and makes it the person's, known to be theirs. old is the address that the
// account had when it was begun. Errors: login_expired when the token is
// unknown, of another kind, used or too old, or the account's address another
// one by now; duplicate in field email; busy.
func (s *Store) ChangeEmail(ctx context.Context, kind, token, person, old, email string) error {
	return s.change(ctx, "changing an address", func(ctx context.Context, q session) (bool, error) {
		if err := s.useUp(ctx, q, kind, token); err != nil {
			return false, err
		}
		var changed string
		err := q.one(ctx, &changed, `UPDATE accounts SET email = ?, email_verified = ? WHERE person = ? AND email = ? RETURNING person`,
			email, true, person, old)
		if errors.Is(err, sql.ErrNoRows) {
			return false, errFlow
		}
		if err != nil {
			return false, taken(err, board.Errorf(board.Duplicate, "There already is an account with this e-mail address.").In("email"))
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "email_changed", subject: person, owner: person})
	})
}

// RemoveEmail takes an account its address away, and its password with it,
// since one signs in with both. Errors: not_found when it has none; conflict if
// nothing else would sign the person in; busy.
func (s *Store) RemoveEmail(ctx context.Context, person string) error {
	return s.change(ctx, "removing an address", func(ctx context.Context, q session) (bool, error) {
		err := removeWay(ctx, q, person, false, `UPDATE accounts SET email = '', email_verified = ? WHERE person = ? AND email <> '' RETURNING person`,
			false, person)
		if err != nil {
			return false, err
		}
		if err := q.run(ctx, `DELETE FROM passwords WHERE person = ?`, person); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: s.by(person), what: "email_removed", subject: person, owner: person})
	})
}

// useUp ends what was begun under a token. Error: login_expired.
func (s *Store) useUp(ctx context.Context, q session, kind, token string) error {
	var used string
	err := q.one(ctx, &used, `DELETE FROM flows WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING hash`, hashed(token), kind, s.now())
	if errors.Is(err, sql.ErrNoRows) {
		return errFlow
	}
	return err
}
