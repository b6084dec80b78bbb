package store

import (
	"context"
	"maps"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Admit notes that a person has shown the room's code at an event, or done the
// work that it asks for. Errors: not_found, busy.
func (s *Store) Admit(ctx context.Context, event, person string) error {
	return s.change(ctx, "admitting to "+event, func(ctx context.Context, q session) (bool, error) {
		if _, err := readEvent(ctx, q, event); err != nil {
			return false, err
		}
		return true, q.run(ctx, `INSERT INTO admissions (event, person, at) VALUES (?, ?, ?) ON CONFLICT (event, person) DO NOTHING`,
			event, person, s.now())
	})
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
