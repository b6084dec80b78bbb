package loadtest

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Limit is what a figure of the report may reach.
type Limit struct {
	Figure string        `json:"figure"` // as in vote.p99 or reconnect.max; Figures lists the first parts
	Most   time.Duration `json:"most_ns"`
	Got    time.Duration `json:"got_ns"`
	Count  int64         `json:"count"` // how many durations the figure sums up
	Kept   bool          `json:"kept"`
}

// Figures are the names under which durations can be limited, each with what
// it measures. A limit adds what of it: p50, p90, p99, p99.9 … or max. Settle
// stands alone.
var Figures = []struct{ Name, Means string }{
	{"vote", "a vote is sent until it is acknowledged, of those sent once over an open socket"},
	{"request", "the same for a request"},
	{"dj", "the same for a DJ's action"},
	{"vote.board", "a vote is sent until a listener's board shows it, each board counted"},
	{"request.board", "the same for a request"},
	{"dj.board", "the same for a DJ's action"},
	{"vote.last", "a vote is sent until the last open board shows it"},
	{"request.last", "the same for a request"},
	{"dj.last", "the same for a DJ's action"},
	{timesFelt, "anything is tapped until it is acknowledged, with every wait for a server and every repeat"},
	{timesAcross, "anything is sent to one --url until a board at another one shows it"},
	{timesReconnect, "a socket is lost until the board is live again"},
	{settleFigure, "the last act until all boards agree with the database; without .p…"},
}

const settleFigure = "settle"

// ParseLimit reads a limit as in vote.p99=100ms.
func ParseLimit(text string) (Limit, error) {
	figure, most, ok := strings.Cut(text, "=")
	if !ok {
		return Limit{}, fmt.Errorf("a limit is written as in vote.p99=100ms, not %q", text)
	}
	l := Limit{Figure: figure}
	var err error
	if l.Most, err = time.ParseDuration(most); err != nil || l.Most <= 0 {
		return Limit{}, fmt.Errorf("%q in %q is not a duration, as 100ms or 2s", most, text)
	}
	name, percent := splitFigure(figure)
	for _, known := range Figures {
		if known.Name == name && (name == settleFigure) == math.IsNaN(percent) {
			return l, nil
		}
	}
	return Limit{}, fmt.Errorf("%q in %q is not a figure: take one of %s, with .p50, .p99, .max …", figure, text, figureNames())
}

func figureNames() string {
	names := make([]string, len(Figures))
	for i, f := range Figures {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// splitFigure returns a figure's name and its percentage: NaN if it has none.
func splitFigure(figure string) (name string, percent float64) {
	i := strings.Index(figure, ".p")
	if i < 0 {
		if name, ok := strings.CutSuffix(figure, ".max"); ok {
			return name, 100
		}
		return figure, math.NaN()
	}
	percent, err := strconv.ParseFloat(figure[i+2:], 64)
	if err != nil || percent <= 0 || percent > 100 {
		return figure, math.NaN()
	}
	return figure[:i], percent
}

// Hold compares the figures with limits and notes in the report which are
// kept. What was never measured keeps no limit, except that of nobody losing
// a socket.
func (rep *Report) Hold(limits []Limit) {
	rep.Limits = nil
	for _, l := range limits {
		name, percent := splitFigure(l.Figure)
		if name == settleFigure {
			l.Got, l.Count = time.Duration(rep.SettleMS)*time.Millisecond, 1
		} else {
			l.Got, l.Count = rep.Times[name].At(percent), rep.Times[name].Count()
		}
		l.Kept = l.Got <= l.Most && (l.Count > 0 || name == timesReconnect)
		rep.Limits = append(rep.Limits, l)
	}
}

// WithinLimits reports whether every limit is kept.
func (rep *Report) WithinLimits() bool {
	for _, l := range rep.Limits {
		if !l.Kept {
			return false
		}
	}
	return true
}

// String says in one line what was asked for and what came.
func (l Limit) String() string {
	got := l.Got.Round(10 * time.Microsecond).String()
	switch {
	case l.Count == 0 && l.Kept:
		got = "nobody lost a socket"
	case l.Count == 0:
		got = "nothing was measured"
	case !l.Kept:
		got += ", OVER"
	}
	return fmt.Sprintf("%s at most %s: %s", l.Figure, l.Most, got)
}
