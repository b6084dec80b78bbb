package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// seenEvery is how exactly it is known when a credential was last used.
const seenEvery = 5 * 60_000 // ms

// presentedColumns tell a credential from others of its person.
const presentedColumns = `c.hash, c.kind, c.name AS label, c.agent, c.scopes, c.created_at, c.seen_at, c.expires_at`

type credentialRow struct {
	Hash, Kind, Label, Agent, Scopes string
	CreatedAt, SeenAt, ExpiresAt     int64
}

func (row credentialRow) credential() board.Credential {
	c := board.Credential{
		ID: row.Hash[:idLength], Kind: board.CredentialKind(row.Kind), Name: row.Label, Agent: row.Agent,
		CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, ExpiresAt: row.ExpiresAt,
	}
	for word := range strings.FieldsSeq(row.Scopes) {
		c.Scopes = append(c.Scopes, board.Scope(word))
	}
	return c
}

// valid picks the sessions and tokens that are good at a time.
const valid = `c.kind IN ('session', 'token') AND c.revoked_at = 0 AND (c.expires_at = 0 OR c.expires_at > ?)`

// Authenticate returns the account behind a session or a personal token, and
// notes now and then that it is used. Errors: sign_in, busy.
func (s *Store) Authenticate(ctx context.Context, token string) (board.Login, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var row struct {
		board.Account
		credentialRow
	}
	now := s.now()
	err := s.read().one(ctx, &row, `SELECT a.person, a.name, a.handle, a.role, `+presentedColumns+`
		FROM credentials c JOIN accounts a ON a.person = c.person WHERE c.hash = ? AND `+valid, hashed(token), now)
	if errors.Is(err, sql.ErrNoRows) {
		err = errSignIn
	}
	if err != nil {
		return board.Login{}, refusal(ctx, "authenticating", err)
	}
	if now-row.SeenAt >= seenEvery {
		s.see(ctx, row.Hash, now)
	}
	return board.Login{Account: row.Account, By: row.credential()}, nil
}

// see notes when a credential was used. It may fail: nobody is kept out for it.
func (s *Store) see(ctx context.Context, hash string, now int64) {
	err := s.change(ctx, "noting a use", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `UPDATE credentials SET seen_at = ? WHERE hash = ? AND seen_at <= ?`, now, hash, now-seenEvery)
	})
	if err != nil {
		s.log.WarnContext(ctx, "the use of a credential was not noted", "error", err)
	}
}

// Credentials returns a person's sessions or tokens, the latest used first.
// Error: busy.
func (s *Store) Credentials(ctx context.Context, person string, kind board.CredentialKind) ([]board.Credential, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var rows []credentialRow
	err := s.read().all(ctx, &rows, `SELECT `+presentedColumns+` FROM credentials c
		WHERE c.person = ? AND c.kind = ? AND `+valid+` ORDER BY c.seen_at DESC, c.created_at DESC, c.hash`, person, kind, s.now())
	list := make([]board.Credential, len(rows))
	for i, row := range rows {
		list[i] = row.credential()
	}
	return list, refusal(ctx, "reading credentials", err)
}

// Revoke ends a session, a token or a link, if there is such a one. Error: busy.
func (s *Store) Revoke(ctx context.Context, token string) error {
	return s.change(ctx, "revoking", func(ctx context.Context, q session) (bool, error) {
		_, err := s.revoke(ctx, q, `c.hash = ?`, hashed(token))
		return true, err
	})
}

var errNoCredential = board.Errorf(board.NotFound, "That has ended already.")

// RevokeCredential ends one of a person's sessions or tokens. Errors:
// not_found, busy.
func (s *Store) RevokeCredential(ctx context.Context, person string, kind board.CredentialKind, id string) error {
	return s.change(ctx, "revoking", func(ctx context.Context, q session) (bool, error) {
		gone, err := s.revoke(ctx, q, `c.person = ? AND c.kind = ? AND substr(c.hash, 1, ?) = ?`, person, kind, idLength, id)
		if err == nil && len(gone) == 0 {
			err = errNoCredential
		}
		return err == nil, err
	})
}

// RevokeSessions ends a person's sessions but the one of the id, and returns
// the ids of those that it ended. Error: busy.
func (s *Store) RevokeSessions(ctx context.Context, person, but string) (gone []string, err error) {
	err = s.change(ctx, "revoking sessions", func(ctx context.Context, q session) (bool, error) {
		gone, err = s.revoke(ctx, q, `c.person = ? AND c.kind = 'session' AND substr(c.hash, 1, ?) <> ?`, person, idLength, but)
		return true, err
	})
	return gone, err
}

// revoke ends the credentials of a condition and returns their ids.
func (s *Store) revoke(ctx context.Context, q session, condition string, args ...any) ([]string, error) {
	var rows []struct{ Hash, Person, Kind, Name, Agent string }
	err := q.all(ctx, &rows, `UPDATE credentials AS c SET revoked_at = ? WHERE c.revoked_at = 0 AND `+condition+`
		RETURNING hash, person, kind, name, agent`, append([]any{s.now()}, args...)...)
	if err != nil {
		return nil, err
	}
	var gone []string
	for _, row := range rows {
		id := row.Hash[:idLength]
		gone = append(gone, id)
		if err := s.spread(ctx, q, id); err != nil {
			return nil, err
		}
		if err := silence(ctx, q, row.Person, id); err != nil {
			return nil, err
		}
		err := s.note(ctx, q, act{
			by: s.by(row.Person), what: row.Kind + "_revoked", subject: id, owner: row.Person,
			before: map[string]string{"name": row.Name, "agent": row.Agent},
		})
		if err != nil {
			return nil, err
		}
	}
	return gone, nil
}

// spread lets every replica know that a credential is good no more.
func (s *Store) spread(ctx context.Context, q session, id string) error {
	return q.run(ctx, `INSERT INTO revocations (id, at) VALUES (?, ?) ON CONFLICT (id) DO NOTHING`, id, s.now())
}

// revokedLately is how far back [Store.Revoked] looks: longer than a commit
// takes and clocks of replicas differ.
const revokedLately = 60_000 // ms

// Revoked returns the ids of the credentials that were taken back lately, for
// whoever asks every second. Error: busy.
func (s *Store) Revoked(ctx context.Context) (ids []string, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().all(ctx, &ids, `SELECT id FROM revocations WHERE at > ?`, s.now()-revokedLately)
	return ids, refusal(ctx, "asking what was revoked", err)
}
