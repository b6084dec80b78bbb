package hub

import (
	"context"
	"time"

	"github.com/cueslip/cueslip/board"
)

// loadWithin bounds one read of the database.
const loadWithin = 3 * time.Second

// loaded is the outcome of a read.
type loaded struct {
	delta board.Delta
	err   error
}

// catching is the state of catching up with the database: one read at a time.
type catching struct {
	reading bool
	again   bool         // something was missed after the read began
	heal    bool         // the next read replaces the state
	healing bool         // the one under way does
	waiting []chan error // for the read under way
	next    []chan error // for the one after it
}

// runLoader reads what changed since a cookie, one read after the other.
func (h *hub) runLoader(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case since := <-h.reads:
			bounded, cancel := context.WithTimeout(ctx, loadWithin)
			d, err := h.store.Load(bounded, h.event, since)
			cancel()
			select {
			case h.loaded <- loaded{d, err}:
			case <-ctx.Done():
				return
			}
		}
	}
}

// catchUp has the database read for what was missed. A read under way may have
// begun too early to see it, so that another one follows.
func (h *hub) catchUp() {
	if h.catching.reading {
		h.catching.again = true
		return
	}
	h.metrics.catchUps.Inc()
	since := h.state.Cookie
	if h.catching.heal {
		since = board.Cookie{}
	}
	h.catching = catching{reading: true, healing: h.catching.heal, waiting: h.catching.next}
	h.reads <- since // has room: no read is under way
}

// awaitCatchUp returns a channel that tells how a read went that begins from
// now on.
func (h *hub) awaitCatchUp() <-chan error {
	caught := make(chan error, 1)
	h.catching.next = append(h.catching.next, caught)
	h.catchUp()
	return caught
}

// caughtUp takes in what was read. When the read failed, the next answer of
// the version poll starts another one.
func (h *hub) caughtUp(l loaded) {
	healing := h.catching.healing
	h.catching.reading, h.catching.healing = false, false
	if l.err != nil {
		h.log.Warn("catching up failed", "error", l.err)
		l.err = refusal(l.err)
		h.catching.heal = h.catching.heal || healing
	} else if healing {
		h.replace(l.delta)
	} else if err := h.apply(l.delta); err != nil {
		h.catching.again = true // the board moved to another epoch meanwhile
	}
	for _, caught := range h.catching.waiting {
		caught <- l.err // has room: told once
	}
	h.answer(func(d board.Delta) bool {
		// A commit of another epoch than what was just read is history.
		return h.applied(d) || l.err == nil && d.Epoch != h.state.Cookie.Epoch
	})
	if h.catching.again && l.err == nil || len(h.catching.next) > 0 {
		h.catchUp()
	}
}

// compare takes in where the database stood a moment ago.
func (h *hub) compare(cookie board.Cookie) {
	if own := h.state.Cookie; h.catching.heal || cookie.Epoch != own.Epoch || cookie.Version > own.Version {
		h.catchUp()
	}
}

// follow applies a commit, made here or elsewhere. If it does not follow what
// was applied, the database is read; there is no buffer that reorders.
func (h *hub) follow(d board.Delta) {
	if err := h.apply(d); err != nil {
		h.catchUp()
	}
}

// apply takes a delta into the state and notes what readers have to be told.
func (h *hub) apply(d board.Delta) error {
	if h.catching.healing {
		return board.ErrHole // what it would be applied to is wrong
	}
	was := h.state
	if d.Whole && d.Epoch == was.Cookie.Epoch && d.Version <= was.Cookie.Version {
		return nil // read before what has been applied meanwhile
	}
	olds := make([]*board.Request, len(d.Requests))
	for i, req := range d.Requests {
		olds[i] = was.Requests[req.ID]
	}
	applied, err := h.state.Apply(d)
	if !applied || err != nil {
		return err
	}
	h.snap = nil
	h.edition.Add(1)
	if h.state.Cookie.Epoch != was.Cookie.Epoch {
		h.distrusted = 0
		h.startOver()
		return nil
	}
	everyone := h.state.Event.Limits != was.Event.Limits
	if h.state.Event != was.Event {
		h.cadence.settings, h.cadence.urgent = true, true
	}
	for _, person := range d.People {
		h.presence.nudge(person)
	}
	for i, old := range olds {
		req := h.state.Requests[d.Requests[i].ID]
		if old != nil && *old == *req {
			continue
		}
		everyone = h.note(old, req) || everyone
	}
	if everyone {
		h.presence.stirEveryone()
	}
	return nil
}

// note records that a request changed, tells its asker, and reports whether
// the change may concern others who voted for it.
func (h *hub) note(old, req *board.Request) (regrouped bool) {
	votesOnly := old != nil && board.OnlyVotesDiffer(old, req)
	h.cadence.add(req.ID, votesOnly)
	switch {
	case votesOnly:
		return false
	case old == nil && req.Status == board.New:
		h.cadence.asked = true
	default:
		h.cadence.urgent = true
	}
	h.presence.nudge(req.Asker)
	if old == nil {
		return req.Into != ""
	}
	if old.Asker != req.Asker {
		h.presence.nudge(old.Asker)
	}
	return old.Into != req.Into
}
