package web

import (
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what an operator watches of the web.
type metrics struct {
	calls       *prometheus.CounterVec
	callSeconds *prometheus.HistogramVec
	refusals    *prometheus.CounterVec
	sockets     *prometheus.GaugeVec
	closes      *prometheus.CounterVec
	messages    *prometheus.CounterVec
	ackSeconds  *prometheus.HistogramVec
	stalls      prometheus.Counter
}

// newMetrics registers the metrics; a registerer that can be read from is what
// /metrics shows.
func newMetrics(registerer prometheus.Registerer) (*metrics, prometheus.Gatherer, error) {
	m := &metrics{
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cueslip_web_calls_total", Help: "HTTP calls by route and class of status.",
		}, []string{"route", "class"}),
		callSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cueslip_web_call_seconds", Help: "Time from a call to its answer.", Buckets: buckets,
		}, []string{"route"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cueslip_web_refusals_total", Help: "Refused calls and commands by code.",
		}, []string{"code", "transport"}),
		sockets: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "cueslip_web_sockets", Help: "Open sockets.",
		}, []string{"audience"}),
		closes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cueslip_web_socket_closes_total", Help: "Closed sockets by close code; 0 is a connection that was lost.",
		}, []string{"code"}),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cueslip_web_commands_total", Help: "Commands by kind and transport.",
		}, []string{"kind", "transport"}),
		ackSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "cueslip_web_ack_seconds", Help: "Time from a command to its outcome.", Buckets: buckets,
		}, []string{"kind"}),
		stalls: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "cueslip_web_stalled_sockets_total", Help: "Sockets closed because they took no byte for too long.",
		}),
	}
	for _, c := range []prometheus.Collector{m.calls, m.callSeconds, m.refusals, m.sockets, m.closes, m.messages, m.ackSeconds, m.stalls} {
		if err := registerer.Register(c); err != nil {
			return nil, nil, err
		}
	}
	gather, ok := registerer.(prometheus.Gatherer)
	if !ok {
		gather = prometheus.DefaultGatherer
	}
	return m, gather, nil
}

var buckets = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}
