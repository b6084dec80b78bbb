package store

import (
	"context"
	"maps"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Admit notes that a person has done what an event asks for: shown the room's
// code, or done the work. It is good for that way in and no other: who did some
// work once is no guest of the room. Errors: not_found, busy.
func (s *Store) Admit(ctx context.Context, event, person string, kind board.Admission) error {
	return s.change(ctx, "admitting to "+event, func(ctx context.Context, q session) (bool, error) {
		if _, err := readEvent(ctx, q, event); err != nil {
			return false, err
		}
		return true, q.run(ctx, `INSERT INTO admissions (event, person, kind, at) VALUES (?, ?, ?, ?) ON CONFLICT (event, person, kind) DO NOTHING`,
			event, person, kind, s.now())
	})
}

// Crew returns an event's crew, its owner first. Error: busy.
func (s *Store) Crew(ctx context.Context, event string) ([]board.Mate, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	crew := []board.Mate{}
	err := s.read().all(ctx, &crew, `SELECT c.person, coalesce(a.name, '') AS name, coalesce(a.handle, '') AS handle, coalesce(a.role, '') AS role,
			c.role AS event_role
		FROM crew c LEFT JOIN accounts a ON a.person = c.person WHERE c.event = ?
		ORDER BY CASE c.role WHEN 'owner' THEN 0 WHEN 'cohost' THEN 1 ELSE 2 END, name, c.person`, event)
	return crew, refusal(ctx, "reading the crew of "+event, err)
}

// Door returns who is banned from an event, by person, and what it does not
// take, as the crew entered it. Errors: not_found, busy.
func (s *Store) Door(ctx context.Context, event string) (bans map[string]board.Ban, blocks []board.Block, err error) {
	err = s.view(ctx, "reading the door of "+event, func(ctx context.Context, q session) error {
		h, err := readHouse(ctx, q, event)
		if err != nil {
			return err
		}
		bans = h.bans
		found, err := readBlocks(ctx, q, event)
		for _, name := range slices.Sorted(maps.Keys(found)) {
			blocks = append(blocks, found[name])
		}
		return err
	})
	return bans, blocks, err
}
