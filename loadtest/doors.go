package loadtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/cueslip/cueslip/board"
)

// doors are the addresses of one server's replicas. Each page has one that it
// uses, and takes the next when that one does not answer.
type doors struct {
	bases []string     // without a slash at the end
	crowd int          // the first of them are the crowd's; a DJ may have another
	last  atomic.Int64 // the one that answered the run's own latest call
}

// newDoors reads addresses; an empty one for the DJ is left out.
func newDoors(urls []string, dj string) (*doors, error) {
	d := &doors{crowd: len(urls)}
	if dj != "" {
		urls = append(slices.Clone(urls), dj)
	}
	for _, base := range urls {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return nil, fmt.Errorf("the server's address is http://… or https://…, not %q", base)
		}
		d.bases = append(d.bases, strings.TrimSuffix(u.String(), "/"))
	}
	if d.crowd == 0 {
		return nil, errors.New("a crowd needs the address of a server")
	}
	return d, nil
}

// of is the door that the n-th listener comes to.
func (d *doors) of(n int) int { return n % d.crowd }

// djs is the DJ's own door, or one of the crowd's.
func (d *doors) djs() int { return d.crowd % len(d.bases) }

// after is the door to try when one does not open.
func (d *doors) after(i int) int { return (i + 1) % len(d.bases) }

// call does something at the door that answered the latest time, and, if that
// one is shut, at each of the others once.
func (d *doors) call(ctx context.Context, do func(base string) ([]byte, error)) (data []byte, err error) {
	first := int(d.last.Load())
	for i := range d.bases {
		at := (first + i) % len(d.bases)
		if data, err = do(d.bases[at]); err == nil || !shut(err) || ctx.Err() != nil {
			d.last.Store(int64(at))
			return data, err
		}
	}
	return data, err
}

// shut reports whether an error says that another replica should be asked:
// nobody is there, it is going, or a proxy says so in its place.
func shut(err error) bool {
	var refusal *board.Error
	return !errors.As(err, &refusal) || refusal.Code == board.Moved || refusal.Code == board.Internal
}
