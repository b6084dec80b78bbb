package hub_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// room is a hub with a board of some requests, for benchmarks.
func room(b *testing.B, opts hub.Options, requests int) *hub.Lease {
	b.Helper()
	store := boardtest.New("e1")
	store.Open(code, boardtest.Crew())
	commands := make([]board.Command, requests)
	for i := range commands {
		commands[i] = board.Command{Person: mia, Op: ask(i + 1)}
	}
	if _, err := store.Commit(b.Context(), code, commands); err != nil {
		b.Fatal(err)
	}
	opts.Log = quiet
	g := hub.New(store, hub.NewMemoryBus(), opts)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	lease, err := g.Lease(ctx, code)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		lease.Release()
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	})
	return lease
}

// BenchmarkDeliver measures what one frame costs for each reader that takes
// it: an operation is one delivery.
func BenchmarkDeliver(b *testing.B) {
	for _, n := range []int{100, 1000, 10000} {
		b.Run(fmt.Sprintf("readers=%d", n), func(b *testing.B) {
			lease := room(b, hub.Options{VoteEvery: 1, AskEvery: 1}, 50)
			readers := make([]*hub.Reader, n)
			for i := range readers {
				r, err := lease.Join(b.Context(), board.Public, "", "", board.Cookie{})
				if err != nil {
					b.Fatal(err)
				}
				readers[i] = r
				defer r.Leave()
			}
			on := true
			b.ReportAllocs()
			b.ResetTimer()
			for done := 0; done < b.N; done += n {
				b.StopTimer()
				_, wake, _ := readers[0].Take()
				if _, err := lease.Do(b.Context(), board.Command{Person: noah, Op: board.Vote{Request: boardtest.RequestID(1), On: on}}, hub.LaneVotes); err != nil {
					b.Fatal(err)
				}
				if wake != nil {
					<-wake
				}
				on = !on
				b.StartTimer()
				for _, r := range readers {
					frames, _, err := r.Take()
					if err != nil {
						b.Fatal(err)
					}
					for _, f := range frames {
						_ = f.Wire()
					}
				}
			}
		})
	}
}

// BenchmarkCommand measures votes of many people through lanes, group commit
// and fan-out, over a store in memory.
func BenchmarkCommand(b *testing.B) {
	lease := room(b, hub.Options{}, 50)
	var next atomic.Int64
	b.ReportAllocs()
	b.SetParallelism(200)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := int(next.Add(1))
			op := board.Vote{Request: boardtest.RequestID(i%50 + 1), On: i%2000 < 1000}
			if _, err := lease.Do(b.Context(), board.Command{Person: boardtest.ChangeID(i % 1000), Op: op}, hub.LaneVotes); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkSubmit measures the hub alone: the store answers at once.
func BenchmarkSubmit(b *testing.B) {
	store := &instant{boardtest.New("e1")}
	store.Open(code, boardtest.Crew())
	g := hub.New(store, hub.NewMemoryBus(), hub.Options{Log: quiet, VoteLane: 1 << 16})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- g.Run(ctx) }()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
	}()
	lease, err := g.Lease(ctx, code)
	if err != nil {
		b.Fatal(err)
	}
	defer lease.Release()
	var answers sync.WaitGroup
	done := func(board.Answer, error) { answers.Done() }
	c := board.Command{Person: mia, Op: board.Vote{Request: boardtest.RequestID(1), On: true, Client: "page"}}
	b.ReportAllocs()
	for range b.N {
		answers.Add(1)
		for lease.Submit(c, hub.LaneVotes, done) != nil {
			answers.Done()
			answers.Wait()
			answers.Add(1)
		}
	}
	answers.Wait()
}

type instant struct{ *boardtest.Store }

func (s *instant) Commit(_ context.Context, _ string, commands []board.Command) (board.Committed, error) {
	cookie := board.Cookie{Epoch: "e1", Version: 1}
	return board.Committed{Delta: board.Delta{Epoch: "e1", Since: 1, Version: 1}, Answers: make([]board.Answer, len(commands))}, cookie.UnmarshalText([]byte("e1.1"))
}

// BenchmarkWhole measures a board that is served from memory.
func BenchmarkWhole(b *testing.B) {
	lease := room(b, hub.Options{}, 500)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := lease.Whole(b.Context(), board.Public); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkJoin measures a reconnect with a cookie, and leaving.
func BenchmarkJoin(b *testing.B) {
	lease := room(b, hub.Options{}, 500)
	w, err := lease.Whole(b.Context(), board.Public)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for range b.N {
		r, err := lease.Join(b.Context(), board.Public, mia, "", w.Cookie)
		if err != nil {
			b.Fatal(err)
		}
		r.Leave()
	}
}
