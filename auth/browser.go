package auth

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// A browser that has signed in to an account carries a mark of it: a random
// name and its seal with the person. It proves nothing but that, and lets
// nobody in; it is what tells a DJ at the booth from strangers who try.

// mark returns a mark for a browser in which a person has signed in.
func mark(key board.Key, person string) string {
	name := rand.Text()
	return name + "." + base64.RawURLEncoding.EncodeToString(seal(key, "browser", name, person))
}

// knownBrowser returns the name of a browser that a mark says the person has
// signed in with, "" if it says no such thing.
func knownBrowser(keys []board.Key, mark, person string) string {
	name, sum, _ := strings.Cut(mark, ".")
	sent, err := base64.RawURLEncoding.DecodeString(sum)
	genuine := func(key board.Key) bool { return hmac.Equal(sent, seal(key, "browser", name, person)) }
	if err != nil || person == "" || !slices.ContainsFunc(keys, genuine) {
		return ""
	}
	return name
}

// seal is a keyed hash of several parts, whose order and bounds count.
func seal(key board.Key, parts ...string) []byte {
	mac := hmac.New(sha256.New, key.Value)
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part))
		mac.Write(sum[:])
	}
	return mac.Sum(nil)
}
