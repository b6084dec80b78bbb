package main

import (
	"fmt"
	"log/slog"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/hub"
)

// replicas says how the servers that share a database tell each other of
// changes.
type replicas struct {
	RedisURL string `name:"redis-url" placeholder:"URL" help:"Redis through which several servers follow each other: redis://, rediss://, redis+sentinel://HOST/MASTER, or several hosts of a cluster with commas between. Without it, this server is the only one."`
}

// shared is what the servers of one service have together.
type shared struct {
	bus   hub.Bus
	quota hub.Quota
	end   func() error
}

// open opens what the servers share. Redis need not be there: until it is, they
// follow each other through the database and count for themselves.
func (r *replicas) open(log *slog.Logger, metrics prometheus.Registerer) (shared, error) {
	if r.RedisURL == "" {
		return shared{hub.NewMemoryBus(), &hub.MemoryQuota{}, func() error { return nil }}, nil
	}
	redis, err := hub.NewRedisBus(r.RedisURL, hub.RedisOptions{Log: log, Registerer: metrics})
	if err != nil {
		return shared{}, fmt.Errorf("--redis-url cannot be used: %w", err)
	}
	return shared{redis, redis.Quota(), redis.Close}, nil
}
