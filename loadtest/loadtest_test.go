package loadtest_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/loadtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
	"github.com/cueslip/cueslip/web"
)

// server is a whole server of the product.
type server struct {
	url  string
	data *store.Store
	kill func() // ends its listener and every connection at once, as kill -9 does
}

// serve runs a whole server over a database until the test ends.
func serve(t *testing.T, database string) *server {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	data := storetest.Open(t, database)
	metrics := prometheus.NewRegistry()
	log := slog.New(slog.DiscardHandler)
	hubs := hub.New(data, hub.NewMemoryBus(), hub.Options{Log: log, Registerer: metrics})
	site, err := web.New(web.Config{DrainOver: time.Millisecond}, data, hubs, log, metrics)
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- hubs.Run(ctx) }()
	http := httptest.NewUnstartedServer(site.Handler())
	door := &door{Listener: http.Listener}
	http.Listener = door
	http.Start()
	t.Cleanup(func() {
		err := site.Drain(ctx)
		http.Close()
		stop()
		if err := errors.Join(err, <-ran); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return &server{url: http.URL, data: data, kill: door.slam}
}

// dj makes a DJ and returns a token.
func (s *server) dj(t *testing.T) string {
	t.Helper()
	dj, err := s.data.AddAccount(t.Context(), "dj", board.DJ)
	if err != nil {
		t.Fatal(err)
	}
	token, err := s.data.CreateToken(t.Context(), dj.Person, "test")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// door is a listener that knows its connections.
type door struct {
	net.Listener

	mu    sync.Mutex
	conns []net.Conn
}

func (d *door) Accept() (net.Conn, error) {
	conn, err := d.Listener.Accept()
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == nil {
		d.conns = append(d.conns, conn)
	}
	return conn, err
}

func (d *door) slam() {
	_ = d.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, conn := range d.conns {
		_ = conn.Close()
	}
}

func TestSmallCrowdIsServedAsPromised(t *testing.T) {
	t.Parallel()
	on := serve(t, storetest.SQLite(t))
	report, err := loadtest.Run(t.Context(), loadtest.Options{
		URLs: []string{on.url}, Token: on.dj(t), Listeners: 20, Duration: 3 * time.Second, Votes: 40, Requests: 4, Speed: 300, Seed: 11,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Breaches {
		t.Error(b)
	}
	for _, class := range []string{"vote", "request", "dj"} {
		if report.Acked[class] == 0 || report.Boards[class].Count == 0 {
			t.Errorf("nothing of class %q was measured: %d acknowledged, %d on boards", class, report.Acked[class], report.Boards[class].Count)
		}
	}
}

func TestQuietProbeMeasuresSingleVotes(t *testing.T) {
	t.Parallel()
	on := serve(t, storetest.SQLite(t))
	report, err := loadtest.Run(t.Context(), loadtest.Options{
		URLs: []string{on.url}, Token: on.dj(t), Listeners: 5, Duration: 2 * time.Second, Seed: 12, Quiet: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Breaches {
		t.Error(b)
	}
	if got := report.Last["vote"].Count; got < 2 {
		t.Errorf("%d votes reached every board, want some", got)
	}
}

func TestDemoEndsWithItsContext(t *testing.T) {
	t.Parallel()
	on := serve(t, storetest.SQLite(t))
	url, token := on.url, on.dj(t)
	event := openEvent(t, url, token)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- loadtest.Demo(ctx, loadtest.DemoOptions{URL: url, Token: token, Event: event, Listeners: 5, Speed: 1000, Seed: 13})
	}()
	for requestsOn(t, url, event) == 0 {
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestListenersOfADeadReplicaGoToAnother(t *testing.T) {
	t.Parallel()
	database := storetest.Postgres(t)
	dies, lives := serve(t, database), serve(t, database)
	report, err := loadtest.Run(t.Context(), loadtest.Options{
		URLs: []string{dies.url, lives.url}, Token: lives.dj(t), Listeners: 10, Duration: 4 * time.Second, Votes: 20, Requests: 2, Speed: 300, Seed: 14,
		Beside: func(_ context.Context, note func(string)) {
			note("the first replica dies")
			dies.kill()
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range report.Breaches {
		t.Error(b)
	}
	if lost := report.Counts["lost_sockets"]; lost < 5 || report.Gaps.Count < lost {
		t.Errorf("%d sockets were lost and %d boards came back, want those of the dead replica", lost, report.Gaps.Count)
	}
	if report.Acked["vote"] == 0 {
		t.Error("nobody voted")
	}
}

func TestProcessesThatShareAnEventAddUp(t *testing.T) {
	t.Parallel()
	on := serve(t, storetest.SQLite(t))
	token := on.dj(t)
	event, err := loadtest.OpenEvent(t.Context(), loadtest.Options{URLs: []string{on.url}, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	reports, errs := make([]*loadtest.Report, 2), make([]error, 2)
	var running sync.WaitGroup
	for i := range reports {
		running.Go(func() {
			reports[i], errs[i] = loadtest.Run(t.Context(), loadtest.Options{
				URLs: []string{on.url}, Token: token, Event: event, Idle: i > 0,
				Listeners: 10, Duration: 3 * time.Second, Votes: 20, Requests: 2, Speed: 300, Seed: uint64(15 + i),
			})
		})
	}
	running.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	sum, err := loadtest.Merge(reports...)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range sum.Breaches {
		t.Error(b)
	}
	if sum.Unjudged != "" {
		t.Errorf("the votes were not counted together: %s", sum.Unjudged)
	}
	if got, want := sum.Acks["vote"].Count, reports[0].Acks["vote"].Count+reports[1].Acks["vote"].Count; got != want || want == 0 {
		t.Errorf("the votes of both are %d, want %d", got, want)
	}
	if dj := reports[1].Acked["dj"]; dj > 0 {
		t.Errorf("the DJ who was to look on acted %d times", dj)
	}
}
