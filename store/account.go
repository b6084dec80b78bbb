package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

// AddAccount adds a person who signed up. Names that differ in nothing but
// case are the same. Errors: duplicate, invalid_text, busy.
func (s *Store) AddAccount(ctx context.Context, name string, role board.AccountRole) (board.Account, error) {
	a := board.Account{Person: uuid.NewString(), Name: name, Role: role}
	err := s.change(ctx, "adding an account", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `INSERT INTO accounts (person, name, folded, role, created_at) VALUES (?, ?, ?, ?, ?)`,
			a.Person, a.Name, fold(name), a.Role, s.now())
	})
	switch {
	case unique(err):
		return board.Account{}, board.Errorf(board.Duplicate, "There already is an account of this name.").In("name")
	case err != nil:
		return board.Account{}, err
	default:
		return a, nil
	}
}

// AccountByName finds an account, whatever the case of its name. Errors:
// not_found, busy.
func (s *Store) AccountByName(ctx context.Context, name string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var a board.Account
	err := s.read().one(ctx, &a, `SELECT person, name, role FROM accounts WHERE folded = ?`, fold(name))
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	return a, refusal(ctx, "finding an account", err)
}

// Names returns the names of those among the persons who have an account.
// Error: busy.
func (s *Store) Names(ctx context.Context, persons []string) (map[string]string, error) {
	if len(persons) == 0 {
		return map[string]string{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var accounts []board.Account
	err := s.read().all(ctx, &accounts, `SELECT person, name, role FROM accounts WHERE person IN (?)`, persons)
	names := make(map[string]string, len(accounts))
	for _, a := range accounts {
		names[a.Person] = a.Name
	}
	return names, refusal(ctx, "reading names", err)
}

func fold(name string) string { return cases.Fold().String(norm.NFKC.String(name)) }
