package hub

import (
	"context"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Message is what replicas tell each other about one event: a commit, or how
// many readers the sender has and who of the crew, when there is no delta.
type Message struct {
	Replica string         `json:"replica"` // the sender; hubs ignore their own messages
	Delta   *board.Delta   `json:"delta,omitempty"`
	Here    int            `json:"here,omitempty"`
	Desk    []board.AtDesk `json:"desk,omitempty"`

	// Missed is set by a bus itself, never sent: messages may have been lost,
	// since it was cut off.
	Missed bool `json:"-"`
}

// Bus carries messages between the hubs of one event in several replicas. It
// may lose, double, delay and reorder them: hubs notice, and the database is
// the truth. A Bus is safe for concurrent use.
type Bus interface {
	// Publish sends m to every subscriber of the event, which may include the
	// sender, and gives up when ctx ends. What m points to must not change any
	// more.
	Publish(ctx context.Context, event string, m Message) error

	// Subscribe calls receive with each message of the event from now on,
	// until cancel is called; after cancel has returned receive is not called
	// any more. receive must not block and must not call the bus. Subscribe
	// waits at most until ctx ends for the subscription to stand. A
	// subscription that cannot stand yet, or breaks, is renewed by the bus,
	// which then calls receive with Missed.
	Subscribe(ctx context.Context, event string, receive func(Message)) (cancel func())

	// Healthy reports whether messages get through, as far as the bus knows.
	Healthy() bool
}

// Publications wait in a short queue and have a deadline each, so that a slow
// bus costs nobody but itself.
const (
	publishQueue  = 64
	publishWithin = 200 * time.Millisecond
	lastWords     = 500 * time.Millisecond // for what is left when a hub ends
)

// publish queues a message for the bus. One that finds no room is dropped:
// other replicas find out by asking the database.
func (h *hub) publish(m Message) {
	m.Replica = h.opts.Replica
	select {
	case h.outbox <- m:
	default:
		h.metrics.dropped.Inc()
	}
}

// runPublisher sends what is queued, and at the end what is left.
func (h *hub) runPublisher(ctx context.Context) {
	for {
		select {
		case m := <-h.outbox:
			h.send(context.WithoutCancel(ctx), m)
			continue
		case <-ctx.Done():
		}
		break
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	for {
		select {
		case m := <-h.outbox:
			h.send(last, m)
		default:
			return
		}
	}
}

func (h *hub) send(ctx context.Context, m Message) {
	ctx, cancel := context.WithTimeout(ctx, publishWithin)
	defer cancel()
	if err := h.bus.Publish(ctx, h.event, m); err != nil {
		h.metrics.dropped.Inc()
		h.log.Debug("a publication was lost", "error", err)
	}
}

// receive takes a message from the bus without blocking it. One that finds no
// room leaves a hole, which starts a catch-up.
func (h *hub) receive(m Message) {
	if m.Replica == h.opts.Replica {
		return
	}
	select {
	case h.inbox <- m:
	default:
	}
}

// hear takes in what another replica said.
func (h *hub) hear(m Message) {
	switch {
	case m.Missed, m.Delta != nil && (m.Delta.Whole || slices.Contains(m.Delta.Requests, nil)):
		h.catchUp()
	case m.Delta != nil:
		h.follow(*m.Delta)
	default:
		h.hearPresence(m)
	}
}
