package board

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
)

// EndUndo is how long the ending of an event can be taken back, in ms.
const EndUndo = 10_000

// Kinds of entries in the journal.
const (
	kindSet    = "set"
	kindOwn    = "own"
	kindEvent  = "event"
	kindBan    = "ban"
	kindBlocks = "blocks"
	kindCrew   = "crew"
	kindVoid   = "void"
	kindSweep  = "sweep"
	kindUndo   = "undo"
)

// Entry is one change by the crew, as the journal keeps it. Undo, the log, the
// audit trail and the set list are read from these.
type Entry struct {
	ID          string // of the change
	Version     int64  // of the commit
	Person      string
	Kind        string
	Before      Snapshot
	After       Snapshot
	At          int64  // Unix ms
	UndoneBy    string // the change that took it back, or ""
	Fingerprint string // of the command, so that another one under the same id is noticed
}

// Snapshot holds what a change changed, before or after it: the settings that
// differ, and the requests that do.
type Snapshot struct {
	Event    Fields               `json:"event,omitempty"`
	Requests map[string]DeckState `json:"requests,omitempty"`
	Bans     map[string]*Ban      `json:"bans,omitempty"`   // by person; null: none
	Blocks   map[string]*Block    `json:"blocks,omitempty"` // by kind and spelling
	Crew     map[string]*Role     `json:"crew,omitempty"`   // by person; null: a listener
	Voids    map[string]*int      `json:"voids,omitempty"`  // votes taken back, by request and batch
}

// Fields are JSON values by name.
type Fields map[string]json.RawMessage

// DeckState is what the crew decides about a request, and undo restores.
type DeckState struct {
	Status   Status   `json:"status"`
	Reason   string   `json:"reason"`
	Told     bool     `json:"told"`
	Position Optional `json:"position"`
	Next     bool     `json:"next"`
	Into     Optional `json:"into"`
	PlayedAt int64    `json:"played_at"`
	StillAt  int64    `json:"still_at,omitempty"`
	Held     bool     `json:"held,omitempty"`
	Quiet    bool     `json:"quiet,omitempty"`
	MovedAt  int64    `json:"moved_at,omitempty"`
}

func deckStateOf(q *Request) DeckState {
	return DeckState{q.Status, q.Reason, q.Told, q.Position, q.Next, q.Into, q.PlayedAt, q.StillAt, q.Held, q.Quiet, q.MovedAt}
}

func (s DeckState) restore(q *Request) {
	q.Status, q.Reason, q.Told = s.Status, s.Reason, s.Told
	q.Position, q.Next, q.Into, q.PlayedAt, q.StillAt = s.Position, s.Next, s.Into, s.PlayedAt, s.StillAt
	q.Held, q.Quiet, q.MovedAt = s.Held, s.Quiet, s.MovedAt
}

// repeated reports whether the journal already has the change, in which case
// the command is answered without being done again.
func (l *Ledger) repeated(c Command, change string, op Op) (bool, *Error) {
	entry := l.Entries[change]
	switch {
	case entry == nil:
		return false, nil
	case entry.Person != c.Person || entry.Fingerprint != fingerprint(op):
		return true, Errorf(KeyReused, "This id already names another change.").In("change")
	default:
		return true, nil
	}
}

// record adds the change that the current command made to the journal.
func (l *Ledger) record(c Command, kind, change, mark string) *Entry {
	entry := &Entry{ID: change, Version: l.Version, Person: c.Person, Kind: kind, At: l.Now, Fingerprint: mark}
	entry.Before.Event, entry.After.Event = differing(l.beforeEvent, l.Event)
	l.settings = l.settings || entry.After.Event != nil
	for id, before := range l.before {
		now := deckStateOf(l.Requests[id])
		if now == before {
			continue
		}
		if entry.Before.Requests == nil {
			entry.Before.Requests, entry.After.Requests = map[string]DeckState{}, map[string]DeckState{}
		}
		entry.Before.Requests[id], entry.After.Requests[id] = before, now
	}
	entry.Before.Bans, entry.After.Bans = l.Bans.differing()
	entry.Before.Blocks, entry.After.Blocks = l.Blocks.differing()
	entry.Before.Crew, entry.After.Crew = l.Crew.differing()
	entry.Before.Voids, entry.After.Voids = l.Voids.differing()
	l.tell(maps.Keys(entry.After.Bans))
	l.tell(maps.Keys(entry.After.Crew))
	l.Entries[change] = entry
	l.written = append(l.written, entry)
	return entry
}

