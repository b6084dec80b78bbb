package loadtest

import (
	"hash/maphash"
	"maps"
	"slices"
	"sync"

	"github.com/cueslip/cueslip/board"
)

// held is what one or more simulated boards hold. It never changes.
type held struct {
	view   *board.View
	digest func() string
	ranked func() []*board.Request // those that take votes, most wanted first
}

func newHeld(v *board.View) *held {
	return &held{
		view:   v,
		digest: sync.OnceValue(v.Digest),
		ranked: sync.OnceValue(func() []*board.Request {
			var rows []*board.Request
			for _, req := range v.Rows {
				switch req.Status {
				case board.New, board.Later, board.Accepted:
					rows = append(rows, req)
				}
			}
			slices.SortFunc(rows, board.ByVotes)
			return rows
		}),
	}
}

// feed turns frames into boards. Hundreds of listeners who hold the same board
// and receive the same bytes come to hold the same next board, so the step is
// computed once and shared; each listener still walks its own chain of steps.
// It is safe for concurrent use.
type feed struct {
	seed maphash.Seed

	mu    sync.Mutex
	steps map[step]*held
	known map[uint64]*held // by content, so that chains that part meet again
	order []step           // oldest first
	names []uint64
}

type step struct {
	from     *held // nil: from nothing
	audience board.Audience
	frame    uint64
}

// How many steps and boards are kept: those of some seconds, since a frame
// that everybody has received never comes again.
const (
	keepSteps  = 1024
	keepBoards = 256
)

func newFeed() *feed {
	return &feed{seed: maphash.MakeSeed(), steps: map[step]*held{}, known: map[uint64]*held{}}
}

// receive returns the board that a reader holds after a board or delta frame.
// Errors: board.ErrHole, or what makes the frame unreadable.
func (f *feed) receive(from *held, a board.Audience, frame []byte) (*held, error) {
	key := step{from, a, maphash.Bytes(f.seed, frame)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if next := f.steps[key]; next != nil {
		return next, nil
	}
	view := &board.View{Audience: a}
	if from != nil {
		own := *from.view
		own.Rows = maps.Clone(own.Rows)
		view = &own
	}
	if _, err := view.Receive(frame); err != nil {
		return nil, err
	}
	next := f.canonical(view)
	f.steps[key] = next
	if f.order = append(f.order, key); len(f.order) > keepSteps {
		delete(f.steps, f.order[0])
		f.order = f.order[1:]
	}
	return next, nil
}

// canonical returns the one board with this content.
func (f *feed) canonical(v *board.View) *held {
	name := maphash.Comparable(f.seed, v.Event) ^ maphash.Comparable(f.seed, v.Cookie) ^ maphash.Comparable(f.seed, v.Audience)
	for _, req := range v.Rows {
		name ^= maphash.Comparable(f.seed, *req)
	}
	if same := f.known[name]; same != nil {
		return same
	}
	h := newHeld(v)
	f.known[name] = h
	if f.names = append(f.names, name); len(f.names) > keepBoards {
		delete(f.known, f.names[0])
		f.names = f.names[1:]
	}
	return h
}
