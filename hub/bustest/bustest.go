// Package bustest is the conformance suite of buses: whatever carries messages
// between replicas passes it. It never runs in production.
package bustest

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

// patience is how long a message may take before the suite calls it lost.
const patience = 10 * time.Second

// Run holds a bus to the contract of [hub.Bus]. open returns two handles on one
// fresh bus, as two replicas have; it closes them in a cleanup.
func Run(t *testing.T, open func(t *testing.T) (a, b hub.Bus)) {
	tests := []struct {
		name string
		test func(t *testing.T, a, b hub.Bus)
	}{
		{"AMessageReachesBothReplicasWhole", wholeMessages},
		{"EveryKindOfMessageArrives", everyKind},
		{"EventsAreKeptApart", eventsApart},
		{"EverySubscriptionOfAnEventHears", everySubscription},
		{"NothingArrivesAfterCancel", nothingAfterCancel},
		{"PublishingGivesUpWithItsContext", givesUp},
		{"AQuietBusIsHealthy", healthy},
		{"ManyMayUseItAtOnce", hammer},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a, b := open(t)
			test.test(t, a, b)
		})
	}
}

// ear is a subscription that remembers what it heard.
type ear struct {
	t      *testing.T
	heard  chan hub.Message
	cancel func()
}

func listen(t *testing.T, bus hub.Bus, event string) *ear {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), patience)
	defer done()
	e := &ear{t: t, heard: make(chan hub.Message, 4096)}
	e.cancel = bus.Subscribe(ctx, event, func(m hub.Message) {
		if m.Missed {
			return
		}
		select {
		case e.heard <- m:
		default:
		}
	})
	return e
}

func (e *ear) next() hub.Message {
	e.t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case m := <-e.heard:
		return m
	case <-late.C:
		e.t.Fatal("a message was lost on a healthy bus")
		return hub.Message{}
	}
}

func publish(t *testing.T, bus hub.Bus, event string, m hub.Message) {
	t.Helper()
	ctx, done := context.WithTimeout(t.Context(), patience)
	defer done()
	if err := bus.Publish(ctx, event, m); err != nil {
		t.Fatal(err)
	}
}

// commit is a message with everything in it that a wire may lose.
func commit(version int64) hub.Message {
	return hub.Message{Replica: "sender", Delta: &board.Delta{
		Epoch: "e1", Since: version - 1, Version: version,
		Event: &board.Event{
			Code: "N1GHTP1R", Title: "Nacht am Pier – <b>&amp;</b> 🎶", State: board.Live, Gate: board.GateLastCall, Voting: true,
			ClosesAt: 1764003600000, Announcement: "Last call\u2028!", Limits: board.Limits{Open: 3, Cooldown: 60}, Declines: board.TellAtEnd,
			StartsAt: 1_764_000_000_000, EndedAt: 1, Zone: "Europe/Berlin", Version: version,
		},
		Requests: []*board.Request{{
			Row: board.Row{
				ID: "019a0000-0000-7000-8000-000000000001", Number: 42, Title: "Ä“\"\\", Artist: "The Tidal Clocks", Name: "Mia",
				Dedication: "for 🐙", Status: board.Declined, Reason: "dont_have", Votes: 17, Position: "a1", Next: true, Own: true,
				At: 1_764_000_000_001, PlayedAt: 2,
			},
			Note: "only for the DJ", Asker: "person", Into: "019a0000-0000-7000-8000-000000000002", Told: true, Archived: true,
			Version: version,
		}},
	}}
}

