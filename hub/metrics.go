package hub

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics of all hubs of one registry. None is labelled by event, so that
// their number does not grow.
type metrics struct {
	hubs          prometheus.Gauge
	readers       *prometheus.GaugeVec
	frames        prometheus.Counter
	frameBytes    prometheus.Counter
	commits       *prometheus.CounterVec
	batch         prometheus.Histogram
	commitSeconds prometheus.Histogram
	laneFull      *prometheus.CounterVec
	catchUps      prometheus.Counter
	resyncs       prometheus.Counter
	wholes        prometheus.Counter
	dropped       prometheus.Counter
	panics        prometheus.Counter
	differences   *prometheus.CounterVec
}

func newMetrics(registerer prometheus.Registerer) *metrics {
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Name: "cueslip_hub_" + name, Help: help})
		registerer.MustRegister(c)
		return c
	}
	counters := func(name, help, label string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "cueslip_hub_" + name, Help: help}, []string{label})
		registerer.MustRegister(c)
		return c
	}
	histogram := func(name, help string, buckets []float64) prometheus.Histogram {
		h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "cueslip_hub_" + name, Help: help, Buckets: buckets})
		registerer.MustRegister(h)
		return h
	}
	m := &metrics{
		hubs:       prometheus.NewGauge(prometheus.GaugeOpts{Name: "cueslip_hub_active", Help: "Events with a hub in this process."}),
		readers:    prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "cueslip_hub_readers", Help: "Readers that follow a board, by audience."}, []string{"audience"}),
		frames:     counter("frames_total", "Frames put into rings, each sent to every reader of its audience."),
		frameBytes: counter("frame_bytes_total", "Bytes of frames put into rings."),
		commits:    counters("commits_total", "Commits tried, by outcome: ok, or the code of the error.", "outcome"),
		batch:      histogram("batch_commands", "Commands in one commit.", []float64{1, 2, 5, 10, 20, 50, 100, 200, 500}),
		commitSeconds: histogram("commit_seconds", "Time that one commit took in the store.",
			[]float64{.001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5}),
		laneFull: counters("lane_full_total", "Commands refused because their lane was full, by lane.", "lane"),
		catchUps: counter("catch_ups_total", "Reads of the database because a hub had missed something."),
		resyncs:  counter("resyncs_total", "Readers that fell out of the ring and were brought back."),
		wholes:   counter("wholes_total", "Encodings of a whole board."),
		dropped:  counter("publications_dropped_total", "Messages not published because the bus was too slow or failed."),
		panics:   counter("panics_total", "Hubs that panicked and were ended."),
	}
	m.differences = counters("audit_differences_total", "Differences found and healed, by kind: board (a hub from the database), votes (a total from its votes).", "kind")
	for _, kind := range []string{"board", "votes"} {
		m.differences.WithLabelValues(kind) // shown from the start
	}
	registerer.MustRegister(m.hubs, m.readers)
	return m
}
