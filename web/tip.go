package web

import (
	"context"
	"sync"
	"time"
)

const (
	tipAge   = time.Minute // how long a tip link is taken for what it was
	tipCount = 1000        // how many are kept
)

// tips keeps where the DJs of the boards that are looked at are tipped. It is
// no part of the board: a herd at the door reads it once.
type tips struct {
	mu    sync.Mutex
	known map[string]tip
}

type tip struct {
	link  string
	until time.Time
}

// of returns where the DJ of an event is tipped, "" for nowhere. Error: busy.
func (t *tips) of(ctx context.Context, store Store, event string, now time.Time) (string, error) {
	t.mu.Lock()
	kept, ok := t.known[event]
	t.mu.Unlock()
	if ok && now.Before(kept.until) {
		return kept.link, nil
	}
	link, err := store.Tip(ctx, event)
	if err != nil {
		return "", err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.known == nil || len(t.known) >= tipCount {
		t.known = map[string]tip{}
	}
	t.known[event] = tip{link, now.Add(tipAge)}
	return link, nil
}
