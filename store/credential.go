package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// What people present instead of a password. Each is 256 random bits, of which
// the database knows only the SHA-256: whoever reads it can sign in as nobody.
const (
	kindLink    = "link"    // signs in once
	kindSession = "session" // of a browser
	kindToken   = "token"   // of a program, until it is revoked

	linkAge    = 24 * 3_600_000      // ms
	sessionAge = 30 * 24 * 3_600_000 // ms
)

// SignInLink returns a token that signs the person in, once and within a day.
// Error: busy.
func (s *Store) SignInLink(ctx context.Context, person string) (string, error) {
	return s.issue(ctx, person, kindLink, "", linkAge)
}

// CreateToken returns a personal token, which does not expire. Error: busy.
func (s *Store) CreateToken(ctx context.Context, person, name string) (string, error) {
	return s.issue(ctx, person, kindToken, name, 0)
}

func (s *Store) issue(ctx context.Context, person, kind, name string, age int64) (token string, err error) {
	err = s.change(ctx, "issuing a "+kind, func(ctx context.Context, q session) (bool, error) {
		token, err = insertCredential(ctx, q, person, kind, name, s.now(), age)
		return true, err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func insertCredential(ctx context.Context, q session, person, kind, name string, now, age int64) (string, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	expires := now + age
	if age == 0 {
		expires = 0
	}
	return token, q.run(ctx, `INSERT INTO credentials (hash, person, kind, name, created_at, expires_at, used_at, revoked_at)
		VALUES (?, ?, ?, ?, ?, ?, 0, 0)`, hashed(token), person, kind, name, now, expires)
}

// StartSession returns a session of a person's browser, which agent tells from
// others. Error: busy.
func (s *Store) StartSession(ctx context.Context, person, agent string) (token string, err error) {
	err = s.change(ctx, "starting a session", func(ctx context.Context, q session) (bool, error) {
		now := s.now()
		if token, err = insertCredential(ctx, q, person, kindSession, "", now, sessionAge); err != nil {
			return false, err
		}
		return true, q.run(ctx, `UPDATE credentials SET agent = ?, seen_at = ? WHERE hash = ?`, agent, now, hashed(token))
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Redeem uses a sign-in link up and returns a session. Errors: sign_in when the
// link is unknown, used or expired; busy.
func (s *Store) Redeem(ctx context.Context, link string) (token string, a board.Account, err error) {
	now := s.now()
	err = s.change(ctx, "redeeming a link", func(ctx context.Context, q session) (bool, error) {
		var person string
		err := q.one(ctx, &person, `UPDATE credentials SET used_at = ? WHERE hash = ? AND kind = ? AND used_at = 0
			AND revoked_at = 0 AND expires_at > ? RETURNING person`, now, hashed(link), kindLink, now)
		if errors.Is(err, sql.ErrNoRows) {
			return false, errSignIn
		}
		if err != nil {
			return false, err
		}
		if err := q.one(ctx, &a, `SELECT `+accountColumns+` FROM accounts WHERE person = ?`, person); err != nil {
			return false, err
		}
		token, err = insertCredential(ctx, q, person, kindSession, "", now, sessionAge)
		return true, err
	})
	if err != nil {
		return "", board.Account{}, err
	}
	return token, a, nil
}

// Authenticate returns the account behind a session or a personal token.
// Errors: sign_in, busy.
func (s *Store) Authenticate(ctx context.Context, token string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var a board.Account
	err := s.read().one(ctx, &a, `SELECT a.person, a.name, a.handle, a.role FROM credentials c JOIN accounts a ON a.person = c.person
		WHERE c.hash = ? AND c.kind IN (?, ?) AND c.revoked_at = 0 AND (c.expires_at = 0 OR c.expires_at > ?)`,
		hashed(token), kindSession, kindToken, s.now())
	if errors.Is(err, sql.ErrNoRows) {
		err = errSignIn
	}
	return a, refusal(ctx, "authenticating", err)
}

// Revoke ends a session, a token or a link, if there is such a one. Error: busy.
func (s *Store) Revoke(ctx context.Context, token string) error {
	return s.change(ctx, "revoking", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `UPDATE credentials SET revoked_at = ? WHERE hash = ? AND revoked_at = 0`, s.now(), hashed(token))
	})
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
