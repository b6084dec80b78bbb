package hub

import (
	"context"
	"time"

	"github.com/cueslip/cueslip/board"
)

// runMarker has the votes looked at for made ones now and then, as long as
// there are new ones. What is found reaches the crew as any other change.
func (h *hub) runMarker(ctx context.Context) {
	tick := time.NewTicker(h.opts.MarkEvery)
	defer tick.Stop()
	var seen board.Cookie
	for {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		var now board.Cookie
		if h.do(ctx, func() { now = h.state.Cookie }) != nil {
			return
		}
		if now == seen {
			continue
		}
		bounded, cancel := context.WithTimeout(ctx, auditWithin)
		marked, err := h.store.Mark(bounded, h.event)
		cancel()
		switch {
		case err == nil:
			seen = now
		case ctx.Err() == nil:
			h.log.Warn("votes could not be looked at", "error", err)
		}
		if marked && h.do(ctx, h.catchUp) != nil {
			return
		}
	}
}
