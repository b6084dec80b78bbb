package board

import "encoding/json"

// Operator is the person under whose name acts of the command line are kept.
const Operator = "operator"

// Act is a privileged act: one of the crew on a board, or one outside of any.
type Act struct {
	At          int64           `json:"at"` // Unix ms
	Person      string          `json:"person"`
	Act         string          `json:"act"`
	Event       string          `json:"event"`   // "" for none
	Subject     string          `json:"subject"` // on what or whom
	FromVersion int64           `json:"from_version"`
	ToVersion   int64           `json:"to_version"` // of the board; 0 for an act outside of any
	Before      json.RawMessage `json:"before"`
	After       json.RawMessage `json:"after"`
	UndoneBy    string          `json:"undone_by"`
}

// TrailQuery picks acts; what is not given picks all.
type TrailQuery struct {
	Event  string // code
	Person string // who acted, or whose account it was about
	Since  int64  // Unix ms
}
