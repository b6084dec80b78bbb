package board

import (
	"encoding/json"
)

// Features lists what this server understands beyond the first release, so
// that a newer page knows what it may send.
var Features = []string{"next", "crowd"}

// The messages about a board that a server sends. Those of the board itself
// are encoded once for all its readers; nothing in them depends on who reads.
type (
	// BoardFrame is the whole board.
	BoardFrame struct {
		Type     string            `json:"type"` // "board"
		Cookie   Cookie            `json:"cookie"`
		Event    Event             `json:"event"`
		Requests []json.RawMessage `json:"requests"`
		Features []string          `json:"features"`
	}
	// DeltaFrame is what changed between two cookies. A request in it is whole,
	// or has only its id and the fields that changed.
	DeltaFrame struct {
		Type     string            `json:"type"` // "delta"
		Since    Cookie            `json:"since"`
		Cookie   Cookie            `json:"cookie"`
		Event    json.RawMessage   `json:"event,omitempty"`
		Requests []json.RawMessage `json:"requests,omitempty"`
		Gone     []string          `json:"gone,omitempty"`
	}
	// PresenceFrame is the heartbeat that a page can see.
	PresenceFrame struct {
		Type   string   `json:"type"` // "presence"
		Here   int      `json:"here"`
		Cookie Cookie   `json:"cookie"`
		Desk   []AtDesk `json:"desk,omitempty"` // for the crew
	}
	// AtDesk is one of the crew who has the crew's board open.
	AtDesk struct {
		Person string `json:"person"`
		Name   string `json:"name"`
	}
	// MeFrame is what concerns one viewer alone.
	MeFrame struct {
		Type     string   `json:"type"` // "me"
		Person   string   `json:"person"`
		Role     Role     `json:"role"`
		Votes    []string `json:"votes"`    // requests that count this person's vote
		Requests []string `json:"requests"` // asked for by this person
		Slips    []Slip   `json:"slips"`    // those of them that are not on the public board
		Limits   MeLimits `json:"limits"`
		Signed   bool     `json:"signed"`   // has an account
		Name     string   `json:"name"`     // of the account
		Admitted bool     `json:"admitted"` // has shown the room's code or done the work, if that is asked for
		Ban      *MeBan   `json:"ban"`      // null: none
	}
	// MeBan is the ban that keeps the viewer from asking and voting.
	MeBan struct {
		Reason string `json:"reason"`
		Until  *int64 `json:"until"` // Unix ms; null: as long as the event lasts
	}
	// Slip is the fate of a request of one's own that left the public board.
	Slip struct {
		ID     string   `json:"id"`
		Number int      `json:"number"`
		Title  string   `json:"title"`
		Artist string   `json:"artist"`
		Status Status   `json:"status"`
		Reason string   `json:"reason"` // of a decline that has been told
		Into   Optional `json:"into"`
		Votes  int      `json:"votes"`
		At     int64    `json:"at"`
	}
	// MeLimits is what one may still ask for; null means no limit, or now.
	MeLimits struct {
		Left   *int   `json:"left"`
		NextAt *int64 `json:"next_at"` // Unix ms
	}
)

// votesPatch is the part of a request that a vote changes.
type votesPatch struct {
	ID    string `json:"id"`
	Votes int    `json:"votes"`
}

// EncodeBoard encodes the whole board for an audience. The cookie may be older
// than the rows: a reader who continues from it is told some of them again.
func EncodeBoard(a Audience, cookie Cookie, event Event, rows []*Request) []byte {
	frame := BoardFrame{Type: "board", Cookie: cookie, Event: event, Requests: []json.RawMessage{}, Features: Features}
	for _, req := range rows {
		if shown, ok := req.Shown(a); ok {
			frame.Requests = append(frame.Requests, encodeRow(a, &shown))
		}
	}
	return mustMarshal(frame)
}

// Part is a request in a delta, and whether nothing but its votes changed.
type Part struct {
	Request   *Request
	VotesOnly bool
}

// EncodeDelta encodes for an audience what changed between two cookies; event
// is nil when the settings did not change.
func EncodeDelta(a Audience, since, cookie Cookie, event *Event, parts []Part) []byte {
	frame := DeltaFrame{Type: "delta", Since: since, Cookie: cookie}
	if event != nil {
		frame.Event = mustMarshal(event)
	}
	for _, part := range parts {
		shown, ok := part.Request.Shown(a)
		switch {
		case !ok:
			frame.Gone = append(frame.Gone, part.Request.ID)
		case part.VotesOnly:
			frame.Requests = append(frame.Requests, mustMarshal(votesPatch{shown.ID, shown.Votes}))
		default:
			frame.Requests = append(frame.Requests, encodeRow(a, &shown))
		}
	}
	return mustMarshal(frame)
}

// EncodePresence encodes the heartbeat. desk is nil for the public.
func EncodePresence(here int, cookie Cookie, desk []AtDesk) []byte {
	return mustMarshal(PresenceFrame{"presence", here, cookie, desk})
}

func encodeRow(a Audience, shown *Request) json.RawMessage {
	if a == Public {
		return mustMarshal(shown.Row)
	}
	return mustMarshal(shown)
}
