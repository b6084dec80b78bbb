package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/cueslip/cueslip/loadtest"
)

// server says where the crowd goes.
type server struct {
	URL   []string `required:"" sep:"none" help:"Address of the server, http://… or https://…. May be given more than once: listeners are spread, and go to the next when theirs does not answer."`
	Token string   `required:"" help:"Personal token of a DJ (cueslip token create)."`
	Seed  uint64   `help:"The same seed makes the same night; by the clock without it."`
}

func (s *server) options() loadtest.Options {
	if s.Seed == 0 {
		s.Seed = uint64(time.Now().UnixNano())
	}
	return loadtest.Options{URLs: s.URL, Token: s.Token, Seed: s.Seed}
}

// run lets a crowd loose.
type run struct {
	server    `embed:""`
	DJURL     string        `name:"dj-url" help:"Address that the DJ uses, if it is not one of the crowd's."`
	DJ        bool          `name:"dj" default:"true" negatable:"" help:"The DJ works; --no-dj where another process's does."`
	Event     string        `help:"Code of an event that the DJ runs; a new one without it."`
	Listeners int           `default:"254" help:"How many people come. A server counts guests per address: start it with --guest-rate 0 for more than a few hundred."`
	Duration  time.Duration `default:"60s" help:"How long the crowd is at it, without joining and settling."`
	Votes     float64       `name:"votes-per-second" help:"Hold this rate overall instead of a night's own; everybody is there from the start."`
	Requests  float64       `name:"requests-per-second" help:"Hold this rate overall instead of a night's own."`
	Speed     float64       `default:"60" help:"Minutes of a real night per minute; also the DJ's pace."`
	Quiet     bool          `help:"Send one vote at a time on a quiet board instead."`
	results   `embed:""`
}

// Run carries the command out.
func (r *run) Run(ctx context.Context, code *int) error {
	limits, err := r.limits()
	if err != nil {
		return err
	}
	o := r.options()
	o.DJURL, o.Idle, o.Event, o.Listeners, o.Duration = r.DJURL, !r.DJ, r.Event, r.Listeners, r.Duration
	o.Votes, o.Requests, o.Speed, o.Quiet, o.Limits = r.Votes, r.Requests, r.Speed, r.Quiet, limits
	o.Progress, o.Live = os.Stderr, terminal(os.Stderr)
	report, err := loadtest.Run(ctx, o)
	if err != nil {
		return fmt.Errorf("seed %d: %w", o.Seed, err)
	}
	return r.write(report, code)
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// open opens an event for several processes.
type open struct {
	server `embed:""`
}

// Run carries the command out.
func (o *open) Run(ctx context.Context) error {
	event, err := loadtest.OpenEvent(ctx, o.options())
	if err != nil {
		return err
	}
	fmt.Println(event)
	return nil
}

// merge adds reports up.
type merge struct {
	Files   []string `arg:"" type:"existingfile" help:"What the processes wrote with --json."`
	results `embed:""`
}

// Run carries the command out.
func (m *merge) Run(code *int) error {
	limits, err := m.limits()
	if err != nil {
		return err
	}
	reports := make([]*loadtest.Report, len(m.Files))
	for i, name := range m.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("reading a report: %w", err)
		}
		if err := json.Unmarshal(data, &reports[i]); err != nil {
			return fmt.Errorf("%s is not a report: %w", name, err)
		}
	}
	report, err := loadtest.Merge(reports...)
	if err != nil {
		return err
	}
	report.Hold(limits)
	return m.write(report, code)
}
