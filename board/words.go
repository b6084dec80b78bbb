// Package board holds the words and the pure rules of a live song-request
// board: what an event, a request and a vote are, which moves are allowed, how
// a commit changes them, and how those changes travel as deltas and frames.
//
// It does no I/O, reads no clock and imports the standard library only, so
// every rule can be tested as plain values. Whoever commits reads a [Ledger]
// under the event's lock and lets it decide; whoever reads holds a [State] (the
// whole truth, as a hub does) or a [View] (what one audience was sent, as a
// browser does).
package board

import (
	"cmp"
	"encoding/json"
	"slices"
)

// EventState is where an event is in its life: scheduled, then live, then ended.
type EventState string

// The life of an event.
const (
	Scheduled EventState = "scheduled" // early requests, if the gate is open
	Live      EventState = "live"
	Ended     EventState = "ended" // the board is a set list; nothing moves again
)

// Gate says whether requests are taken. Voting has its own switch.
type Gate string

// The positions of the gate.
const (
	GateOpen     Gate = "open"
	GateLastCall Gate = "last_call" // still open, and says that it will close
	GateClosed   Gate = "closed"
)

// Declines says when listeners are told that a request was declined.
type Declines string

// When a decline is told.
const (
	TellNow   Declines = "now"
	TellAtEnd Declines = "end"
	TellNever Declines = "never"
)

// Status is where a request stands.
type Status string

// Every status of a request.
const (
	New       Status = "new"
	Later     Status = "later" // perhaps; the public sees it as new
	Accepted  Status = "accepted"
	Playing   Status = "playing"
	Played    Status = "played"
	Declined  Status = "declined"
	Withdrawn Status = "withdrawn" // by its asker
	Merged    Status = "merged"    // into another request
	Hidden    Status = "hidden"    // by moderation
)

// settable are the statuses that the crew may set, from and to any of them.
var settable = []Status{New, Later, Accepted, Playing, Played, Declined, Hidden}

// open reports whether a request still waits for its fate: it takes votes, it
// counts against its asker's limit and it may be merged.
func (s Status) open() bool { return s == New || s == Later || s == Accepted }

// Role is what a person may do in one event.
type Role string

// The roles in an event. Owner, cohost and moderator are the crew.
const (
	Listener  Role = "listener"
	Owner     Role = "owner"
	Cohost    Role = "cohost"
	Moderator Role = "moderator"
)

// Crew reports whether the role sees the crew's board and may change it.
func (r Role) Crew() bool { return r.runs() || r == Moderator }

// runs reports whether the role may do everything on the board.
func (r Role) runs() bool { return r == Owner || r == Cohost }

// rank orders the roles by what they may do.
func (r Role) rank() int { return slices.Index([]Role{Moderator, Cohost, Owner}, r) }

// Audience is one of the two groups for which a board is encoded.
type Audience string

// The audiences. The crew's board adds notes, askers, reasons, and the rows
// that the public does not see.
const (
	Public Audience = "public"
	Crew   Audience = "crew"
)

// Optional is a text that is null on the wire when it is empty.
type Optional string