// wire is a message as others see it: versions of rows follow from the delta's.
func wire(t *testing.T, m hub.Message) string {
	t.Helper()
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func wholeMessages(t *testing.T, a, b hub.Bus) {
	here, there := listen(t, a, "N1GHTP1R"), listen(t, b, "N1GHTP1R")
	defer here.cancel()
	defer there.cancel()
	sent := commit(7)
	publish(t, a, "N1GHTP1R", sent)
	if diff := cmp.Diff(wire(t, sent), wire(t, there.next())); diff != "" {
		t.Errorf("the message changed on its way (-sent +heard):\n%s", diff)
	}
	publish(t, b, "N1GHTP1R", sent)
	publish(t, b, "N1GHTP1R", commit(8)) // so that hearing the first one back is no trap
	for m := here.next(); m.Delta.Version != 8; m = here.next() {
		if diff := cmp.Diff(wire(t, sent), wire(t, m)); diff != "" {
			t.Errorf("the message changed on its way (-sent +heard):\n%s", diff)
		}
	}
}

func everyKind(t *testing.T, a, b hub.Bus) {
	there := listen(t, b, "N1GHTP1R")
	defer there.cancel()
	for _, sent := range []hub.Message{{Replica: "r1", Here: 254}, {Replica: "r1"}, commit(3)} {
		publish(t, a, "N1GHTP1R", sent)
		if diff := cmp.Diff(wire(t, sent), wire(t, there.next())); diff != "" {
			t.Errorf("the message changed on its way (-sent +heard):\n%s", diff)
		}
	}
}

func eventsApart(t *testing.T, a, b hub.Bus) {
	one, other := listen(t, b, "AAAAAAAA"), listen(t, b, "BBBBBBBB")
	defer one.cancel()
	defer other.cancel()
	publish(t, a, "AAAAAAAA", hub.Message{Replica: "r1", Here: 1})
	publish(t, a, "BBBBBBBB", hub.Message{Replica: "r1", Here: 2})
	if m := one.next(); m.Here != 1 {
		t.Errorf("an event heard %+v of another", m)
	}
	if m := other.next(); m.Here != 2 {
		t.Errorf("an event heard %+v of another", m)
	}
}

func everySubscription(t *testing.T, a, b hub.Bus) {
	ears := []*ear{listen(t, b, "N1GHTP1R"), listen(t, b, "N1GHTP1R"), listen(t, b, "N1GHTP1R")}
	ears[1].cancel()
	publish(t, a, "N1GHTP1R", hub.Message{Replica: "r1", Here: 5})
	for _, e := range []*ear{ears[0], ears[2]} {
		if m := e.next(); m.Here != 5 {
			t.Errorf("heard %+v", m)
		}
		e.cancel()
	}
}

func nothingAfterCancel(t *testing.T, a, b hub.Bus) {
	gone, stays := listen(t, b, "N1GHTP1R"), listen(t, b, "N1GHTP1R")
	defer stays.cancel()
	publish(t, a, "N1GHTP1R", hub.Message{Replica: "r1", Here: 1})
	gone.next()
	gone.cancel()
	for n := range 20 {
		publish(t, a, "N1GHTP1R", hub.Message{Replica: "r1", Here: 2 + n})
	}
	for stays.next().Here != 21 {
		continue
	}
	if len(gone.heard) > 0 {
		t.Errorf("heard %+v after cancel", <-gone.heard)
	}
}

func givesUp(t *testing.T, a, _ hub.Bus) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := a.Publish(ctx, "N1GHTP1R", hub.Message{Replica: "r1"}); err == nil {
		t.Error("a publication whose context was over went out")
	}
}

func healthy(t *testing.T, a, b hub.Bus) {
	listen(t, a, "N1GHTP1R").cancel()
	if !a.Healthy() || !b.Healthy() {
		t.Error("a bus that works says that it is not healthy")
	}
}

func hammer(t *testing.T, a, b hub.Bus) {
	var workers sync.WaitGroup
	for n, bus := range []hub.Bus{a, b, a, b} {
		workers.Go(func() {
			for i := range 50 {
				event := fmt.Sprintf("EVENT%03d", i%3)
				e := listen(t, bus, event)
				if err := bus.Publish(t.Context(), event, hub.Message{Replica: "r", Here: n}); err != nil {
					t.Error(err)
				}
				e.cancel()
			}
		})
	}
	workers.Wait()
}
