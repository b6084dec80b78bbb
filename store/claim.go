package store

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// Claim makes everything that a guest asked for and voted on the person's own,
// who keeps one vote on each request. Bans come along too, of two the longer, and
// so does being admitted, and which browsers are told of the event. Each event is
// one commit, which hubs and readers learn of as of any other. Repeating it is
// harmless. Error: busy.
func (s *Store) Claim(ctx context.Context, guest, person string) error {
	events, err := s.eventsWith(ctx, guest)
	if err != nil {
		return err
	}
	for _, event := range events {
		err := s.rewrite(ctx, event, "claiming what a guest did in "+event, func(ctx context.Context, r *reading) error {
			return r.claim(ctx, guest, person)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eventsWith returns the events in which a person did or suffered anything.
func (s *Store) eventsWith(ctx context.Context, person string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var events []string
	err := s.read().all(ctx, &events, `SELECT code FROM events e WHERE
		EXISTS (SELECT 1 FROM requests WHERE event = e.code AND asker = ?)
		OR EXISTS (SELECT 1 FROM votes WHERE event = e.code AND person = ?)
		OR EXISTS (SELECT 1 FROM bans WHERE event = e.code AND person = ?)
		OR EXISTS (SELECT 1 FROM admissions WHERE event = e.code AND person = ?)
		OR EXISTS (SELECT 1 FROM subscriptions WHERE event = e.code AND person = ?)
		OR EXISTS (SELECT 1 FROM crew WHERE event = e.code AND person = ?)
		ORDER BY code`, person, person, person, person, person, person)
	return events, refusal(ctx, "finding the events of a person", err)
}

// eventsNaming returns the events in whose journal a person acts, or is banned
// or given a role, which only entries of a few kinds say.
func (s *Store) eventsNaming(ctx context.Context, person string) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var events []string
	err := s.read().all(ctx, &events, `SELECT event FROM journal WHERE person = ?
		UNION SELECT event FROM journal WHERE kind IN ('ban', 'crew', 'undo') AND (before LIKE ? OR after LIKE ?)`,
		person, "%"+person+"%", "%"+person+"%")
	return events, refusal(ctx, "finding where a person is named", err)
}

// rewrite changes rows of an event beside its rules, in one commit under the
// event's lock, and then counts the votes anew.
func (s *Store) rewrite(ctx context.Context, event, doing string, do func(context.Context, *reading) error) error {
	return s.change(ctx, doing, func(ctx context.Context, q session) (bool, error) {
		r, err := s.lockBoard(ctx, q, event, s.now())
		if err != nil {
			return false, err
		}
		if err := do(ctx, r); err != nil {
			return false, err
		}
		_, err = r.rightTotals(ctx)
		return true, err
	})
}

func (r *reading) claim(ctx context.Context, guest, person string) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE requests SET asker = ?, version = ? WHERE event = ? AND asker = ?`, []any{person, r.Version, r.event, guest}},
		{`INSERT INTO votes (event, request, person, "on", client, seq, at, batch)
			SELECT event, request, ?, "on", '', 0, at, '' FROM votes v WHERE event = ? AND person = ? AND "on" AND NOT ` + voided + `
			ON CONFLICT (event, request, person) DO UPDATE SET "on" = excluded."on"`, []any{person, r.event, guest}},
		{`DELETE FROM votes WHERE event = ? AND person = ?`, []any{r.event, guest}},
		{`DELETE FROM bans WHERE event = ? AND person = ? AND until > 0 AND EXISTS (
			SELECT 1 FROM bans g WHERE g.event = bans.event AND g.person = ? AND (g.until = 0 OR g.until > bans.until))`, []any{r.event, person, guest}},
		{`INSERT INTO bans (event, person, reason, until, request, at) SELECT event, ?, reason, until, request, at FROM bans
			WHERE event = ? AND person = ? ON CONFLICT (event, person) DO NOTHING`, []any{person, r.event, guest}},
		{`DELETE FROM bans WHERE event = ? AND person = ?`, []any{r.event, guest}},
		{`INSERT INTO admissions (event, person, kind, at) SELECT event, ?, kind, at FROM admissions
			WHERE event = ? AND person = ? ON CONFLICT (event, person, kind) DO NOTHING`, []any{person, r.event, guest}},
		{`DELETE FROM admissions WHERE event = ? AND person = ?`, []any{r.event, guest}},
		{`INSERT INTO subscriptions (event, person, ` + subscriptionColumns + `) SELECT event, ?, ` + subscriptionColumns + ` FROM subscriptions
			WHERE event = ? AND person = ? ON CONFLICT (event, person, endpoint) DO NOTHING`, []any{person, r.event, guest}},
		{`DELETE FROM subscriptions WHERE event = ? AND person = ?`, []any{r.event, guest}},
	} {
		if err := r.q.run(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// Erase forgets an account: its name, addresses, picture and every way in.
// What it asked for stays on the boards without a name, a dedication or a note;
// its votes still count, and nothing tells whose they were: in each event they
// belong to somebody made up. So do its acts in the journal. An event of which
// it was the only owner passes to a cohost, and ends if there is none.
// Errors: not_found, busy; after busy it may be repeated.
func (s *Store) Erase(ctx context.Context, person string) error {
	if _, err := s.Account(ctx, person); err != nil {
		return err
	}
	if err := s.forgetOnBoards(ctx, person); err != nil {
		return err
	}
	err := s.change(ctx, "signing out who is erased", func(ctx context.Context, q session) (bool, error) {
		_, err := s.revoke(ctx, q, `c.person = ?`, person)
		return true, err
	})
	if err != nil {
		return err
	}
	// From here on nothing of theirs is committed; what was in the meantime goes too.
	if err := s.forgetOnBoards(ctx, person); err != nil {
		return err
	}
	return s.change(ctx, "erasing an account", func(ctx context.Context, q session) (bool, error) {
		if err := s.eraseTraces(ctx, q, person, uuid.NewString()); err != nil {
			return false, err
		}
		if err := eraseFlows(ctx, q, person); err != nil {
			return false, err
		}
		for _, table := range []string{"pictures", "passwords", "identities", "passkeys", "subscriptions", "credentials", "accounts"} {
			if err := q.run(ctx, `DELETE FROM `+table+` WHERE person = ?`, person); err != nil {
				return false, err
			}
		}
		return true, nil
	})
}

// forgetOnBoards forgets a person in every event.
func (s *Store) forgetOnBoards(ctx context.Context, person string) error {
	events, err := s.eventsWith(ctx, person)
	if err != nil {
		return err
	}
	named, err := s.eventsNaming(ctx, person)
	if err != nil {
		return err
	}
	for _, event := range slices.Compact(slices.Sorted(slices.Values(append(events, named...)))) {
		err := s.rewrite(ctx, event, "forgetting a person in "+event, func(ctx context.Context, r *reading) error {
			if err := s.leaveCrew(ctx, r, person); err != nil {
				return err
			}
			return r.forget(ctx, person, uuid.NewString())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// leaveCrew takes a person out of the crew of an event that somebody has to
// own.
func (s *Store) leaveCrew(ctx context.Context, r *reading, person string) error {
	var crew []struct {
		Person string
		Role   board.Role
	}
	err := r.q.all(ctx, &crew, `SELECT person, role FROM crew WHERE event = ? ORDER BY role, person`, r.event)
	if err != nil {
		return err
	}
	var leaving board.Role
	owned, heir := false, ""
	for _, c := range crew {
		switch {
		case c.Person == person:
			leaving = c.Role
		case c.Role == board.Owner:
			owned = true
		case c.Role == board.Cohost && heir == "":
			heir = c.Person
		}
	}
	if leaving != board.Owner || owned {
		return nil
	}
	if heir != "" {
		return r.q.run(ctx, `UPDATE crew SET role = ? WHERE event = ? AND person = ?`, board.Owner, r.event, heir)
	}
	end := []board.Command{{Person: board.Clock, Op: board.SetEvent{State: board.Ended, Change: uuid.NewString()}}}
	if err := r.readFor(ctx, end); err != nil {
		return err
	}
	r.Run(end)
	if !r.Dirty() {
		return nil
	}
	_, err = s.write(ctx, r)
	return err
}

// forget gives what a person did in an event to a pseudonym, and takes away
// what they said of themselves.
func (r *reading) forget(ctx context.Context, person, pseudonym string) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{
			`UPDATE requests SET asker = ?, name = '', dedication = '', note = '', version = ? WHERE event = ? AND asker = ?`,
			[]any{pseudonym, r.Version, r.event, person},
		},
		{`UPDATE votes SET person = ?, client = '', seq = 0 WHERE event = ? AND person = ?`, []any{pseudonym, r.event, person}},
		{`UPDATE journal SET person = ? WHERE event = ? AND person = ?`, []any{pseudonym, r.event, person}},
		{
			`UPDATE journal SET before = replace(before, ?, ?), after = replace(after, ?, ?) WHERE event = ? AND (before LIKE ? OR after LIKE ?)`,
			[]any{person, pseudonym, person, pseudonym, r.event, "%" + person + "%", "%" + person + "%"},
		},
		{`DELETE FROM crew WHERE event = ? AND person = ?`, []any{r.event, person}},
		{`DELETE FROM bans WHERE event = ? AND person = ?`, []any{r.event, person}},
		{`DELETE FROM admissions WHERE event = ? AND person = ?`, []any{r.event, person}},
		{`DELETE FROM subscriptions WHERE event = ? AND person = ?`, []any{r.event, person}},
		{`UPDATE invitations SET used_by = ? WHERE event = ? AND used_by = ?`, []any{pseudonym, r.event, person}},
		{`UPDATE invitations SET author = ? WHERE event = ? AND author = ?`, []any{pseudonym, r.event, person}},
	} {
		if err := r.q.run(ctx, step.query, step.args...); err != nil {
			return err
		}
	}
	return nil
}
