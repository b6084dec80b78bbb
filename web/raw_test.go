package web

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// rawSocket is a websocket without a library, which can send anything.
type rawSocket struct {
	t    *testing.T
	conn *net.TCPConn
	r    *bufio.Reader
}

func (s *site) rawDial(event, token string) *rawSocket {
	s.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() }) //nolint:errcheck // the server may have closed it
	raw := &rawSocket{s.t, conn.(*net.TCPConn), bufio.NewReader(conn)}
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		s.t.Fatal(err)
	}
	auth := ""
	if token != "" {
		auth = "Authorization: Bearer " + token + "\r\n"
	}
	raw.write(fmt.Appendf(nil, "GET /api/v1/events/%s/live HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s\r\n", event, conn.RemoteAddr(), auth))
	response, err := http.ReadResponse(raw.r, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // there is none
	if response.StatusCode != http.StatusSwitchingProtocols || response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		s.t.Fatalf("handshake: %v", response)
	}
	return raw
}

func (raw *rawSocket) write(data []byte) {
	raw.t.Helper()
	if _, err := raw.conn.Write(data); err != nil {
		raw.t.Fatal(err)
	}
}

// masked encodes a frame as clients have to; head is FIN, RSV and the opcode.
func masked(head byte, payload []byte) []byte {
	key := [4]byte{1, 2, 3, 4}
	var frame []byte
	switch n := len(payload); {
	case n < 126:
		frame = append(frame, head, 0x80|byte(n))
	default:
		frame = binary.BigEndian.AppendUint16(append(frame, head, 0x80|126), uint16(n))
	}
	frame = append(frame, key[:]...)
	for i, b := range payload {
		frame = append(frame, b^key[i%4])
	}
	return frame
}

// next returns the next frame of the server.
func (raw *rawSocket) next() (head byte, payload []byte) {
	raw.t.Helper()
	var h [2]byte
	if _, err := io.ReadFull(raw.r, h[:]); err != nil {
		raw.t.Fatalf("reading a frame: %v", err)
	}
	if h[1]&0x80 != 0 {
		raw.t.Fatal("the server masks its frames")
	}
	n := uint64(h[1])
	switch n {
	case 126:
		var size [2]byte
		_, _ = io.ReadFull(raw.r, size[:])
		n = uint64(binary.BigEndian.Uint16(size[:]))
	case 127:
		var size [8]byte
		_, _ = io.ReadFull(raw.r, size[:])
		n = binary.BigEndian.Uint64(size[:])
	}
	payload = make([]byte, n)
	if _, err := io.ReadFull(raw.r, payload); err != nil {
		raw.t.Fatalf("reading a frame: %v", err)
	}
	return h[0], payload
}

// closeCode reads on to the server's close frame.
func (raw *rawSocket) closeCode() int {
	raw.t.Helper()
	for {
		if head, payload := raw.next(); head == 0x88 && len(payload) >= 2 {
			return int(binary.BigEndian.Uint16(payload))
		}
	}
}

