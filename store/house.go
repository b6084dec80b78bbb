package store

import (
	"context"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// house is what every commit of an event reads beside its requests.
type house struct {
	event  board.Event
	admins map[string]bool
	crew   map[string]board.Role
	bans   map[string]board.Ban
	last   int // highest number of a request
}

// readHouse reads the event, its crew and bans, and its highest number, in one
// statement. There are few bans in an event: they are made one by one.
func readHouse(ctx context.Context, q session, event string) (house, error) {
	var rows []struct {
		board.Event
		Person string
		Role   board.Role
		board.Ban
		Last int
	}
	err := q.all(ctx, &rows, `SELECT `+eventColumns+`, coalesce(c.person, '') AS person, coalesce(c.role, '') AS role,
			coalesce(c.reason, '') AS reason, coalesce(c.until, 0) AS until, coalesce(c.request, '') AS request, coalesce(c.at, 0) AS at,
			(SELECT coalesce(max(number), 0) FROM requests WHERE event = e.code) AS last
		FROM events e LEFT JOIN (
			SELECT person, role, '' AS reason, 0 AS until, '' AS request, 0 AS at FROM crew WHERE event = ?
			UNION ALL SELECT person, 'admin', '', 0, '', 0 FROM accounts WHERE role = 'admin'
			UNION ALL SELECT person, 'banned', reason, until, request, at FROM bans WHERE event = ?
		) c ON TRUE WHERE e.code = ?`, event, event, event)
	if err == nil && len(rows) == 0 {
		err = errNoEvent
	}
	if err != nil {
		return house{}, err
	}
	h := house{
		event: rows[0].Event, last: rows[0].Last,
		admins: map[string]bool{}, crew: map[string]board.Role{}, bans: map[string]board.Ban{},
	}
	for _, row := range rows {
		switch row.Role {
		case "":
		case "admin":
			h.admins[row.Person] = true
		case "banned":
			h.bans[row.Person] = row.Ban
		default:
			h.crew[row.Person] = row.Role
		}
	}
	return h, nil
}

// readSongs notes which requests ask for the songs, and returns them.
func (r *reading) readSongs(ctx context.Context, songs []string) (ids []string, err error) {
	r.Songs = map[string][]string{}
	for some := range slices.Chunk(songs, most) {
		var rows []struct{ Song, ID string }
		if err := r.q.all(ctx, &rows, `SELECT song, id FROM requests WHERE event = ? AND song IN (?)`, r.event, some); err != nil {
			return nil, err
		}
		for _, row := range rows {
			r.Songs[row.Song] = append(r.Songs[row.Song], row.ID)
			ids = append(ids, row.ID)
		}
	}
	return ids, nil
}

// readCrowd reads what the commands need to know of people and of what is not
// taken, once their requests are read. Most commits need nothing of it.
func (r *reading) readCrowd(ctx context.Context, commands []board.Command, needs board.Needs) error {
	if err := r.readWaiting(ctx, commands, needs.Waiting); err != nil {
		return err
	}
	if needs.Inbox {
		err := r.readRequests(ctx, `SELECT `+requestColumns+` FROM requests WHERE event = ? AND status IN ('new', 'later')`, r.event)
		if err != nil {
			return err
		}
	}
	if needs.Spoken {
		err := r.readRequests(ctx, `SELECT `+requestColumns+` FROM requests WHERE event = ? AND dedication <> ''`, r.event)
		if err != nil {
			return err
		}
	}
	if needs.Blocks {
		blocks, err := readBlocks(ctx, r.q, r.event)
		if err != nil {
			return err
		}
		r.Blocks.Now = blocks
	}
	if err := r.readAdmitted(ctx, commands); err != nil {
		return err
	}
	if r.Event.Limits.Total > 0 && len(needs.Askers) > 0 {
		err := r.q.one(ctx, &r.Open, `SELECT count(*) FROM requests WHERE event = ? AND status IN ('new', 'later', 'accepted') AND NOT own`, r.event)
		if err != nil {
			return err
		}
	}
	return r.readVoids(ctx, needs)
}

// readWaiting reads the undecided requests of those who are to be banned.
func (r *reading) readWaiting(ctx context.Context, commands []board.Command, people []string) error {
	for _, c := range commands {
		if op, ok := c.Op.(board.SetBan); ok && op.Person == "" {
			people = append(people, r.BannedBy(op))
		}
	}
	if len(people) == 0 {
		return nil
	}
	return r.readRequests(ctx, `SELECT `+requestColumns+` FROM requests WHERE event = ? AND asker IN (?) AND status IN ('new', 'later')`,
		r.event, people)
}

// readSessions notes which of the sessions and tokens that commands came with are
// good, and stay so until the commit: whoever is signed out or erased afterwards
// waits for it.
func (r *reading) readSessions(ctx context.Context, needs board.Needs) error {
	if len(needs.Sessions) == 0 {
		return nil
	}
	r.Sessions = map[string]bool{}
	var good []string
	err := r.q.all(ctx, &good, `SELECT substr(c.hash, 1, ?) FROM credentials c
		WHERE c.person IN (?) AND substr(c.hash, 1, ?) IN (?) AND `+valid+r.share, idLength, needs.Signed, idLength, needs.Sessions, r.Now)
	for _, id := range good {
		r.Sessions[id] = true
	}
	return err
}

// readAdmitted notes who has done what the event asks for, or what the commands
// make it ask for.
func (r *reading) readAdmitted(ctx context.Context, commands []board.Command) error {
	kinds := []board.Admission{r.Event.Admission}
	people := make([]string, 0, len(commands))
	for _, c := range commands {
		if op, ok := c.Op.(board.SetEvent); ok {
			kinds = append(kinds, op.Admission)
		}
		people = append(people, c.Person)
	}
	asks := func(a board.Admission) bool { return a == board.ByProof || a == board.ByRoomCode }
	if !slices.ContainsFunc(kinds, asks) {
		return nil
	}
	r.Admitted = map[board.Admitted]bool{}
	var admitted []board.Admitted
	err := r.q.all(ctx, &admitted, `SELECT person, kind FROM admissions WHERE event = ? AND person IN (?)`, r.event, people)
	for _, one := range admitted {
		r.Admitted[one] = true
	}
	return err
}

// readVoids reads which votes on the requests that were read do not count.
func (r *reading) readVoids(ctx context.Context, needs board.Needs) error {
	var ids []string
	for id, req := range r.Requests {
		if req.Voided > 0 || len(needs.Changes) > 0 {
			ids = append(ids, id)
		}
	}
	r.Voids.Now = map[string]int{}
	for some := range slices.Chunk(ids, most) {
		var rows []voidRow
		if err := r.q.all(ctx, &rows, `SELECT request, batch, votes FROM voids WHERE event = ? AND request IN (?)`, r.event, some); err != nil {
			return err
		}
		for _, row := range rows {
			r.Voids.Now[board.VoidKey(row.Request, row.Batch)] = row.Votes
		}
	}
	if !needs.Suspects {
		return nil
	}
	var err error
	r.Suspects, err = readSuspects(ctx, r.q, r.event)
	return err
}

type voidRow struct {
	Request, Batch string
	Votes          int
}

func readBlocks(ctx context.Context, q session, event string) (map[string]board.Block, error) {
	var rows []board.Block
	if err := q.all(ctx, &rows, `SELECT kind, key, title, artist, word FROM blocks WHERE event = ? ORDER BY at, kind, key`, event); err != nil {
		return nil, err
	}
	blocks := make(map[string]board.Block, len(rows))
	for _, b := range rows {
		blocks[b.Name()] = b
	}
	return blocks, nil
}

// writeHouse stores who was banned or let back, what is taken, who belongs to
// the crew, and which votes count.
func (r *reading) writeHouse(ctx context.Context) error {
	for person, ban := range r.Bans.Written() {
		if ban == nil {
			if err := r.q.run(ctx, `DELETE FROM bans WHERE event = ? AND person = ?`, r.event, person); err != nil {
				return err
			}
			continue
		}
		err := r.q.run(ctx, `INSERT INTO bans (event, person, reason, until, request, at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (event, person) DO UPDATE SET reason = excluded.reason, until = excluded.until, request = excluded.request, at = excluded.at`,
			r.event, person, ban.Reason, ban.Until, ban.Request, ban.At)
		if err != nil {
			return err
		}
	}
	for person, role := range r.Crew.Written() {
		err := r.q.run(ctx, `DELETE FROM crew WHERE event = ? AND person = ?`, r.event, person)
		if err == nil && role != nil {
			err = r.q.run(ctx, `INSERT INTO crew (event, person, role) VALUES (?, ?, ?)`, r.event, person, *role)
		}
		if err != nil {
			return err
		}
	}
	if err := r.writeBlocks(ctx); err != nil {
		return err
	}
	for key, votes := range r.Voids.Written() {
		request, batch := board.SplitVoidKey(key)
		err := r.q.run(ctx, `DELETE FROM voids WHERE event = ? AND request = ? AND batch = ?`, r.event, request, batch)
		if err == nil && votes != nil {
			err = r.q.run(ctx, `INSERT INTO voids (event, request, batch, votes) VALUES (?, ?, ?, ?)`, r.event, request, batch, *votes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *reading) writeBlocks(ctx context.Context) error {
	for name, b := range r.Blocks.Written() {
		kind, key := board.SplitBlockName(name)
		err := r.q.run(ctx, `DELETE FROM blocks WHERE event = ? AND kind = ? AND key = ?`, r.event, kind, key)
		if err == nil && b != nil {
			err = r.q.run(ctx, `INSERT INTO blocks (event, kind, key, title, artist, word, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				r.event, b.Kind, b.Key, b.Title, b.Artist, b.Word, r.Now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
