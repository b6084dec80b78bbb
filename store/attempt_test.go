package store_test

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestABudgetIsSpentOnceAndRenewedWithItsWindow(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		account := board.Budget{Key: "account", Most: 3, Per: time.Minute}
		network := board.Budget{Key: "network", Most: 5, Per: time.Hour}
		spend := func(want time.Duration, budgets ...board.Budget) {
			t.Helper()
			if wait, err := s.Spend(t.Context(), budgets...); err != nil || wait != want {
				t.Errorf("spending: wait %v, %v; want %v", wait, err, want)
			}
		}
		for range 3 {
			spend(0, account, network)
		}
		now.Add(1000)
		for range 3 { // what is refused is not counted on the other budget either
			spend(59*time.Second, account, network)
		}
		spend(0, network)
		spend(0, network)
		spend(time.Hour-time.Second, network)
		if err := s.Refund(t.Context(), []string{"account"}, []string{"network"}); err != nil {
			t.Fatal(err)
		}
		spend(0, account, network)
		spend(time.Hour-time.Second, account, network)
		now.Add(3_600_000)
		spend(0, account, network)

		now.Add(3 * 3_600_000)
	})
}

func TestReplicasSpendTheSameBudget(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		budgets := []board.Budget{{Key: "account", Most: 5, Per: time.Hour}, {Key: "network", Most: 50, Per: time.Hour}}
		var all sync.WaitGroup
		var got atomic.Int64
		for range 12 {
			all.Go(func() {
				wait, err := s.Spend(t.Context(), budgets...)
				if err != nil {
					t.Error(err)
				} else if wait == 0 {
					got.Add(1)
				}
			})
		}
		all.Wait()
		if got.Load() != 5 {
			t.Errorf("%d tries, want 5", got.Load())
		}
	})
}

func TestWhatIsOverIsSweptAway(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		begin := func(key string, age time.Duration) {
			t.Helper()
			if _, err := s.Spend(t.Context(), board.Budget{Key: key, Most: 1, Per: age}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.BeginFlow(t.Context(), "mail", key, age); err != nil {
				t.Fatal(err)
			}
		}
		begin("long", 24*time.Hour)
		begin("short", time.Minute)
		now.Add((2 * time.Hour).Milliseconds())
		if _, err := s.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"attempts", "flows"} {
			if n, err := s.Number(t.Context(), `SELECT count(*) FROM `+table); err != nil || n != 1 {
				t.Errorf("%d rows of %s are left, %v", n, table, err)
			}
		}
	})
}
