package web

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"time"

	"github.com/cueslip/cueslip/board"
)

// errandTimeout bounds what a socket reads from the database.
const errandTimeout = 3 * time.Second

// errand does something that may take a while beside the writer, unless the
// same is under way already, and reports whether it does. The socket waits for
// it before it is gone.
func (k *socket) errand(busy *atomic.Bool, do func()) bool {
	if !busy.CompareAndSwap(false, true) {
		return false
	}
	k.work.Go(func() {
		defer busy.Store(false)
		do()
	})
	return true
}

// fetchMe sends what concerns the person alone, as it is now.
func (k *socket) fetchMe() {
	if k.who.may(forReading) != nil {
		return
	}
	me, err := k.readMe()
	if err != nil {
		k.server.log.Warn("reading what concerns a person failed", "event", k.event, "error", err)
		select {
		case k.unread <- struct{}{}: // the writer has it tried again
		default:
		}
		return
	}
	k.outbox.tell(json.RawMessage(me))
}

// readMe reads it. A herd that comes back takes turns, so that it leaves the
// database to those who vote.
func (k *socket) readMe() ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), errandTimeout)
	defer cancel()
	if err := k.server.greeting.enter(ctx); err != nil {
		return nil, err
	}
	defer k.server.greeting.leave()
	me, err := k.server.store.Me(ctx, k.event, k.who.Person)
	if err != nil {
		return nil, err
	}
	return json.Marshal(me)
}

// checkRight ends a crew socket whose person has lost the right to it. It asks
// the database, so that what it finds is never older than the last look.
func (k *socket) checkRight() {
	ctx, cancel := context.WithTimeout(context.Background(), errandTimeout)
	defer cancel()
	_, err := k.server.store.Authenticate(ctx, k.who.Token)
	role := board.Listener
	if err == nil {
		role, err = k.server.store.Role(ctx, k.event, k.who.Person)
	}
	if err == nil && !role.Crew() {
		err = k.server.strange(ctx, k.event)
	}
	switch board.CodeOf(err) {
	case board.SignIn:
		k.part(closeSignIn, "signed out")
	case board.Forbidden:
		k.part(closeForbidden, "no longer of the crew")
	case board.NotFound:
		k.part(closeGone, "the event is gone")
	}
}
