package loadtest

import (
	"testing"

	"github.com/cueslip/cueslip/board"
)

func FuzzFeed(f *testing.F) {
	f.Add([]byte(`{"type":"board","cookie":"e1.1","event":{},"requests":[{"id":"a","number":1}]}`), []byte(`{"type":"delta","since":"e1.1","cookie":"e1.2","requests":[{"id":"a","votes":2}],"gone":["b"]}`))
	f.Add([]byte(`{"type":"board","requests":[null]}`), []byte(`{"type":"`))
	f.Fuzz(func(t *testing.T, whole, delta []byte) {
		feed := newFeed()
		_, _ = typeOf(whole), typeOf(delta)
		first, err := feed.receive(nil, board.Public, whole)
		if err != nil {
			return
		}
		before := first.view.Digest()
		if _, err := feed.receive(first, board.Public, delta); err == nil {
			if again, err := feed.receive(first, board.Public, delta); err != nil || again == nil {
				t.Errorf("%q after %q is read once only: %v", delta, whole, err)
			}
		}
		if first.view.Digest() != before {
			t.Errorf("%q changed a board that others hold", delta)
		}
	})
}
