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
	return digest(key, fmt.Sprintf("%s|%d", addr, at.Truncate(batchSpan).Unix()), 6)
}

// hidden is an address as it may be kept elsewhere: told from others, but not
// told.
func hidden(key []byte, addr netip.Addr) string { return digest(key, addr.String(), 16) }

func digest(key []byte, of string, bytes int) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(of))
	return hex.EncodeToString(mac.Sum(nil)[:bytes])
}
