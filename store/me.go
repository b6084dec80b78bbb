package store

import (
	"context"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Me returns what concerns one viewer of a board alone. Errors: not_found, busy.
func (s *Store) Me(ctx context.Context, event, person string) (board.MeFrame, error) {
	me := board.MeFrame{Type: "me", Person: person, Votes: []string{}, Requests: []string{}, Slips: []board.Slip{}}
	err := s.view(ctx, "reading a viewer of "+event, func(ctx context.Context, q session) error {
		house, err := readHouse(ctx, q, event)
		if err != nil {
			return err
		}
		me.Role = house.role(person)
		me.Ban = s.banOf(house, person)
		var standing struct {
			Signed, Admitted bool
			Name             string
		}
		err = q.one(ctx, &standing, `SELECT EXISTS (SELECT 1 FROM accounts WHERE person = ?) AS signed,
			COALESCE((SELECT name FROM accounts WHERE person = ?), '') AS name,
			EXISTS (SELECT 1 FROM admissions WHERE event = ? AND person = ? AND kind = ?) AS admitted`,
			person, person, event, person, house.event.Admission)
		if err != nil {
			return err
		}
		me.Signed, me.Name, me.Admitted = standing.Signed, standing.Name, standing.Admitted
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
		s.slips(&me, house.event.Limits, own)
		return nil
	})
	return me, err
}

// banOf returns the ban that keeps the person from taking part, if any.
func (s *Store) banOf(h house, person string) *board.MeBan {
	ban, ok := h.bans[person]
	if !ok || ban.Until > 0 && ban.Until <= s.now() || h.role(person).Crew() {
		return nil
	}
	me := &board.MeBan{Reason: ban.Reason}
	if ban.Until > 0 {
		me.Until = &ban.Until
	}
	return me
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
