package store_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// Votes of a crowd of 20,000 on 200 requests, in full batches of one event.
// For durable figures on Postgres:
//
//	CUESLIP_TEST_DURABLE=1 go test -run '^$' -bench CommitVotes ./store/
func BenchmarkCommitVotes(b *testing.B) {
	for _, db := range storetest.Databases {
		for _, size := range []int{1, 50, 500} {
			b.Run(fmt.Sprintf("%s/batch=%d", db.Name, size), func(b *testing.B) {
				s := storetest.Open(b, db.New(b))
				r := newRoom(b, s)
				crowd(r)
				random := rand.New(rand.NewPCG(1, 2))
				votes := 0
				for b.Loop() {
					b.StopTimer()
					commands := ballots(random, size)
					b.StartTimer()
					r.commit(commands...)
					votes += size
				}
				b.ReportMetric(float64(votes)/b.Elapsed().Seconds(), "votes/s")
				if db.Name == "postgres" {
					b.ReportMetric(heapOnly(r, s), "heap-only-%")
				}
			})
		}
	}
}

func crowd(r room) {
	r.Helper()
	r.commit(setEvent(board.SetEvent{Limits: &board.Limits{}}))
	var asks []board.Command
	for n := 1; n <= 200; n++ {
		asks = append(asks, ask(ann, n))
	}
	r.commit(asks...)
}

func ballots(random *rand.Rand, n int) []board.Command {
	commands := make([]board.Command, n)
	for i := range commands {
		commands[i] = board.Command{
			Person: fmt.Sprintf("00000000-0000-4000-8000-%012d", random.IntN(20_000)),
			Op:     board.Vote{Request: boardtest.RequestID(1 + random.IntN(200)), On: random.IntN(10) > 0},
		}
	}
	return commands
}

// heapOnly is how many of the updates of requests stayed within their page.
func heapOnly(r room, s *store.Store) float64 {
	r.Helper()
	percent, err := s.Number(r.Context(), `SELECT CAST(100 * n_tup_hot_upd / greatest(n_tup_upd, 1) AS bigint)
		FROM pg_stat_user_tables WHERE relname = 'requests'`)
	if err != nil {
		r.Fatal(err)
	}
	return float64(percent)
}

// A herd that comes back at once reads the whole board.
func BenchmarkLoadWhole(b *testing.B) {
	for _, db := range storetest.Databases {
		b.Run(db.Name, func(b *testing.B) {
			r := newRoom(b, storetest.Open(b, db.New(b)))
			crowd(r)
			for b.Loop() {
				r.load(board.Cookie{})
			}
		})
	}
}

// Each of a herd that comes back reads what is its own, too; here among 2,000
// votes of others.
func BenchmarkMe(b *testing.B) {
	for _, db := range storetest.Databases {
		b.Run(db.Name, func(b *testing.B) {
			s := storetest.Open(b, db.New(b))
			r := newRoom(b, s)
			crowd(r)
			votes := ballots(rand.New(rand.NewPCG(1, 2)), 2_000)
			r.commit(votes...)
			for b.Loop() {
				if _, err := s.Me(b.Context(), r.code, votes[0].Person); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