// MarshalJSON writes null for the empty text.
func (o Optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// UnmarshalJSON reads a text; null is the empty one, also over another.
func (o *Optional) UnmarshalJSON(data []byte) error {
	*o = ""
	if string(data) == "null" {
		return nil
	}
	return json.Unmarshal(data, (*string)(o))
}

// Limits of what listeners may ask for; zero means no limit.
type Limits struct {
	Open     int `json:"open"`     // open requests per person at a time
	Cooldown int `json:"cooldown"` // seconds between two requests of a person
	Total    int `json:"total"`    // open requests of everybody together
	Fade     int `json:"fade"`     // seconds after which the clock declines what nobody decided on
	Repeat   int `json:"repeat"`   // seconds after which a song may be asked for again; it never may while it waits
}

// Event is one gig or stream with one board: the settings that everybody sees.
type Event struct {
	Code         string     `json:"code"`
	Title        string     `json:"title"`
	State        EventState `json:"state"`
	Gate         Gate       `json:"gate"`
	ClosesAt     int64      `json:"closes_at"` // Unix ms; when a last call is over by itself, 0 for when the DJ says so
	Voting       bool       `json:"voting"`
	Announcement Optional   `json:"announcement"`
	Limits       Limits     `json:"limits"`
	Admission    Admission  `json:"admission"`
	Approval     bool       `json:"approval"`    // others see a request once the crew has approved of it
	Dedications  bool       `json:"dedications"` // others see them
	Declines     Declines   `json:"declines"`
	StartsAt     int64      `json:"starts_at"` // Unix ms; when it goes or went live
	EndedAt      int64      `json:"ended_at"`  // Unix ms, 0 until it ended
	Zone         string     `json:"zone"`      // IANA name of the event's own time zone, or ""
	Version      int64      `json:"-"`         // the commit that last changed the settings
}

// closed reports whether requests are closed: by the crew, or since the last
// call is over, which the clock writes down a little later.
func (e *Event) closed(now int64) bool {
	return e.Gate == GateClosed || e.ClosesAt != 0 && e.ClosesAt <= now
}

// Row is a request as the public sees it.
type Row struct {
	ID         string   `json:"id"` // UUIDv7 made by the asker's client
	Number     int      `json:"number"`
	Title      string   `json:"title"`
	Artist     string   `json:"artist"`
	Name       string   `json:"name"` // of the asker, as shown
	Dedication string   `json:"dedication"`
	Status     Status   `json:"status"`
	Reason     string   `json:"reason"` // of a decline; public once told
	Votes      int      `json:"votes"`
	Position   Optional `json:"position"` // in the queue; compared bytewise, ties by number
	Next       bool     `json:"next"`     // fixed by the DJ: up next while it heads the queue
	Own        bool     `json:"own"`
	At         int64    `json:"at"`        // Unix ms, asked
	PlayedAt   int64    `json:"played_at"` // Unix ms, when it began to play; 0 before
	StillAt    int64    `json:"still_at"`  // Unix ms, when the crew last said that it plays still; 0 never
}

// Request is a request as the crew sees it. Once it is part of a [State] or of
// a [Delta] it is never changed in place.
type Request struct {
	Row
	Note     string   `json:"note"`  // for the DJ only
	Asker    string   `json:"asker"` // opaque id of the person
	Into     Optional `json:"into"`  // the request that this one was merged into
	Told     bool     `json:"told"`  // the decline has been told to listeners
	Archived bool     `json:"archived"`
	Held     bool     `json:"held"`     // waits for approval
	Quiet    bool     `json:"quiet"`    // its dedication is for the crew only
	MovedAt  int64    `json:"moved_at"` // Unix ms, since when it is where it stands
	Flagged  bool     `json:"flagged"`  // its texts may be rude: a hint, often wrong
	Suspect  int      `json:"suspect"`  // votes on it that look made
	Voided   int      `json:"voided"`   // votes on it that were taken back
	Version  int64    `json:"-"`        // the commit that last changed the row
}

// Believed is how long what plays is believed, in ms: longer than a song lasts
// nobody knows whether it plays still, and nothing is said rather than a lie.
const Believed = 8 * 60_000

// DoubtedAt is when what plays is believed no more, in Unix ms.
func (q *Row) DoubtedAt() int64 { return max(q.PlayedAt, q.StillAt) + Believed }

// PublicPlayed is how many played requests stay on the public board; older
// ones are archived.
const PublicPlayed = 100

// Shown returns the request as the audience sees it, and false when it is not
// on that audience's board at all. It depends on the row alone, so that "rows
// changed since" is the whole difference between two boards.
func (q *Request) Shown(a Audience) (Request, bool) {
	if a == Crew {
		return *q, true
	}
	public := Request{Row: q.Row, Version: q.Version}
	if q.Quiet {
		public.Dedication = ""
	}
	switch q.Status {
	case Accepted, Playing:
	case New, Later:
		if q.Held {
			return Request{}, false
		}
		public.Status = New
	case Played:
		if q.Archived {
			return Request{}, false
		}
	case Declined:
		if !q.Told || q.Held {
			return Request{}, false
		}
	default:
		return Request{}, false
	}
	if q.Status != Declined {
		public.Reason = ""
	}
	return public, true
}

// ForAsker returns the request as its asker sees it when it is not on the
// public board: its fate, but no decline that is yet to be told.
func (q *Request) ForAsker() Row {
	row := q.Row
	if row.Status == Declined && !q.Told {
		row.Status, row.Reason = New, ""
	}
	return row
}

// ByVotes orders requests as the most wanted list: votes, then age.
func ByVotes(a, b *Request) int {
	return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(a.Number, b.Number))
}

// ByPosition orders accepted requests as the DJ queued them.
func ByPosition(a, b *Request) int {
	return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Number, b.Number))
}

// Queue returns the accepted requests among rows in the DJ's order.
func Queue(rows map[string]*Request) []*Request {
	var queue []*Request
	for _, q := range rows {
		if q.Status == Accepted {
			queue = append(queue, q)
		}
	}
	slices.SortFunc(queue, ByPosition)
	return queue
}

// Round is one life of the demo board, an event of its own.
type Round struct {
	Event string
	Until int64 // Unix ms, when it is over
}
