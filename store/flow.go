package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/cueslip/cueslip/board"
)

var errFlow = board.Errorf(board.LoginExpired, "This took too long, or was done already; please start again.")

// BeginFlow keeps data for whoever comes back with the token, once and within
// age. kind says what was begun, so that nothing begun as one thing ends as
// another. Of the token, 256 random bits, the database knows only the SHA-256.
// Flows that nobody came back to are forgotten. Error: busy.
func (s *Store) BeginFlow(ctx context.Context, kind string, data any, age time.Duration) (token string, err error) {
	kept, err := json.Marshal(data)
	if err != nil {
		return "", refusal(ctx, "encoding what was begun", err)
	}
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token = base64.RawURLEncoding.EncodeToString(secret)
	err = s.change(ctx, "beginning a "+kind, func(ctx context.Context, q session) (bool, error) {
		now := s.now()
		if err := q.run(ctx, `DELETE FROM flows WHERE expires_at <= ?`, now); err != nil {
			return false, err
		}
		return true, q.run(ctx, `INSERT INTO flows (hash, kind, data, expires_at) VALUES (?, ?, ?, ?)`,
			hashed(token), kind, string(kept), now+age.Milliseconds())
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// TakeFlow ends what was begun under the token and reads its data into data, a
// pointer. Of several who come at once, one gets it. Errors: login_expired when
// the token is unknown, of another kind, used or too old; busy, after which the
// flow may be gone.
func (s *Store) TakeFlow(ctx context.Context, kind, token string, data any) error {
	return s.change(ctx, "ending a "+kind, func(ctx context.Context, q session) (bool, error) {
		var kept string
		err := q.one(ctx, &kept, `DELETE FROM flows WHERE hash = ? AND kind = ? AND expires_at > ? RETURNING data`,
			hashed(token), kind, s.now())
		if errors.Is(err, sql.ErrNoRows) {
			return false, errFlow
		}
		if err != nil {
			return false, err
		}
		return true, json.Unmarshal([]byte(kept), data)
	})
}

// eraseFlows forgets what a person has begun, or somebody with their address.
func eraseFlows(ctx context.Context, q session, person string) error {
	p, err := readProfile(ctx, q, person)
	if err != nil {
		return err
	}
	for _, trace := range []string{person, p.Email} {
		if trace == "" {
			continue
		}
		if err := q.run(ctx, `DELETE FROM flows WHERE replace(data, ?, '') <> data`, `"`+trace+`"`); err != nil { // a string of the JSON
			return err
		}
	}
	return nil
}

// Flow reads what was begun under the token without ending it. Errors:
// login_expired as TakeFlow; busy.
func (s *Store) Flow(ctx context.Context, kind, token string, data any) error {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var kept string
	err := s.read().one(ctx, &kept, `SELECT data FROM flows WHERE hash = ? AND kind = ? AND expires_at > ?`, hashed(token), kind, s.now())
	if errors.Is(err, sql.ErrNoRows) {
		return errFlow
	}
	if err == nil {
		err = json.Unmarshal([]byte(kept), data)
	}
	return refusal(ctx, "reading a "+kind, err)
}
