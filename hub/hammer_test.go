package hub_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// TestManyPeopleAtOnce is for the race detector: on two replicas people come,
// read, command, stall and go, while hubs are evicted and in the end drained.
func TestManyPeopleAtOnce(t *testing.T) {
	before := runtime.NumGoroutine()
	store := boardtest.New("e1")
	events := []string{"AAAAAAAA", "BBBBBBBB", "CCCCCCCC"}
	for _, event := range events {
		store.Open(event, boardtest.Crew())
	}
	bus := hub.NewMemoryBus()
	ctx, cancel := context.WithCancel(t.Context())
	var running, people sync.WaitGroup
	var replicas []*hub.Registry
	for range 2 {
		g := hub.New(store, bus, hub.Options{
			Log: quiet, RingBytes: 3000, Idle: time.Millisecond, VoteEvery: time.Millisecond, AskEvery: time.Millisecond, WholeEvery: time.Millisecond,
		})
		replicas = append(replicas, g)
		running.Go(func() {
			if err := g.Run(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	for i := range 24 {
		people.Go(func() {
			for round := range 15 {
				person := fmt.Sprintf("person %d", i)
				if err := visit(ctx, replicas[(i+round)%2], events[i%3], person, i*1000+round*10); err != nil {
					t.Error(err)
				}
			}
		})
	}
	people.Wait()
	cancel()
	running.Wait()
	for range 1000 { // the last goroutines are on their way out
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	t.Errorf("%d goroutines before, %d after", before, runtime.NumGoroutine())
}

func visit(ctx context.Context, g *hub.Registry, event, person string, n int) error {
	lease, err := g.Lease(ctx, event)
	if err != nil {
		return err
	}
	defer lease.Release()
	audience := []board.Audience{board.Public, board.Crew}[n/10%2]
	r, err := lease.Join(ctx, audience, person, board.Cookie{})
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
	for i := range 20 {
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
