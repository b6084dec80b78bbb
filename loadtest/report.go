package loadtest

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Report is what a run measured and which promises were broken. It is also
// the form of a --json file, which Merge adds up. Times are in µs unless their
// names say otherwise.
type Report struct {
	Start    int64                `json:"start"` // Unix ms, where the timeline begins
	Options  Options              `json:"options"`
	Seeds    []uint64             `json:"seeds"` // of each process
	Event    string               `json:"event"`
	Own      bool                 `json:"own"`       // nobody else acted on the event
	Machine  Machine              `json:"machine"`   // of the crowd
	Seconds  float64              `json:"seconds"`   // of load
	Sent     map[string]float64   `json:"sent"`      // commands per second, by class
	Acked    map[string]int64     `json:"acked"`     // commands, by class
	Acks     map[string]Quantiles `json:"acks"`      // sent until acknowledged
	Boards   map[string]Quantiles `json:"boards"`    // sent until a listener's board holds it
	Last     map[string]Quantiles `json:"last"`      // … until the last listener's board does
	Across   Quantiles            `json:"across"`    // like boards, where sender and listener use different addresses
	Gaps     Quantiles            `json:"gaps"`      // socket lost until the board is live again
	SettleMS int64                `json:"settle_ms"` // last act until all boards agree
	CPU      float64              `json:"crowd_cpu"` // cores that the crowd itself used
	Counts   map[string]int64     `json:"counts"`
	Refusals map[board.Code]int64 `json:"refusals"` // by error code
	Closes   map[int]int64        `json:"closes"`   // by close code, -1 without one
	Breaches []Breach             `json:"breaches"`
	Unjudged string               `json:"unjudged,omitempty"` // why the votes of several processes could not be counted
	Limits   []Limit              `json:"limits,omitempty"`
	Times    map[string]*Times    `json:"times"` // every histogram by its name in Figures
	Timeline []Second             `json:"timeline"`
	Moments  []Moment             `json:"moments"`
	Tally    *Tally               `json:"tally,omitempty"` // of a crowd that shared the event
}

// counted is how many commands of each class were sent so far.
func (r *run) counted() map[class]int64 {
	n := map[class]int64{}
	for _, c := range classes {
		n[c] = r.figures.sent[c].Load()
	}
	return n
}

func (r *run) report(took, cpu, settled time.Duration, before, after map[class]int64) *Report {
	f := r.figures
	r.mu.Lock()
	defer r.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	rep := &Report{
		Start: r.clock.start.UnixMilli(), Options: r.options, Seeds: []uint64{r.options.Seed},
		Event: r.client.event, Own: r.own, Machine: machine(), Seconds: took.Seconds(),
		Sent: map[string]float64{}, Acked: map[string]int64{}, Times: f.times(),
		SettleMS: settled.Milliseconds(), CPU: cpu.Seconds() / took.Seconds(),
		Counts: map[string]int64{
			"frames": f.frames.Load(), "bytes": f.bytes.Load(), "reconnects": f.reconnects.Load(), "holes": f.holes.Load(),
			"resent": f.resent.Load(), "new_epochs": f.epochs.Load(), "silent_sockets": f.silent.Load(), "skipped": f.skipped.Load(),
			"lost_sockets": f.lost.Load(),
		},
		Refusals: maps.Clone(f.errors), Closes: maps.Clone(f.closes), Breaches: slices.Clone(r.found),
	}
	rep.Timeline, rep.Moments = f.timeline.told()
	for _, c := range classes {
		rep.Sent[string(c)] = float64(after[c]-before[c]) / took.Seconds()
		rep.Acked[string(c)] = f.acked[c].Load()
	}
	rep.Hold(r.options.Limits)
	return rep.summed()
}

