package loadtest_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/loadtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/web"
)

// serve runs a whole server over SQLite until the test ends, and returns its
// address and the token of a DJ.
func serve(t *testing.T) (url, token string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	data, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "test.db"), store.Options{Log: slog.New(slog.DiscardHandler), Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := data.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	dj, err := data.AddAccount(ctx, "dj", board.DJ)
	if err != nil {
		t.Fatal(err)
	}
	if token, err = data.CreateToken(ctx, dj.Person, "test"); err != nil {
		t.Fatal(err)
	}
	metrics := prometheus.NewRegistry()
	log := slog.New(slog.DiscardHandler)
	hubs := hub.New(data, hub.NewMemoryBus(), hub.Options{Log: log, Registerer: metrics})
	site, err := web.New(web.Config{DrainOver: time.Millisecond}, data, hubs, log, metrics)
	if err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- hubs.Run(ctx) }()
	server := httptest.NewServer(site.Handler())
	t.Cleanup(func() {
		err := site.Drain(ctx)
		server.Close()
		stop()
		if err := errors.Join(err, <-ran, data.Close()); err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return server.URL, token
}

func TestSmallCrowdIsServedAsPromised(t *testing.T) {
	t.Parallel()
	url, token := serve(t)
	report, err := loadtest.Run(t.Context(), loadtest.Options{
		URLs: []string{url}, Token: token, Listeners: 20, Duration: 3 * time.Second, Votes: 40, Requests: 4, Speed: 300, Seed: 11,
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
	url, token := serve(t)
	report, err := loadtest.Run(t.Context(), loadtest.Options{
		URLs: []string{url}, Token: token, Listeners: 5, Duration: 2 * time.Second, Seed: 12, Quiet: true,
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
	url, token := serve(t)
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
