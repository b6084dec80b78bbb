package loadtest

import (
	_ "embed" // the page
	"fmt"
	"html/template"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

//go:embed report.html
var pageText string

var page = template.Must(template.New("report").Parse(pageText))

// HTML writes the report as one page that needs nothing else: it can be sent,
// printed, and opened from a disk.
func (rep *Report) HTML(w io.Writer) error {
	if err := page.Execute(w, rep.sheet()); err != nil {
		return fmt.Errorf("writing the report's page: %w", err)
	}
	return nil
}

// sheet is what the page shows.
type sheet struct {
	*Report
	Kept    bool
	Over    int // limits
	When    string
	Began   string // the same for machines
	Lede    string
	Tiles   []tile
	Rows    []tableRow
	Facts   []fact
	Night   figure
	Charts  []figure
	More    int // breaches that are not listed
	Verdict string
}

type tile struct{ Value, Text string }

type tableRow struct {
	Name, Means              string
	Count                    int64
	P50, P90, P99, P999, Max string
}

type fact struct{ Name, Value string }

const mostBreaches = 20

func (rep *Report) sheet() sheet {
	began := time.UnixMilli(rep.Start).UTC()
	s := sheet{
		Report: rep, Kept: len(rep.Breaches) == 0, When: began.Format("2 January 2006, 15:04 MST"), Began: began.Format(time.RFC3339),
		Verdict: rep.Verdict(), Night: rep.night(), Charts: rep.charts(), Tiles: rep.tiles(), Rows: rep.rows(), Facts: rep.facts(),
	}
	for _, l := range rep.Limits {
		if !l.Kept {
			s.Over++
		}
	}
	if n := len(rep.Breaches); n > mostBreaches {
		s.More = n - mostBreaches
	}
	return s
}

// Shown are the breaches that the page lists.
func (s sheet) Shown() []Breach { return s.Breaches[:min(len(s.Breaches), mostBreaches)] }

func (rep *Report) tiles() []tile {
	p99 := func(name string) string {
		if rep.Times[name].Count() == 0 {
			return "–"
		}
		return millis(ms64(rep.Times[name].At(99)))
	}
	board := newTimes(3)
	acked := int64(0)
	for _, c := range classes {
		board.add(rep.Times[string(c)+".board"])
		acked += rep.Acked[string(c)]
	}
	onBoards := "–"
	if board.Count() > 0 {
		onBoards = millis(ms64(board.At(99)))
	}
	tiles := []tile{
		{whole(float64(acked)), "commands acknowledged"},
		{whole(float64(rep.Counts["frames"])), "frames delivered"},
		{p99("vote"), "vote acknowledged, p99"},
		{p99("dj"), "DJ acknowledged, p99"},
		{onBoards, "on a listener’s board, p99"},
		{millis(float64(rep.SettleMS)), "until all boards agreed"},
	}
	if rep.Gaps.Count > 0 {
		tiles = append(tiles, tile{p99(timesReconnect), fmt.Sprintf("gap of %d lost sockets, p99", rep.Gaps.Count)})
	}
	return tiles
}

func (rep *Report) rows() []tableRow {
	var rows []tableRow
	for _, f := range Figures {
		t := rep.Times[f.Name]
		if t.Count() == 0 {
			continue
		}
		at := func(percent float64) string { return millis(ms64(t.At(percent))) }
		rows = append(rows, tableRow{f.Name, f.Means, t.Count(), at(50), at(90), at(99), at(99.9), at(100)})
	}
	return rows
}

// facts are what one needs to do it again, and what else was counted.
func (rep *Report) facts() []fact {
	o := rep.Options
	facts := []fact{
		{"event", rep.Event},
		{"seed", rep.seeds()},
		{"server", strings.Join(o.URLs, " ")},
		{"listeners", fmt.Sprint(o.Listeners)},
		{"load", fmt.Sprintf("%.1f s", rep.Seconds)},
		{"sent a second", fmt.Sprintf("%.1f votes, %.1f requests, %.2f by the DJ", rep.Sent["vote"], rep.Sent["request"], rep.Sent["dj"])},
	}
	if o.DJURL != "" {
		facts = append(facts, fact{"the DJ’s server", o.DJURL})
	}
	if o.Votes > 0 || o.Requests > 0 {
		facts = append(facts, fact{"asked for", fmt.Sprintf("%g votes and %g requests a second", o.Votes, o.Requests)})
	}
	facts = append(facts,
		fact{"speed", fmt.Sprintf("%g minutes of a night a minute", o.Speed)},
		fact{"processes", fmt.Sprint(len(rep.Seeds))},
		fact{"machine", rep.Machine.String()},
		fact{"commit", rep.Machine.Commit},
		fact{"cores used by the crowd", fmt.Sprintf("%.2f", rep.CPU)},
	)
	for _, name := range slices.Sorted(maps.Keys(rep.Counts)) {
		facts = append(facts, fact{strings.ReplaceAll(name, "_", " "), fmt.Sprint(rep.Counts[name])})
	}
	for _, code := range slices.Sorted(maps.Keys(rep.Refusals)) {
		facts = append(facts, fact{"refused " + string(code), fmt.Sprint(rep.Refusals[code])})
	}
	for _, code := range slices.Sorted(maps.Keys(rep.Closes)) {
		name := fmt.Sprintf("closed with %d", code)
		if code == -1 {
			name = "closed without a word"
		}
		facts = append(facts, fact{name, fmt.Sprint(rep.Closes[code])})
	}
	return facts
}