// summed fills in what is worked out from the histograms.
func (rep *Report) summed() *Report {
	rep.Acks, rep.Boards, rep.Last = map[string]Quantiles{}, map[string]Quantiles{}, map[string]Quantiles{}
	for _, c := range classes {
		name := string(c)
		rep.Acks[name] = rep.Times[name].Quantiles()
		rep.Boards[name] = rep.Times[name+".board"].Quantiles()
		rep.Last[name] = rep.Times[name+".last"].Quantiles()
	}
	rep.Across, rep.Gaps = rep.Times[timesAcross].Quantiles(), rep.Times[timesReconnect].Quantiles()
	return rep
}

// Within sums up the durations of one kind that began in the given part of the
// run: a class of commands, board, across or reconnect. It is exact to a
// second at its ends, and to two digits.
func (rep *Report) Within(name string, from, to time.Duration) Quantiles {
	sum := newTimes(3)
	for _, s := range rep.Timeline {
		if at := time.Duration(s.At) * time.Second; at >= from && at < to {
			sum.add(s.Times[name])
		}
	}
	return sum.Quantiles()
}

// Verdict says in one sentence what the oracle found.
func (rep *Report) Verdict() string {
	switch n := len(rep.Breaches); {
	case n > 0:
		return fmt.Sprintf("BROKEN: %d breaches", n)
	case rep.Unjudged != "":
		return "kept, as far as could be judged: the votes of all processes were not counted together, because " + rep.Unjudged
	default:
		return "kept: every acknowledged command had exactly one effect, and all boards agree"
	}
}

// Print writes the report for people.
func (rep *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nevent %s · seed %s · %d listeners · %.1f s\n\n", rep.Event, rep.seeds(), rep.Options.Listeners, rep.Seconds)
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, q Quantiles) {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t\n", name, q.Count, ms(q.P50), ms(q.P90), ms(q.P99), ms(q.Max))
	}
	_, _ = fmt.Fprintf(table, "ms\tcount\tp50\tp90\tp99\tmax\t\n")
	for _, part := range []struct {
		name  string
		times map[string]Quantiles
	}{{"acknowledged", rep.Acks}, {"on a board", rep.Boards}, {"on the last board", rep.Last}} {
		for _, c := range classes {
			row(string(c)+" "+part.name, part.times[string(c)])
		}
	}
	if rep.Across.Count > 0 {
		row("any on a board elsewhere", rep.Across)
	}
	row("tap to acknowledgement", rep.Times[timesFelt].Quantiles())
	row("away after a lost socket", rep.Gaps)
	if err := table.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	fmt.Fprintf(&b, "\nsent per second: %.1f votes, %.1f requests, %.2f by the DJ\n",
		rep.Sent[string(classVote)], rep.Sent[string(classRequest)], rep.Sent[string(classDJ)])
	fmt.Fprintf(&b, "all boards agreed %d ms after the last act; the crowd itself used %.2f cores\n", rep.SettleMS, rep.CPU)
	for _, name := range slices.Sorted(maps.Keys(rep.Counts)) {
		fmt.Fprintf(&b, "%s %d · ", name, rep.Counts[name])
	}
	for _, code := range slices.Sorted(maps.Keys(rep.Refusals)) {
		fmt.Fprintf(&b, "refused %s %d · ", code, rep.Refusals[code])
	}
	for _, code := range slices.Sorted(maps.Keys(rep.Closes)) {
		fmt.Fprintf(&b, "closed %d: %d · ", code, rep.Closes[code])
	}
	b.WriteString("\n\n")
	const most = 20
	for i, breach := range rep.Breaches {
		if i == most {
			fmt.Fprintf(&b, "… and %d more\n", len(rep.Breaches)-most)
			break
		}
		fmt.Fprintf(&b, "BREACH %s\n", breach)
	}
	for _, l := range rep.Limits {
		fmt.Fprintf(&b, "limit %s\n", l)
	}
	fmt.Fprintln(&b, rep.Verdict())
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func ms(us int64) string { return fmt.Sprintf("%.1f", float64(us)/1000) }

func (rep *Report) seeds() string {
	texts := make([]string, len(rep.Seeds))
	for i, seed := range rep.Seeds {
		texts[i] = strconv.FormatUint(seed, 10)
	}
	return strings.Join(texts, " ")
}
