package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/setlist"
	"github.com/cueslip/cueslip/tongue"
)

const (
	figureNights = 12  // past events of which the DJ home shows figures
	figureCount  = 500 // events whose figures are kept
	figureBars   = 8   // of the chart
)

// figures keeps what ended events came to, since nothing moves there again.
type figures struct {
	mu    sync.Mutex
	known map[string]night
}

type night struct {
	endedAt int64 // one that was taken back ends at another time
	setlist.Figures
}

// figuresOf returns what an ended event came to. Errors: not_found, busy.
func (p *pages) figuresOf(ctx context.Context, e board.Event) (setlist.Figures, error) {
	p.figures.mu.Lock()
	kept, ok := p.figures.known[e.Code]
	p.figures.mu.Unlock()
	if ok && kept.endedAt == e.EndedAt {
		return kept.Figures, nil
	}
	view, err := p.freshView(ctx, e.Code, board.Crew)
	if err != nil {
		return setlist.Figures{}, err
	}
	f := setlist.FiguresOf(view.Event, board.Sorted(view.Rows))
	p.figures.mu.Lock()
	defer p.figures.mu.Unlock()
	if p.figures.known == nil || len(p.figures.known) >= figureCount {
		p.figures.known = map[string]night{}
	}
	p.figures.known[e.Code] = night{e.EndedAt, f}
	return f, nil
}

// addFigures adds what the latest past events came to, each and together. A
// page without them is better than none.
func (p *pages) addFigures(ctx context.Context, t *tongue.Tongue, view *djHomeView) {
	var nights []setlist.Figures
	for _, group := range view.Groups {
		if group.State != board.Ended {
			continue
		}
		for i := range group.Events[:min(figureNights, len(group.Events))] {
			f, err := p.figuresOf(ctx, group.Events[i].Event)
			if err != nil {
				p.log.WarnContext(ctx, "the figures of an event are missing", "event", group.Events[i].Event.Code, "error", err)
				return
			}
			if f.Asked > 0 && !group.Events[i].Rehearsal {
				nights = append(nights, f)
				group.Events[i].Figures = figuresShown(t, f)
			}
		}
	}
	if len(nights) > 1 {
		view.Nights, view.Together = len(nights), figuresShown(t, setlist.Sum(nights))
	}
}

// figuresView is figures as a page shows them.
type figuresView struct {
	setlist.Figures
	Median string
	Bars   []bar
	Width  int // of the chart
}

// bar is one bar of a chart, in its units.
type bar struct {
	setlist.Quarter
	X, Middle, Y, Height int
}

const (
	barRoom  = 44 // from one bar to the next
	barFoot  = 78 // where bars stand
	barSpace = 60 // how high the highest is
)

func figuresShown(t *tongue.Tongue, f setlist.Figures) *figuresView {
	view := &figuresView{Figures: f, Median: waited(t, f.Wait())}
	busiest, most := f.Busiest(figureBars), 1
	for _, q := range busiest {
		most = max(most, q.Asked)
	}
	for i, q := range busiest {
		height := max(2, q.Asked*barSpace/most)
		view.Bars = append(view.Bars, bar{q, i*barRoom + 4, i*barRoom + barRoom/2, barFoot - height, height})
	}
	view.Width = len(view.Bars) * barRoom
	return view
}

// waited says how long somebody waited, roughly.
func waited(t *tongue.Tongue, d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d < time.Minute:
		return "< " + t.Count(1, "{n} min", "{n} min")
	case d < 2*time.Hour:
		return t.Count(int(d.Round(time.Minute)/time.Minute), "{n} min", "{n} min")
	default:
		return t.Say("{hours} h", "hours", fmt.Sprintf("%.1f", d.Hours()))
	}
}
