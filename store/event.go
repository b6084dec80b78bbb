package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

const eventColumns = `e.code, e.title, e.state, e.gate, e.voting, e.announcement, e.limit_open AS "limits.open",
	e.limit_cooldown AS "limits.cooldown", e.limit_total AS "limits.total", e.limit_repeat AS "limits.repeat",
	e.limit_fade AS "limits.fade", e.admission, e.approval, e.dedications, e.declines, e.starts_at, e.ended_at, e.closes_at, e.zone, e.version`

// EventHours is how long after the crew's last change an event ends by itself.
const EventHours = 12

// DefaultOpen is how many open requests a listener may have in a new event.
const DefaultOpen = 3

// CreateEvent opens an event with a fresh code, and makes the person its owner.
// It is live at once unless it starts later than now. What e leaves empty, and
// what it does not take, is as in the last event that the person opened. Error:
// busy.
func (s *Store) CreateEvent(ctx context.Context, e board.Event, owner string) (board.Event, error) {
	now := s.now()
	e.Version, e.EndedAt, e.Voting = 1, 0, true
	if e.StartsAt > now {
		e.State, e.Gate = board.Scheduled, cmp.Or(e.Gate, board.GateClosed)
	} else {
		e.State, e.StartsAt, e.Gate = board.Live, now, cmp.Or(e.Gate, board.GateOpen)
	}
	last, err := s.lastOf(ctx, owner)
	if err != nil {
		return board.Event{}, err
	}
	e.Declines = cmp.Or(e.Declines, last.Declines)
	e.Admission = cmp.Or(e.Admission, last.Admission)
	e.Limits = cmp.Or(e.Limits, last.Limits)
	e.Approval, e.Dedications = e.Approval || last.Approval, last.Dedications
	for {
		e.Code = freshCode()
		err := s.change(ctx, "creating an event", func(ctx context.Context, q session) (bool, error) {
			if err := insertEvent(ctx, q, e, now); err != nil {
				return false, err
			}
			if err := q.run(ctx, `INSERT INTO crew (event, person, role) VALUES (?, ?, 'owner')`, e.Code, owner); err != nil {
				return false, err
			}
			return true, q.run(ctx, `INSERT INTO blocks (event, kind, key, title, artist, word, at)
				SELECT ?, kind, key, title, artist, word, at FROM blocks WHERE event = ?`, e.Code, last.Code)
		})
		if err == nil {
			return e, nil
		}
		if !unique(err) {
			return board.Event{}, err
		}
	}
}

// lastOf returns the event that a person opened last, or the defaults.
func (s *Store) lastOf(ctx context.Context, owner string) (board.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	last := board.Event{Declines: board.TellNow, Admission: board.Anyone, Dedications: true, Limits: board.Limits{Open: DefaultOpen}}
	err := s.read().one(ctx, &last, `SELECT `+eventColumns+` FROM crew c JOIN events e ON e.code = c.event
		WHERE c.person = ? AND c.role = 'owner' ORDER BY e.created_at DESC, e.code LIMIT 1`, owner)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return last, refusal(ctx, "reading the last event of a person", err)
}

func freshCode() string {
	var bits [5]byte
	rand.Read(bits[:]) // never fails
	return board.EventCode(bits)
}

func insertEvent(ctx context.Context, q session, e board.Event, now int64) error {
	err := q.run(ctx, `INSERT INTO events (code, title, state, gate, voting, announcement, limit_open, limit_cooldown, limit_total,
		limit_repeat, limit_fade, admission, approval, dedications, declines, starts_at, ended_at, zone, version, created_at) VALUES `+tuples(1, 20),
		e.Code, e.Title, e.State, e.Gate, e.Voting, e.Announcement, e.Limits.Open, e.Limits.Cooldown, e.Limits.Total,
		e.Limits.Repeat, e.Limits.Fade, e.Admission, e.Approval, e.Dedications, e.Declines,
		e.StartsAt, e.EndedAt, e.Zone, e.Version, now)
	if err != nil {
		return err
	}
	if err := q.run(ctx, `INSERT INTO boards (event, version) VALUES (?, ?)`, e.Code, e.Version); err != nil {
		return err
	}
	return q.run(ctx, `INSERT INTO marks (event, at, version) VALUES (?, ?, ?)`, e.Code, hour(now), e.Version)
}

// Event returns an event's settings. Errors: not_found, busy.
func (s *Store) Event(ctx context.Context, code string) (board.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	e, err := readEvent(ctx, s.read(), code)
	return e, refusal(ctx, "reading event "+code, err)
}

func readEvent(ctx context.Context, q session, code string) (board.Event, error) {
	var e board.Event
	err := q.one(ctx, &e, `SELECT `+eventColumns+` FROM events e WHERE e.code = ?`, code)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoEvent
	}
	return e, err
}

// EventsOf returns the events that the person is in the crew of, newest first.
// Error: busy.
func (s *Store) EventsOf(ctx context.Context, person string) ([]board.Summary, error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var rows []struct {
		board.Event
		Role          board.Role
		Asked, Played int
		Rehearsal     bool
	}
	err := s.read().all(ctx, &rows, `SELECT `+eventColumns+`, c.role, EXISTS (SELECT 1 FROM rehearsals WHERE event = e.code) AS rehearsal,
			(SELECT count(*) FROM requests WHERE event = e.code AND NOT own) AS asked,
			(SELECT count(*) FROM requests WHERE event = e.code AND status = 'played') AS played
		FROM crew c JOIN events e ON e.code = c.event WHERE c.person = ? ORDER BY e.created_at DESC, e.code`, person)
	if err != nil {
		return nil, refusal(ctx, "reading the events of a person", err)
	}
	list := make([]board.Summary, 0, len(rows))
	for _, row := range rows {
		list = append(list, board.Summary{Event: row.Event, Role: row.Role, Asked: row.Asked, Played: row.Played, Rehearsal: row.Rehearsal})
	}
	return list, nil
}

// Due returns what the clock has to do at now: the scheduled events whose time
// has come, the live ones in which the crew has done nothing for [EventHours]
// and rehearsals that are over, those whose last call is over, and those in
// which a request has waited longer than it may. Error: busy.
func (s *Store) Due(ctx context.Context, now int64) (due board.Due, err error) {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	err = s.read().all(ctx, &due.Starting, `SELECT code FROM events WHERE state = 'scheduled' AND starts_at > 0 AND starts_at <= ? ORDER BY code`, now)
	if err == nil {
		idle := now - EventHours*3_600_000
		err = s.read().all(ctx, &due.Ending, `SELECT code FROM events WHERE state = 'live' AND (starts_at <= ? AND coalesce(
			(SELECT at FROM journal WHERE event = code AND person <> 'clock' ORDER BY version DESC, step DESC LIMIT 1), 0) <= ?
			OR code IN (SELECT event FROM rehearsals WHERE until <= ?)) ORDER BY code`, idle, idle, now)
	}
	if err == nil {
		err = s.read().all(ctx, &due.Closing, `SELECT code FROM events WHERE state <> 'ended' AND gate = 'last_call' AND closes_at > 0 AND closes_at <= ? ORDER BY code`, now)
	}
	if err == nil {
		err = s.read().all(ctx, &due.Fading, `SELECT code FROM events e WHERE state <> 'ended' AND limit_fade > 0 AND EXISTS (
			SELECT 1 FROM requests WHERE event = e.code AND status = 'new' AND moved_at <= ? - e.limit_fade * CAST(1000 AS bigint)) ORDER BY code`, now)
	}
	return due, refusal(ctx, "reading which events are due", err)
}
