package push_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/push/pushtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// patience is how long a test waits for what must come.
const patience = 20 * time.Second

const ann = "00000000-0000-4000-8000-000000000001"

// night is an event on a database of its own, and a sender that runs.
type night struct {
	*testing.T
	*store.Store
	*push.Sender
	code    string
	metrics *prometheus.Registry
	ended   chan struct{} // closed when the sender has ended
	asked   int
}

func newNight(t *testing.T, opts push.Options) *night {
	t.Helper()
	n := &night{T: t, Store: storetest.Open(t, storetest.SQLite(t)), metrics: prometheus.NewRegistry(), ended: make(chan struct{})}
	e, err := n.CreateEvent(t.Context(), board.Event{Title: "Night at the Pier", Limits: board.Limits{}}, boardtest.DJ)
	if err != nil {
		t.Fatal(err)
	}
	n.code = e.Code
	opts.Registerer, opts.Log = n.metrics, slog.New(slog.NewTextHandler(t.Output(), nil))
	n.Sender = push.New(n.Store, opts)
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(n.ended)
		n.Sender.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-n.ended })
	return n
}

// trusting are options that reach a service.
func trusting(s *pushtest.Service) push.Options {
	return push.Options{Contact: "https://requests.example.org", Local: true, Roots: s.Roots()}
}

// wish is what a browser tells of its subscription.
func (n *night) wish(b *pushtest.Browser) push.Wish {
	n.Helper()
	key, err := n.PublicKey(n.Context())
	if err != nil {
		n.Fatal(err)
	}
	w := push.Wish{Endpoint: b.Endpoint, Key: key}
	w.Keys.P256dh, w.Keys.Auth = b.P256dh, b.Auth
	return w
}

func (n *night) subscribe(person string, b *pushtest.Browser) {
	n.Helper()
	sub, err := n.Subscription(n.Context(), n.wish(b))
	if err == nil {
		err = n.Subscribe(n.Context(), n.code, person, "", sub)
	}
	if err != nil {
		n.Fatal(err)
	}
}

// plays has a person ask for a song, which then plays, and the turn told.
func (n *night) plays(person string) (id string) {
	n.Helper()
	n.asked++
	id = boardtest.RequestID(n.asked)
	for _, c := range []board.Command{
		{Person: person, Op: board.Ask{ID: id, Title: "Harbour Lights"}},
		{Person: boardtest.DJ, Op: board.Set{Request: id, Status: board.Playing, Change: uuid.NewString()}},
	} {
		committed, err := n.Commit(n.Context(), n.code, []board.Command{c})
		if err == nil {
			err = committed.Answers[0].Err
		}
		if err != nil {
			n.Fatal(err)
		}
	}
	n.Tell(n.code, id, board.OnNow)
	return id
}

// drain waits until everything has been sent.
func (n *night) drain() {
	n.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := n.Drain(ctx); err != nil {
		n.Fatal(err)
	}
}

// wantOutcomes fails the test unless so many messages had each outcome.
func (n *night) wantOutcomes(want map[string]int) {
	n.Helper()
	families, err := n.metrics.Gather()
	if err != nil {
		n.Fatal(err)
	}
	got := map[string]int{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			got[m.GetLabel()[0].GetValue()] = int(m.GetCounter().GetValue())
		}
	}
	if len(got) != len(want) {
		n.Errorf("outcomes: %v, want %v", got, want)
	}
	for name, count := range want {
		if got[name] != count {
			n.Errorf("outcomes: %v, want %v", got, want)
		}
	}
}
