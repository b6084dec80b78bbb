package web

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// crowd is all open sockets.
type crowd struct {
	mu       sync.Mutex
	sockets  map[*socket]struct{}
	from     map[netip.Addr]int // sockets by where they come from
	accounts int                // sockets of accounts
	empty    chan struct{}      // closed when the last one has left; nil: nobody waits for that
	closed   bool
}

// socketsPerGuest is how many sockets an address may have open for each new guest
// that may come from there: a room full of phones, each with a few pages, and not
// all the memory that there is.
const socketsPerGuest = 8

var errCrowded = board.Errorf(board.SlowDown, "Too many boards are open from here; please close some.").After(30 * time.Second)

// enter adds a socket, unless none are taken any more, or its address has as
// many as it may, with 0 for no end. Errors: moved, slow_down.
func (c *crowd) enter(k *socket, most int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return errMoved
	case most > 0 && c.from[k.address] >= most:
		return errCrowded
	}
	if c.sockets == nil {
		c.sockets, c.from = map[*socket]struct{}{}, map[netip.Addr]int{}
	}
	c.sockets[k] = struct{}{}
	c.from[k.address]++
	if k.who.By.ID != "" {
		c.accounts++
	}
	return nil
}

func (c *crowd) exit(k *socket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.sockets, k)
	if c.from[k.address]--; c.from[k.address] == 0 {
		delete(c.from, k.address)
	}
	if k.who.By.ID != "" {
		c.accounts--
	}
	if len(c.sockets) == 0 && c.empty != nil {
		close(c.empty)
		c.empty = nil
	}
}

// looks reports whether any socket is on an event's board.
func (c *crowd) looks(event string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.sockets {
		if k.event == event {
			return true
		}
	}
	return false
}

// desks returns the events whose crew's board is open.
func (c *crowd) desks() map[string]bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	desks := map[string]bool{}
	for k := range c.sockets {
		if k.audience == board.Crew {
			desks[k.event] = true
		}
	}
	return desks
}

// signedIn reports whether any socket is an account's.
func (c *crowd) signedIn() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.accounts > 0
}

// signOut closes the sockets that were opened with any of the credentials.
func (c *crowd) signOut(ids []string) {
	if len(ids) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.sockets {
		if k.who.By.ID != "" && slices.Contains(ids, k.who.By.ID) {
			k.part(closeSignIn, "signed out")
		}
	}
}

// close takes no more sockets, and returns those that are open and a channel
// that is closed once all of them have left.
func (c *crowd) close() ([]*socket, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	sockets := make([]*socket, 0, len(c.sockets))
	for k := range c.sockets {
		sockets = append(sockets, k)
	}
	empty := make(chan struct{})
	if len(sockets) == 0 {
		close(empty)
	} else {
		c.empty = empty
	}
	return sockets, empty
}

// Drain hands everybody on: the server is no longer ready, then, when proxies
// have had time to notice, takes no new sockets, and closes the open ones one after the other, so that they come
// back elsewhere in a trickle. Each socket's commands are taken until its own
// close, and answered before it. Mail that is on its way is sent. After Drain,
// calls are answered with moved.
func (s *Server) Drain(ctx context.Context) error {
	s.going.Store(true)
	notice := time.NewTimer(s.config.Notice)
	defer notice.Stop()
	select {
	case <-notice.C:
	case <-ctx.Done():
	}
	s.leaving.Store(true)
	sockets, empty := s.crowd.close()
	defer s.entrance.Close(ctx)
	defer s.moved.Store(true)
	// A handful leave at once; many leave over the whole time.
	over := min(s.config.DrainOver, time.Duration(len(sockets))*25*time.Millisecond)
	tick := time.NewTicker(max(time.Millisecond, over/time.Duration(max(1, len(sockets)))))
	defer tick.Stop()
	start := time.Now()
	for i := 0; i < len(sockets); {
		due := len(sockets)
		if over > 0 {
			due = min(due, 1+int(int64(len(sockets))*int64(time.Since(start))/int64(over)))
		}
		for ; i < due; i++ {
			sockets[i].part(websocket.StatusServiceRestart, "this server restarts")
		}
		if i == len(sockets) {
			break
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("web: draining: %w", ctx.Err())
		}
	}
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("web: draining: %w", ctx.Err())
	}
}
