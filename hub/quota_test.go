package hub_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/hub/redistest"
)

func TestQuotasOfOneProcess(t *testing.T) {
	t.Parallel()
	holdQuota(t, func(t *testing.T) (a, b hub.Quota) {
		q := &hub.MemoryQuota{}
		return q, q
	})
}

func TestQuotasOfReplicas(t *testing.T) {
	t.Parallel()
	sharedQuotas(t, redistest.Start(t).URL())
}

func TestQuotasOfReplicasOverACluster(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Cluster(t)
	sharedQuotas(t, url)
}

func sharedQuotas(t *testing.T, url string) {
	runs := 0
	holdQuota(t, func(t *testing.T) (a, b hub.Quota) {
		runs++
		prefix := fmt.Sprintf("test%d:", runs)
		return openBus(t, url, prefix).PatientQuota(), openBus(t, url, prefix).PatientQuota()
	})
}

// holdQuota holds quotas that count together to what Quota promises.
func holdQuota(t *testing.T, open func(*testing.T) (a, b hub.Quota)) {
	t.Run("what is over the limit is refused until the window ends", func(t *testing.T) {
		a, b := open(t)
		for i := range 5 {
			if wait, ok := []hub.Quota{a, b}[i%2].Take(t.Context(), "here", 5, time.Hour); !ok || wait != 0 {
				t.Fatalf("number %d: %v %t", i, wait, ok)
			}
		}
		for _, q := range []hub.Quota{a, b, a} {
			if wait, ok := q.Take(t.Context(), "here", 5, time.Hour); ok || wait <= 59*time.Minute || wait > time.Hour {
				t.Errorf("over the limit: %v %t", wait, ok)
			}
		}
		if _, ok := b.Take(t.Context(), "elsewhere", 5, time.Hour); !ok {
			t.Error("another key is refused")
		}
	})
	t.Run("a new window begins afresh", func(t *testing.T) {
		a, b := open(t)
		const window = 50 * time.Millisecond
		a.Take(t.Context(), "here", 1, window)
		redistest.Eventually(t, "the window ends", func() bool {
			_, ok := b.Take(t.Context(), "here", 1, window)
			return ok
		})
	})
	t.Run("many at once are counted exactly", func(t *testing.T) {
		a, b := open(t)
		var taken atomic.Int32
		var work sync.WaitGroup
		for i := range 100 {
			work.Go(func() {
				if _, ok := []hub.Quota{a, b}[i%2].Take(t.Context(), "here", 60, time.Hour); ok {
					taken.Add(1)
				}
			})
		}
		work.Wait()
		if taken.Load() != 60 {
			t.Errorf("%d of 100 were let through; want 60", taken.Load())
		}
	})
}

func TestMemoryOfQuotasIsBounded(t *testing.T) {
	var q hub.MemoryQuota
	q.Take(t.Context(), "first", 1, time.Hour)
	for i := range 50_000 { // as many as are remembered
		q.Take(t.Context(), fmt.Sprint(i), 1, time.Hour)
	}
	if _, ok := q.Take(t.Context(), "first", 1, time.Hour); !ok {
		t.Error("the first of 50,001 keys is still remembered")
	}
}

func TestReplicasCountForThemselvesWhileRedisIsAway(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*redistest.Server){"stopped": (*redistest.Server).Stop, "frozen": (*redistest.Server).Freeze} {
		t.Run(name, func(t *testing.T) {
			server := redistest.Start(t)
			a, b := openBus(t, server.URL(), "test:").Quota(), openBus(t, server.URL(), "test:").Quota()
			end(server)
			for _, q := range []hub.Quota{a, b} {
				_, first := q.Take(t.Context(), "here", 1, time.Hour)
				_, second := q.Take(t.Context(), "here", 1, time.Hour)
				if !first || second {
					t.Errorf("first %t, second %t", first, second)
				}
			}
		})
	}
}
