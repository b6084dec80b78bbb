package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/cueslip/cueslip/board"
)

const requestColumns = `id, number, title, artist, name, dedication, status, reason, votes, position, next, own, at, played_at, still_at,
	note, asker, "into", told, archived, held, quiet, moved_at, flagged, suspect, voided, version`

// most is how many ids one statement asks for.
const most = maxParameters / 3

// readGroups reads requests together with the groups that they are merged in:
// with their targets, and with all that was merged into these.
func (r *reading) readGroups(ctx context.Context, ids []string) error {
	for some := range slices.Chunk(ids, most) {
		err := r.readRequests(ctx, `WITH roots AS (
				SELECT DISTINCT CASE WHEN "into" = '' THEN id ELSE "into" END AS root FROM requests WHERE event = ? AND id IN (?)
			)
			SELECT `+requestColumns+` FROM requests WHERE event = ? AND id IN (SELECT root FROM roots)
			UNION ALL
			SELECT `+requestColumns+` FROM requests WHERE event = ? AND "into" <> '' AND "into" IN (SELECT root FROM roots)`,
			r.event, some, r.event, r.event)
		if err != nil {
			return err
		}
	}
	return nil
}

// readDeck reads the queue, what plays, and as many played requests as the
// commands can move in or out of the public board; at the end of the event
// also the declines that may then be told.
func (r *reading) readDeck(ctx context.Context, commands []board.Command) error {
	also := ``
	for _, c := range commands {
		if op, ok := c.Op.(board.SetEvent); ok && op.State == board.Ended {
			also = `UNION ALL SELECT ` + requestColumns + ` FROM requests WHERE event = ? AND status = 'declined' AND NOT told`
		}
	}
	args := []any{r.event, r.event, board.PublicPlayed + 2*len(commands) + 1}
	if also != `` {
		args = append(args, r.event)
	}
	return r.readRequests(ctx, `SELECT `+requestColumns+` FROM requests WHERE event = ? AND status IN ('accepted', 'playing')
		UNION ALL SELECT * FROM (
			SELECT `+requestColumns+` FROM requests WHERE event = ? AND status = 'played'
			ORDER BY played_at DESC, number DESC LIMIT ?
		) AS latest `+also, args...)
}

func (r *reading) readRequests(ctx context.Context, query string, args ...any) error {
	var rows []*board.Request
	if err := r.q.all(ctx, &rows, query, args...); err != nil {
		return err
	}
	for _, req := range rows {
		if _, twice := r.loaded[req.ID]; !twice {
			r.loaded[req.ID], r.Requests[req.ID] = *req, req
		}
	}
	return nil
}

func (r *reading) readAsked(ctx context.Context, askers []string) error {
	for some := range slices.Chunk(askers, most) {
		var rows []struct {
			Asker string
			board.Asked
		}
		err := r.q.all(ctx, &rows, `SELECT asker, max(at) AS last,
				count(CASE WHEN status IN ('new', 'later', 'accepted') THEN 1 END) AS open
			FROM requests WHERE event = ? AND asker IN (?) AND NOT own GROUP BY asker`, r.event, some)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r.Asked[row.Asker] = row.Asked
		}
	}
	return nil
}

// readBallots reads the votes of some people on some requests.
func (r *reading) readBallots(ctx context.Context, keys []board.BallotKey) error {
	for some := range slices.Chunk(keys, most) {
		args := make([]any, 0, 2*len(some)+1)
		for _, key := range some {
			args = append(args, key.Request, key.Person)
		}
		var rows []struct {
			board.BallotKey
			board.Ballot
		}
		err := r.q.all(ctx, &rows, `SELECT v.request, v.person, v."on", v.client, v.seq, v.batch
			FROM (VALUES `+tuples(len(some), 2)+`) AS k `+r.lookup, append(args, r.event)...)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r.Ballots[row.BallotKey] = &row.Ballot
		}
	}
	return nil
}

const entryColumns = `id, version, person, kind, before, after, at, undone_by, fingerprint`

type entryRow struct {
	ID, Person, Kind, Before, After, UndoneBy, Fingerprint string
	Version, At                                            int64
}

func (row *entryRow) entry() (*board.Entry, error) {
	e := &board.Entry{
		ID: row.ID, Version: row.Version, Person: row.Person, Kind: row.Kind, At: row.At,
		UndoneBy: row.UndoneBy, Fingerprint: row.Fingerprint,
	}
	for _, part := range []struct {
		text string
		into *board.Snapshot
	}{{row.Before, &e.Before}, {row.After, &e.After}} {
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return nil, fmt.Errorf("journal entry %s: %w", row.ID, err)
		}
	}
	return e, nil
}

// readEntries reads entries of the journal and those that they took back, and
// returns the requests that these touched or name as targets of a merge.
func (r *reading) readEntries(ctx context.Context, changes []string) (touched []string, err error) {
	for some := range slices.Chunk(changes, most) {
		var rows []entryRow
		err := r.q.all(ctx, &rows, `SELECT `+entryColumns+` FROM journal
			WHERE event = ? AND (id IN (?) OR undone_by <> '' AND undone_by IN (?))`, r.event, some, some)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			entry, err := row.entry()
			if err != nil {
				return nil, err
			}
			r.Entries[entry.ID] = entry
			touched = append(touched, touchedBy(entry)...)
		}
	}
	return touched, nil
}

func touchedBy(entry *board.Entry) []string {
	var ids []string
	for _, side := range []board.Snapshot{entry.Before, entry.After} {
		for id, state := range side.Requests {
			ids = append(ids, id)
			if state.Into != "" {
				ids = append(ids, string(state.Into))
			}
		}
		for key := range side.Voids {
			request, _ := board.SplitVoidKey(key)
			ids = append(ids, request)
		}
	}
	return ids
}
