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
// Sessions and tokens are good for many calls, a link signs in once.
const (
	kindLink board.CredentialKind = "link"

	linkAge    = 24 * 3_600_000      // ms
	pairAge    = 5 * 60_000          // ms, to take a phone out and scan
	sessionAge = 30 * 24 * 3_600_000 // ms
)

// SignInLink returns a token that signs the person in, once and within a day.
// Error: busy.
func (s *Store) SignInLink(ctx context.Context, person string) (string, error) {
	return s.issue(ctx, person, board.Credential{Kind: kindLink}, linkAge, act{by: board.Operator, what: "link_made"})
}

// PairLink returns a token that signs the person in on a further device of
// their own, once and within five minutes, and when that ends. Error: busy.
func (s *Store) PairLink(ctx context.Context, person string) (token string, expires int64, err error) {
	expires = s.now() + pairAge
	token, err = s.issue(ctx, person, board.Credential{Kind: kindLink}, pairAge, act{by: s.by(person), what: "link_made"})
	return token, expires, err
}

// CreateToken returns a personal token for what the scopes name, or for
// everything if there are none. It does not expire. Error: busy.
func (s *Store) CreateToken(ctx context.Context, person, name string, scopes ...board.Scope) (string, error) {
	c := board.Credential{Kind: board.Token, Name: name, Scopes: scopes}
	after := map[string]string{"name": name, "scopes": board.SpellScopes(scopes)}
	return s.issue(ctx, person, c, 0, act{by: s.by(person), what: "token_created", after: after})
}

// StartSession returns a session of a person's browser, which agent tells from
// others. Error: busy.
func (s *Store) StartSession(ctx context.Context, person, agent string) (string, error) {
	return s.issue(ctx, person, board.Credential{Kind: board.Session, Agent: agent, SeenAt: s.now()}, sessionAge, act{})
}

// issue makes a credential and returns what is presented. An age of 0 is for
// ever; an act without a name is not kept.
func (s *Store) issue(ctx context.Context, person string, c board.Credential, age int64, a act) (token string, err error) {
	err = s.change(ctx, "issuing a "+string(c.Kind), func(ctx context.Context, q session) (bool, error) {
		if token, err = insertCredential(ctx, q, person, c, s.now(), age); err != nil || a.what == "" {
			return err == nil, err
		}
		a.subject, a.owner = idOf(token), person
		return true, s.note(ctx, q, a)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func insertCredential(ctx context.Context, q session, person string, c board.Credential, now, age int64) (string, error) {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	token := base64.RawURLEncoding.EncodeToString(secret)
	expires := now + age
	if age == 0 {
		expires = 0
	}
	return token, q.run(ctx, `INSERT INTO credentials (hash, person, kind, name, scopes, agent, created_at, seen_at, expires_at, used_at, revoked_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
		hashed(token), person, c.Kind, c.Name, board.SpellScopes(c.Scopes), c.Agent, now, c.SeenAt, expires)
}

// Redeem uses a sign-in link up and returns whose it is. Errors: sign_in when
// the link is unknown, used or expired; busy.
func (s *Store) Redeem(ctx context.Context, link string) (a board.Account, err error) {
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
		return true, q.one(ctx, &a, `SELECT `+accountColumns+` FROM accounts WHERE person = ?`, person)
	})
	if err != nil {
		return board.Account{}, err
	}
	return a, nil
}

func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// idOf returns the id by which a credential is told from others: too short to
// be looked up by, and no help in guessing what is presented.
func idOf(token string) string { return hashed(token)[:idLength] }

const idLength = 16 // hex digits
