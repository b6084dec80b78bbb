package board

import "maps"

// Book is a set of named things that the crew keeps beside the requests: whom
// it banned, what it does not play, who belongs to it. A ledger reads it whole
// or in part, changes it, and says what to write.
type Book[V comparable] struct {
	Now map[string]V // as read, then as commands left it

	before  map[string]*V // of the command being done; nil: there was none
	written map[string]bool
}

// get returns the thing of a name.
func (b *Book[V]) get(name string) (V, bool) {
	v, ok := b.Now[name]
	return v, ok
}

// put sets the thing of a name, or takes it away for nil.
func (b *Book[V]) put(name string, v *V) {
	if b.Now == nil {
		b.Now = map[string]V{}
	}
	if b.before == nil {
		b.before = map[string]*V{}
	}
	if b.written == nil {
		b.written = map[string]bool{}
	}
	if _, noted := b.before[name]; !noted {
		b.before[name] = b.at(name)
	}
	b.written[name] = true
	if v == nil {
		delete(b.Now, name)
	} else {
		b.Now[name] = *v
	}
}

func (b *Book[V]) at(name string) *V {
	if v, ok := b.Now[name]; ok {
		return &v
	}
	return nil
}

// begin forgets what was before the last command.
func (b *Book[V]) begin() { b.before = nil }

// differing returns what the command changed, before and after it.
func (b *Book[V]) differing() (was, is map[string]*V) {
	for name, v := range b.before {
		now := b.at(name)
		if equal(v, now) {
			continue
		}
		if was == nil {
			was, is = map[string]*V{}, map[string]*V{}
		}
		was[name], is[name] = v, now
	}
	return was, is
}

// stands reports whether everything is as it was left.
func (b *Book[V]) stands(as map[string]*V) bool {
	for name, v := range as {
		if !equal(v, b.at(name)) {
			return false
		}
	}
	return true
}

// restore puts everything back as it was.
func (b *Book[V]) restore(as map[string]*V) {
	for name, v := range as {
		b.put(name, v)
	}
}

// Written returns what has to be stored, by name; nil: taken away.
func (b *Book[V]) Written() map[string]*V {
	out := make(map[string]*V, len(b.written))
	for name := range maps.Keys(b.written) {
		out[name] = b.at(name)
	}
	return out
}

func equal[V comparable](a, b *V) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}
