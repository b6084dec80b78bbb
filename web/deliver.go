package web

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

const (
	pingEvery    = 25 * time.Second
	deadAfter    = 60 * time.Second // without a word or a pong
	crewEvery    = time.Second / 2  // how often a crew socket's right is looked at; a lost one ends it within a second
	meEvery      = time.Second      // at most one fresh `me` in this time
	meSpread     = 5 * time.Second  // over which a room asks for its `me`
	settleWithin = 2 * time.Second  // answers that are waited for before a restart's close
)

// rounds is what the writer of a socket does from time to time, beside sending
// what is new; everything in it is owned by the writer.
type rounds struct {
	timer   *time.Timer
	ping    time.Time // when the next is due
	crew    time.Time // when the right of the crew is looked at next
	me      time.Time // when to send a fresh `me`; zero: none is wanted
	meAgain time.Time // not before
	settle  time.Time // when to close without waiting for answers; zero: not closing
	bye     parting   // once settle is set
}

// want has a fresh `me` sent at a time, or earlier if one is wanted earlier.
func (r *rounds) want(at time.Time) {
	if at.Before(r.meAgain) {
		at = r.meAgain
	}
	if r.me.IsZero() || at.Before(r.me) {
		r.me = at
	}
}

// deliver sends what is for the socket until it ends, and says why it ended.
func (k *socket) deliver() parting {
	now := time.Now()
	r := &rounds{timer: time.NewTimer(pingEvery), ping: now.Add(pingEvery), crew: now.Add(crewEvery), meAgain: now.Add(meEvery)}
	defer r.timer.Stop()
	if err := k.greet(r); err != nil {
		return k.broken(err)
	}
	for {
		wake, progress, err := k.sendNew()
		if err != nil {
			return k.broken(err)
		}
		if !r.settle.IsZero() && (k.outbox.settled() || time.Now().After(r.settle)) {
			return r.bye
		}
		if progress {
			wake = closedChannel // look at everything else, then go on
		}
		r.timer.Reset(time.Until(r.next(k)))
		select {
		case bye := <-k.leaving:
			if bye.code != websocket.StatusServiceRestart {
				return bye
			}
			k.closing.Store(true)
			r.bye, r.settle = bye, time.Now().Add(settleWithin)
		case <-k.reader.Nudged():
			r.want(r.meAgain)
			r.crew = time.Now() // it may be the right that has changed
		case <-k.reader.Stirred():
			r.want(time.Now().Add(rand.N(meSpread)))
		case <-k.unread:
			r.want(time.Now().Add(meEvery + rand.N(meSpread)))
		case <-r.timer.C:
			if err := k.goRound(r); err != nil {
				return k.broken(err)
			}
		case <-k.outbox.ready:
		case <-wake:
		}
	}
}

var closedChannel = func() chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// broken says how a socket ends whose writing failed.
func (k *socket) broken(err error) parting {
	switch {
	case errors.Is(err, errParted):
		<-k.listened // which has seen the end, and may still say goodbye
		select {
		case bye := <-k.leaving:
			return bye
		default:
			return parting{}
		}
	case errors.Is(err, errStalled):
		k.server.metrics.stalls.Inc()
		return parting{closeTooSlow, "too slow"}
	case board.CodeOf(err) == board.Moved:
		return parting{websocket.StatusServiceRestart, "the board has moved"}
	default:
		return parting{}
	}
}

// greet sends the first messages: the board or what changed, `me`, presence.
func (k *socket) greet(r *rounds) error {
	first := k.reader.First()
	last := len(first) - 1
	for i, frame := range first {
		if i == last && k.who.Person != "" && k.who.may(forReading) == nil {
			if err := k.introduce(r); err != nil {
				return err
			}
		}
		if err := k.wire.send(frame.Wire()); err != nil {
			return err
		}
	}
	return nil
}

// introduce sends the first `me`. If it cannot be had at the moment, the board
// matters more, and it follows later.
func (k *socket) introduce(r *rounds) error {
	me, err := k.readMe()
	if err != nil {
		k.server.log.Warn("reading what concerns a person failed", "event", k.event, "error", err)
		r.want(r.meAgain)
		return nil
	}
	return k.wire.send(hub.TextFrame(me))
}

// sendNew sends what is new. When there is nothing, wake says when to look
// again. When the board has moved, the last answers still go out.
func (k *socket) sendNew() (wake <-chan struct{}, progress bool, err error) {
	frames, wake, moved := k.reader.Take()
	for _, frame := range frames {
		if err := k.wire.send(frame.Wire()); err != nil {
			return nil, false, err
		}
	}
	own := k.outbox.take()
	for _, frame := range own {
		if err := k.wire.send(frame); err != nil {
			return nil, false, err
		}
	}
	return wake, len(frames)+len(own) > 0, moved
}

// next says when there is something to do beside sending.
func (r *rounds) next(k *socket) time.Time {
	at := r.ping
	if k.audience == board.Crew && r.crew.Before(at) {
		at = r.crew
	}
	if !r.me.IsZero() && r.me.Before(at) {
		at = r.me
	}
	if !r.settle.IsZero() && r.settle.Before(at) {
		at = r.settle
	}
	return at
}

// goRound does what is due.
func (k *socket) goRound(r *rounds) error {
	now := time.Now()
	if !now.Before(r.ping) {
		if now.Sub(time.UnixMilli(k.heard.Load())) > deadAfter {
			return errSilent
		}
		r.ping = now.Add(pingEvery)
		if err := k.wire.send(pingFrame); err != nil {
			return err
		}
	}
	if k.audience == board.Crew && !now.Before(r.crew) {
		r.crew = now.Add(crewEvery)
		k.errand(&k.checking, k.checkRight)
	}
	if !r.me.IsZero() && !now.Before(r.me) {
		r.meAgain = now.Add(meEvery)
		r.me = r.meAgain // if the last one is still being read
		if k.errand(&k.fetching, k.fetchMe) {
			r.me = time.Time{}
		}
	}
	return nil
}

var errSilent = errors.New("web: the peer has not been heard of")
