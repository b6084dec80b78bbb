package board

import "fmt"

// Key is one of the keys of a secret that the replicas share. The newest signs,
// all of them verify. Printing one shows which it is, never its value.
type Key struct {
	Name      string
	Number    int    // from 1, growing
	Value     []byte `json:"-"`
	CreatedAt int64  // Unix ms
}

// String names the key.
func (k Key) String() string { return fmt.Sprintf("key %d of %s", k.Number, k.Name) }

// GoString names the key too, for %#v.
func (k Key) GoString() string { return k.String() }

// Weak reports whether a key can be guessed: it is too short, or has hardly
// any two bytes that differ.
func (k Key) Weak() bool {
	seen := map[byte]bool{}
	for _, b := range k.Value {
		seen[b] = true
	}
	return len(k.Value) < keyBytes || len(seen) < keyBytes/2
}

const keyBytes = 32
