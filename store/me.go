package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Me returns what concerns one viewer of a board alone. Errors: not_found, busy.
func (s *Store) Me(ctx context.Context, event, person string) (board.MeFrame, error) {
	me := board.MeFrame{Type: "me", Person: person, Votes: []string{}, Requests: []string{}, Slips: []board.Slip{}}
	err := s.view(ctx, "reading a viewer of "+event, func(ctx context.Context, q session) error {
		v, err := readViewer(ctx, q, event, person)
		if err != nil {
			return err
		}
		me.Role, me.Ban = v.role(), v.ban(s.now())
		me.Signed, me.Name, me.Admitted = v.Signed, v.Name, v.Admitted
		err = q.all(ctx, &me.Votes, `SELECT DISTINCT CASE WHEN r."into" = '' THEN r.id ELSE r."into" END AS root
			FROM votes v JOIN requests r ON r.event = v.event AND r.id = v.request
			WHERE v.event = ? AND v.person = ? AND v."on" ORDER BY root`, event, person)
		if err != nil {
			return err
		}
		var own []*board.Request
		err = q.all(ctx, &own, `SELECT `+requestColumns+` FROM requests
			WHERE event = ? AND asker = ? AND NOT own ORDER BY number`, event, person)
		if err != nil {
			return err
		}
		s.slips(&me, v.Limits, own)
		return nil
	})
	return me, err
}

// viewer is what an event knows of one person.
type viewer struct {
	board.Event
	Crew             board.Role // "" for none
	Signed, Admin    bool
	Name             string // of the account
	Banned, Admitted bool
	Reason           string // of the ban
	Until            int64  // of the ban, Unix ms, 0: for good
}

// readViewer reads it in one statement, since each of a herd asks. Error:
// not_found.
func readViewer(ctx context.Context, q session, event, person string) (v viewer, err error) {
	err = q.one(ctx, &v, `SELECT `+eventColumns+`, coalesce(c.role, '') AS crew,
			a.person IS NOT NULL AS signed, coalesce(a.role, '') = 'admin' AS admin, coalesce(a.name, '') AS name,
			m.person IS NOT NULL AS admitted, b.person IS NOT NULL AS banned, coalesce(b.reason, '') AS reason, coalesce(b.until, 0) AS until
		FROM events e
		LEFT JOIN crew c ON c.event = e.code AND c.person = ?
		LEFT JOIN accounts a ON a.person = ?
		LEFT JOIN admissions m ON m.event = e.code AND m.person = ? AND m.kind = e.admission
		LEFT JOIN bans b ON b.event = e.code AND b.person = ?
		WHERE e.code = ?`, person, person, person, person, event)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoEvent
	}
	return v, err
}

func (v viewer) role() board.Role {
	switch {
	case v.Admin:
		return board.Owner
	case v.Crew != "":
		return v.Crew
	default:
		return board.Listener
	}
}

// ban returns the ban that keeps the person from taking part, if any.
func (v viewer) ban(now int64) *board.MeBan {
	if !v.Banned || v.Until > 0 && v.Until <= now || v.role().Crew() {
		return nil
	}
	ban := &board.MeBan{Reason: v.Reason}
	if v.Until > 0 {
		ban.Until = &v.Until
	}
	return ban
}

// slips fills in the viewer's own requests, and what may still be asked for.
func (s *Store) slips(me *board.MeFrame, limits board.Limits, own []*board.Request) {
	var asked board.Asked
	for _, req := range own {
		me.Requests = append(me.Requests, req.ID)
		if _, shown := req.Shown(board.Public); !shown {
			row := req.ForAsker()
			me.Slips = append(me.Slips, board.Slip{
				ID: row.ID, Number: row.Number, Title: row.Title, Artist: row.Artist,
				Status: row.Status, Reason: row.Reason, Into: req.Into, Votes: row.Votes, At: row.At,
			})
		}
		switch req.Status {
		case board.New, board.Later, board.Accepted:
			asked.Open++
		}
		asked.Last = max(asked.Last, req.At)
	}
	if me.Role.Crew() {
		return // may ask without limit
	}
	left, next := limits.Allow(asked)
	if left >= 0 {
		me.Limits.Left = &left
	}
	if next > s.now() {
		me.Limits.NextAt = &next
	}
}

// Role returns what a person may do in an event: listener if nothing else is
// known. Error: busy.
func (s *Store) Role(ctx context.Context, event, person string) (board.Role, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var roles []board.Role
	err := s.read().all(ctx, &roles, `SELECT 'owner' FROM accounts WHERE person = ? AND role = 'admin'
		UNION ALL SELECT role FROM crew WHERE event = ? AND person = ?`, person, event, person)
	switch {
	case err != nil:
		return "", refusal(ctx, "reading a role in "+event, err)
	case len(roles) == 0:
		return board.Listener, nil
	case slices.Contains(roles, board.Owner): // an admin is one everywhere, whatever the crew says
		return board.Owner, nil
	default:
		return roles[0], nil
	}
}

// SetRole gives a person a role in an event; listener takes any other away. It
// holds for every commit that begins after it. Errors: not_found, busy.
func (s *Store) SetRole(ctx context.Context, event, person string, role board.Role) error {
	return s.change(ctx, "setting a role in "+event, func(ctx context.Context, q session) (bool, error) {
		if _, err := readEvent(ctx, q, event); err != nil {
			return false, err
		}
		if !role.Crew() {
			return true, q.run(ctx, `DELETE FROM crew WHERE event = ? AND person = ?`, event, person)
		}
		return true, q.run(ctx, `INSERT INTO crew (event, person, role) VALUES (?, ?, ?)
			ON CONFLICT (event, person) DO UPDATE SET role = excluded.role`, event, person, role)
	})
}
