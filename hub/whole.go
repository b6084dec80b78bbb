package hub

import (
	"bytes"
	"context"
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
	making  chan struct{} // closed when the one being made is there; nil: none is
}

// whole returns the board at most WholeEvery old. If epoch is not empty, the
// board is of that epoch or was made just now.
func (h *hub) whole(ctx context.Context, a board.Audience, epoch string) (*Whole, error) {
	c := h.wholes[a]
	for {
		if err := h.ended(); err != nil {
			return nil, err
		}
		c.mu.Lock()
		fresh := c.latest != nil && (epoch == "" || c.latest.Cookie.Epoch == epoch) &&
			(c.edition == h.edition.Load() || time.Since(c.made) < h.opts.WholeEvery)
		w, making := c.latest, c.making
		if !fresh && making == nil {
			c.making = make(chan struct{})
		}
		c.mu.Unlock()
		switch {
		case fresh:
			return w, nil
		case making == nil:
			return h.makeWhole(ctx, a, c)
		}
		select {
		case <-making:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// makeWhole encodes the board as it stands, on the caller's goroutine.
func (h *hub) makeWhole(ctx context.Context, a board.Audience, c *wholeCache) (w *Whole, err error) {
	var s stand
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if w != nil {
			c.latest, c.edition, c.made = w, s.edition, time.Now()
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
