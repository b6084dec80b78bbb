package web

import (
	"context"
	"time"

	"github.com/cueslip/cueslip/board"
)

// ackFrame answers a command that holds.
type ackFrame struct {
	Type    string       `json:"type"` // "ack"
	Ref     string       `json:"ref"`
	Cookie  board.Cookie `json:"cookie"`
	Votes   *int         `json:"votes,omitempty"`
	Request any          `json:"request,omitempty"` // as the sender may see it
	Event   *board.Event `json:"event,omitempty"`
	Person  string       `json:"person,omitempty"`
	Change  string       `json:"change,omitempty"`
}

// take takes one message, of so many that wait for an answer, and sees to its
// own. Messages are answered in the order of their commits; refusals at once.
func (k *socket) take(message []byte, waiting int) {
	start := time.Now()
	m, op, err := board.ParseMessage(message)
	if len(m.Ref) > maxRef {
		m.Ref, err = "", board.Errorf(board.TooLong, "A ref has 64 bytes at most.").In("ref")
	}
	role := board.Listener
	if k.who.Person == "" {
		err = errSignIn
	} else {
		role, err = k.standing(err)
	}
	if err == nil {
		err = k.who.may(forBoards)
	}
	if err == nil && (!k.pace.Allow() || waiting > maxAwaiting) {
		err = errTooFast
	}
	if err == nil && k.closing.Load() {
		err = errMoved
	}
	if err == nil {
		err = k.submit(m, op, role, start)
	}
	if err != nil {
		k.refuse(m.Ref, err, role)
	}
}

// maxRef bounds what an answer repeats.
const maxRef = 64

// standing returns the sender's role, and ends the socket of one whose session
// has ended. err, if any, stands.
func (k *socket) standing(err error) (board.Role, error) {
	ctx, cancel := context.WithTimeout(context.Background(), errandTimeout)
	defer cancel()
	if !k.who.guest() {
		_, gone := k.server.identify(ctx, k.who.Token, k.who.Cookie)
		switch {
		case board.CodeOf(gone) == board.SignIn:
			k.part(closeSignIn, "signed out")
			return board.Listener, errSignIn
		case gone != nil && err == nil:
			err = gone
		}
	}
	return k.server.role(ctx, k.event, k.who), err
}

func (k *socket) submit(m board.Message, op board.Op, role board.Role, start time.Time) error {
	ctx, cancel := context.WithTimeout(context.Background(), errandTimeout)
	defer cancel()
	c, lane, err := k.server.admit(ctx, k.event, k.who, op)
	if err != nil {
		return err
	}
	k.server.metrics.messages.WithLabelValues(m.Type, "socket").Inc()
	return k.lease.Submit(c, lane, func(a board.Answer, err error) {
		k.server.metrics.ackSeconds.WithLabelValues(m.Type).Observe(time.Since(start).Seconds())
		if err != nil {
			k.refuse(m.Ref, err, role)
			return
		}
		k.outbox.answer(k.ack(m, a, role))
	})
}

func (k *socket) ack(m board.Message, a board.Answer, role board.Role) ackFrame {
	ack := ackFrame{Type: "ack", Ref: m.Ref, Cookie: a.Cookie, Event: a.Event, Person: a.Person, Change: a.Change}
	if a.Request != nil {
		ack.Request = shown(a.Request, k.who, role)
	}
	if m.Type == "vote" || m.Type == "unvote" {
		ack.Votes = &a.Votes
	}
	return ack
}

func (k *socket) refuse(ref string, err error, role board.Role) {
	r := refusalOf(err, k.who, role)
	k.server.metrics.refusals.WithLabelValues(string(r.Code), "socket").Inc()
	if r.Code == board.Internal || r.Code == board.StorageFull {
		k.server.log.Error("command failed", "code", r.Code, "error", err, "event", k.event)
	}
	k.outbox.answer(errorFrame{"error", ref, r})
}
