package loadtest

import (
	"fmt"
	"io"
	"time"
)

// progress tells each second how it goes.
type progress struct {
	sent, frames int64
	at           int64
}

func (p *progress) write(r *run, now, online, waiting int64) {
	if r.options.Progress == nil {
		return
	}
	sent := r.figures.counters().sent
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
