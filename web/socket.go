package web

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

// subprotocol is what clients may ask for by name; those that ask for none
// speak it too.
const subprotocol = "cueslip.v1"

// More messages than this, of any kind, are an attack.
const (
	hostilePace  = 200
	hostileBurst = 600
)

// socket is one open websocket: a goroutine that listens to commands and one
// that delivers. Both end before the handler returns.
type socket struct {
	// Set once.
	server   *Server
	event    string
	who      visitor
	address  netip.Addr
	audience board.Audience
	lease    *hub.Lease
	reader   *hub.Reader
	conn     *websocket.Conn
	wire     *wire
	outbox   *outbox
	pace     *rate.Limiter  // of commands
	patience *rate.Limiter  // of anything at all
	leaving  chan parting   // receives once
	unread   chan struct{}  // receives when a fresh `me` could not be read
	listened chan struct{}  // closed when nothing is listened to any more
	work     sync.WaitGroup // errands
	checking atomic.Bool
	fetching atomic.Bool

	heard   atomic.Int64 // Unix ms, when the peer was last heard of
	closing atomic.Bool  // takes no more commands
	told    atomic.Bool  // somebody has said why the socket ends
}

// parting is why a socket ends; code 0 is a connection that is gone already.
type parting struct {
	code   websocket.StatusCode
	reason string
}

// part asks the socket to end; the first reason counts.
func (k *socket) part(code websocket.StatusCode, reason string) {
	if k.told.CompareAndSwap(false, true) {
		k.leaving <- parting{code, reason}
	}
}

// live opens a socket on an event's board.
func (s *Server) live(w http.ResponseWriter, r *http.Request) {
	k, since, err := s.knock(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	k.lease, err = s.hubs.Lease(r.Context(), k.event)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer k.lease.Release()
	k.reader, err = k.lease.Join(r.Context(), k.audience, k.who.Person, k.who.Name, since)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer k.reader.Leave()
	if err := s.crowd.enter(k, socketsPerGuest*s.config.GuestRate.Count); err != nil {
		s.fail(w, r, err)
		return
	}
	defer s.crowd.exit(k)
	s.keepGuest(w, r, k.who)

	tapped := &tap{ResponseWriter: w, stall: s.config.Stall}
	k.conn, err = websocket.Accept(tapped, r, &websocket.AcceptOptions{
		Subprotocols:       []string{subprotocol},
		InsecureSkipVerify: true, // knock has checked the origin, more strictly
		OnPingReceived:     func(context.Context, []byte) bool { return k.hear() },
		OnPongReceived:     func(context.Context, []byte) { k.hear() },
	})
	if err != nil {
		return // Accept has answered
	}
	k.wire = tapped.wire
	k.conn.SetReadLimit(maxMessage)
	k.run()
}

// knock checks everything about a socket that is to be opened, before it is.
func (s *Server) knock(r *http.Request) (*socket, board.Cookie, error) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		return nil, board.Cookie{}, err
	}
	if !shakesHands(r) {
		return nil, board.Cookie{}, board.Errorf(board.BadMessage, "Open this address as a websocket.")
	}
	nobody, err := asNobody(r)
	if err != nil {
		return nil, board.Cookie{}, err
	}
	_, none := r.Cookie(s.cookieName())
	if err := s.origins.checkSocket(r, none == nil && r.Header.Get("Authorization") == "" && !nobody); err != nil {
		return nil, board.Cookie{}, err
	}
	if s.leaving.Load() {
		return nil, board.Cookie{}, errMoved
	}
	var who visitor
	if !nobody {
		who, err = s.visitor(r)
	}
	if err != nil {
		return nil, board.Cookie{}, err
	}
	since, err := board.ParseCookie(r.URL.Query().Get("since"))
	if err != nil {
		return nil, since, err
	}
	audience, err := audienceOf(r)
	if err == nil && audience == board.Crew {
		if err = who.may(forReading); err == nil {
			err = s.requireCrew(r.Context(), code, who)
		}
	}
	if err != nil {
		return nil, since, err
	}
	return &socket{
		server: s, event: code, who: who, address: s.clientAddress(r), audience: audience, outbox: newOutbox(),
		pace:     s.paces.of(code, who.Person, audience == board.Crew || s.role(r.Context(), code, who).Crew()),
		patience: rate.NewLimiter(hostilePace, hostileBurst),
		leaving:  make(chan parting, 1),
		unread:   make(chan struct{}, 1),
		listened: make(chan struct{}),
	}, since, nil
}

