package hub

import (
	"context"
	"crypto/rand"
	"sync/atomic"
)

// envelope is a message as it travels. Messages of one sender on one channel
// are numbered from 1, so that whoever misses one notices. Fields that are not
// known are ignored, so that neighbouring releases understand each other.
type envelope struct {
	From   string `json:"from,omitempty"`
	Number uint64 `json:"n,omitempty"` // 0: not numbered
	Message
}

// maxSenders bounds the senders remembered per channel; hubs that start again
// are new senders.
const maxSenders = 64

// channel is one event's channel on a line, for as long as anybody in this
// process follows it.
type channel struct {
	from string // names this process on the channel
	sent atomic.Uint64

	// Guarded by line.mu. Commands about a channel are confirmed in order.
	subscribers map[*subscriber]struct{}
	asked       bool // Redis was last asked to subscribe, on this connection
	unconfirmed int  // commands sent on this connection and not confirmed

	last map[string]uint64 // number by sender; owned by the line's reader
}

type subscriber struct {
	receive func(Message)
	stands  chan struct{} // closed when the channel stands, if somebody waits
	waiting bool          // guarded by line.mu
}

func (c *channel) stands() bool { return c.asked && c.unconfirmed == 0 }

// add adds a subscriber to a channel. It reports whether the channel stands
// already.
func (l *line) add(name string, s *subscriber) (*channel, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.channels[name]
	if c == nil {
		c = &channel{from: rand.Text()[:12], subscribers: map[*subscriber]struct{}{}, last: map[string]uint64{}}
		l.channels[name] = c
	}
	c.subscribers[s] = struct{}{}
	return c, c.stands()
}

// subscribe adds a subscriber and waits until the channel stands, or ctx ends;
// in that case the subscriber hears Missed once it does.
func (l *line) subscribe(ctx context.Context, name string, receive func(Message)) (cancel func()) {
	s := &subscriber{receive: receive, stands: make(chan struct{}), waiting: true}
	c, stands := l.add(name, s)
	if !stands {
		poke(l.changed)
		select {
		case <-s.stands:
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s.waiting = false
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(c.subscribers, s)
		if len(c.subscribers) == 0 {
			poke(l.changed)
		}
	}
}

// poke wakes a goroutine that looks at everything when it wakes.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// changes returns the channels that Redis has to be asked to subscribe to and
// to leave, and notes them as asked.
func (l *line) changes() (join, leave []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, c := range l.channels {
		switch wanted := len(c.subscribers) > 0; {
		case wanted && !c.asked:
			join = append(join, name)
			c.asked = true
			c.unconfirmed++
		case !wanted && c.asked:
			leave = append(leave, name)
			c.asked = false
			c.unconfirmed++
		case !wanted && c.unconfirmed == 0:
			delete(l.channels, name)
		}
	}
	return join, leave
}

// confirm takes in that Redis has carried out a command about a channel. It
// reports false if there was none: Redis has taken the channel away.
func (l *line) confirm(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := l.channels[name]
	if c == nil || c.unconfirmed == 0 {
		return false
	}
	c.unconfirmed--
	switch {
	case c.stands():
		for s := range c.subscribers {
			s.stand()
		}
	case c.unconfirmed == 0 && len(c.subscribers) == 0:
		delete(l.channels, name)
	}
	return true
}

// stand tells a subscriber that it hears everything from now on.
func (s *subscriber) stand() {
	if s.waiting {
		s.waiting = false
		close(s.stands)
		return
	}
	s.receive(Message{Missed: true})
}

// forget notes that the connection is gone.
func (l *line) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, c := range l.channels {
		c.asked, c.unconfirmed = false, 0
		clear(c.last)
		if len(c.subscribers) == 0 {
			delete(l.channels, name)
		}
	}
}

// hand gives a message to those who follow the channel.
func (l *line) hand(name string, e *envelope) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	c := l.channels[name]
	if c == nil {
		return // just left
	}
	if e == nil || c.skipped(e) {
		l.bus.metrics.gaps.Inc()
		for s := range c.subscribers {
			s.receive(Message{Missed: true})
		}
	}
	if e == nil {
		return
	}
	for s := range c.subscribers {
		s.receive(e.Message)
	}
}

// skipped reports whether messages before this one were lost, or are late.
func (c *channel) skipped(e *envelope) bool {
	if e.Number == 0 {
		return false
	}
	last, known := c.last[e.From]
	if !known && len(c.last) >= maxSenders {
		clear(c.last)
	}
	c.last[e.From] = max(last, e.Number)
	return known && e.Number > last+1
}
