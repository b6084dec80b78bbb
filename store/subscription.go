package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// maxSubscriptions is how many browsers of a person are told of one event; the
// one that was heard of longest ago gives way.
const maxSubscriptions = 5

const subscriptionColumns = `endpoint, p256dh, auth, key, session, at`

// Subscribe has a browser told when the person's songs in the event are next or
// play. It ends with the session of that id; "" is a guest's. Doing it again
// renews it. Errors: not_found, event_ended, busy.
func (s *Store) Subscribe(ctx context.Context, event, person, login string, sub board.Subscription) error {
	return s.change(ctx, "subscribing", func(ctx context.Context, q session) (bool, error) {
		var state board.EventState
		err := q.one(ctx, &state, `SELECT state FROM events WHERE code = ?`, event)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return false, errNoEvent
		case err != nil:
			return false, err
		case state == board.Ended:
			return false, board.Errorf(board.EventEnded, "This event has ended.")
		}
		err = q.run(ctx, `INSERT INTO subscriptions (event, person, `+subscriptionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (event, person, endpoint) DO UPDATE `+renewing,
			event, person, sub.Endpoint, sub.P256dh, sub.Auth, sub.Key, login, s.now())
		if err != nil {
			return false, err
		}
		return true, q.run(ctx, `DELETE FROM subscriptions WHERE event = ? AND person = ? AND endpoint NOT IN (
			SELECT endpoint FROM subscriptions WHERE event = ? AND person = ?
			ORDER BY CASE WHEN endpoint = ? THEN 0 ELSE 1 END, at DESC, endpoint LIMIT ?)`,
			event, person, event, person, sub.Endpoint, maxSubscriptions)
	})
}

const renewing = `SET p256dh = excluded.p256dh, auth = excluded.auth, key = excluded.key, session = excluded.session, at = excluded.at`

// Unsubscribe ends it; there need not be any. Error: busy.
func (s *Store) Unsubscribe(ctx context.Context, event, person, endpoint string) error {
	return s.change(ctx, "unsubscribing", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `DELETE FROM subscriptions WHERE event = ? AND person = ? AND endpoint = ?`, event, person, endpoint)
	})
}

// MoveSubscription has whatever a person's browser was told at one endpoint told
// at another one, which its push service gave it. Errors: not_found when it is
// told nothing there; busy.
func (s *Store) MoveSubscription(ctx context.Context, person, login, from string, sub board.Subscription) error {
	return s.change(ctx, "moving a subscription", func(ctx context.Context, q session) (bool, error) {
		var events []string
		err := q.all(ctx, &events, `DELETE FROM subscriptions WHERE person = ? AND endpoint = ? RETURNING event`, person, from)
		if err == nil && len(events) == 0 {
			err = board.Errorf(board.NotFound, "This browser is told nothing at that address.")
		}
		for _, event := range events {
			if err == nil {
				err = q.run(ctx, `INSERT INTO subscriptions (event, person, `+subscriptionColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
					ON CONFLICT (event, person, endpoint) DO UPDATE `+renewing,
					event, person, sub.Endpoint, sub.P256dh, sub.Auth, sub.Key, login, s.now())
			}
		}
		return err == nil, err
	})
}

// DropSubscription forgets an endpoint that its push service knows no more.
// Error: busy.
func (s *Store) DropSubscription(ctx context.Context, endpoint string) error {
	return s.change(ctx, "dropping a subscription", func(ctx context.Context, q session) (bool, error) {
		return true, q.run(ctx, `DELETE FROM subscriptions WHERE endpoint = ?`, endpoint)
	})
}

// silence ends what a session of a person's browser was told, and what came
// along when a guest became that person and no session has renewed since.
func silence(ctx context.Context, q session, person, login string) error {
	return q.run(ctx, `DELETE FROM subscriptions WHERE person = ? AND session IN (?, '')`, person, login)
}

// Alerts returns which browsers to tell that a request's turn has come: those of
// its asker, and of whoever asked for what was merged into it, each about their
// own slip. Each slip's turn is told once, whoever asks, also when it comes
// again; one that has passed meanwhile is not told. Error: busy.
func (s *Store) Alerts(ctx context.Context, event, request string, turn board.Turn) ([]board.Alert, error) {
	within, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var list []board.Alert
	err := s.read().all(within, &list, `SELECT r.event, e.title AS place, q.id AS request, q.number, r.title AS song,
			s.endpoint, s.p256dh, s.auth, s.key
		FROM requests r JOIN events e ON e.code = r.event
		JOIN requests q ON q.event = r.event AND (q.id = r.id OR q."into" = r.id)
		JOIN subscriptions s ON s.event = q.event AND s.person = q.asker
		WHERE r.event = ? AND r.id = ? AND NOT r.own
			AND CASE WHEN r.status = 'playing' THEN 'playing' WHEN r.status = 'accepted' AND r.next THEN 'next' ELSE '' END = ?
		ORDER BY q.number, s.endpoint`, event, request, turn)
	if err != nil || len(list) == 0 {
		return nil, refusal(within, "finding whom to tell", err)
	}
	var fresh []string
	err = s.change(ctx, "telling a turn", func(ctx context.Context, q session) (bool, error) {
		var args []any
		for _, id := range slipsOf(list) {
			args = append(args, event, id, turn)
		}
		return true, q.all(ctx, &fresh, `INSERT INTO told (event, request, turn) VALUES `+tuples(len(args)/3, 3)+`
			ON CONFLICT (event, request, turn) DO NOTHING RETURNING request`, args...)
	})
	if err != nil {
		return nil, err
	}
	var alerts []board.Alert
	told := map[string]bool{} // a browser whose person has two of the slips is told of one
	for _, a := range list {
		if slices.Contains(fresh, a.Request) && !told[a.Endpoint] {
			told[a.Endpoint] = true
			a.Turn = turn
			alerts = append(alerts, a)
		}
	}
	return alerts, nil
}

// slipsOf returns the ids of the slips that alerts are about, each once.
func slipsOf(list []board.Alert) []string {
	var ids []string
	for _, a := range list {
		if !slices.Contains(ids, a.Request) {
			ids = append(ids, a.Request)
		}
	}
	return ids
}
