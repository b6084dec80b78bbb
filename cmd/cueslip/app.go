package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"golang.org/x/sync/errgroup"

	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/web"
)

// How long going down may take. Together they stay below the 30 seconds that
// service managers grant before they kill.
const (
	drainNotice  = 1500 * time.Millisecond // for proxies that ask every second
	drainSockets = 18 * time.Second        // sockets are sent away over at most 15 s
	drainHubs    = 3 * time.Second
	drainAlerts  = time.Second
	drainHTTP    = 2 * time.Second
	drainRest    = time.Second // whatever is still running then is left behind
)

// app is one running server.
type app struct {
	addresses
	data   *store.Store
	hubs   *hub.Registry
	endBus func() error
	alerts *push.Sender
	site   *web.Server
	log    *slog.Logger
	people net.Listener
	ops    net.Listener
}

// open wires a server to its data and opens its listeners; run serves.
func (s *settings) open(ctx context.Context, data *store.Store, others replicas, log *slog.Logger) (*app, error) {
	addr := s.Addr
	if s.Lan {
		var err error
		if addr, err = everywhere(s.Addr); err != nil {
			return nil, err
		}
	}
	people, err := listen(ctx, "addr", addr)
	if err != nil {
		return nil, err
	}
	ops, err := listen(ctx, "ops-addr", s.OpsAddr)
	if err != nil {
		_ = people.Close()
		return nil, err
	}
	a := &app{data: data, log: log, people: people, ops: ops}
	if a.addresses, err = s.addresses(people); err == nil {
		err = a.wire(s, others)
	}
	if err != nil {
		_, _ = people.Close(), ops.Close()
		return nil, err
	}
	return a, nil
}

func (a *app) wire(s *settings, others replicas) error {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	shared, err := others.open(a.log, metrics)
	if err != nil {
		return err
	}
	a.endBus = shared.end
	a.alerts = push.New(a.data, push.Options{Contact: a.contact(), Log: a.log, Registerer: metrics})
	a.hubs = hub.New(a.data, shared.bus, hub.Options{Log: a.log, Registerer: metrics, Turn: a.alerts.Tell})
	config := s.web(a.addresses)
	config.Alerts = a.alerts
	config.Arrivals = shared.quota
	if others.RedisURL != "" {
		config.Notice = drainNotice
	}
	site, err := web.New(config, a.data, a.hubs, a.log, metrics)
	if err != nil {
		_ = a.endBus()
		return fmt.Errorf("the server cannot be set up: %w", err)
	}
	a.site = site
	return nil
}

// run serves until ctx is done, then drains. ready is called once people can
// connect. Everything that was started has ended when it returns, unless
// something is stuck: then it returns an error, in time for a service manager.
func (a *app) run(ctx context.Context, ready func() error) error {
	// What serves outlives ctx: it goes on while the server drains.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	group, failed := errgroup.WithContext(serving)
	site, ops := web.HTTP(a.site.Handler(), a.log), web.HTTP(a.site.Ops(), a.log)
	group.Go(func() error { return errors.Join(a.hubs.Run(serving), a.endBus()) })
	group.Go(func() error { a.alerts.Run(serving); return nil })
	group.Go(func() error { a.site.RunClock(serving); return nil })
	group.Go(func() error { a.site.Watch(serving); return nil })
	group.Go(func() error { a.site.RunForgetting(serving); return nil })
	group.Go(func() error { a.site.RunDemo(serving); return nil })
	group.Go(func() error { return serveHTTP(site, a.people) })
	group.Go(func() error { return serveHTTP(ops, a.ops) })

	err := ready()
	if err == nil {
		select {
		case <-ctx.Done():
			a.log.Info("draining")
		case <-failed.Done():
		}
	}
	a.drain(context.WithoutCancel(ctx), site)
	_ = ops.Close()
	stop()
	rest := make(chan error, 1)
	go func() { rest <- group.Wait() }()
	select {
	case ended := <-rest:
		return errors.Join(err, ended)
	case <-time.After(drainRest):
		return errors.Join(err, errors.New("something did not end in time; what was acknowledged is safe"))
	}
}

// drain lets go of people gently. Each step has its own time, so that a stuck
// one does not eat the next one's.
func (a *app) drain(ctx context.Context, site *http.Server) {
	steps := []struct {
		name string
		take time.Duration
		do   func(context.Context) error
	}{
		{"sockets", drainSockets, a.site.Drain},
		{"hubs", drainHubs, a.hubs.Drain},
		{"alerts", drainAlerts, a.alerts.Drain},
		{"http", drainHTTP, site.Shutdown},
	}
	for _, step := range steps {
		within, cancel := context.WithTimeout(ctx, step.take)
		if err := step.do(within); err != nil {
			a.log.Error("not drained in time", "step", step.name, "err", err)
		}
		cancel()
	}
	_ = site.Close()
}

func serveHTTP(server *http.Server, listener net.Listener) error {
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving %s: %w", listener.Addr(), err)
	}
	return nil
}