func TestFramesThatBreakTheProtocolCloseTheSocket(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	for name, test := range map[string]struct {
		frames []byte
		want   int
	}{
		"unmasked":                   {[]byte{0x81, 2, '{', '}'}, 1002},
		"reserved bit 1":             {masked(0xC1, []byte("{}")), 1002},
		"reserved bit 2":             {masked(0xA1, []byte("{}")), 1002},
		"reserved opcode":            {masked(0x83, []byte("{}")), 1002},
		"reserved control opcode":    {masked(0x8B, nil), 1002},
		"continuation of nothing":    {masked(0x80, []byte("{}")), 1002},
		"a message within a message": {append(masked(0x01, []byte("{")), masked(0x81, []byte("}"))...), 1002},
		"a ping too large":           {masked(0x89, make([]byte, 126)), 1002},
		"a ping in fragments":        {masked(0x09, []byte("x")), 1002},
		"a close of one byte":        {masked(0x88, []byte{3}), 1002},
		"a close code that is none":  {masked(0x88, []byte{0, 1}), 1002},
		"a negative length":          {append([]byte{0x81, 0x80 | 127}, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4), 1002},
		"binary":                     {masked(0x82, []byte("{}")), 1003},
		"invalid UTF-8":              {masked(0x81, []byte("{\"type\":\"\xff\"}")), 1007},
		"a surrogate in UTF-8":       {masked(0x81, []byte("\"\xed\xa0\x80\"")), 1007},
		"UTF-8 cut by the end":       {masked(0x81, []byte("\"\xe2\x82")), 1007},
		"a message too large":        {masked(0x81, bytes.Repeat([]byte("a"), maxMessage+1)), 1009},
		"too large in fragments":     {append(masked(0x01, bytes.Repeat([]byte("a"), maxMessage)), masked(0x80, []byte("b"))...), 1009},
		"a length nobody has":        {[]byte{0x81, 0x80 | 127, 0x10, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 'a'}, 0},
		"a goodbye is returned":      {masked(0x88, []byte{0x03, 0xE9}), 1001},
		"a goodbye without code":     {masked(0x88, nil), 0},
		"the end of a connection":    {nil, 0},
		"half a frame":               {[]byte{0x81, 0x85, 1, 2}, 0},
		"an empty binary message":    {masked(0x82, nil), 1003},
	} {
		t.Run(name, func(t *testing.T) {
			raw := s.rawDial(code, ana)
			raw.t = t
			raw.write(test.frames)
			if test.want != 0 {
				if got := raw.closeCode(); got != test.want {
					t.Errorf("closed with %d; want %d", got, test.want)
				}
				return
			}
			if err := raw.conn.CloseWrite(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, raw.r); err != nil {
				t.Errorf("the server does not end the connection: %v", err)
			}
		})
	}
}

func TestMessageOfEightKilobytesInFragmentsIsOneMessage(t *testing.T) {
	s := open(t)
	raw := s.rawDial(s.event(), s.guest("Ana"))
	message := append(bytes.Repeat([]byte(" "), maxMessage-len(`{"type":"dance","ref":"8"}`)), `{"type":"dance","ref":"8"}`...)
	var frames []byte
	frames = append(frames, masked(0x01, message[:100])...)
	for range 5000 { // empty fragments, and pings between them
		frames = append(frames, masked(0x00, nil)...)
	}
	frames = append(frames, masked(0x89, []byte("ping"))...)
	frames = append(frames, masked(0x80, message[100:])...)
	raw.write(frames)
	pong := false
	for {
		head, payload := raw.next()
		switch {
		case head == 0x8A:
			pong = string(payload) == "ping"
		case bytes.Contains(payload, []byte(`"unknown_command"`)):
			if !pong || !bytes.Contains(payload, []byte(`"ref":"8"`)) {
				t.Errorf("pong: %t, %s", pong, payload)
			}
			return
		case head == 0x88:
			t.Fatalf("closed: %v", payload)
		}
	}
}

func TestThousandMessagesASecondAreSlowedThenClosed(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	raw := s.rawDial(code, ana)
	go func() {
		vote := masked(0x81, []byte(`{"type":"vote","id":"`+id+`"}`))
		for {
			if _, err := raw.conn.Write(vote); err != nil {
				return // cut off
			}
		}
	}()
	slowed := 0
	for {
		head, payload := raw.next()
		if bytes.Contains(payload, []byte(`"slow_down"`)) {
			slowed++
		}
		if head == 0x88 {
			if got := binary.BigEndian.Uint16(payload); got != 1008 || slowed == 0 {
				t.Errorf("closed with %d after %d refusals", got, slowed)
			}
			return
		}
	}
}

func TestPingFloodIsCutOff(t *testing.T) {
	s := open(t)
	raw := s.rawDial(s.event(), "")
	go func() {
		for ping := masked(0x89, []byte("x")); ; {
			if _, err := raw.conn.Write(ping); err != nil {
				return // cut off
			}
		}
	}()
	if got := raw.closeCode(); got != 1008 {
		t.Errorf("closed with %d", got)
	}
}
