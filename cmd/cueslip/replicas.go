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

// bus opens the bus, and returns what ends it. Redis need not be there: until
// it is, servers follow each other through the database.
func (r *replicas) bus(log *slog.Logger, metrics prometheus.Registerer) (bus hub.Bus, end func() error, err error) {
	if r.RedisURL == "" {
		return hub.NewMemoryBus(), func() error { return nil }, nil
	}
	redis, err := hub.NewRedisBus(r.RedisURL, hub.RedisOptions{Log: log, Registerer: metrics})
	if err != nil {
		return nil, nil, fmt.Errorf("--redis-url cannot be used: %w", err)
	}
	return redis, redis.Close, nil
}
