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
	bus    *RedisBus
	within time.Duration
	own    MemoryQuota // of this process alone, for when Redis is away
}

// Quota returns a quota that all replicas with this Redis share. While Redis
// is away each of them counts for itself. It ends with the bus.
func (b *RedisBus) Quota() Quota { return &redisQuota{bus: b, within: quotaWithin} }

// Take counts one more of the name, in one round trip. What is refused is
// counted as well, and changes nothing: the window ends all the same. What is
// let through is counted here, too, so that nobody is given the whole limit anew
// when Redis goes away.
func (q *redisQuota) Take(ctx context.Context, name string, limit int, window time.Duration) (time.Duration, bool) {
	if q.bus.health() == ill {
		return q.own.Take(ctx, name, limit, window)
	}
	within, cancel := context.WithTimeout(ctx, q.within)
	defer cancel()
	key := q.bus.prefix + "quota:" + name
	pipe := q.bus.client.TxPipeline()
	pipe.SetNX(within, key, 0, window)
	count, left := pipe.Incr(within, key), pipe.PTTL(within, key)
	if _, err := pipe.Exec(within); err != nil {
		q.bus.log.DebugContext(ctx, "a quota was not counted in Redis", "error", err)
		return q.own.Take(ctx, name, limit, window)
	}
	if count.Val() > int64(limit) {
		return left.Val(), false
	}
	q.own.Take(ctx, name, limit, window)
	return 0, true
}
