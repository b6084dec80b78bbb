package hub_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/hub/bustest"
	"github.com/cueslip/cueslip/hub/redistest"
)

// openBus returns a bus that is healthy.
func openBus(t testing.TB, url, prefix string) *hub.RedisBus {
	t.Helper()
	b, err := hub.NewRedisBus(url, hub.RedisOptions{Log: quiet, Prefix: prefix})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	redistest.Eventually(t, "the bus is healthy", b.Healthy)
	return b
}

func TestTheRedisBusCarriesMessages(t *testing.T) {
	t.Parallel()
	carries(t, redistest.Start(t).URL())
}

func TestTheRedisBusCarriesMessagesOverACluster(t *testing.T) {
	t.Parallel()
	url, _ := redistest.Cluster(t)
	carries(t, url)
}

func carries(t *testing.T, url string) {
	runs := 0
	bustest.Run(t, func(t *testing.T) (a, b hub.Bus) {
		runs++
		prefix := fmt.Sprintf("test%d:", runs)
		return openBus(t, url, prefix), openBus(t, url, prefix)
	})
}

// follower follows one event and counts what it hears.
type follower struct {
	mu     sync.Mutex
	missed int
	here   []int
}

func follow(t testing.TB, b hub.Bus, event string) *follower {
	t.Helper()
	f := &follower{}
	ctx, done := context.WithTimeout(t.Context(), time.Second)
	defer done()
	t.Cleanup(b.Subscribe(ctx, event, func(m hub.Message) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if m.Missed {
			f.missed++
		} else {
			f.here = append(f.here, m.Here)
		}
	}))
	return f
}

func (f *follower) heard() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.here)
}

func (f *follower) missedSome() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.missed > 0
}

// say publishes with the deadline that hubs have.
func say(t testing.TB, b hub.Bus, event string, here int) error {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer done()
	return b.Publish(ctx, event, hub.Message{Replica: "r", Here: here})
}

// wantThrough checks that messages get from one bus to the other.
func wantThrough(t testing.TB, from hub.Bus, to *follower, event string) {
	t.Helper()
	before := to.heard()
	redistest.Eventually(t, "a message gets through", func() bool {
		_ = say(t, from, event, 1)
		return to.heard() > before
	})
}

func TestABusWhoseRedisCrashesIsIllAndThenWellAgainAndSaysThatItMissed(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	a, b := openBus(t, s.URL(), ""), openBus(t, s.URL(), "")
	f := follow(t, b, code)
	wantThrough(t, a, f, code)

	s.Stop()
	redistest.Eventually(t, "both buses are ill", func() bool { return !a.Healthy() && !b.Healthy() })
	began := time.Now()
	if err := say(t, a, code, 2); err == nil {
		t.Error("a message was published without Redis")
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("giving up took %s", took)
	}
	late := follow(t, b, "LATE0000") // its channel cannot stand yet

	s.Again()
	redistest.Eventually(t, "both buses are well", func() bool { return a.Healthy() && b.Healthy() })
	redistest.Eventually(t, "those who listened all along hear that they missed something", f.missedSome)
	redistest.Eventually(t, "so do those who began meanwhile", late.missedSome)
	wantThrough(t, a, f, code)
	wantThrough(t, a, late, "LATE0000")
}

func TestABusWhoseRedisIsFrozenIsIllAndNobodyWaitsForIt(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	a, b := openBus(t, s.URL(), ""), openBus(t, s.URL(), "")
	f := follow(t, b, code)
	wantThrough(t, a, f, code)

	s.Freeze()
	began := time.Now()
	if err := say(t, a, code, 2); err == nil {
		t.Error("a message was published through a frozen Redis")
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("giving up took %s", took)
	}
	redistest.Eventually(t, "both buses are ill", func() bool { return !a.Healthy() && !b.Healthy() })
	s.Thaw()
	redistest.Eventually(t, "both buses are well", func() bool { return a.Healthy() && b.Healthy() })
	wantThrough(t, a, f, code)
}

func TestAFreezeThatOutlivesAConnectionIsAnInterruption(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	b := openBus(t, s.URL(), "")
	f := follow(t, b, code)
	s.Freeze()
	frozen := time.NewTimer(3500 * time.Millisecond) // a line gives up after 3 s of silence
	<-frozen.C
	s.Thaw()
	redistest.Eventually(t, "the follower hears that it missed something", f.missedSome)
	redistest.Eventually(t, "the bus is well", b.Healthy)
	wantThrough(t, b, f, code)
}

