package hub

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// RedisOptions are the settings of a bus over Redis. The zero value of a field
// stands for its default.
type RedisOptions struct {
	Log        *slog.Logger          // default: slog.Default
	Registerer prometheus.Registerer // default: one of its own, that nobody reads
	Prefix     string                // of every channel; default "cueslip:"
}

// clusterLines is how many lines share the events of a cluster. Every replica
// has to divide by the same number.
const clusterLines = 16

// RedisBus is the bus of several replicas, over the pub/sub of a Redis: a
// single server, one that Sentinels look after, or a cluster, where messages
// are sharded. Nothing is stored there. While Redis cannot be reached, messages
// are lost, Healthy is false, and the bus keeps trying.
type RedisBus struct {
	client  redis.UniversalClient
	prefix  string
	log     *slog.Logger
	metrics *busMetrics
	lines   []*line // an event's channel is always on the same one

	stop    context.CancelFunc
	working sync.WaitGroup

	telling sync.Mutex
	told    health // what the log was told
}

// NewRedisBus returns a bus over the Redis at the URL, whose forms are
//
//	redis://[user:password@]host:port[/database]
//	redis://[user:password@]host:port,host:port,…            a cluster
//	redis+cluster://[user:password@]host:port                one that names its other nodes
//	redis+sentinel://[user:password@]host:port,…/master[/database]
//
// and the same with rediss for TLS. It does not wait until Redis answers. An
// error means that the URL is wrong.
func NewRedisBus(url string, opts RedisOptions) (*RedisBus, error) {
	options, err := redisOptions(url)
	if err != nil {
		return nil, err
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Registerer == nil {
		opts.Registerer = prometheus.NewRegistry()
	}
	redis.SetLogger(redisLog{opts.Log}) // the library has one for all clients
	client := redis.NewUniversalClient(options)
	ctx, stop := context.WithCancel(context.Background())
	b := &RedisBus{client: client, prefix: cmp.Or(opts.Prefix, "cueslip:"), log: opts.Log, stop: stop}
	if _, cluster := client.(*redis.ClusterClient); cluster {
		for n := range clusterLines {
			b.lines = append(b.lines, newLine(b, "{"+strconv.Itoa(n)+"}", true))
		}
	} else {
		b.lines = []*line{newLine(b, "", false)}
	}
	b.metrics = newBusMetrics(opts.Registerer, b.Healthy)
	for _, l := range b.lines {
		b.working.Go(func() { l.run(ctx) })
		b.working.Go(func() { l.probe(ctx) })
	}
	return b, nil
}

// lineOf returns the line that an event's channel is on, and the channel.
func (b *RedisBus) lineOf(event string) (*line, string) {
	l := b.lines[0]
	if len(b.lines) > 1 {
		h := fnv.New32a()
		_, _ = h.Write([]byte(event)) // never fails
		l = b.lines[h.Sum32()%uint32(len(b.lines))]
	}
	return l, l.name(event)
}

// Publish sends m to the event's channel. Its error says that it is not known
// to have got there.
func (b *RedisBus) Publish(ctx context.Context, event string, m Message) error {
	l, channel := b.lineOf(event)
	if err := l.publish(ctx, channel, m); err != nil {
		return fmt.Errorf("hub: publishing to %s: %w", event, err)
	}
	return nil
}

// Subscribe follows the event's channel, together with others of this process
// that do.
func (b *RedisBus) Subscribe(ctx context.Context, event string, receive func(Message)) (cancel func()) {
	l, channel := b.lineOf(event)
	return l.subscribe(ctx, channel, receive)
}

// Healthy reports whether every line heard its own echo within the last two
// seconds or so, on a connection that still stands.
func (b *RedisBus) Healthy() bool { return b.health() == well }

func (b *RedisBus) health() health {
	all := well
	for _, l := range b.lines {
		switch l.health() {
		case ill:
			return ill
		case unknown:
			all = unknown
		}
	}
	return all
}

// tell logs when the bus as a whole became well or ill.
func (b *RedisBus) tell() {
	b.telling.Lock()
	defer b.telling.Unlock()
	now := b.health()
	if now == b.told || now == unknown {
		return
	}
	if b.told = now; now == ill {
		b.log.Warn("Redis does not pass messages on; replicas follow each other through the database meanwhile")
	} else {
		b.log.Info("Redis passes messages on")
	}
}

// Close ends the bus and waits for its goroutines. Subscribers hear no more.
func (b *RedisBus) Close() error {
	b.stop()
	b.working.Wait()
	if err := b.client.Close(); err != nil && !strings.Contains(err.Error(), "closed") {
		return fmt.Errorf("hub: closing the Redis client: %w", err)
	}
	return nil
}
