package hub

import (
	"context"
	"sync"
)

// MemoryBus is the bus of one process: messages reach their subscribers before
// Publish returns.
type MemoryBus struct {
	mu     sync.RWMutex
	events map[string]map[*memorySubscription]struct{}
}

type memorySubscription struct{ receive func(Message) }

// NewMemoryBus returns a bus without subscribers.
func NewMemoryBus() *MemoryBus {
	return &MemoryBus{events: map[string]map[*memorySubscription]struct{}{}}
}

// Publish hands m to every subscriber of the event.
func (b *MemoryBus) Publish(ctx context.Context, event string, m Message) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.RLock()
	defer b.mu.RUnlock()
	for s := range b.events[event] {
		s.receive(m)
	}
	return nil
}

// Subscribe adds a subscriber, which stands at once.
func (b *MemoryBus) Subscribe(_ context.Context, event string, receive func(Message)) (cancel func()) {
	s := &memorySubscription{receive}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.events[event] == nil {
		b.events[event] = map[*memorySubscription]struct{}{}
	}
	b.events[event][s] = struct{}{}
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.events[event], s)
		if len(b.events[event]) == 0 {
			delete(b.events, event)
		}
	}
}

// Healthy is always true.
func (b *MemoryBus) Healthy() bool { return true }
