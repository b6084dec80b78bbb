package push

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cueslip/cueslip/board"
)

// wire notes when each host was called, and what became of the messages.
type wire struct {
	mu     sync.Mutex
	begun  time.Time
	calls  map[string][]time.Duration // since it began
	became map[outcome]int
}

func newWire() *wire {
	return &wire{begun: time.Now(), calls: map[string][]time.Duration{}, became: map[outcome]int{}}
}

func (w *wire) called(m message) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls[hostOf(m.Endpoint)] = append(w.calls[hostOf(m.Endpoint)], time.Since(w.begun))
}

func (w *wire) ended(is outcome) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.became[is]++
}

func to(host string, turn board.Turn) message {
	return newMessage(board.Alert{Turn: turn, Subscription: board.Subscription{Endpoint: "https://" + host + "/x"}}, time.Now())
}

func TestAServiceThatIsIllIsAskedThreeTimesLaterEachTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		l := newLines(nil, func(_ context.Context, m message) (outcome, time.Duration) {
			w.called(m)
			return later, 0
		}, w.ended)
		l.add(t.Context(), to("push.example", board.UpNext))
		l.wait()
		want := []time.Duration{0, time.Second, 3 * time.Second}
		if got := w.calls["push.example"]; !slices.Equal(got, want) || w.became[failed] != 1 {
			t.Errorf("called at %v, became %v; want %v", got, w.became, want)
		}
	})
}

func TestAServiceThatWantsToRestIsLeftAloneByEverybody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		l := newLines(nil, func(_ context.Context, m message) (outcome, time.Duration) {
			w.called(m)
			if hostOf(m.Endpoint) == "push.example" && time.Since(w.begun) == 0 {
				return later, 30 * time.Second
			}
			return sent, 0
		}, w.ended)
		for range 5 {
			l.add(t.Context(), to("push.example", board.UpNext))
		}
		l.add(t.Context(), to("other.example", board.UpNext))
		l.wait()
		for _, at := range w.calls["push.example"] {
			if at != 0 && at < 30*time.Second {
				t.Errorf("it was called after %s", at)
			}
		}
		if at := w.calls["other.example"]; at[0] != 0 || w.became[sent] != 6 {
			t.Errorf("the other service was called at %v; %v", at, w.became)
		}
	})
}

func TestWhatIsTooLateIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		l := newLines(nil, func(_ context.Context, m message) (outcome, time.Duration) {
			w.called(m)
			return later, nextWorth - playingWorth/2
		}, w.ended)
		l.add(t.Context(), to("push.example", board.OnNow))
		l.wait()
		if w.became[dropped] != 1 || time.Since(w.begun) != 0 {
			t.Errorf("after %s: %v", time.Since(w.begun), w.became)
		}
		l.add(t.Context(), to("push.example", board.UpNext))
		l.wait()
		if calls := w.calls["push.example"]; len(calls) != 3 {
			t.Errorf("called at %v", calls)
		}
	})
}

func TestServicesThatHangCostOnlyThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire()
		free := make(chan struct{})
		l := newLines(nil, func(_ context.Context, m message) (outcome, time.Duration) {
			w.called(m)
			if hostOf(m.Endpoint) != "good.example" {
				<-free
			}
			return sent, 0
		}, w.ended)
		for range hostQueue + hostWorkers + 3 {
			l.add(t.Context(), to("hangs.example", board.UpNext))
			synctest.Wait()
		}
		l.add(t.Context(), to("good.example", board.UpNext))
		synctest.Wait()
		if w.became[sent] != 1 || w.became[dropped] != 3 || len(w.calls["hangs.example"]) != hostWorkers {
			t.Errorf("became %v, called %v", w.became, w.calls)
		}
		for n := range maxHosts + 1 {
			l.add(t.Context(), to(fmt.Sprintf("hangs%d.example", n), board.UpNext))
		}
		synctest.Wait()
		if w.became[dropped] != 5 || len(l.hosts) != maxHosts {
			t.Errorf("became %v on %d hosts", w.became, len(l.hosts))
		}
		close(free)
		l.wait()
		if len(l.hosts) != 0 {
			t.Errorf("lines are left: %v", l.hosts)
		}
	})
}
