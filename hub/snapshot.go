package hub

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/cueslip/cueslip/board"
)

// Beyond this many versions a reader gets the whole board instead of a delta.
const oldestSince = 10_000

// maxMerged bounds the merged deltas that one snapshot remembers.
const maxMerged = 64

// snapshot is one version of a board. Its rows are immutable and shared with
// the hub, so that it is encoded anywhere but on the hub's goroutine.
type snapshot struct {
	cookie board.Cookie
	event  board.Event
	rows   []*board.Request

	mu     sync.Mutex
	merged map[mergedKey]*mergedDelta
}

type mergedKey struct {
	audience     board.Audience
	since, until int64
}

type mergedDelta struct {
	once  sync.Once
	frame *Frame
}

// stand is where a hub stood in one turn.
type stand struct {
	*snapshot
	flushed board.Cookie
	here    int
	edition uint64

	distrusted int64
	heals      int
}

// stand returns where the hub stands. The snapshot is made at most once a
// version, and only when it is needed.
func (h *hub) stand() stand {
	if h.snap == nil {
		rows := make([]*board.Request, 0, len(h.state.Requests))
		for _, req := range h.state.Requests {
			rows = append(rows, req)
		}
		h.snap = &snapshot{
			cookie: h.state.Cookie, event: h.state.Event, rows: rows,
			merged: map[mergedKey]*mergedDelta{},
		}
	}
	return stand{h.snap, h.cadence.flushed, h.presence.here(), h.edition.Load(), h.distrusted, h.heals}
}

// follows reports whether since is a part of the history that readers know.
func (s *stand) follows(since board.Cookie) bool {
	return since.Epoch == s.flushed.Epoch && since.Version > s.distrusted && since.Version <= s.flushed.Version
}

// serves reports whether a reader at since is told the difference, rather than
// the whole board.
func (s *stand) serves(since board.Cookie) bool {
	return s.follows(since) && s.flushed.Version-since.Version <= oldestSince
}

// delta returns one frame from since to what is flushed. It may tell newer
// rows already; they are told again. Readers who ask for the same share one.
func (s *stand) delta(a board.Audience, since board.Cookie) *Frame {
	key := mergedKey{a, since.Version, s.flushed.Version}
	s.mu.Lock()
	m := s.merged[key]
	if m == nil {
		m = &mergedDelta{}
		if len(s.merged) < maxMerged {
			s.merged[key] = m
		}
	}
	s.mu.Unlock()
	m.once.Do(func() { m.frame = newFrame(s.encodeDelta(a, since, s.flushed), s.flushed) })
	return m.frame
}

func (s *snapshot) encodeDelta(a board.Audience, since, cookie board.Cookie) []byte {
	var event *board.Event
	if s.event.Version > since.Version {
		event = &s.event
	}
	var parts []board.Part
	for _, req := range s.rows {
		if req.Version > since.Version {
			parts = append(parts, board.Part{Request: req})
		}
	}
	slices.SortFunc(parts, func(x, y board.Part) int { return cmp.Compare(x.Request.Number, y.Request.Number) })
	return board.EncodeDelta(a, since, cookie, event, parts)
}

func (s *snapshot) encodeBoard(a board.Audience, cookie board.Cookie) []byte {
	rows := slices.SortedFunc(slices.Values(s.rows), func(x, y *board.Request) int { return cmp.Compare(x.Number, y.Number) })
	return board.EncodeBoard(a, cookie, s.event, rows)
}

// reach calls then on the hub's goroutine, once what since claims has been
// flushed, or the database has shown that it never happened. Whoever is ahead
// of this hub has seen it on another replica.
func (h *hub) reach(ctx context.Context, since board.Cookie, then func()) error {
	var caught <-chan error
	for reached := false; !reached; {
		err := h.do(ctx, func() {
			own := h.state.Cookie
			if since.Epoch == own.Epoch && since.Version > own.Version && caught == nil {
				caught = h.awaitCatchUp()
				return
			}
			if since.Epoch == own.Epoch && since.Version <= own.Version && since.Version > h.cadence.flushed.Version {
				h.flush()
			}
			then()
			reached = true
		})
		if err != nil || reached {
			return err
		}
		select {
		case err = <-caught:
		case <-h.done:
			err = h.err
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// since returns the delta from since, or nil when the whole board must be
// served.
func (h *hub) since(ctx context.Context, a board.Audience, since board.Cookie) ([]byte, error) {
	var s stand
	if err := h.reach(ctx, since, func() { s = h.stand() }); err != nil || !s.serves(since) {
		return nil, err
	}
	return s.delta(a, since).Message(), nil
}