// asNobody reports whether a socket is asked for in nobody's name, so that its
// cookie and token do not count. Browsers send a cookie with every socket that
// a page of ours opens, also where a page of others frames it, and there
// nothing may be done in the reader's name. Error: bad_message.
func asNobody(r *http.Request) (bool, error) {
	switch as := r.URL.Query().Get("as"); as {
	case "":
		return false, nil
	case "nobody":
		return true, nil
	default:
		return false, board.Errorf(board.BadMessage, "A socket is opened in one's own name, or as nobody.").In("as")
	}
}

// shakesHands reports whether a call opens a websocket as RFC 6455, section
// 4.2.1, wants it. The library would refuse others in words of its own.
func shakesHands(r *http.Request) bool {
	key, err := base64.StdEncoding.DecodeString(r.Header.Get("Sec-WebSocket-Key"))
	return err == nil && len(key) == 16 && r.Header.Get("Sec-WebSocket-Version") == "13" &&
		strings.EqualFold(r.Header.Get("Upgrade"), "websocket") &&
		strings.Contains(strings.ToLower(r.Header.Get("Connection")), "upgrade")
}

// run is the socket's life.
func (k *socket) run() {
	gauge := k.server.metrics.sockets.WithLabelValues(string(k.audience))
	gauge.Inc()
	defer gauge.Dec()
	k.heard.Store(time.Now().UnixMilli())
	written := make(chan struct{})
	go func() {
		defer close(written)
		bye := k.deliver()
		k.server.metrics.closes.WithLabelValues(strconv.Itoa(int(bye.code))).Inc()
		k.finish(bye)
	}()
	bye := k.listen()
	k.part(bye.code, bye.reason)
	close(k.listened)
	<-written
	k.work.Wait()
}

// finish ends the connection, with a word if the peer can hear it.
func (k *socket) finish(bye parting) {
	switch bye.code {
	case 0:
		_ = k.conn.CloseNow()
	case closeTooSlow: // a frame is stuck half-way, behind which no other can go
		k.wire.drop()
		_ = k.conn.CloseNow()
	default:
		_ = k.conn.Close(bye.code, bye.reason)
	}
}

// hear notes a sign of life, and ends a socket that gives too many.
func (k *socket) hear() bool {
	k.heard.Store(time.Now().UnixMilli())
	if k.patience.Allow() {
		return true
	}
	k.part(websocket.StatusPolicyViolation, "too many messages")
	return false
}

// listen takes messages until the connection ends or must end.
func (k *socket) listen() parting {
	for {
		kind, message, err := k.next()
		switch {
		case err != nil:
			return ended(err)
		case kind == websocket.MessageBinary:
			return parting{websocket.StatusUnsupportedData, "messages are text"}
		case !utf8.Valid(message):
			return parting{websocket.StatusInvalidFramePayloadData, "text is UTF-8"}
		case !k.hear():
			return parting{} // and hear has said why
		}
		waiting := k.outbox.open()
		if waiting > maxUnread {
			return parting{websocket.StatusPolicyViolation, "too many messages without reading the answers"}
		}
		k.take(message, waiting)
	}
}

func (k *socket) next() (websocket.MessageType, []byte, error) {
	kind, reader, err := k.conn.Reader(context.Background()) // the writer's close ends it
	if err != nil {
		return 0, nil, fmt.Errorf("web: reading a message: %w", err)
	}
	message, err := io.ReadAll(reader)
	if err != nil {
		return 0, nil, fmt.Errorf("web: reading a message: %w", err)
	}
	return kind, message, nil
}

// ended says how a connection has ended from the error of reading it. Where
// the library has sent a close frame itself, the code is only counted.
func ended(err error) parting {
	var lost net.Error
	switch {
	case websocket.CloseStatus(err) >= 0, errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &lost):
		return parting{}
	case errors.Is(err, websocket.ErrMessageTooBig):
		return parting{websocket.StatusMessageTooBig, "a message may have 8 KB"}
	default: // what is left are frames that break the protocol
		return parting{websocket.StatusProtocolError, "that is not a frame"}
	}
}
