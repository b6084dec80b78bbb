package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/hub"
)

func TestSlowListenerHarmsNobodyAndIsClosed(t *testing.T) {
	s := open(t, func(c *Config) { c.Stall = 300 * time.Millisecond })
	code := s.event()
	slow := s.rawDial(code, "") // reads no more than the handshake
	if err := slow.conn.SetReadBuffer(4096); err != nil {
		t.Fatal(err)
	}
	quick := s.dial(code, "", "")
	quick.until("type", "presence")
	// Frames of several KB, until its buffers are full and its time is over.
	crowds := []string{strings.Repeat("👩‍👩‍👧‍👦", 140), strings.Repeat("👨‍👨‍👧‍👦", 140)}
	for i := 0; s.metric("cueslip_web_stalled_sockets_total") == 0; i++ {
		s.server.paces.forget()
		r := s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"announcement": crowds[i%2]}).want(http.StatusOK, "")
		for quick.read()["cookie"] != r.text("cookie") {
		}
	}
	// It is over for the slow one, whatever it still had in its buffers.
	if _, err := io.Copy(io.Discard, slow.r); err != nil && !isReset(err) {
		t.Errorf("the slow socket: %v", err)
	}
}

// metric returns the sum of a counter.
func (s *site) metric(name string) (sum float64) {
	s.t.Helper()
	families, err := s.server.gather.Gather()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name {
				sum += m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

func isReset(err error) bool { return strings.Contains(err.Error(), "reset by peer") }

func TestSocketThatOnlySendsIsCutOff(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	raw := s.rawDial(code, ana)
	message := masked(0x81, []byte(`{"type":"dance","ref":"`+strings.Repeat("r", 64)+`"}`))
	for range hostileBurst * 10 {
		if _, err := raw.conn.Write(message); err != nil {
			return // cut off
		}
	}
	if got := raw.closeCode(); got != 1008 {
		t.Errorf("closed with %d", got)
	}
}

// pipe returns the two ends of a connection, the first as a wire.
func pipe(t *testing.T, stall time.Duration) (*wire, net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nothing depends on it
	far, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	near, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { far.Close(); near.Close() }) //nolint:errcheck // the test may have closed them
	if err := near.(*net.TCPConn).SetWriteBuffer(4096); err != nil {
		t.Fatal(err)
	}
	if err := far.(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
		t.Fatal(err)
	}
	w := &wire{Conn: near, stall: stall}
	w.turn.L = &w.mu
	return w, far
}

func TestWireSendsFramesWholeAndControlFramesBetweenThem(t *testing.T) {
	w, far := pipe(t, patience)
	frame := hub.TextFrame([]byte(strings.Repeat("x", 4<<20)))
	sent := make(chan error, 1)
	go func() { sent <- w.send(frame) }()
	// Nothing is read yet: the frame is stuck half-way, and the pong waits for
	// its turn without anybody waiting for the pong.
	for busy := false; !busy; {
		w.mu.Lock()
		busy = w.busy
		w.mu.Unlock()
	}
	if n, err := w.Write([]byte{0x8A, 0}); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	closed := make(chan error, 1)
	go func() {
		_, err := w.Write([]byte{0x88, 0})
		closed <- err
	}()
	got := make([]byte, len(frame)+4)
	if err := far.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(far, got); err != nil {
		t.Fatal(err)
	}
	if string(got[:len(frame)]) != string(frame) || string(got[len(frame):]) != "\x8a\x00\x88\x00" {
		t.Error("the control frames are not behind the frame")
	}
	if err := errors.Join(<-sent, <-closed); err != nil {
		t.Error(err)
	}
	if err := w.send(frame); err != errParted { //nolint:errorlint // it is the very one
		t.Errorf("a frame after the close frame: %v", err)
	}
}

func TestWireGivesUpOnlyWithoutProgress(t *testing.T) {
	w, far := pipe(t, 50*time.Millisecond)
	sent := make(chan error, 1)
	go func() { sent <- w.send(hub.TextFrame(make([]byte, 4<<20))) }()
	if err := <-sent; err != errStalled { //nolint:errorlint // it is the very one
		t.Errorf("a frame that nobody reads: %v", err)
	}
	w.drop()
	if err := far.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, far); n >= 4<<20 || err != nil && !isReset(err) {
		t.Errorf("%d bytes arrived: %v", n, err)
	}
}

func TestDeliveryAllocatesNothing(t *testing.T) {
	w, far := pipe(t, patience)
	go io.Copy(io.Discard, far) //nolint:errcheck // it ends with the connection
	frame := hub.TextFrame([]byte(`{"type":"delta"}`))
	if n := testing.AllocsPerRun(1000, func() {
		if err := w.send(frame); err != nil {
			t.Error(err)
		}
	}); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

func BenchmarkDelivery(b *testing.B) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	far, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	near, err := listener.Accept()
	if err != nil {
		b.Fatal(err)
	}
	w := &wire{Conn: near, stall: patience}
	w.turn.L = &w.mu
	frame := hub.TextFrame(make([]byte, 160))
	go io.Copy(io.Discard, far) //nolint:errcheck // it ends with the connection
	b.ReportAllocs()
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if _, err := near.Write(frame); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("wire", func(b *testing.B) {
		for b.Loop() {
			if err := w.send(frame); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestSocketsComeAndGoWhileTheBoardMoves(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	done := make(chan struct{})
	for i := range 8 {
		fan := s.guest("Ana") // each has a pace of their own
		go func() {
			defer func() { done <- struct{}{} }()
			for range 15 {
				l, _, err := s.tryDial(code, fan, "")
				if err != nil {
					t.Error(err)
					return
				}
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				kind := map[bool]string{true: "vote", false: "unvote"}[i%2 == 0]
				if err := l.conn.Write(ctx, websocket.MessageText, []byte(`{"type":"`+kind+`","id":"`+id+`"}`)); err != nil {
					t.Error(err)
				}
				for acked := false; !acked; {
					_, data, err := l.conn.Read(ctx)
					if err != nil {
						t.Error(err)
						break
					}
					acked = strings.Contains(string(data), `"ack"`)
				}
				cancel()
				if err := l.conn.Close(websocket.StatusGoingAway, ""); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	for range 8 {
		<-done
	}
	if err := s.store.Audit(t.Context(), code); err != nil {
		t.Error(err)
	}
}

func TestManySocketsOfOnePersonShareOnePace(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, s.guest("Ben"), "Take the Tram")
	refused := 0
	for range 5 {
		l := s.dial(code, ana, "")
		l.until("type", "presence")
		for range 2 * guestBurst / 5 {
			l.send(map[string]any{"type": "vote", "ref": "1", "id": id})
			if l.until("ref", "1")["type"] == "error" {
				refused++
			}
		}
	}
	if refused == 0 {
		t.Errorf("%d commands in no time were all taken", 2*guestBurst)
	}
}
