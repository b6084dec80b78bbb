package web

import (
	"context"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cueslip/cueslip/board"
)

// Ops serves the operator: health and metrics. It belongs on a listener that
// the public cannot reach.
func (s *Server) Ops() http.Handler {
	return s.envelope(s.known(muxOf(s.opsEndpoints())))
}

func (s *Server) opsEndpoints() []endpoint {
	return []endpoint{
		{"GET /healthz", s.alive},
		{"GET /readyz", s.ready},
		{"GET /metrics", promhttp.HandlerFor(s.gather, promhttp.HandlerOpts{}).ServeHTTP},
	}
}

// alive answers as long as the process answers at all.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]string{"status": "alive"})
}

// ready says whether people should be sent here: the database is reached and
// migrated, and the server is not about to go.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) {
	if s.leaving.Load() {
		s.fail(w, r, errMoved)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if err := s.store.Ready(ctx); err != nil {
		s.fail(w, r, board.Errorf(board.Busy, "The database cannot be reached, or is not migrated yet.").Because(err))
		return
	}
	answer(w, http.StatusOK, map[string]string{"status": "ready"})
}
