package setlist

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// quarters is how many quarters of an hour a day has.
const quarters = 24 * 4

// Figures are what a night came to, or several together.
type Figures struct {
	Asked    int // by listeners; what they withdrew is not counted
	Accepted int // of those: queued, played, or merged into one that is
	Played   int
	People   int // who asked; over several nights, of each of them

	waits []int64       // from asked to played, in milliseconds
	busy  [quarters]int // asked in each quarter of an hour, where the event was
}

// Quarter is a quarter of an hour of the day.
type Quarter struct {
	Clock string // when it begins
	Asked int
}

// FiguresOf counts what an event came to.
func FiguresOf(event board.Event, rows []*board.Request) Figures {
	byID := make(map[string]*board.Request, len(rows))
	for _, q := range rows {
		byID[q.ID] = q
	}
	var f Figures
	people, l := map[string]bool{}, List{Event: event}
	for _, q := range rows {
		if q.Own || q.Status == board.Withdrawn {
			continue
		}
		f.Asked++
		people[q.Asker] = true
		at := time.UnixMilli(q.At).In(l.zone())
		f.busy[at.Hour()*4+at.Minute()/15]++
		fate := q
		for range rows { // at most so many were merged one into the other
			into := byID[string(fate.Into)]
			if into == nil {
				break
			}
			fate = into
		}
		switch fate.Status {
		case board.Played, board.Playing:
			f.Accepted++
			f.Played++
			f.waits = append(f.waits, max(0, fate.PlayedAt-q.At))
		case board.Accepted:
			f.Accepted++
		}
	}
	f.People = len(people)
	return f
}

// Sum returns what nights came to together.
func Sum(nights []Figures) Figures {
	var sum Figures
	for _, f := range nights {
		sum.Asked += f.Asked
		sum.Accepted += f.Accepted
		sum.Played += f.Played
		sum.People += f.People
		sum.waits = append(sum.waits, f.waits...)
		for i, n := range f.busy {
			sum.busy[i] += n
		}
	}
	return sum
}

// Share is how many in a hundred of what was asked for were accepted.
func (f Figures) Share() int {
	if f.Asked == 0 {
		return 0
	}
	return (100*f.Accepted + f.Asked/2) / f.Asked
}

// Wait is the median wait from asking to playing, 0 if nothing was played.
func (f Figures) Wait() time.Duration {
	if len(f.waits) == 0 {
		return 0
	}
	waits := slices.Sorted(slices.Values(f.waits))
	middle := len(waits) / 2
	median := waits[middle]
	if len(waits)%2 == 0 {
		median = (median + waits[middle-1]) / 2
	}
	return time.Duration(median) * time.Millisecond
}

// Busiest returns the quarters of an hour in which most was asked, at most so
// many, in the order of a night: from noon to noon.
func (f Figures) Busiest(most int) []Quarter {
	const noon = quarters / 2
	order := make([]int, 0, quarters)
	for i := range quarters {
		if at := (noon + i) % quarters; f.busy[at] > 0 {
			order = append(order, at)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(f.busy[b], f.busy[a]) })
	order = order[:min(most, len(order))]
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Compare((a+noon)%quarters, (b+noon)%quarters)
	})
	list := make([]Quarter, len(order))
	for i, at := range order {
		list[i] = Quarter{fmt.Sprintf("%02d:%02d", at/4, at%4*15), f.busy[at]}
	}
	return list
}
