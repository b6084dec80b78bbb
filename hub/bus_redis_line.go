package hub

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// A line that hears nothing for this long, not even its own echo, is dead,
// although the connection may look alive.
const deadAfter = 3 * time.Second

// How long a line waits before it tries to connect again.
const (
	reconnectFirst = 50 * time.Millisecond
	reconnectMost  = time.Second
)

// line is one subscribed connection, with any number of channels. On a cluster
// all channels of a line share a hash tag, and so a slot and a node, since a
// connection hears sharded messages of its own node only.
type line struct {
	// Set once.
	bus     *RedisBus
	tag     string
	sharded bool
	echo    string        // the channel of the echo
	changed chan struct{} // other channels are wanted
	unsure  chan struct{} // an echo is wanted now
	echoes  chan int      // those that came back

	state atomic.Int32 // a health

	mu       sync.RWMutex // held for reading while subscribers are called
	channels map[string]*channel
}

func newLine(b *RedisBus, tag string, sharded bool) *line {
	l := &line{
		bus: b, tag: tag, sharded: sharded,
		changed: make(chan struct{}, 1), unsure: make(chan struct{}, 1), echoes: make(chan int, 8),
		channels: map[string]*channel{},
	}
	l.echo = l.name("echo:" + rand.Text())
	l.add(l.echo, &subscriber{receive: l.hear})
	return l
}

// name is that of the channel of an event.
func (l *line) name(event string) string { return l.bus.prefix + l.tag + event }

func (l *line) publish(ctx context.Context, name string, m Message) error {
	e := envelope{Message: m}
	l.mu.RLock()
	if c := l.channels[name]; c != nil {
		e.From, e.Number = c.from, c.sent.Add(1)
	}
	l.mu.RUnlock()
	data, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if l.sharded {
		return l.bus.client.SPublish(ctx, name, data).Err()
	}
	return l.bus.client.Publish(ctx, name, data).Err()
}

// run keeps a connection up until ctx is done.
func (l *line) run(ctx context.Context) {
	wait := reconnectFirst
	for {
		began := time.Now()
		err := l.connect(ctx)
		l.forget()
		if ctx.Err() != nil {
			return
		}
		l.set(ill)
		l.bus.metrics.disconnects.Inc()
		l.bus.log.Debug("a connection to Redis ended", "error", err)
		if time.Since(began) >= reconnectMost {
			wait = reconnectFirst
		}
		pause := time.NewTimer(wait/2 + mathrand.N(wait/2))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return
		}
		wait = min(2*wait, reconnectMost)
	}
}

// connect opens a connection and listens until it fails, ctx is done, or it
// has been silent for too long.
//
// The client would reconnect by itself; a fresh subscription is made instead,
// because only then is it known which channels stand, and who missed what.
func (l *line) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	pubsub := l.bus.client.Subscribe(ctx)
	var writer sync.WaitGroup
	defer writer.Wait()
	defer cancel()
	if err := l.ask(ctx, pubsub); err != nil {
		_ = pubsub.Close()
		return err
	}
	writer.Go(func() {
		for err := error(nil); err == nil; {
			select {
			case <-l.changed:
				err = l.ask(ctx, pubsub)
			case <-ctx.Done():
				err = ctx.Err()
			}
		}
		_ = pubsub.Close() // ends a read
	})
	for {
		if err := l.listen(ctx, pubsub); err != nil {
			return err
		}
	}
}

// ask tells Redis which channels are wanted that were not, and the other way
// round. The first time, that is at least the channel of the echo: the node of
// a cluster is found by it.
func (l *line) ask(ctx context.Context, pubsub *redis.PubSub) error {
	subscribe, unsubscribe := pubsub.Subscribe, pubsub.Unsubscribe
	if l.sharded {
		subscribe, unsubscribe = pubsub.SSubscribe, pubsub.SUnsubscribe
	}
	join, leave := l.changes()
	if len(join) > 0 {
		if err := subscribe(ctx, join...); err != nil {
			return err
		}
	}
	if len(leave) > 0 {
		return unsubscribe(ctx, leave...)
	}
	return nil
}

// listen takes one message off the connection.
func (l *line) listen(ctx context.Context, pubsub *redis.PubSub) error {
	received, err := pubsub.ReceiveTimeout(ctx, deadAfter)
	if err != nil {
		return err
	}
	switch m := received.(type) {
	case *redis.Subscription:
		if !l.confirm(m.Channel) {
			return fmt.Errorf("%s of %s came unasked", m.Kind, m.Channel)
		}
	case *redis.Message:
		var e envelope
		if err := json.Unmarshal([]byte(m.Payload), &e); err != nil {
			l.bus.log.Warn("a message on the bus cannot be read", "channel", m.Channel, "error", err)
			l.hand(m.Channel, nil)
			return nil
		}
		l.hand(m.Channel, &e)
	}
	return nil
}
