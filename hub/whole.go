package hub

import (
	"bytes"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/cueslip/cueslip/board"
)

// Whole is a board as one message, encoded and compressed once for everybody.
// Its bytes must not be changed.
type Whole struct {
	Cookie board.Cookie // where a reader of it stands; its rows may be newer
	ETag   string       // names these bytes, with quotes
	JSON   []byte
	Gzip   []byte // JSON, compressed

	frame *Frame
	next  uint64 // the cursor of a reader of it
}

// wholeCache keeps the latest Whole of one audience. Whoever finds it too old
// makes the next one, and the others wait for that.
type wholeCache struct {
	mu      sync.Mutex
	latest  *Whole
	edition uint64 // of the hub that latest shows
	made    time.Time
	cost    time.Duration // of making it
	making  chan struct{} // closed when the one being made is there; nil: none is
	least   uint64        // editions before this one are worth nothing
}

// forget drops what shows an edition before the least.
func (c *wholeCache) forget(least uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latest, c.least = nil, least
}

// encodeShare bounds the time that encoding whole boards may take: one part in
// so many.
const encodeShare = 20

// freshness is how new a whole board must be.
type freshness int

const (
	recent  freshness = iota // at most WholeEvery old
	current                  // with all that was applied when it was asked for
)

// whole returns the board. If epoch is not empty, it is of that epoch or was
// made just now. While the board changes, whoever wants it current waits until
// the share of time allows for another encoding, which all who wait then share.
func (h *hub) whole(ctx context.Context, a board.Audience, epoch string, need freshness) (*Whole, error) {
	c := h.wholes[a]
	wanted := h.edition.Load()
	for {
		if err := h.ended(); err != nil {
			return nil, err
		}
		c.mu.Lock()
		serves := c.latest != nil && (epoch == "" || c.latest.Cookie.Epoch == epoch) &&
			(c.edition >= wanted || need == recent && time.Since(c.made) < h.opts.WholeEvery)
		w, making := c.latest, c.making
		wait := time.Until(c.made.Add(encodeShare * c.cost))
		if !serves && making == nil && wait <= 0 {
			c.making = make(chan struct{})
		}
		c.mu.Unlock()
		switch {
		case serves:
			return w, nil
		case making == nil && wait <= 0:
			return h.makeWhole(ctx, a, c)
		}
		if err := await(ctx, making, wait); err != nil {
			return nil, err
		}
	}
}

// await waits for made, or if that is nil for a while.
func await(ctx context.Context, made <-chan struct{}, wait time.Duration) error {
	var after <-chan time.Time
	if made == nil {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		after = timer.C
	}
	select {
	case <-made:
	case <-after:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// makeWhole encodes the board as it stands, on the caller's goroutine.
func (h *hub) makeWhole(ctx context.Context, a board.Audience, c *wholeCache) (w *Whole, err error) {
	var s stand
	began := time.Now()
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if w != nil && s.edition >= c.least {
			c.latest, c.edition, c.made, c.cost = w, s.edition, time.Now(), time.Since(began)
		}
		close(c.making)
		c.making = nil
	}()
	var next uint64
	if err := h.do(ctx, func() { s, next = h.stand(), h.rings[a].head() }); err != nil {
		return nil, err
	}
	h.metrics.wholes.Inc()
	frame := newFrame(s.encodeBoard(a, s.flushed), s.flushed)
	etag := `"` + s.cookie.String() + `"`
	if s.cookie != s.flushed {
		etag = `"` + s.cookie.String() + "-" + s.flushed.String() + `"`
	}
	if s.heals > 0 {
		etag = fmt.Sprintf(`%s~%d"`, etag[:len(etag)-1], s.heals)
	}
	return &Whole{
		Cookie: s.flushed, ETag: etag, JSON: frame.Message(), Gzip: compress(frame.Message()),
		frame: frame, next: next,
	}, nil
}

// writers are kept from one encoding to the next: each has large tables.
var writers = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func compress(data []byte) []byte {
	var out bytes.Buffer
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&out)
	// A buffer takes everything, so that neither call can fail.
	_, _ = w.Write(data)
	_ = w.Close()
	return out.Bytes()
}
