package hub

import (
	"context"
	"time"
)

// quotaWithin is how long Redis may take to count. Somebody waits for it.
const quotaWithin = 200 * time.Millisecond

// redisQuota counts in the Redis of a bus. What it counts there ends with its
// window by itself.
type redisQuota struct {
	bus *RedisBus
	own MemoryQuota // while Redis is away
}

// Quota returns a quota that all replicas with this Redis share. While Redis
// is away each of them counts for itself. It ends with the bus.
func (b *RedisBus) Quota() Quota { return &redisQuota{bus: b} }

// Take counts one more of the key, in one round trip. What is refused is
// counted as well, and changes nothing: the window ends all the same.
func (q *redisQuota) Take(ctx context.Context, key string, limit int, window time.Duration) (time.Duration, bool) {
	if q.bus.health() == ill {
		return q.own.Take(ctx, key, limit, window)
	}
	within, cancel := context.WithTimeout(ctx, quotaWithin)
	defer cancel()
	key = q.bus.prefix + "quota:" + key
	pipe := q.bus.client.TxPipeline()
	pipe.SetNX(within, key, 0, window)
	count, left := pipe.Incr(within, key), pipe.PTTL(within, key)
	if _, err := pipe.Exec(within); err != nil {
		q.bus.log.DebugContext(ctx, "a quota was not counted in Redis", "error", err)
		return q.own.Take(ctx, key, limit, window)
	}
	if count.Val() > int64(limit) {
		return left.Val(), false
	}
	return 0, true
}
