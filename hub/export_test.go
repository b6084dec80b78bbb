package hub

import "time"

// PatientQuota is the bus's quota with time for Redis to answer on a machine
// that does much else.
func (b *RedisBus) PatientQuota() Quota { return &redisQuota{bus: b, within: time.Minute} }
