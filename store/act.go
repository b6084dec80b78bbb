package store

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// act is a privileged act outside of any board, as it is kept. Neither tokens
// nor addresses may be in it.
type act struct {
	by      string // who
	what    string
	subject string // on what
	owner   string // whose account it is about, "" for none
	event   string
	before  any // encoded as JSON; nil for nothing
	after   any
}

// by returns who acts on what is a person's own: the person, through a server,
// or whoever works on the command line.
func (s *Store) by(person string) string {
	if s.serves {
		return person
	}
	return board.Operator
}

// note keeps an act, in the transaction of the act itself.
func (s *Store) note(ctx context.Context, q session, a act) error {
	before, err := json.Marshal(a.before)
	if err != nil {
		return fmt.Errorf("store: encoding an act: %w", err)
	}
	after, err := json.Marshal(a.after)
	if err != nil {
		return fmt.Errorf("store: encoding an act: %w", err)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("store: naming an act: %w", err)
	}
	return q.run(ctx, `INSERT INTO audit (id, at, person, act, subject, owner, event, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		id.String(), s.now(), a.by, a.what, a.subject, a.owner, a.event, string(before), string(after))
}

// eraseTraces gives a person's acts, and those on the account, to a pseudonym
// without what they say, keeps that the account was erased, and has its sockets
// closed everywhere.
func (s *Store) eraseTraces(ctx context.Context, q session, person, pseudonym string) error {
	for _, query := range []string{
		`UPDATE audit SET person = ? WHERE person = ?`,
		`UPDATE audit SET subject = ? WHERE subject = ?`,
		`UPDATE audit SET owner = ?, before = 'null', after = 'null' WHERE owner = ?`,
	} {
		if err := q.run(ctx, query, pseudonym, person); err != nil {
			return err
		}
	}
	var hashes []string
	if err := q.all(ctx, &hashes, `SELECT hash FROM credentials WHERE person = ? AND revoked_at = 0`, person); err != nil {
		return err
	}
	for _, hash := range hashes {
		if err := s.spread(ctx, q, hash[:idLength]); err != nil {
			return err
		}
	}
	return s.note(ctx, q, act{by: s.by(pseudonym), what: "erased", subject: pseudonym, owner: pseudonym})
}
