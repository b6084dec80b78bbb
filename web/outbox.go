package web

import (
	"encoding/json"
	"sync"

	"github.com/cueslip/cueslip/hub"
)

// How many messages of one socket may wait for their answers. Beyond the
// first bound commands are refused; whoever goes on sending without reading
// the refusals is cut off at the second.
const (
	maxAwaiting = 64
	maxUnread   = 128
)

// outbox keeps what is for one socket alone, until its writer sends it:
// answers to commands, in order, and `me`. It is safe for concurrent use, and
// nothing in it blocks.
type outbox struct {
	ready chan struct{} // receives when there is something to send

	mu       sync.Mutex
	frames   [][]byte
	answers  int // among frames
	awaiting int // messages whose answers the writer does not have yet
}

func newOutbox() *outbox { return &outbox{ready: make(chan struct{}, 1)} }

// open notes a message that will be answered, and returns how many wait.
func (o *outbox) open() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.awaiting++
	return o.awaiting
}

// answer adds the answer to a message that was opened.
func (o *outbox) answer(v any) { o.add(v, true) }

// tell adds a message that answers none.
func (o *outbox) tell(v any) { o.add(v, false) }

func (o *outbox) add(v any, isAnswer bool) {
	message, err := json.Marshal(v)
	if err != nil {
		panic(err) // a value of this program, which always encodes
	}
	o.mu.Lock()
	o.frames = append(o.frames, hub.TextFrame(message))
	if isAnswer {
		o.answers++
	}
	o.mu.Unlock()
	select {
	case o.ready <- struct{}{}:
	default:
	}
}

// take empties the outbox, for the writer to send what was in it.
func (o *outbox) take() [][]byte {
	o.mu.Lock()
	defer o.mu.Unlock()
	frames := o.frames
	o.awaiting -= o.answers
	o.frames, o.answers = nil, 0
	return frames
}

// settled reports whether every message has been answered, once the writer has
// sent what it took.
func (o *outbox) settled() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.awaiting == 0
}
