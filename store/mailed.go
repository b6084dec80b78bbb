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
		now := s.now()
		var used string
		err := q.one(ctx, &used, `DELETE FROM flows WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING hash`, hashed(token), kind, now)
		if errors.Is(err, sql.ErrNoRows) {
			return false, errFlow
		}
		if err != nil {
			return false, err
		}
		var known struct {
			board.Account
			EmailVerified bool
		}
		err = q.one(ctx, &known, `SELECT `+accountColumns+`, email_verified FROM accounts WHERE email = ?`, n.Email)
		if errors.Is(err, sql.ErrNoRows) {
			a = fresh
			return true, insertAccount(ctx, q, a, n, now)
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
