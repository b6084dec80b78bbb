package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"time"
)

// batchSpan is how long the guests of one address are one batch.
const batchSpan = 5 * time.Minute

// batchOf marks a new guest as one of those made from an address in one span of
// time: the same mark for all of them, by which the votes of a stuffer are found
// together. It is keyed, so that it does not tell the address, and guests carry
// it under a signature, so that they cannot leave it out.
func batchOf(key []byte, addr netip.Addr, at time.Time) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s|%d", addr, at.Truncate(batchSpan).Unix()) // never fails
	return hex.EncodeToString(mac.Sum(nil)[:6])
}
