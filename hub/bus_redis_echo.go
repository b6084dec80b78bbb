package hub

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Each line publishes to a channel of its own and expects to hear it, by the
// path that all messages take.
const (
	echoEvery  = time.Second
	echoWithin = 500 * time.Millisecond
)

// health is what is known of a line.
type health int32

const (
	unknown health = iota // no echo was tried yet
	well
	ill
)

func (l *line) health() health { return health(l.state.Load()) }

func (l *line) set(h health) {
	l.state.Store(int32(h))
	l.bus.tell()
}

// probe tries the line once a second, and at once when a connection stands,
// until ctx is done.
func (l *line) probe(ctx context.Context) {
	timer := time.NewTimer(echoWithin)
	defer timer.Stop()
	for n := 1; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-l.unsure:
		}
		began := time.Now()
		if l.hearsItself(ctx, n) {
			l.bus.metrics.echo.Observe(time.Since(began).Seconds())
			l.set(well)
		} else if ctx.Err() == nil {
			l.set(ill)
		}
		timer.Reset(echoEvery)
	}
}

func (l *line) hearsItself(ctx context.Context, n int) bool {
	ctx, cancel := context.WithTimeout(ctx, echoWithin)
	defer cancel()
	if err := l.publish(ctx, l.echo, Message{Here: n}); err != nil {
		return false
	}
	for {
		select {
		case <-ctx.Done():
			return false
		case back := <-l.echoes:
			if back == n {
				return true
			}
		}
	}
}

// hear takes an echo in.
func (l *line) hear(m Message) {
	if m.Missed {
		poke(l.unsure)
		return
	}
	select {
	case l.echoes <- m.Here:
	default: // late ones, that nobody waits for
	}
}

// busMetrics are those of one bus.
type busMetrics struct {
	disconnects prometheus.Counter
	gaps        prometheus.Counter
	echo        prometheus.Histogram
}

func newBusMetrics(registerer prometheus.Registerer, healthy func() bool) *busMetrics {
	m := &busMetrics{
		disconnects: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cueslip_bus_disconnects_total", Help: "Connections to Redis that ended or could not be made.",
		}),
		gaps: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cueslip_bus_gaps_total", Help: "Messages before which others were missing, or that could not be read.",
		}),
		echo: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "cueslip_bus_echo_seconds", Help: "Time until a replica heard its own message.",
			Buckets: []float64{.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5},
		}),
	}
	registerer.MustRegister(m.disconnects, m.gaps, m.echo, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "cueslip_bus_healthy", Help: "1 while messages get through Redis, else 0.",
	}, func() float64 {
		if healthy() {
			return 1
		}
		return 0
	}))
	return m
}
