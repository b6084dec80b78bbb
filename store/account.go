package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

const accountColumns = `person, name, handle, role`

// AddAccount adds an account by the name alone, for whoever looks after the
// machine; its handle is made from the name, so that names which differ in
// case or accents only are the same. Errors: duplicate, invalid_text, busy.
func (s *Store) AddAccount(ctx context.Context, name string, role board.AccountRole) (board.Account, error) {
	a := board.Account{Person: uuid.NewString(), Name: name, Handle: text.HandleOf(name), Role: role}
	return a, s.change(ctx, "adding an account", func(ctx context.Context, q session) (bool, error) {
		if err := insertAccount(ctx, q, a, board.NewAccount{}, s.now()); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{
			by: board.Operator, what: "account_added", subject: a.Person, owner: a.Person,
			after: map[string]any{"name": name, "role": role},
		})
	})
}

// SignUp adds an account together with its profile and the ways in that it
// begins with, all or nothing. Errors: duplicate in field handle, email,
// identity or passkey; invalid_text, busy.
func (s *Store) SignUp(ctx context.Context, n board.NewAccount) (board.Account, error) {
	return s.withHandle(n, func(a board.Account) (board.Account, error) {
		return a, s.change(ctx, "adding an account", func(ctx context.Context, q session) (bool, error) {
			return true, insertAccount(ctx, q, a, n, s.now())
		})
	})
}

// withHandle has an account made under the handle that was chosen, or else
// under the first free one that is made from the name.
func (s *Store) withHandle(n board.NewAccount, add func(board.Account) (board.Account, error)) (board.Account, error) {
	a := board.Account{Person: cmp.Or(n.Person, uuid.NewString()), Name: n.Name, Handle: n.Handle, Role: n.Role}
	if a.Handle != "" {
		return add(a)
	}
	for a.Handle = text.HandleOf(n.Name); ; a.Handle = text.HandleOf(n.Name) + "-" + random(2) {
		made, err := add(a)
		var refusal *board.Error
		if !errors.As(err, &refusal) || refusal.Code != board.Duplicate || refusal.Field != "handle" {
			return made, err
		}
	}
}

func insertAccount(ctx context.Context, q session, a board.Account, n board.NewAccount, now int64) error {
	err := q.run(ctx, `INSERT INTO accounts (`+accountColumns+`, email, email_verified, created_at) VALUES (?, ?, ?, ?, '', ?, ?)`,
		a.Person, a.Name, a.Handle, a.Role, n.Verified, now)
	if err != nil {
		return taken(err, board.Errorf(board.Duplicate, "This handle is taken; please choose another.").In("handle"))
	}
	if n.Email != "" {
		err := q.run(ctx, `UPDATE accounts SET email = ? WHERE person = ?`, n.Email, a.Person)
		if err != nil {
			return taken(err, board.Errorf(board.Duplicate, "There already is an account with this e-mail address.").In("email"))
		}
	}
	if n.Password != "" {
		err := q.run(ctx, `INSERT INTO passwords (person, hash, changed_at) VALUES (?, ?, ?)`, a.Person, n.Password, now)
		if err != nil {
			return err
		}
	}
	if n.Identity != nil {
		if err := insertIdentity(ctx, q, a.Person, *n.Identity, now); err != nil {
			return err
		}
	}
	if n.Passkey != nil {
		return insertPasskey(ctx, q, a.Person, *n.Passkey, now)
	}
	return nil
}

func insertIdentity(ctx context.Context, q session, person string, i board.Identity, now int64) error {
	err := q.run(ctx, `INSERT INTO identities (issuer, subject, person, label, created_at) VALUES (?, ?, ?, ?, ?)`,
		i.Issuer, i.Subject, person, i.Label, now)
	return taken(err, board.Errorf(board.Duplicate, "This sign-in already belongs to an account.").In("identity"))
}

func insertPasskey(ctx context.Context, q session, person string, p board.Passkey, now int64) error {
	err := q.run(ctx, `INSERT INTO passkeys (id, person, name, credential, created_at, used_at) VALUES (?, ?, ?, ?, ?, 0)`,
		p.ID, person, p.Name, string(p.Credential), now)
	return taken(err, board.Errorf(board.Duplicate, "This passkey already belongs to an account.").In("passkey"))
}

// taken turns the error of a key that exists already into the refusal.
func taken(err error, refusal *board.Error) error {
	if unique(err) {
		return refusal
	}
	return err
}

// AccountByName finds an account by its handle, however it is written, or by
// its name as long as only one has it. Errors: not_found, busy.
func (s *Store) AccountByName(ctx context.Context, name string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var found []board.Account
	err := s.read().all(ctx, &found, `SELECT `+accountColumns+` FROM accounts WHERE handle IN (?, ?)
		UNION SELECT `+accountColumns+` FROM accounts WHERE name = ?`, name, text.HandleOf(name), name)
	switch {
	case err != nil:
		return board.Account{}, refusal(ctx, "finding an account", err)
	case len(found) != 1:
		return board.Account{}, errNoAccount
	default:
		return found[0], nil
	}
}

// Account returns a person's account. Errors: not_found, busy.
func (s *Store) Account(ctx context.Context, person string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var a board.Account
	err := s.read().one(ctx, &a, `SELECT `+accountColumns+` FROM accounts WHERE person = ?`, person)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	return a, refusal(ctx, "reading an account", err)
}

// AccountByHandle finds the account of a handle, however it is written.
// Errors: not_found, busy.
func (s *Store) AccountByHandle(ctx context.Context, handle string) (board.Account, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var a board.Account
	err := s.read().one(ctx, &a, `SELECT `+accountColumns+` FROM accounts WHERE handle = ?`, strings.ToLower(strings.TrimPrefix(handle, "@")))
	if errors.Is(err, sql.ErrNoRows) {
		err = board.Errorf(board.NotFound, "Nobody has this handle.").In("handle")
	}
	return a, refusal(ctx, "finding a handle", err)
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
	err := s.read().all(ctx, &accounts, `SELECT `+accountColumns+` FROM accounts WHERE person IN (?)`, persons)
	names := make(map[string]string, len(accounts))
	for _, a := range accounts {
		names[a.Person] = a.Name
	}
	return names, refusal(ctx, "reading names", err)
}
