package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"github.com/cueslip/cueslip/board"
)

type profileRow struct {
	board.Account
	Email         string
	EmailVerified bool
	Links         string
	Tip           string
	Picture       string
	CreatedAt     int64
}

func (row profileRow) profile() (board.Profile, error) {
	p := board.Profile{
		Account: row.Account, Email: row.Email, Verified: row.EmailVerified, Tip: row.Tip, Picture: row.Picture, CreatedAt: row.CreatedAt,
	}
	return p, json.Unmarshal([]byte(row.Links), &p.Links)
}

func readProfile(ctx context.Context, q session, person string) (board.Profile, error) {
	var row profileRow
	err := q.one(ctx, &row, `SELECT `+accountColumns+`, email, email_verified, links, tip, picture, created_at FROM accounts WHERE person = ?`, person)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoAccount
	}
	if err != nil {
		return board.Profile{}, err
	}
	return row.profile()
}

// Profile returns a person's account as the person sees it. Errors: not_found,
// busy.
func (s *Store) Profile(ctx context.Context, person string) (board.Profile, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	p, err := readProfile(ctx, s.read(), person)
	return p, refusal(ctx, "reading a profile", err)
}

// SetProfile changes a person's profile. Errors: not_found; duplicate in field
// handle; invalid_text, busy.
func (s *Store) SetProfile(ctx context.Context, person string, c board.ProfileChange) (p board.Profile, err error) {
	err = s.change(ctx, "changing a profile", func(ctx context.Context, q session) (bool, error) {
		before, err := readProfile(ctx, q, person)
		if err != nil {
			return false, err
		}
		p = before
		if c.Name != nil {
			p.Name = *c.Name
		}
		if c.Handle != nil {
			p.Handle = *c.Handle
		}
		if c.Links != nil {
			p.Links = *c.Links
		}
		if c.Tip != nil {
			p.Tip = *c.Tip
		}
		links, err := json.Marshal(p.Links)
		if err != nil {
			return false, err
		}
		err = q.run(ctx, `UPDATE accounts SET name = ?, handle = ?, links = ?, tip = ? WHERE person = ?`, p.Name, p.Handle, string(links), p.Tip, person)
		if err != nil {
			return false, taken(err, board.Errorf(board.Duplicate, "This handle is taken; please choose another.").In("handle"))
		}
		return true, s.note(ctx, q, act{
			by: s.by(person), what: "profile_changed", subject: person, owner: person,
			before: shownOf(before), after: shownOf(p),
		})
	})
	return p, err
}

// shownOf is what others see of a profile.
func shownOf(p board.Profile) any {
	return map[string]any{"name": p.Name, "handle": p.Handle, "links": p.Links, "tip": p.Tip}
}

// SetAccountRole changes what an account may do outside of any event. Errors:
// not_found, busy.
func (s *Store) SetAccountRole(ctx context.Context, person string, role board.AccountRole) error {
	return s.change(ctx, "changing a role", func(ctx context.Context, q session) (bool, error) {
		before, err := readProfile(ctx, q, person)
		if err != nil || before.Role == role {
			return false, err
		}
		if err := q.run(ctx, `UPDATE accounts SET role = ? WHERE person = ?`, role, person); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{
			by: board.Operator, what: "role_changed", subject: person, owner: person,
			before: map[string]any{"role": before.Role}, after: map[string]any{"role": role},
		})
	})
}

// SetPicture gives a person another picture, a JPEG of the name. Errors:
// not_found, busy.
func (s *Store) SetPicture(ctx context.Context, person, name string, data []byte) error {
	return s.changePicture(ctx, person, name, func(ctx context.Context, q session) error {
		return q.run(ctx, `INSERT INTO pictures (person, hash, data) VALUES (?, ?, ?)
			ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, data = excluded.data`, person, name, data)
	})
}

// RemovePicture takes a person's picture away. Errors: not_found, busy.
func (s *Store) RemovePicture(ctx context.Context, person string) error {
	return s.changePicture(ctx, person, "", func(ctx context.Context, q session) error {
		return q.run(ctx, `DELETE FROM pictures WHERE person = ?`, person)
	})
}

func (s *Store) changePicture(ctx context.Context, person, name string, do func(context.Context, session) error) error {
	return s.change(ctx, "changing a picture", func(ctx context.Context, q session) (bool, error) {
		before, err := readProfile(ctx, q, person)
		if err != nil || before.Picture == name {
			return false, err
		}
		if err := do(ctx, q); err != nil {
			return false, err
		}
		if err := q.run(ctx, `UPDATE accounts SET picture = ? WHERE person = ?`, name, person); err != nil {
			return false, err
		}
		return true, s.note(ctx, q, act{
			by: s.by(person), what: "picture_changed", subject: person, owner: person,
			before: map[string]string{"picture": before.Picture}, after: map[string]string{"picture": name},
		})
	})
}

// Picture returns the picture of a name. Errors: not_found, busy.
func (s *Store) Picture(ctx context.Context, name string) (data []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().one(ctx, &data, `SELECT data FROM pictures WHERE hash = ? LIMIT 1`, name)
	if errors.Is(err, sql.ErrNoRows) {
		err = board.Errorf(board.NotFound, "There is no such picture.")
	}
	return data, refusal(ctx, "reading a picture", err)
}
