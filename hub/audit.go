package hub

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cueslip/cueslip/board"
)

// auditWithin bounds one audit.
const auditWithin = 10 * time.Second

// runAuditor compares the board with the database now and then. What arrives
// by the bus is believed, so that a wrong delta with the right version would
// stay wrong for ever.
func (h *hub) runAuditor(ctx context.Context) {
	for {
		pause := time.NewTimer(h.opts.AuditEvery*3/4 + rand.N(max(1, h.opts.AuditEvery/2)))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return
		}
		bounded, cancel := context.WithTimeout(ctx, auditWithin)
		for _, audit := range []func(context.Context) error{h.auditBoard, h.auditVotes} {
			if err := audit(bounded); err != nil && ctx.Err() == nil {
				h.log.Warn("an audit could not be made", "error", err)
			}
		}
		cancel()
	}
}

// auditBoard compares the hub's board with a fresh read. Both audiences follow
// from the same rows, so that these are compared, in every field. A row that
// changed after the read is left for the next time, so that a busy board is
// audited too, which never stands still for a digest.
func (h *hub) auditBoard(ctx context.Context) error {
	var before board.Cookie
	if err := h.do(ctx, func() { before = h.state.Cookie }); err != nil {
		return err
	}
	fresh, err := h.store.Load(ctx, h.event, board.Cookie{})
	if err != nil {
		return err
	}
	var s stand
	if err := h.reach(ctx, board.Cookie{Epoch: fresh.Epoch, Version: fresh.Version}, func() { s = h.stand() }); err != nil {
		return err
	}
	if s.cookie.Epoch != fresh.Epoch || before.Epoch != fresh.Epoch {
		return nil // the next look at all versions reads the board anew
	}
	found := s.difference(fresh)
	if before.Version > fresh.Version {
		found = fmt.Sprintf("it stood at %s before the database stood at %d", before, fresh.Version)
	}
	if found == "" {
		return nil
	}
	h.metrics.differences.WithLabelValues("board").Inc()
	h.log.Error("a board differed from the database and is read anew", "difference", found, "cookie", s.cookie)
	return h.do(ctx, h.heal)
}

// difference says in what a board differs from a fresh read that is not newer,
// or nothing.
func (s *snapshot) difference(fresh board.Delta) string {
	own := make(map[string]*board.Request, len(s.rows))
	for _, req := range s.rows {
		own[req.ID] = req
	}
	for _, want := range fresh.Requests {
		req := own[want.ID]
		delete(own, want.ID)
		if req == nil {
			return fmt.Sprintf("No. %03d is missing", want.Number)
		}
		if req.Version > fresh.Version {
			continue
		}
		a, b := *req, *want
		a.Version, b.Version = 0, 0
		if a != b {
			return fmt.Sprintf("No. %03d is not as in the database", want.Number)
		}
	}
	for _, req := range own {
		if req.Version <= fresh.Version {
			return fmt.Sprintf("No. %03d is not in the database", req.Number)
		}
	}
	a, b := s.event, *fresh.Event
	if a.Version > fresh.Version {
		return ""
	}
	a.Version, b.Version = 0, 0
	if a != b {
		return "the settings are not as in the database"
	}
	return ""
}

// auditVotes has the votes counted again, and wrong totals put right by a
// commit, which reaches hubs and readers as any other.
func (h *hub) auditVotes(ctx context.Context) error {
	err := h.store.Audit(ctx, h.event)
	var refusal *board.Error
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	h.metrics.differences.WithLabelValues("votes").Inc()
	h.log.Error("a total of votes was wrong and is counted again", "difference", err)
	if err := h.store.Recount(ctx, h.event); err != nil {
		return err
	}
	return h.do(ctx, h.catchUp)
}

// heal has the whole board read, and believed instead of the own one.
func (h *hub) heal() {
	h.catching.heal = true
	h.catchUp()
}

// replace puts a whole board in the place of one that was wrong. Every reader
// takes it, also those who come back from before: what they hold may be wrong
// at any version until now.
func (h *hub) replace(d board.Delta) {
	before := h.state.Cookie
	_, _ = h.state.Apply(d) // a whole board always applies
	h.snap = nil
	h.distrusted = 0
	if d.Epoch == before.Epoch {
		h.distrusted = max(before.Version, d.Version)
	}
	h.heals++
	h.startOver()
	for _, c := range h.wholes {
		c.forget(h.edition.Load())
	}
}
