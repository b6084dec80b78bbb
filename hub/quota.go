package hub

import (
	"context"
	"sync"
	"time"
)

// Quota counts what may be done only so often in a time, such as coming in as
// a guest from one address, over all replicas. A Quota is safe for concurrent
// use.
type Quota interface {
	// Take counts one more of the key. From the first that is counted a window
	// of that length begins; what is over the limit within it is refused, and
	// the caller told how long the window still is. Take never fails: a Quota
	// that cannot be asked is replaced by the process's own count.
	Take(ctx context.Context, key string, limit int, window time.Duration) (wait time.Duration, ok bool)
}

// MemoryQuota is the quota of one process. Its memory is bounded: when more
// keys come than it remembers, it starts afresh, which is lenient, never harsh.
// The zero value is ready.
type MemoryQuota struct {
	mu      sync.Mutex
	windows map[string]quotaWindow
}

type quotaWindow struct {
	until time.Time
	count int
}

const maxQuotaWindows = 50_000

// Take counts one more of the key.
func (q *MemoryQuota) Take(_ context.Context, key string, limit int, window time.Duration) (time.Duration, bool) {
	now := time.Now()
	q.mu.Lock()
	defer q.mu.Unlock()
	one, known := q.windows[key]
	if !now.Before(one.until) {
		one = quotaWindow{until: now.Add(window)}
	}
	if one.count >= limit {
		return one.until.Sub(now), false
	}
	if q.windows == nil || !known && len(q.windows) >= maxQuotaWindows {
		q.windows = map[string]quotaWindow{}
	}
	one.count++
	q.windows[key] = one
	return 0, true
}
