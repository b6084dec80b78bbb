package hub_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// calls are the turns that a registry passes on.
type calls struct {
	mu   sync.Mutex
	list []string
}

func (c *calls) note(event, request string, turn board.Turn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, event+" "+request[len(request)-1:]+" "+string(turn))
}

func (c *calls) want(n *night, want ...string) {
	n.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	if !slices.Equal(c.list, want) {
		n.Errorf("passed on %q, want %q", c.list, want)
	}
}

func TestATurnIsPassedOnByTheReplicaThatCommittedIt(t *testing.T) {
	var here, there calls
	atNight(t, hub.Options{Turn: here.note}, func(n *night) {
		l, m, end := n.beside(n.bus, hub.Options{Turn: there.note})
		defer end()
		n.ask(l, 1)
		n.ask(l, 2)
		next := board.Set{Request: boardtest.RequestID(1), Next: new(bool), Change: boardtest.ChangeID(1)}
		*next.Next = true
		n.do(l, dj, next, hub.LaneDJ)
		n.vote(l, noah, 1, true)
		n.do(l, dj, next, hub.LaneDJ) // the same again
		after(time.Second)
		n.do(m, dj, board.Set{Request: boardtest.RequestID(1), Status: board.Playing, Change: boardtest.ChangeID(2)}, hub.LaneDJ)
		n.do(m, dj, board.Ask{ID: boardtest.RequestID(3), Title: "My Own", Own: true}, hub.LaneDJ)
		after(time.Second)
		here.want(n, code+" 1 next")
		there.want(n, code+" 1 playing")
	})
}

func TestATurnWhoseOutcomeWasLostIsPassedOn(t *testing.T) {
	var here calls
	atNight(t, hub.Options{Turn: here.note}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		lost := 1
		n.store.set(func() {
			n.store.after = func(*board.Committed) error {
				if lost--; lost >= 0 {
					return board.Errorf(board.Busy, "The connection was lost at COMMIT.")
				}
				return nil
			}
		})
		n.do(l, dj, board.Set{Request: boardtest.RequestID(1), Status: board.Playing, Change: boardtest.ChangeID(1)}, hub.LaneDJ)
		here.want(n, code+" 1 playing")
	})
}
