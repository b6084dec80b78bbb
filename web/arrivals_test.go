package web

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/hub/redistest"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestGuestsAreLimitedByAddressOverAllReplicas(t *testing.T) {
	const limit = 100
	redis := redistest.Start(t)
	db := storetest.Open(t, storetest.SQLite(t))
	var replicas []*site
	for range 2 {
		bus, err := hub.NewRedisBus(redis.URL(), hub.RedisOptions{Log: discard()})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { bus.Close() }) //nolint:errcheck // nothing was kept
		redistest.Eventually(t, "the bus is healthy", bus.Healthy)
		replicas = append(replicas, openReplica(t, db, db, func(c *Config) {
			c.GuestRate, c.Arrivals = Rate{limit, time.Hour}, bus.Quota()
		}))
	}
	var came atomic.Int32
	var crowd sync.WaitGroup
	for i := range 8 {
		crowd.Go(func() {
			for range 3 * limit / 8 {
				r := replicas[i%2].call("POST", "/api/v1/guests", "", `{}`)
				switch {
				case r.status == http.StatusCreated:
					came.Add(1)
				case r.status != http.StatusTooManyRequests || r.text("code") != string(board.SlowDown) || r.number("retry_after") < 1:
					t.Errorf("%d %s", r.status, r.body)
				}
			}
		})
	}
	crowd.Wait()
	// A Redis that is slow on a busy machine is not waited for, and then some
	// more come in; but not as many as two replicas alone would let.
	if came.Load() < limit || came.Load() > limit*3/2 {
		t.Errorf("%d guests came in; want %d", came.Load(), limit)
	}
}
