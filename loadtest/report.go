package loadtest

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/cueslip/cueslip/board"
)

// Report is what a run measured and which promises were broken. Times are in
// µs unless their names say otherwise.
type Report struct {
	Options  Options              `json:"options"`
	Event    string               `json:"event"`
	Seconds  float64              `json:"seconds"`   // of load
	Sent     map[string]float64   `json:"sent"`      // commands per second, by class
	Acked    map[string]int64     `json:"acked"`     // commands, by class
	Acks     map[string]Quantiles `json:"acks"`      // sent until acknowledged
	Boards   map[string]Quantiles `json:"boards"`    // sent until a listener's board holds it
	Last     map[string]Quantiles `json:"last"`      // … until the last listener's board does
	Gaps     Quantiles            `json:"gaps"`      // socket lost until the board is live again
	SettleMS int64                `json:"settle_ms"` // last act until all boards agree
	CPU      float64              `json:"crowd_cpu"` // cores that the crowd itself used
	Counts   map[string]int64     `json:"counts"`
	Refusals map[board.Code]int64 `json:"refusals"` // by error code
	Closes   map[int]int64        `json:"closes"`   // by close code, -1 without one
	Breaches []Breach             `json:"breaches"`
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
		Options: r.options, Event: r.client.event, Seconds: took.Seconds(),
		Sent: map[string]float64{}, Acked: map[string]int64{},
		Acks: map[string]Quantiles{}, Boards: map[string]Quantiles{}, Last: map[string]Quantiles{}, Gaps: f.gaps.quantiles(),
		SettleMS: settled.Milliseconds(), CPU: cpu.Seconds() / took.Seconds(),
		Counts: map[string]int64{
			"frames": f.frames.Load(), "bytes": f.bytes.Load(), "reconnects": f.reconnects.Load(), "holes": f.holes.Load(),
			"resent": f.resent.Load(), "new_epochs": f.epochs.Load(), "silent_sockets": f.silent.Load(), "skipped": f.skipped.Load(),
		},
		Refusals: maps.Clone(f.errors), Closes: maps.Clone(f.closes), Breaches: r.found,
	}
	for _, c := range classes {
		name := string(c)
		rep.Sent[name] = float64(after[c]-before[c]) / took.Seconds()
		rep.Acked[name] = f.acked[c].Load()
		rep.Acks[name], rep.Boards[name], rep.Last[name] = f.acks[c].quantiles(), f.board[c].quantiles(), f.last[c].quantiles()
	}
	return rep
}

// Print writes the report for people.
func (rep *Report) Print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nevent %s · seed %d · %d listeners · %.1f s\n\n", rep.Event, rep.Options.Seed, rep.Options.Listeners, rep.Seconds)
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
	verdict := "kept: every acknowledged command had exactly one effect, and all boards agree"
	if n := len(rep.Breaches); n > 0 {
		verdict = fmt.Sprintf("BROKEN: %d breaches", n)
	}
	fmt.Fprintln(&b, verdict)
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	return nil
}

func ms(us int64) string { return fmt.Sprintf("%.1f", float64(us)/1000) }

// progress tells each second how it goes.
type progress struct {
	sent, frames int64
	at           int64
}

func (p *progress) write(r *run, now int64) {
	if r.options.Progress == nil {
		return
	}
	online, waiting := 0, 0
	for _, l := range r.links() {
		l.mu.Lock()
		if l.online > 0 {
			online++
		}
		waiting += len(l.out)
		l.mu.Unlock()
	}
	sent := int64(0)
	for _, n := range r.counted() {
		sent += n
	}
	frames := r.figures.frames.Load()
	per := float64(now-p.at) / float64(time.Second)
	line := fmt.Sprintf("%4.0fs  %d online  %.0f commands/s  %.0f frames/s  %d unanswered  vote p99 %s ms",
		time.Duration(now).Seconds(), online, float64(sent-p.sent)/per, float64(frames-p.frames)/per, waiting,
		ms(r.figures.acks[classVote].quantiles().P99))
	p.sent, p.frames, p.at = sent, frames, now
	before, after := "", "\n"
	if r.options.Live {
		before, after = "\r\x1b[K", ""
	}
	_, _ = io.WriteString(r.options.Progress, before+line+after) // a lost line harms nobody
}