// undo takes a change back, unless later changes stand on it.
func (l *Ledger) undo(c Command, op Undo, answer *Answer) *Error {
	if again, err := l.repeated(c, op.ID, op); again {
		answer.Change = op.ID
		return err
	}
	entry, role := l.Entries[op.Change], l.role(c.Person)
	switch {
	case !role.Crew():
		return errForbidden
	case entry == nil:
		return Errorf(NotFound, "There is no such change in this event.").In("change")
	case !role.runs() && (entry.Person != c.Person || !entry.moderates()), entry.After.Crew != nil && role != Owner:
		return errForbidden
	case entry.UndoneBy != "":
		answer.Change = entry.UndoneBy
		return nil
	case l.Event.State == Ended && (!entry.ends() || l.Now-entry.At > EndUndo):
		return errEnded
	case !l.standing(entry):
		return Errorf(Conflict, "Something has changed since; this can no longer be undone by itself.")
	}

	for id, before := range entry.Before.Requests {
		req := l.Requests[id]
		l.touch(req)
		regrouped := before.Into != req.Into
		if regrouped {
			l.regroup(req)
		}
		before.restore(req)
		if entry.Person == Clock {
			req.MovedAt = l.Now // or it would fade again at once
		}
		if regrouped {
			l.regroup(req)
		}
		if req.Status == Accepted {
			req.Position = l.beside(req.Position, req)
		}
	}
	mustUnmarshal(mustMarshal(entry.Before.Event), &l.Event)
	if _, timed := entry.Before.Event["closes_at"]; timed && l.Event.ClosesAt <= l.Now {
		l.Event.ClosesAt = 0 // or the last call that comes back would be over at once
	}
	l.Bans.restore(entry.Before.Bans)
	l.Blocks.restore(entry.Before.Blocks)
	l.Crew.restore(entry.Before.Crew)
	for key, votes := range entry.Before.Voids {
		l.revoid(key, votes)
	}
	l.deck = true
	undoing := l.record(c, kindUndo, op.ID, fingerprint(op))
	entry.UndoneBy = undoing.ID
	if original := l.undoneBy(entry); original != nil { // undoing an undo
		original.UndoneBy = ""
		l.undone = append(l.undone, original)
	}
	l.undone = append(l.undone, entry)
	answer.Change = undoing.ID
	return nil
}

// moderates reports whether a moderator could have made the change: nobody
// undoes what they may no longer do.
func (e *Entry) moderates() bool {
	if e.After.Event != nil || e.After.Blocks != nil || e.After.Crew != nil || e.Kind == kindOwn {
		return false
	}
	for id, after := range e.After.Requests {
		if before := e.Before.Requests[id]; after.Into != before.Into || !moderates(before.Status, after.Status, Set{}) &&
			!moderates(after.Status, before.Status, Set{}) {
			return false
		}
	}
	return true
}

// ends reports whether the change ended the event.
func (e *Entry) ends() bool { return string(e.After.Event["state"]) == `"ended"` }

// undoneBy returns the entry that the given undo took back, if it is loaded.
func (l *Ledger) undoneBy(undo *Entry) *Entry {
	for _, entry := range l.Entries {
		if entry.UndoneBy == undo.ID && entry != undo {
			return entry
		}
	}
	return nil
}

// standing reports whether everything is still as the change left it.
func (l *Ledger) standing(entry *Entry) bool {
	if !same(entry.After.Event, fields(l.Event)) {
		return false
	}
	for id, after := range entry.After.Requests {
		req := l.Requests[id]
		if req == nil || after != deckStateOf(req) {
			return false
		}
	}
	return l.Bans.stands(entry.After.Bans) && l.Blocks.stands(entry.After.Blocks) &&
		l.Crew.stands(entry.After.Crew) && l.Voids.stands(entry.After.Voids) &&
		!l.playsAnother(entry) && !l.nests(entry)
}

// nests reports whether undoing the change would leave a request merged into
// one that by now is merged itself, or withdrawn.
func (l *Ledger) nests(entry *Entry) bool {
	undone := func(q *Request) DeckState {
		if before, touched := entry.Before.Requests[q.ID]; touched {
			return before
		}
		return deckStateOf(q)
	}
	for _, req := range l.Requests {
		into := undone(req).Into
		if into == "" {
			continue
		}
		target := l.Requests[string(into)]
		if target == nil || undone(target).Status == Merged || undone(target).Status == Withdrawn {
			return true
		}
	}
	return false
}

// playsAnother reports whether undoing the change would make a request play
// while a later change has made another one play.
func (l *Ledger) playsAnother(entry *Entry) bool {
	replays := false
	for _, before := range entry.Before.Requests {
		replays = replays || before.Status == Playing
	}
	for id, req := range l.Requests {
		if _, touched := entry.Before.Requests[id]; replays && !touched && req.Status == Playing {
			return true
		}
	}
	return false
}

// differing returns the settings in which two versions of an event differ.
func differing(before, after Event) (was, is Fields) {
	if before == after {
		return nil, nil
	}
	was, is = fields(before), fields(after)
	for name := range was {
		if bytes.Equal(was[name], is[name]) {
			delete(was, name)
			delete(is, name)
		}
	}
	return was, is
}

func fields(v any) Fields {
	f := Fields{}
	mustUnmarshal(mustMarshal(v), &f)
	return f
}

// same reports whether all of want is found in have.
func same(want, have Fields) bool {
	for name, value := range want {
		if !bytes.Equal(value, have[name]) {
			return false
		}
	}
	return true
}

func fingerprint(op Op) string {
	sum := sha256.Sum256(mustMarshal(op))
	return hex.EncodeToString(sum[:16])
}

// mustMarshal encodes values of this package, which cannot fail.
func mustMarshal(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

func mustUnmarshal(data []byte, v any) {
	if err := json.Unmarshal(data, v); err != nil {
		panic(err)
	}
}
