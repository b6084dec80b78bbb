package store

import (
	"context"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// How long what is of no more use is kept, in ms.
const (
	keepGuests      = 90 * 24 * 3_600_000  // after the end of their event
	keepAuthors     = 365 * 24 * 3_600_000 // of the crew's changes, and other privileged acts
	keepCredentials = 30 * 24 * 3_600_000  // that were revoked, for their person to see
	keepRevocations = 24 * 3_600_000
	keepAlerts      = 24 * 3_600_000      // after the end of their event
	keepInvitations = 30 * 24 * 3_600_000 // that are over, to say why
	keepAttempts    = 3_600_000           // after their window, so that the sweep meets nobody who counts on the same row
)

// What bounds one transaction of a sweep: rows that go, and guests of whom every
// trace has to be found.
const (
	sweepBatch  = 200
	sweepGuests = 20
)

// overSince is the condition of what belongs to an event that ended before a time.
const overSince = `event IN (SELECT code FROM events WHERE state = 'ended' AND ended_at < ?)`

// swept begins the pseudonym of a guest who was forgotten.
const swept = "~"

// Sweep forgets some of what is kept too long: guests of events that ended
// three months ago, who acted a year ago, and sessions, links and attempts that
// are over. more says that there is more of it. It may run on every replica.
// Error: busy.
func (s *Store) Sweep(ctx context.Context) (more bool, err error) {
	now := s.now()
	for _, batch := range []struct {
		table, key, condition string
		before                int64
		forget                string
	}{
		{"audit", "id", "at < ?", now - keepAuthors, ""},
		{"journal", "event, id", "at < ? AND person <> ''", now - keepAuthors, "person = ''"},
		{"credentials", "hash", "expires_at > 0 AND expires_at < ?", now, ""},
		{"credentials", "hash", "revoked_at > 0 AND revoked_at < ?", now - keepCredentials, ""},
		{"revocations", "id", "at < ?", now - keepRevocations, ""},
		{"invitations", "hash", "expires_at < ?", now - keepInvitations, ""},
		{"subscriptions", "event, person, endpoint", overSince, now - keepAlerts, ""},
		{"subscriptions", "event, person, endpoint", "at < ?", now - keepGuests, ""},
		{"told", "event, request, turn", overSince, now - keepAlerts, ""},
		{"flows", "hash", "expires_at < ?", now, ""},
		{"attempts", "key", "until < ?", now - keepAttempts, ""},
	} {
		what := "DELETE FROM " + batch.table
		if batch.forget != "" {
			what = "UPDATE " + batch.table + " SET " + batch.forget
		}
		var done []string
		err := s.change(ctx, "sweeping "+batch.table, func(ctx context.Context, q session) (bool, error) {
			return true, q.all(ctx, &done, what+` WHERE (`+batch.key+`) IN (SELECT `+batch.key+` FROM `+batch.table+`
				WHERE `+batch.condition+` LIMIT ?) RETURNING 'done'`, batch.before, sweepBatch)
		})
		if err != nil {
			return false, err
		}
		more = more || len(done) == sweepBatch
	}
	rehearsals, err := s.sweepRehearsals(ctx, now-keepRehearsals)
	if err != nil {
		return false, err
	}
	guests, err := s.forgetGuests(ctx, now-keepGuests)
	return more || rehearsals || guests, err
}

// forgetGuests forgets some of the guests of one event that ended before a time.
func (s *Store) forgetGuests(ctx context.Context, before int64) (more bool, err error) {
	within, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var due []string
	err = s.read().all(within, &due, `SELECT code FROM events WHERE state = ? AND ended_at < ? AND NOT swept LIMIT 1`, board.Ended, before)
	if err != nil || len(due) == 0 {
		return false, refusal(within, "finding events to sweep", err)
	}
	event := due[0]
	err = s.rewrite(ctx, event, "forgetting the guests of "+event, func(ctx context.Context, r *reading) error {
		var guests []string
		err := r.q.all(ctx, &guests, `SELECT person FROM (SELECT person FROM votes WHERE event = ?
			UNION SELECT asker FROM requests WHERE event = ? UNION SELECT person FROM bans WHERE event = ?
			UNION SELECT person FROM admissions WHERE event = ?) AS those
			WHERE substr(person, 1, 1) <> ? AND person NOT IN (SELECT person FROM accounts) LIMIT ?`,
			event, event, event, event, swept, sweepGuests)
		if err != nil {
			return err
		}
		for _, guest := range guests {
			if err := r.forget(ctx, guest, swept+uuid.NewString()); err != nil {
				return err
			}
		}
		if len(guests) == sweepGuests {
			return nil
		}
		return r.q.run(ctx, `UPDATE events SET swept = ? WHERE code = ?`, true, event)
	})
	return true, err
}
