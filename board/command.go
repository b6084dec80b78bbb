package board

import (
	"encoding/json"
	"slices"
)

// Clock is the person under whose name an event goes live or ends by itself.
const Clock = "clock"

// Command is one act of a person on one event's board.
type Command struct {
	Person string // opaque id, or Clock
	Signed bool   // the person has an account
	By     string // id of the session or token that it came with, "" for what none is needed for
	Batch  string // in which a guest was made, "" for accounts
	Op     Op
}

// Op is what a command does: [Ask], [Vote], [Set], [SetEvent], [SetBan],
// [SetBlocks], [SetCrew], [Void] or [Undo].
type Op interface{ op() }

func (Ask) op()      {}
func (Vote) op()     {}
func (Set) op()      {}
func (SetEvent) op() {}
func (Undo) op()     {}

// Ask asks for a song, and casts the asker's own vote. An own song, of the
// crew only, is playing at once and nobody has voted for it.
type Ask struct {
	ID         string `json:"id"`
	Title      string `json:"title"`
	Artist     string `json:"artist,omitempty"`
	Name       string `json:"name,omitempty"`
	Dedication string `json:"dedication,omitempty"`
	Note       string `json:"note,omitempty"`
	Own        bool   `json:"own,omitempty"`

	Spelling Spelling `json:"-"` // made at the door
	Flagged  bool     `json:"-"` // found at the door
}

// Vote makes a person's vote on a request on or off. Client and Seq, if given,
// order the votes of one page: an older one that arrives late is stale.
type Vote struct {
	Request string `json:"id"`
	Client  string `json:"client,omitempty"`
	Seq     int64  `json:"seq,omitempty"`
	On      bool   `json:"-"`
}

// Set moves a request: to a status, into another request, or to a place in the
// queue. The asker may set withdrawn; everything else is the crew's.
type Set struct {
	Request string `json:"id"`
	Status  Status `json:"status,omitempty"`
	Reason  string `json:"reason,omitempty"` // of a decline
	Into    string `json:"into,omitempty"`   // merge into this request
	Place   Place  `json:"before,omitzero"`  // in the queue
	Next    *bool  `json:"next,omitempty"`   // fix as up next, or let go
	From    Status `json:"from,omitempty"`   // the status that the crew member saw
	Change  string `json:"change,omitempty"` // id of this change, made by the client or at the door
}

// Place is a place in the queue: before a request, or at the end for null. The
// zero Place is none at all.
type Place struct {
	Given  bool
	Before string
}

// IsZero reports whether no place was given.
func (p Place) IsZero() bool { return !p.Given }

// MarshalJSON writes the id, or null for the end of the queue.
func (p Place) MarshalJSON() ([]byte, error) { return Optional(p.Before).MarshalJSON() }

// UnmarshalJSON reads an id or null.
func (p *Place) UnmarshalJSON(data []byte) error {
	p.Given, p.Before = true, ""
	if string(data) == "null" {
		return nil
	}
	return json.Unmarshal(data, &p.Before)
}

// SetEvent changes the event's settings: those that are given.
type SetEvent struct {
	Title        *string    `json:"title,omitempty"`
	State        EventState `json:"state,omitempty"`
	Gate         Gate       `json:"gate,omitempty"`
	ClosesIn     int        `json:"closes_in,omitempty"` // seconds after which a last call is over; 0 for when the DJ says so
	Voting       *bool      `json:"voting,omitempty"`
	Announcement *Optional  `json:"announcement,omitempty"` // "" takes it down
	Limits       *Limits    `json:"limits,omitempty"`
	Admission    Admission  `json:"admission,omitempty"`
	Approval     *bool      `json:"approval,omitempty"`
	Dedications  *bool      `json:"dedications,omitempty"`
	Declines     Declines   `json:"declines,omitempty"`
	StartsAt     *int64     `json:"starts_at,omitempty"` // of a scheduled event
	Zone         *string    `json:"zone,omitempty"`
	Change       string     `json:"change,omitempty"`
}

// Undo takes a change of the crew back. It is a change itself, named ID, so it
// can be undone.
type Undo struct {
	Change string `json:"change"`
	ID     string `json:"id,omitempty"`
}

// Answer is what the sender of a command hears after its commit.
type Answer struct {
	Cookie  Cookie   // of the commit; says when to expect the change
	Request *Request // of Ask, Set and Void
	Person  string   // of SetBan and SetCrew
	Votes   int      // of Vote
	Event   *Event   // of SetEvent
	Change  string   // of everything that the crew does
	Err     error    // a refusal, nil if the command holds
}

// Alone reports whether the command needs a commit of its own: merging, and
// undoing what may have been a merge, change which votes count together.
func (c Command) Alone() bool {
	switch op := c.Op.(type) {
	case Undo, Void:
		return true
	case Set:
		return op.Into != "" || op.Status == Withdrawn
	default:
		return false
	}
}

// Needs says what a commit of some commands has to read.
type Needs struct {
	Sessions []string // sessions and tokens that the commands came with
	Signed   []string // whose these are
	Requests []string // with the groups that they are merged in, and what Changes touched
	Askers   []string // whose open requests are counted
	Changes  []string // entries of the journal, and those that these took back
	Waiting  []string // whose undecided requests are read; bans hide them
	Songs    []string // spellings of songs, if the event minds repeats
	Blocks   bool     // what is not taken
	Inbox    bool     // everything that nobody has decided on
	Spoken   bool     // everything with a dedication
	Suspects bool     // which votes on the requests look made
	Deck     bool     // the queue, what plays, and the latest played
}

// NeedsOf lists what the commands of one batch touch.
func NeedsOf(commands []Command) Needs {
	var n Needs
	for _, c := range commands {
		if c.By != "" {
			add(&n.Sessions, c.By)
			add(&n.Signed, c.Person)
		}
		switch op := c.Op.(type) {
		case Ask:
			add(&n.Requests, op.ID)
			add(&n.Askers, c.Person)
			add(&n.Songs, op.Spelling.Song)
			n.Blocks = true
			if op.Own {
				add(&n.Changes, op.ID)
				n.Deck = true
			}
		case Vote:
			add(&n.Requests, op.Request)
		case Set:
			add(&n.Requests, op.Request, op.Into, op.Place.Before)
			add(&n.Changes, op.Change)
			n.Deck = true
		case SetEvent:
			add(&n.Changes, op.Change)
			n.Deck = true
			n.Inbox = n.Inbox || op.Approval != nil
			n.Spoken = n.Spoken || op.Dedications != nil
		case Sweep:
			add(&n.Changes, op.Change)
			n.Deck, n.Inbox = true, true
		case SetBan:
			add(&n.Requests, op.Request)
			add(&n.Waiting, op.Person)
			add(&n.Changes, op.Change)
			n.Deck = true
		case SetBlocks:
			add(&n.Changes, op.Change)
			n.Blocks = true
		case SetCrew:
			add(&n.Changes, op.Change)
		case Void:
			add(&n.Requests, op.Request)
			add(&n.Changes, op.Change)
			n.Suspects = true
		case Undo:
			add(&n.Changes, op.Change, op.ID)
			n.Deck, n.Blocks = true, true
		}
	}
	for _, list := range []*[]string{&n.Sessions, &n.Signed, &n.Requests, &n.Askers, &n.Changes, &n.Waiting, &n.Songs} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return n
}

// add adds the names that there are.
func add(list *[]string, names ...string) {
	for _, name := range names {
		if name != "" {
			*list = append(*list, name)
		}
	}
}
