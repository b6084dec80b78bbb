package web

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cueslip/cueslip/board"
)

// Ops serves the operator: health and metrics. It belongs on a listener that
// the public cannot reach.
func (s *Server) Ops() http.Handler {
	return s.envelope(s.unbound(s.known(s.muxOf(s.opsEndpoints()))))
}

// unbound refuses calls that reached this machine's own address under the name
// of another: so does a page of anybody's whose name was pointed here, in a
// browser on this machine, and to it the answers would be its own.
func (s *Server) unbound(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		local, _ := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
		if local != nil && local.IP.IsLoopback() && !loopback(r.Host) {
			s.fail(w, r, board.Errorf(board.BadOrigin, "On this machine, ask for localhost."))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) opsEndpoints() []endpoint {
	return []endpoint{
		{"GET /healthz", forAnyone, s.alive},
		{"GET /readyz", forAnyone, s.ready},
		{"GET /metrics", forAnyone, promhttp.HandlerFor(s.gather, promhttp.HandlerOpts{}).ServeHTTP},
	}
}

// alive answers as long as the process answers at all.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"status": "alive"})
}

// ready says whether people should be sent here: the database is reached and
// migrated, and the server is not about to go.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.unready(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]string{"status": "ready"})
}

func (s *Server) unready(ctx context.Context) error {
	if s.going.Load() {
		return errMoved
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := s.store.Ready(ctx); err != nil {
		return board.Errorf(board.Busy, "The database cannot be reached, or is not migrated yet.").Because(err)
	}
	return nil
}

// readiness is what [Server.ready] answers, asked afresh whenever it is read.
func (s *Server) readiness() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "cueslip_web_ready", Help: "1 while people may be sent here: the database is reached and migrated, and the server is not going; else 0.",
	}, func() float64 {
		if s.unready(context.Background()) != nil {
			return 0
		}
		return 1
	})
}
