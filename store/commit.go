package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// Commit carries out a batch of commands on one event's board, all in one
// transaction, and returns what it changed. Refusals of single commands are in
// their answers; a command that is [board.Command.Alone] comes alone.
//
// Errors are of the whole batch, of which then nothing is kept: not_found,
// busy and storage_full (send the batch again: every command may be repeated),
// invalid_text (some command carries what cannot be stored: split the batch).
// After busy it may turn out that the batch was kept.
func (s *Store) Commit(ctx context.Context, event string, commands []board.Command) (board.Committed, error) {
	for _, c := range commands {
		if len(commands) > 1 && c.Alone() {
			return board.Committed{}, board.Errorf(board.Internal, "This change cannot share a commit with others.")
		}
	}
	var committed board.Committed
	now := s.now()
	marked := false
	err := s.change(ctx, "committing to "+event, func(ctx context.Context, q session) (dirty bool, err error) {
		committed, dirty, marked, err = s.carryOut(ctx, q, event, commands, now)
		return dirty, err
	})
	if err != nil {
		return board.Committed{}, err
	}
	if marked {
		s.marks.did(event, hour(now))
	}
	return committed, nil
}

// carryOut does the commands within a transaction. dirty says that there is
// something to keep, marked that the version of this hour is noted with it.
func (s *Store) carryOut(ctx context.Context, q session, event string, commands []board.Command, now int64) (c board.Committed, dirty, marked bool, err error) {
	r, err := s.lockBoard(ctx, q, event, now)
	if err != nil {
		return c, false, false, err
	}
	if err := r.readFor(ctx, commands); err != nil {
		return c, false, false, err
	}
	answers := r.Run(commands)
	if r.Dirty() {
		if marked, err = s.write(ctx, r); err != nil {
			return c, false, false, err
		}
	}
	return r.Committed(answers), r.Dirty(), marked, nil
}

// reading is a ledger that is being filled from the database.
type reading struct {
	board.Ledger
	q      session
	lookup string
	share  string
	event  string
	loaded map[string]board.Request // as read
}

// lockBoard raises the event's version, which keeps every other commit of the
// event waiting until this one ends. Whatever is read later, in statements of
// their own, is therefore as the last commit left it.
func (s *Store) lockBoard(ctx context.Context, q session, event string, now int64) (*reading, error) {
	r := &reading{
		Ledger: board.Ledger{
			Now: now, Requests: map[string]*board.Request{}, Ballots: map[board.BallotKey]*board.Ballot{},
			Asked: map[string]board.Asked{}, Entries: map[string]*board.Entry{},
		},
		q: q, lookup: s.lookup, share: s.share, event: event, loaded: map[string]board.Request{},
	}
	var at board.Cookie
	err := q.one(ctx, &at, `UPDATE boards SET version = version + 1 WHERE event = ? RETURNING version, `+s.epoch+` AS epoch`, event)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errNoEvent
	}
	r.Epoch, r.Version = at.Epoch, at.Version
	return r, err
}

// readFor reads what the commands touch.
func (r *reading) readFor(ctx context.Context, commands []board.Command) error {
	h, err := readHouse(ctx, r.q, r.event)
	if err != nil {
		return err
	}
	r.Event, r.LastNumber = h.event, h.last
	r.Admins, r.Crew.Now, r.Bans.Now = h.admins, h.crew, h.bans
	needs := board.NeedsOf(commands)
	if err := r.readSessions(ctx, needs); err != nil {
		return err
	}
	ids := needs.Requests
	if len(needs.Changes) > 0 {
		touched, err := r.readEntries(ctx, needs.Changes)
		if err != nil {
			return err
		}
		ids = append(ids, touched...)
	}
	if len(needs.Songs) > 0 && r.Event.Limits.Repeat > 0 {
		asked, err := r.readSongs(ctx, needs.Songs)
		if err != nil {
			return err
		}
		ids = append(ids, asked...)
	}
	if err := r.readGroups(ctx, ids); err != nil {
		return err
	}
	if err := r.readCrowd(ctx, commands, needs); err != nil {
		return err
	}
	if needs.Deck {
		if err := r.readDeck(ctx, commands); err != nil {
			return err
		}
	}
	if len(needs.Askers) > 0 {
		if err := r.readAsked(ctx, needs.Askers); err != nil {
			return err
		}
	}
	return r.readBallots(ctx, r.BallotKeys(commands))
}
