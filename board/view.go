package board

import (
	"encoding/json"
	"fmt"
)

// View is what a reader of one audience holds: it is fed the frames that a
// server sends and does what a page does with them. It is not safe for
// concurrent use.
type View struct {
	Audience Audience
	Cookie   Cookie
	Event    Event
	Rows     map[string]*Request
	Here     int
	Desk     []AtDesk // of the crew's audience
}

// Receive takes in a board, delta or presence frame and reports whether it was
// one of them. ErrHole means that the reader has missed something and has to
// catch up from its cookie; the view is then as it was.
func (v *View) Receive(frame []byte) (bool, error) {
	var kind struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal(frame, &kind); err != nil {
		return false, fmt.Errorf("board: reading a frame: %w", err)
	}
	switch kind.Type {
	case "board":
		return true, v.receiveBoard(frame)
	case "delta":
		return true, v.receiveDelta(frame)
	case "presence":
		var presence PresenceFrame
		if err := json.Unmarshal(frame, &presence); err != nil {
			return true, fmt.Errorf("board: reading a presence frame: %w", err)
		}
		v.Here, v.Desk = presence.Here, presence.Desk
		if presence.Cookie != v.Cookie {
			return true, ErrHole
		}
		return true, nil
	default:
		return false, nil
	}
}

func (v *View) receiveBoard(frame []byte) error {
	var b BoardFrame
	if err := json.Unmarshal(frame, &b); err != nil {
		return fmt.Errorf("board: reading a board frame: %w", err)
	}
	rows := make(map[string]*Request, len(b.Requests))
	for _, raw := range b.Requests {
		req := &Request{}
		if err := json.Unmarshal(raw, req); err != nil {
			return fmt.Errorf("board: reading a request: %w", err)
		}
		rows[req.ID] = req
	}
	v.Cookie, v.Event, v.Rows = b.Cookie, b.Event, rows
	return nil
}

func (v *View) receiveDelta(frame []byte) error {
	var d DeltaFrame
	if err := json.Unmarshal(frame, &d); err != nil {
		return fmt.Errorf("board: reading a delta frame: %w", err)
	}
	if d.Since != v.Cookie {
		return ErrHole
	}
	event := v.Event
	if d.Event != nil {
		if err := json.Unmarshal(d.Event, &event); err != nil {
			return fmt.Errorf("board: reading the event: %w", err)
		}
	}
	changed := make([]*Request, 0, len(d.Requests))
	for _, raw := range d.Requests {
		req, err := v.patched(raw)
		if err != nil {
			return err
		}
		changed = append(changed, req)
	}
	for _, req := range changed {
		v.Rows[req.ID] = req
	}
	for _, id := range d.Gone {
		delete(v.Rows, id)
	}
	v.Cookie, v.Event = d.Cookie, event
	return nil
}

// patched returns the row after a part of it arrived. A part of a row that is
// not known means that something was missed.
func (v *View) patched(raw json.RawMessage) (*Request, error) {
	var part struct {
		ID     string `json:"id"`
		Number int    `json:"number"`
	}
	if err := json.Unmarshal(raw, &part); err != nil {
		return nil, fmt.Errorf("board: reading a request: %w", err)
	}
	req := &Request{}
	if known := v.Rows[part.ID]; known != nil {
		*req = *known
	} else if part.Number == 0 {
		return nil, ErrHole
	}
	if err := json.Unmarshal(raw, req); err != nil {
		return nil, fmt.Errorf("board: reading a request: %w", err)
	}
	return req, nil
}
