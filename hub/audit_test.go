package hub_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

// found counts the differences that were found.
func found(t interface{ Fatal(...any) }, metrics *prometheus.Registry) (n int) {
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == "cueslip_hub_audit_differences_total" {
			for _, m := range family.GetMetric() {
				n += int(m.GetCounter().GetValue())
			}
		}
	}
	return n
}

// audited is a night with two requests whose hub is audited.
func audited(t *testing.T, test func(n *night, l *hub.Lease, metrics *prometheus.Registry, log *bytes.Buffer)) {
	t.Helper()
	var log bytes.Buffer
	metrics := prometheus.NewRegistry()
	opts := hub.Options{AuditEvery: 30 * time.Second, Registerer: metrics, Log: slog.New(slog.NewTextHandler(&log, nil))}
	atNight(t, opts, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		n.ask(l, 2)
		test(n, l, metrics, &log)
	})
}

// corrupted is what another replica committed, changed on its way.
func (n *night) corrupted(change func(*board.Delta)) {
	n.Helper()
	since, err := n.store.Versions(n.Context(), []string{code})
	if err != nil {
		n.Fatal(err)
	}
	vote := board.Command{Person: noah, Op: board.Vote{Request: boardtest.RequestID(1), On: true}}
	committed, err := n.store.Store.Commit(n.Context(), code, []board.Command{vote})
	if err != nil {
		n.Fatal(err)
	}
	d := committed.Delta
	d.Since = since[code].Version
	for i, req := range d.Requests {
		wrong := *req
		d.Requests[i] = &wrong
	}
	change(&d)
	if err := n.bus.Publish(n.Context(), code, hub.Message{Replica: "other", Delta: &d}); err != nil {
		n.Fatal(err)
	}
}

func TestAnAuditHealsWhatAWrongDeltaDid(t *testing.T) {
	for name, change := range map[string]func(*board.Delta){
		"a wrong total":   func(d *board.Delta) { d.Requests[0].Votes = 99 },
		"a wrong note":    func(d *board.Delta) { d.Requests[0].Note = "for the crew alone" },
		"a missing row":   func(d *board.Delta) { d.Requests = nil },
		"a row of nobody": func(d *board.Delta) { d.Requests[0].ID, d.Requests[0].Number = boardtest.RequestID(77), 77 },
		"wrong settings":  func(d *board.Delta) { d.Event = &board.Event{Code: code, Title: "Another night"} },
	} {
		t.Run(name, func(t *testing.T) {
			audited(t, func(n *night, l *hub.Lease, metrics *prometheus.Registry, log *bytes.Buffer) {
				p, q := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Crew, dj, board.Cookie{})
				defer p.Leave()
				n.corrupted(change)
				after(2 * time.Second) // no poll notices
				p.take()
				q.take()
				q.Leave() // with a wrong board in hand
				wrong, err := l.Whole(n.Context(), board.Crew)
				if err != nil {
					n.Fatal(err)
				}
				if diff := staleness(n.store.Store, q.view); diff == "" {
					n.Error("the crew's board is not even wrong")
				}

				after(38 * time.Second)
				p.take()
				n.wantFresh(p.view)
				back := n.join(l, board.Crew, dj, q.view.Cookie)
				defer back.Leave()
				n.wantFresh(back.view)
				if whole, err := l.Whole(n.Context(), board.Crew); err != nil || whole.ETag == wrong.ETag {
					n.Errorf("the whole board is still called %s (%v)", wrong.ETag, err)
				}
				if n := found(t, metrics); n != 1 {
					t.Errorf("%d differences were counted", n)
				}
				if !strings.Contains(log.String(), "level=ERROR") {
					n.Errorf("no error was logged: %s", log)
				}

				n.accept(l, 2, 1) // life goes on
				after(80 * time.Second)
				p.take()
				back.take()
				n.wantFresh(p.view)
				n.wantFresh(back.view)
				if n := found(t, metrics); n != 1 {
					t.Errorf("%d differences were counted in the end", n)
				}
			})
		})
	}
}

func TestAnAuditTakesABoardBackThatIsAheadOfTheDatabase(t *testing.T) {
	audited(t, func(n *night, l *hub.Lease, metrics *prometheus.Registry, _ *bytes.Buffer) {
		var ahead board.Cookie
		n.corrupted(func(d *board.Delta) {
			d.Version += 5
			ahead = board.Cookie{Epoch: d.Epoch, Version: d.Version}
		})
		after(40 * time.Second)
		if delta, err := l.Since(n.Context(), board.Public, ahead); err != nil || delta != nil {
			n.Errorf("a reader from the future was told %s (%v), not the whole board", delta, err)
		}
		n.vote(l, dj, 2, true)
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.wantFresh(p.view)
		if n := found(t, metrics); n != 1 {
			t.Errorf("%d differences were counted", n)
		}
	})
}

func TestAnAuditPutsWrongTotalsRight(t *testing.T) {
	audited(t, func(n *night, l *hub.Lease, metrics *prometheus.Registry, _ *bytes.Buffer) {
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.store.Corrupt(code, boardtest.RequestID(2), func(req *board.Request) { req.Votes = 41 })
		n.vote(l, noah, 2, true) // and the hub believes it
		after(45 * time.Second)
		p.take()
		n.wantFresh(p.view)
		if got := p.view.Rows[boardtest.RequestID(2)].Votes; got != 2 {
			n.Errorf("the total is %d, two people voted", got)
		}
		if n := found(t, metrics); n != 1 {
			t.Errorf("%d differences were counted", n)
		}
	})
}

func TestABoardIsHealedWhileItChanges(t *testing.T) {
	audited(t, func(n *night, l *hub.Lease, metrics *prometheus.Registry, _ *bytes.Buffer) {
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.corrupted(func(d *board.Delta) { d.Requests[0].Votes = 99 })
		// A read of the board takes longer than the time between two commits.
		n.store.set(func() { n.store.read = func(*board.Delta) { pass(300 * time.Millisecond) } })
		for i := range 400 {
			n.vote(l, dj, 2, i%2 == 0)
			p.take()
			after(100 * time.Millisecond)
		}
		after(time.Second)
		p.take()
		n.wantFresh(p.view)
		if n := found(t, metrics); n != 1 {
			t.Errorf("%d differences were counted", n)
		}
	})
}

func TestAnAuditThatCannotBeMadeHarmsNothing(t *testing.T) {
	audited(t, func(n *night, l *hub.Lease, metrics *prometheus.Registry, _ *bytes.Buffer) {
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.store.set(func() { n.store.load = func(board.Cookie) error { return errBroken } })
		after(2 * time.Minute)
		n.store.set(func() { n.store.load = nil })
		n.vote(l, noah, 2, true)
		after(time.Minute)
		p.take()
		n.wantFresh(p.view)
		if n := found(t, metrics); n != 0 {
			t.Errorf("%d differences were counted", n)
		}
	})
}
