package loadtest

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/cueslip/cueslip/board"
)

// class groups commands whose speed is told together.
type class string

const (
	classVote    class = "vote"
	classRequest class = "request"
	classDJ      class = "dj"
)

var classes = []class{classVote, classRequest, classDJ}

// outcome is what a sender knows about a command.
type outcome string

const (
	pending outcome = "unacknowledged" // and so it may have happened or not
	acked   outcome = "acknowledged"
	refused outcome = "refused"
)

// command is one command that a simulated person made, and what became of it.
type command struct {
	ref    string
	class  class
	op     board.Op
	repeat bool // of one that was made before: it changes nothing

	// Guarded by the link's mu while the run lasts.
	born    int64 // ns of the run when somebody tapped, 0: and put the phone to sleep before the answer
	made    int64 // ns of the run when it was handed to an open socket, 0: made offline
	sends   int
	answers int
	retryAt int64 // ns of the run, 0: not refused for now
	delays  int   // how often it was refused for now
	outcome outcome
	code    board.Code // of a refusal
	cookie  board.Cookie
	request *board.Request // as the acknowledgement tells it
	votes   *int
	change  string
	done    chan struct{} // closed once answered for good; nil if nobody waits
}

// message encodes the command for a socket.
func (c *command) message() ([]byte, error) {
	body, err := json.Marshal(c.op)
	if err != nil {
		return nil, fmt.Errorf("encoding a command: %w", err)
	}
	name := ""
	switch op := c.op.(type) {
	case board.Ask:
		name = "request"
	case board.Vote:
		name = "unvote"
		if op.On {
			name = "vote"
		}
	case board.Set:
		name = "set"
	case board.SetEvent:
		name = "event"
	case board.Undo:
		name = "undo"
	}
	head := `{"type":"` + name + `","ref":` + strconv.Quote(c.ref)
	if string(body) == "{}" {
		return []byte(head + "}"), nil
	}
	return append([]byte(head+","), body[1:]...), nil
}

// changeID is the id under which the journal keeps the command, "" if it does
// not.
func (c *command) changeID() string {
	switch op := c.op.(type) {
	case board.Ask:
		if op.Own {
			return op.ID
		}
	case board.Set:
		if op.Status != board.Withdrawn {
			return op.Change
		}
	case board.SetEvent:
		return op.Change
	case board.Undo:
		return op.ID
	}
	return ""
}

func (c *command) String() string {
	data, err := c.message()
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// newID makes a UUIDv7 (RFC 9562), which names requests and changes.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	ms := time.Now().UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (8 * (5 - i)))
	}
	b[6] = b[6]&0x0f | 0x70
	b[8] = b[8]&0x3f | 0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
