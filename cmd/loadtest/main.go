// Command loadtest lets a simulated crowd loose on a Cueslip server, measures
// what the crowd feels, and checks that the server kept its promises. It ends
// with 1 if one was broken.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/cueslip/cueslip/loadtest"
)

type flags struct {
	URL       string        `required:"" help:"Address of the server, http://… or https://…."`
	Token     string        `required:"" help:"Personal token of a DJ (cueslip token create)."`
	Event     string        `help:"Code of an event that the DJ runs; a new one without it."`
	Listeners int           `default:"254" help:"How many people come. A server counts guests per address: start it with --guest-rate 0/1s for more than a few hundred."`
	Duration  time.Duration `default:"60s" help:"How long the crowd is at it, without joining and settling."`
	Votes     float64       `name:"votes-per-second" help:"Hold this rate overall instead of a night's own; everybody is there from the start."`
	Requests  float64       `name:"requests-per-second" help:"Hold this rate overall instead of a night's own."`
	Speed     float64       `default:"60" help:"Minutes of a real night per minute; also the DJ's pace."`
	Seed      uint64        `help:"The same seed makes the same night; by the clock without it."`
	Quiet     bool          `help:"Send one vote at a time on a quiet board instead."`
	JSON      string        `type:"path" help:"Write the figures to this file."`
}

func main() {
	var f flags
	kong.Parse(&f, kong.Name("loadtest"), kong.DefaultEnvars("CUESLIP"),
		kong.Description("A simulated crowd at one event of a Cueslip server."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	kept, err := run(ctx, f)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(2)
	}
	if !kept {
		os.Exit(1)
	}
}

// run reports whether the server kept its promises.
func run(ctx context.Context, f flags) (bool, error) {
	if f.Seed == 0 {
		f.Seed = uint64(time.Now().UnixNano())
	}
	report, err := loadtest.Run(ctx, loadtest.Options{
		URL: f.URL, Token: f.Token, Event: f.Event, Listeners: f.Listeners, Duration: f.Duration,
		Votes: f.Votes, Requests: f.Requests, Speed: f.Speed, Seed: f.Seed, Quiet: f.Quiet,
		Progress: os.Stderr, Live: terminal(os.Stderr),
	})
	if err != nil {
		return false, fmt.Errorf("seed %d: %w", f.Seed, err)
	}
	if f.JSON != "" {
		data, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return false, fmt.Errorf("encoding the report: %w", err)
		}
		if err := os.WriteFile(f.JSON, append(data, '\n'), 0o600); err != nil {
			return false, fmt.Errorf("writing the report: %w", err)
		}
	}
	if err := report.Print(os.Stdout); err != nil {
		return false, fmt.Errorf("writing the report: %w", err)
	}
	return len(report.Breaches) == 0, nil
}

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
