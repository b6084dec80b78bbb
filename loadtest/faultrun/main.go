// Command faultrun breaks real servers while a crowd is at it: processes are
// killed, databases restarted, Redis frozen, at moments that a seed chooses.
// The oracle of package loadtest says whether a promise was broken, and limits
// whether it took too long. Everything listens on loopback and ends with it.
//
// It ends with 1 when a promise was broken or a limit passed, and with 2 when
// something could not be run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"
)

// options are the command line.
type options struct {
	seed      uint64
	only      []string
	runs      int // instead of a scenario's own number; 0: that
	listeners int // the same
	reports   string
	direct    bool // no proxy
}

func main() {
	var o options
	only := flag.String("only", "", "scenarios to run, separated by commas; all without it: "+strings.Join(names(), ", "))
	flag.Uint64Var(&o.seed, "seed", uint64(time.Now().UnixNano()), "the same seed chooses the same moments")
	flag.IntVar(&o.runs, "runs", 0, "how often each scenario is run, instead of its own number")
	flag.IntVar(&o.listeners, "listeners", 0, "how many listeners come, instead of a scenario's own number")
	flag.StringVar(&o.reports, "reports", "", "folder for a page with charts of each run")
	flag.BoolVar(&o.direct, "direct", false, "spread the crowd over the replicas without a proxy")
	flag.Parse()
	if *only != "" {
		o.only = strings.Split(*only, ",")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	broken, err := run(ctx, o)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "faultrun:", err)
		os.Exit(2)
	case broken:
		os.Exit(1)
	}
}

func names() []string {
	var all []string
	for _, s := range scenarios {
		all = append(all, s.name)
	}
	return all
}

// run runs the scenarios one after another and prints the table; it reports
// whether any was broken.
func run(ctx context.Context, o options) (broken bool, err error) {
	for _, name := range o.only {
		if !slices.Contains(names(), name) {
			return false, fmt.Errorf("there is no scenario %q: take some of %s", name, strings.Join(names(), ", "))
		}
	}
	dir, err := os.MkdirTemp("", "cueslip-faults-")
	if err != nil {
		return false, fmt.Errorf("making a folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := os.Chmod(dir, 0o755); err != nil {
		return false, fmt.Errorf("opening the folder: %w", err)
	}
	fmt.Printf("seed %d\n", o.seed)
	program, err := build(ctx, dir)
	if err != nil {
		return false, err
	}
	var done []result
	for _, s := range scenarios {
		if len(o.only) > 0 && !slices.Contains(o.only, s.name) {
			continue
		}
		results, err := s.run(ctx, &bench{options: o, dir: dir, program: program})
		done = append(done, results...)
		if err != nil {
			return false, errors.Join(fmt.Errorf("%s: %w", s.name, err), printTable(done))
		}
	}
	broken = slices.ContainsFunc(done, func(r result) bool { return len(r.broken) > 0 })
	return broken, printTable(done)
}

// printTable prints one row for each run.
func printTable(done []result) error {
	fmt.Println()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "scenario\tseed\tlisteners\tacked\tlost sockets\tgap p99\tgap max\tvote p99\tdj p99\tfelt max\tsettled\tverdict")
	for _, r := range done {
		_, _ = fmt.Fprintln(w, r.row())
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}
