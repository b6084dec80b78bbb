package web

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"time"
)

var (
	errStalled = errors.New("web: the peer took no byte for too long")
	errParted  = errors.New("web: a close frame has been sent")
)

// sendBuffer bounds what the kernel keeps for a phone that does not read.
const sendBuffer = 48 << 10

// wire is the connection under a socket. Data frames are already encoded and
// go straight to the connection; the websocket library writes only control
// frames, which wait their turn here, so that none lands inside a data frame.
type wire struct {
	net.Conn
	stall time.Duration // without a byte of progress

	early    []byte    // read by net/http before the connection was taken over; owned by the reader
	deadline time.Time // of writing; owned by whoever writes

	mu      sync.Mutex
	turn    sync.Cond // of busy
	busy    bool      // somebody writes
	waiting []byte    // control frames, to be sent by whoever writes
	parted  bool      // a close frame is among what was sent or waits
}

// maxWaiting bounds the control frames that wait behind a slow data frame.
// More are dropped, as one may: only the latest ping needs an answer.
const maxWaiting = 1024

// Read is for the websocket library.
func (w *wire) Read(p []byte) (int, error) {
	if len(w.early) > 0 {
		n := copy(p, w.early)
		w.early = w.early[n:]
		return n, nil
	}
	return w.Conn.Read(p)
}

// Write sends one whole control frame, for the websocket library. Where a data
// frame is being written, a ping or pong is left with whoever does that, so
// that nobody waits for a slow phone; a close frame waits, since the library
// ends the connection after it.
func (w *wire) Write(p []byte) (int, error) {
	const closing = 0x88
	w.mu.Lock()
	if len(p) > 0 && p[0] == closing {
		w.parted = true
		w.await()
	} else if w.busy {
		if len(w.waiting)+len(p) <= maxWaiting {
			w.waiting = append(w.waiting, p...)
		}
		w.mu.Unlock()
		return len(p), nil
	}
	w.busy = true
	w.mu.Unlock()
	defer w.release()
	if err := w.push(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// await waits until nobody writes. The caller holds mu.
func (w *wire) await() {
	for w.busy {
		w.turn.Wait()
	}
}

// send writes one encoded data frame. It allocates nothing. Errors:
// errStalled, errParted, those of the connection.
func (w *wire) send(frame []byte) error {
	w.mu.Lock()
	w.await()
	if w.parted {
		w.mu.Unlock()
		return errParted
	}
	w.busy = true
	w.mu.Unlock()
	defer w.release()
	return w.push(frame)
}

// release ends a turn, after sending the control frames that came meanwhile.
func (w *wire) release() {
	for {
		w.mu.Lock()
		p := w.waiting
		w.waiting = nil
		if len(p) == 0 {
			w.busy = false
			w.turn.Broadcast() // to a frame and a close frame, at most
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
		_ = w.push(p) // if the connection failed, the next frame says so
	}
}

// push writes p whole. It gives up once a whole stall passed without a byte
// taken. The deadline is moved only when less than a stall is left of it: that
// costs more than half of what the write itself does.
func (w *wire) push(p []byte) error {
	for {
		if now := time.Now(); w.deadline.Sub(now) < w.stall {
			w.deadline = now.Add(w.stall + w.stall/4)
			if err := w.SetWriteDeadline(w.deadline); err != nil {
				return err
			}
		}
		n, err := w.Conn.Write(p)
		p = p[n:]
		switch {
		case len(p) == 0:
			return nil
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case n == 0:
			return errStalled
		}
	}
}

// drop ends the connection at once and forgets what was not taken.
func (w *wire) drop() {
	if tcp, ok := w.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = w.Close()
}

// tap is a response writer that keeps hold of the connection when the
// websocket library takes it over, and gives it small buffers.
type tap struct {
	http.ResponseWriter
	stall time.Duration
	wire  *wire
}

// Hijack is http.Hijacker's.
func (t *tap) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(t.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetWriteBuffer(sendBuffer)
	}
	early := make([]byte, buffered.Reader.Buffered())
	if _, err := io.ReadFull(buffered.Reader, early); err != nil {
		return nil, nil, err // buffered bytes are always there
	}
	t.wire = &wire{Conn: conn, stall: t.stall, early: early}
	t.wire.turn.L = &t.wire.mu
	return t.wire, bufio.NewReadWriter(bufio.NewReaderSize(t.wire, 512), bufio.NewWriterSize(t.wire, 512)), nil
}

var pingFrame = []byte{0x89, 0}
