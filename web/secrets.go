package web

import (
	"context"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

const (
	secretsAge   = time.Minute     // how long keys are believed to be all there are
	secretsDoubt = time.Second     // the same when somebody brings what a newer one has signed
	secretsPause = 5 * time.Second // until a new key signs; longer than secretsDoubt, so that every replica knows it in time
)

// secrets are the keys that the replicas share, by the name of what they are
// for. They are read when first needed, and again now and then, so that a
// running server notices new ones. It is safe for concurrent use.
type secrets struct {
	read func(ctx context.Context, name string) ([]board.Key, error) // newest first, at least one; set once

	reading sync.Mutex // held by the one who reads
	mu      sync.Mutex
	rings   map[string]ring
}

// ring is the keys of one secret, newest first.
type ring struct {
	keys []board.Key
	at   time.Time // when they were read
}

// newest returns the key that signs. Errors: internal, busy.
func (s *secrets) newest(ctx context.Context, name string) (board.Key, error) {
	keys, err := s.all(ctx, name)
	if err != nil {
		return board.Key{}, err
	}
	for _, k := range keys {
		if time.Since(time.UnixMilli(k.CreatedAt)) >= secretsPause {
			return k, nil
		}
	}
	return keys[len(keys)-1], nil
}

// all returns the keys that verify, newest first. Errors: internal, busy.
func (s *secrets) all(ctx context.Context, name string) ([]board.Key, error) {
	known := s.known(name)
	if known.keys == nil {
		return s.within(ctx, name, secretsAge)
	}
	if time.Since(known.at) >= secretsAge && s.reading.TryLock() {
		defer s.reading.Unlock()
		if keys, err := s.load(ctx, name); err == nil {
			return keys, nil
		} // while the database is away, the old ones serve
	}
	return known.keys, nil
}

// numbered returns one of the keys; ok is false when there is none of that
// number. Errors: internal, busy.
func (s *secrets) numbered(ctx context.Context, name string, number int) (key board.Key, ok bool, err error) {
	keys, err := s.all(ctx, name)
	if err == nil && number > keys[0].Number {
		keys, err = s.within(ctx, name, secretsDoubt)
	}
	for _, k := range keys {
		if k.Number == number {
			return k, true, err
		}
	}
	return key, false, err
}

// within returns keys that were read not longer ago. One caller reads, the
// others wait for it.
func (s *secrets) within(ctx context.Context, name string, age time.Duration) ([]board.Key, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if known := s.known(name); known.keys != nil && time.Since(known.at) < age {
		return known.keys, nil
	}
	return s.load(ctx, name)
}

func (s *secrets) load(ctx context.Context, name string) ([]board.Key, error) {
	now := time.Now()
	keys, err := s.read(ctx, name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rings == nil {
		s.rings = map[string]ring{}
	}
	s.rings[name] = ring{keys, now}
	return keys, nil
}

func (s *secrets) known(name string) ring {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rings[name]
}
