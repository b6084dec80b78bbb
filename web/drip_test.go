package web

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// dripping is how many connections drip: as many as this test's own process can
// hold twice, client and server, far below what systems allow.
const dripping = 500

// TestThoseWhoSendDropByDropHarmNobody is about clients that keep a server
// waiting for the rest of a call. It divides the limits of a real server by 25.
func TestThoseWhoSendDropByDropHarmNobody(t *testing.T) {
	s := open(t)
	code := s.event()
	server := HTTP(s.server.Handler(), discard())
	for _, limit := range []time.Duration{server.ReadHeaderTimeout, server.ReadTimeout, server.WriteTimeout, server.IdleTimeout} {
		if limit <= 0 || limit > 2*time.Minute {
			t.Errorf("a limit of %v", limit)
		}
	}
	for _, limit := range []*time.Duration{&server.ReadHeaderTimeout, &server.ReadTimeout, &server.IdleTimeout} {
		*limit /= 25 // all but that of writing, which this machine may be too busy for
	}
	people := &http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}} // an idle line may be cut as it is used
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	t.Cleanup(func() {
		_ = server.Close()
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})

	began := map[string]string{
		"nothing":          "",
		"half a line":      "GET /healt",
		"half the headers": "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ",
		"half a body":      "POST /api/v1/guests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"name\":",
		"half a chunk":     "POST /api/v1/guests HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{\"na",
		"half a next call": "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
	}
	var drips sync.WaitGroup
	for range dripping / len(began) {
		for name, start := range began {
			conn, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			drips.Go(func() { drip(t, name, conn, start) })
		}
	}
	for range 50 { // normal people meanwhile
		response, err := people.Get("http://" + listener.Addr().String() + "/api/v1/events/" + code + "/board")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%d %v", response.StatusCode, err)
		}
		_ = response.Body.Close()
	}
	drips.Wait()
}

// drip sends what it begins with and then a byte now and then, until the server
// has had enough, which it must.
func drip(t *testing.T, name string, conn net.Conn, start string) {
	defer conn.Close() //nolint:errcheck // it is over
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Error(err)
		return
	}
	_, _ = io.WriteString(conn, start) // the end is seen by reading
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, conn)
		ended <- err
	}()
	next := time.NewTicker(20 * time.Millisecond)
	defer next.Stop()
	for {
		select {
		case err := <-ended:
			if wait, ok := err.(net.Error); ok && wait.Timeout() { //nolint:errorlint // as the net package documents
				t.Errorf("%s: the server waits for ever", name)
			}
			return
		case <-next.C:
			if !strings.HasPrefix(name, "nothing") {
				_, _ = io.WriteString(conn, "a")
			}
		}
	}
}

func TestSocketsAreNeverCompressed(t *testing.T) {
	s := open(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // nothing depends on it
	_, _ = fmt.Fprintf(conn, "GET /api/v1/events/%s/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n", s.event())
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // there is none
	// So that nothing can be inflated: a message is as long as it was sent.
	if response.StatusCode != http.StatusSwitchingProtocols || response.Header.Get("Sec-WebSocket-Extensions") != "" {
		t.Errorf("%v", response)
	}
}
