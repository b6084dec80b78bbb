package hub

import (
	"encoding/binary"
	"math"

	"github.com/cueslip/cueslip/board"
)

// Frame is one message to readers, encoded once and never changed, so that its
// bytes are shared by every socket of the event.
type Frame struct {
	wire   []byte
	header int          // bytes of wire before the message
	cookie board.Cookie // where a reader stands after it
}

// frameOverhead is what a frame costs beside its bytes, roughly.
const frameOverhead = 64

func newFrame(message []byte, cookie board.Cookie) *Frame {
	wire := TextFrame(message)
	return &Frame{wire, len(wire) - len(message), cookie}
}

// TextFrame encodes a message as one unmasked websocket text frame (RFC 6455,
// section 5.2), as servers send it.
func TextFrame(message []byte) []byte {
	const finalText = 0x81 // FIN and opcode 1
	n := len(message)
	wire := make([]byte, 0, n+10)
	switch {
	case n < 126:
		wire = append(wire, finalText, byte(n))
	case n <= math.MaxUint16:
		wire = binary.BigEndian.AppendUint16(append(wire, finalText, 126), uint16(n))
	default:
		wire = binary.BigEndian.AppendUint64(append(wire, finalText, 127), uint64(n))
	}
	return append(wire, message...)
}

// Message is the frame's JSON. It must not be changed.
func (f *Frame) Message() []byte { return f.wire[f.header:] }

// Wire is the message as one unmasked websocket text frame. It must not be
// changed.
func (f *Frame) Wire() []byte { return f.wire }

// Cookie is where a reader stands after the frame.
func (f *Frame) Cookie() board.Cookie { return f.cookie }

func (f *Frame) size() int { return len(f.wire) + frameOverhead }
