package hub_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// TestManyPeopleAtOnce is for the race detector: on two replicas people come,
// read, command and go, while hubs are evicted, started again, and in the end
// drained. The bubble fails the test if a goroutine is left behind.
func TestManyPeopleAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &night{T: t, store: &faults{Store: boardtest.New("e1")}, bus: hub.NewMemoryBus()}
		events := []string{"AAAAAAAA", "BBBBBBBB", "CCCCCCCC"}
		for _, event := range events {
			n.store.Open(event, boardtest.Crew())
		}
		opts := hub.Options{RingBytes: 3000, Idle: time.Second}
		here, stopHere := n.replica(n.bus, opts)
		there, stopThere := n.replica(n.bus, opts)
		replicas := []*hub.Registry{here, there}
		var people sync.WaitGroup
		for i := range 24 {
			people.Go(func() {
				for round := range 6 {
					person := fmt.Sprintf("person %d", i)
					if err := visit(t.Context(), replicas[(i+round)%2], events[i%3], person, i*1000+round*10); err != nil {
						t.Error(err)
					}
					pass(time.Duration(round%3) * 3 * time.Second)
				}
			})
		}
		people.Wait()
		stopHere()
		stopThere()
		if n.store.loads < 7 {
			t.Errorf("the boards were read %d times only", n.store.loads)
		}
	})
}

func visit(ctx context.Context, g *hub.Registry, event, person string, n int) error {
	lease, err := g.Lease(ctx, event)
	if err != nil {
		return err
	}
	defer lease.Release()
	audience := []board.Audience{board.Public, board.Crew}[n/10%2]
	r, err := lease.Join(ctx, audience, person, "", board.Cookie{})
	if err != nil {
		return err
	}
	defer r.Leave()
	view := &board.View{Audience: audience}
	for _, f := range r.First() {
		if _, err := view.Receive(f.Message()); err != nil {
			return err
		}
	}
	ask := board.Ask{ID: boardtest.RequestID(n), Title: "Harbour Lights"}
	answer, err := lease.Do(ctx, board.Command{Person: person, Op: ask}, hub.LaneRequests)
	if err != nil {
		return err
	}
	var votes sync.WaitGroup
	for i := range 8 {
		votes.Add(1)
		op := board.Vote{Request: ask.ID, On: i%2 == 0}
		if err := lease.Submit(board.Command{Person: fmt.Sprint(i), Op: op}, hub.LaneVotes, func(board.Answer, error) { votes.Done() }); err != nil {
			return err
		}
	}
	if _, err := lease.Whole(ctx, audience); err != nil {
		return err
	}
	if _, err := lease.Since(ctx, audience, answer.Cookie); err != nil {
		return err
	}
	votes.Wait()
	return readUntil(r, view, answer.Cookie)
}

// readUntil reads as a socket does until the view has come to a cookie.
func readUntil(r *hub.Reader, view *board.View, cookie board.Cookie) error {
	for view.Cookie.Version < cookie.Version {
		frames, wake, err := r.Take()
		if err != nil {
			return err
		}
		for _, f := range frames {
			if _, err := view.Receive(f.Message()); err != nil {
				return err
			}
		}
		if wake != nil {
			<-wake
		}
	}
	return nil
}
