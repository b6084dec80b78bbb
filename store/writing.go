package store

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// write stores what the commands made of the ledger: votes, the totals that
// follow from them, requests, settings and journal. It reports whether it also
// noted the version of this hour.
func (s *Store) write(ctx context.Context, r *reading) (marked bool, err error) {
	if err := r.writeBallots(ctx); err != nil {
		return false, err
	}
	if err := r.writeHouse(ctx); err != nil { // before votes are counted: some may not count
		return false, err
	}
	if err := r.recount(ctx); err != nil {
		return false, err
	}
	if err := r.writeRequests(ctx); err != nil {
		return false, err
	}
	if r.Settings() {
		e := r.Event
		err := r.q.run(ctx, `UPDATE events SET title = ?, state = ?, gate = ?, voting = ?, announcement = ?, limit_open = ?,
			limit_cooldown = ?, limit_total = ?, limit_repeat = ?, limit_fade = ?, admission = ?,
			approval = ?, dedications = ?, declines = ?, starts_at = ?, ended_at = ?, closes_at = ?, zone = ?, version = ? WHERE code = ?`,
			e.Title, e.State, e.Gate, e.Voting, e.Announcement, e.Limits.Open,
			e.Limits.Cooldown, e.Limits.Total, e.Limits.Repeat, e.Limits.Fade, e.Admission,
			e.Approval, e.Dedications, e.Declines, e.StartsAt, e.EndedAt, e.ClosesAt, e.Zone, e.Version, r.event)
		if err != nil {
			return false, err
		}
	}
	if err := r.writeJournal(ctx); err != nil {
		return false, err
	}
	if !s.marks.due(r.event, hour(r.Now)) {
		return false, nil
	}
	return true, r.q.run(ctx, `INSERT INTO marks (event, at, version) VALUES (?, ?, ?) ON CONFLICT (event, at) DO NOTHING`,
		r.event, hour(r.Now), r.Version)
}

// hour is the start of the hour that the time is in.
func hour(ms int64) int64 { return ms - ms%3_600_000 }

func (r *reading) writeBallots(ctx context.Context) error {
	cast := r.Cast()
	keys := slices.SortedFunc(maps.Keys(cast), func(a, b board.BallotKey) int {
		return cmp.Or(cmp.Compare(a.Request, b.Request), cmp.Compare(a.Person, b.Person))
	})
	const columns = 8
	for some := range slices.Chunk(keys, maxParameters/columns) {
		args := make([]any, 0, columns*len(some))
		for _, key := range some {
			b := cast[key]
			args = append(args, r.event, key.Request, key.Person, b.On, b.Client, b.Seq, r.Now, b.Batch)
		}
		err := r.q.run(ctx, `INSERT INTO votes (event, request, person, "on", client, seq, at, batch) VALUES `+tuples(len(some), columns)+`
			ON CONFLICT (event, request, person) DO UPDATE
			SET "on" = excluded."on", client = excluded.client, seq = excluded.seq, at = excluded.at, batch = excluded.batch`, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// recount counts the distinct people who support each group that was merged or
// parted.
func (r *reading) recount(ctx context.Context) error {
	var members, pairs []any
	for root, group := range r.Recount() {
		r.Requests[root].Votes = 0
		for _, id := range group {
			members, pairs = append(members, id), append(pairs, root, id)
		}
	}
	if len(members) == 0 {
		return nil
	}
	var totals []struct {
		Root  string
		Votes int
	}
	args := append(append(pairs, r.event), members...)
	err := r.q.all(ctx, &totals, `SELECT k.column1 AS root, count(DISTINCT v.person) AS votes
		FROM (VALUES `+tuples(len(members), 2)+`) AS k JOIN votes v ON v.request = k.column2
		WHERE v.event = ? AND v.request IN `+tuples(1, len(members))+` AND v."on" AND NOT `+voided+` GROUP BY k.column1`, args...)
	if err != nil {
		return err
	}
	for _, total := range totals {
		r.Requests[total.Root].Votes = total.Votes
	}
	return nil
}

// writeRequests stores whole rows, except those in which nothing but the votes
// changed, which are most.
func (r *reading) writeRequests(ctx context.Context) error {
	var whole, voted []*board.Request
	for _, req := range r.Changed() {
		if before, known := r.loaded[req.ID]; known && board.OnlyVotesDiffer(&before, req) {
			voted = append(voted, req)
		} else {
			whole = append(whole, req)
		}
	}
	if err := r.writeVotes(ctx, voted); err != nil {
		return err
	}
	const columns = 29
	songs := r.Spelled()
	for some := range slices.Chunk(whole, maxParameters/columns) {
		args := make([]any, 0, columns*len(some))
		for _, q := range some {
			args = append(args, r.event, q.ID, q.Number, q.Title, q.Artist, q.Name, q.Dedication, q.Status, q.Reason,
				q.Votes, q.Position, q.Next, q.Own, q.At, q.PlayedAt, q.StillAt, q.Note, q.Asker, q.Into, q.Told, q.Archived,
				q.Held, q.Quiet, q.MovedAt, q.Flagged, q.Suspect, q.Voided, q.Version, songs[q.ID])
		}
		err := r.q.run(ctx, `INSERT INTO requests (event, `+requestColumns+`, song) VALUES `+tuples(len(some), columns)+`
			ON CONFLICT (event, id) DO UPDATE SET `+overwriting, args...)
		if err != nil {
			return err
		}
	}
	return nil
}

// overwriting sets every column of a request to the value it came with. How its
// song is spelled never changes.
var overwriting = func() string {
	var set []string
	for column := range strings.SplitSeq(requestColumns, ",") {
		column = strings.TrimSpace(column)
		set = append(set, column+" = excluded."+column)
	}
	return strings.Join(set, ", ")
}()

func (r *reading) writeVotes(ctx context.Context, rows []*board.Request) error {
	for some := range slices.Chunk(rows, most) {
		args := []any{r.Version}
		for _, req := range some {
			args = append(args, req.ID, req.Votes)
		}
		values := strings.Replace(tuples(len(some), 2), "(?,?)", "(?,CAST(? AS bigint))", 1) // the first row tells Postgres the types
		err := r.q.run(ctx, `UPDATE requests SET votes = k.column2, version = ? FROM (VALUES `+values+`) AS k
			WHERE requests.event = ? AND requests.id = k.column1`, append(args, r.event)...)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) writeJournal(ctx context.Context) error {
	added, undone := r.Journal()
	const columns = 11
	for some := range slices.Chunk(added, maxParameters/columns) {
		args := make([]any, 0, columns*len(some))
		for step, e := range some {
			before, after, err := snapshots(e)
			if err != nil {
				return err
			}
			args = append(args, r.event, e.ID, e.Version, step, e.Person, e.Kind, before, after, e.At, e.UndoneBy, e.Fingerprint)
		}
		err := r.q.run(ctx, `INSERT INTO journal
			(event, id, version, step, person, kind, before, after, at, undone_by, fingerprint) VALUES `+tuples(len(some), columns), args...)
		if err != nil {
			return err
		}
	}
	for _, e := range undone { // two at most
		if err := r.q.run(ctx, `UPDATE journal SET undone_by = ? WHERE event = ? AND id = ?`, e.UndoneBy, r.event, e.ID); err != nil {
			return err
		}
	}
	return nil
}

func snapshots(e *board.Entry) (before, after string, err error) {
	b, err := json.Marshal(e.Before)
	if err != nil {
		return "", "", err
	}
	a, err := json.Marshal(e.After)
	return string(b), string(a), err
}