func TestABusWhoseConnectionIsCutSaysThatItMissed(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	a, b := openBus(t, s.URL(), ""), openBus(t, s.URL(), "")
	f, g := follow(t, b, code), follow(t, b, "0THER123")
	wantThrough(t, a, f, code)
	s.Do("CLIENT", "KILL", "TYPE", "pubsub")
	redistest.Eventually(t, "every follower hears that it missed something", func() bool { return f.missedSome() && g.missedSome() })
	redistest.Eventually(t, "the bus is well", func() bool { return a.Healthy() && b.Healthy() })
	wantThrough(t, a, f, code)
	wantThrough(t, a, g, "0THER123")
}

func TestAMessageThatIsLostOnTheWayIsNoticedByTheNext(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	a := openBus(t, s.URL(), "")
	f := follow(t, a, code)
	client := redis.NewClient(&redis.Options{Addr: s.Addr(), Protocol: 2})
	defer client.Close() //nolint:errcheck // nothing was kept
	send := func(payload string) {
		if err := client.Publish(t.Context(), "cueslip:"+code, payload).Err(); err != nil {
			t.Fatal(err)
		}
	}
	// One sender begins anywhere, doubles, and is overtaken; another begins anew.
	for _, m := range []string{`{"from":"x","n":7,"here":1}`, `{"from":"x","n":8,"here":2,"new":[]}`, `{"from":"x","n":8,"here":2}`, `{"from":"y","n":1,"here":3}`} {
		send(m)
	}
	redistest.Eventually(t, "four messages are heard", func() bool { return f.heard() == 4 })
	if f.missedSome() {
		t.Error("nothing was lost, and something is missed")
	}
	send(`{"from":"x","n":10,"here":4}`)
	redistest.Eventually(t, "the hole is noticed", f.missedSome)
	redistest.Eventually(t, "the message after it is heard too", func() bool { return f.heard() == 5 })

	g := follow(t, a, "0THER123")
	if err := client.Publish(t.Context(), "cueslip:0THER123", "{").Err(); err != nil {
		t.Fatal(err)
	}
	redistest.Eventually(t, "what cannot be read counts as lost", g.missedSome)
}

func TestABusLeavesTheChannelsThatNobodyFollows(t *testing.T) {
	t.Parallel()
	s := redistest.Start(t)
	b := openBus(t, s.URL(), "")
	client := redis.NewClient(&redis.Options{Addr: s.Addr(), Protocol: 2})
	defer client.Close() //nolint:errcheck // nothing was kept
	channels := func() int { return len(client.PubSubChannels(t.Context(), "cueslip:*").Val()) }
	var cancels []func()
	for n := range 20 {
		cancels = append(cancels, b.Subscribe(t.Context(), fmt.Sprintf("EVENT%03d", n%10), func(hub.Message) {}))
	}
	if n := channels(); n != 11 {
		t.Errorf("%d channels, want one for each event and the echo", n)
	}
	for _, cancel := range cancels {
		cancel()
	}
	redistest.Eventually(t, "only the echo is left", func() bool { return channels() == 1 })
}

func TestABusWithoutRedisIsIllAndEndsAtOnce(t *testing.T) {
	t.Parallel()
	b, err := hub.NewRedisBus("redis://127.0.0.1:1", hub.RedisOptions{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	follow(t, b, code)
	if b.Healthy() {
		t.Error("healthy without Redis")
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func TestEachWrongRedisURLIsRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", "127.0.0.1:6379", "http://127.0.0.1", "redis+other://127.0.0.1", "redis://", "redis://:6379", "redis://host:port",
		"redis://host:0", "redis://host:70000", "redis://a:1,", "redis://a:1,redis://b:2", "redis://host/x", "redis://host/-1",
		"redis://host/1/2", "redis://a:1,b:2/3", "redis+cluster://a/1", "redis+sentinel://a:26379", "redis+sentinel://a/m/x", "redis://host?x=1",
	} {
		if b, err := hub.NewRedisBus(url, hub.RedisOptions{Log: quiet}); err == nil {
			t.Errorf("%q is taken for the URL of a Redis", url)
			_ = b.Close()
		}
	}
}
