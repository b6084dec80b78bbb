package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"

	"github.com/cueslip/cueslip/board"
)

const (
	invitationAge  = 7 * 24 * 3_600_000 // ms
	maxInvitations = 20                 // open ones of an event

	invitationColumns = `substr(hash, 1, 16) AS id, event, role, author, created_at, expires_at, used_at, used_by`
)

var errInvitation = board.Errorf(board.NotFound, "There is no such invitation.")

// Invite makes a way into an event's crew for whoever holds the token, once and
// within 7 days. Of the token, 256 random bits, the database knows only the
// SHA-256. Whether the author may give the role is decided when it is taken.
// Errors: bad_move when the event has too many open ones; busy.
func (s *Store) Invite(ctx context.Context, event string, role board.Role, author string) (token string, i board.Invitation, err error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token = base64.RawURLEncoding.EncodeToString(secret)
	now := s.now()
	i = board.Invitation{ID: idOf(token), Event: event, Role: role, Author: author, CreatedAt: now, ExpiresAt: now + invitationAge}
	err = s.change(ctx, "inviting to "+event, func(ctx context.Context, q session) (bool, error) {
		var open int
		err := q.one(ctx, &open, `SELECT count(*) FROM invitations WHERE event = ? AND used_at = 0 AND expires_at > ?`, event, now)
		if err != nil {
			return false, err
		}
		if open >= maxInvitations {
			return false, board.Errorf(board.BadMove, "An event has at most {n} open invitations; withdraw one first.", "n", maxInvitations)
		}
		err = q.run(ctx, `INSERT INTO invitations (hash, event, role, author, created_at, expires_at, used_at, used_by)
			VALUES (?, ?, ?, ?, ?, ?, 0, '')`, hashed(token), event, role, author, i.CreatedAt, i.ExpiresAt)
		if err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: author, what: "invited", subject: i.ID, event: event, after: map[string]board.Role{"role": role}})
	})
	if err != nil {
		return "", board.Invitation{}, err
	}
	return token, i, nil
}

// Invitations returns the open invitations of an event, the latest first.
// Error: busy.
func (s *Store) Invitations(ctx context.Context, event string) ([]board.Invitation, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	list := []board.Invitation{}
	err := s.read().all(ctx, &list, `SELECT `+invitationColumns+` FROM invitations
		WHERE event = ? AND used_at = 0 AND expires_at > ? ORDER BY created_at DESC, hash`, event, s.now())
	return list, refusal(ctx, "reading the invitations of "+event, err)
}

// Invitation returns the invitation of a token, also one that is used, withdrawn
// or expired. Errors: not_found, busy.
func (s *Store) Invitation(ctx context.Context, token string) (board.Invitation, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var i board.Invitation
	err := s.read().one(ctx, &i, `SELECT `+invitationColumns+` FROM invitations WHERE hash = ?`, hashed(token))
	if errors.Is(err, sql.ErrNoRows) {
		err = errInvitation
	}
	return i, refusal(ctx, "reading an invitation", err)
}

// UseInvitation notes who has taken an open invitation; the first one counts.
// Error: busy.
func (s *Store) UseInvitation(ctx context.Context, token, person string) error {
	return s.change(ctx, "using an invitation", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `UPDATE invitations SET used_at = ?, used_by = ? WHERE hash = ? AND used_at = 0`, s.now(), person, hashed(token))
	})
}

// WithdrawInvitation ends an open invitation of an event. Errors: not_found,
// busy.
func (s *Store) WithdrawInvitation(ctx context.Context, event, id, by string) error {
	return s.change(ctx, "withdrawing an invitation", func(ctx context.Context, q session) (bool, error) {
		var role board.Role
		err := q.one(ctx, &role, `UPDATE invitations SET used_at = ? WHERE event = ? AND substr(hash, 1, 16) = ? AND used_at = 0 RETURNING role`,
			s.now(), event, id)
		if errors.Is(err, sql.ErrNoRows) {
			return false, errInvitation
		}
		if err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{by: by, what: "invitation_withdrawn", subject: id, event: event, before: map[string]board.Role{"role": role}})
	})
}
