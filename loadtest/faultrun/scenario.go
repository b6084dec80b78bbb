package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cueslip/cueslip/loadtest"
)

// scenario is one way of breaking things.
type scenario struct {
	name  string
	about string
	runs  int // on the same servers, each with a seed of its own
	crowd loadtest.Options
	most  []string // limits

	// set starts the servers and says where the crowd goes.
	set func(ctx context.Context, b *bench, o *loadtest.Options) (*stage, error)
	// fault breaks things during a night, and returns when it is over.
	fault func(ctx context.Context, st *stage, rng *rand.Rand, note func(string)) error
	// check looks at what limits cannot say; may be nil.
	check func(rep *loadtest.Report) []string
}

// stage is what a scenario's faults act upon.
type stage struct {
	bench    *bench
	replicas []*replica
	postgres *postgres
	redis    *redis
	length   time.Duration
}

// result is what one run came to.
type result struct {
	scenario string
	seed     uint64
	report   *loadtest.Report
	broken   []string
}

func (s scenario) run(ctx context.Context, b *bench) (done []result, err error) {
	fmt.Printf("\n== %s: %s\n", s.name, s.about)
	defer func() { err = errors.Join(err, b.end()) }()
	o := s.crowd
	if n := b.options.listeners; n > 0 {
		o.Listeners = n
	}
	st, err := s.set(ctx, b, &o)
	if err != nil {
		return nil, err
	}
	st.bench, st.length = b, o.Duration
	runs := s.runs
	if n := b.options.runs; n > 0 {
		runs = n
	}
	for i := range runs {
		o.Seed = b.options.seed + uint64(i)
		r, err := s.once(ctx, st, o)
		if err != nil {
			return done, fmt.Errorf("seed %d: %w", o.Seed, err)
		}
		done = append(done, r)
	}
	return done, nil
}

func (s scenario) once(ctx context.Context, st *stage, o loadtest.Options) (result, error) {
	o.Token = st.bench.token
	for _, text := range s.most {
		l, err := loadtest.ParseLimit(text)
		if err != nil {
			return result{}, fmt.Errorf("the scenario's limits: %w", err)
		}
		o.Limits = append(o.Limits, l)
	}
	var faulted error
	rng := rand.New(rand.NewPCG(o.Seed, 0xfa017))
	o.Beside = func(ctx context.Context, note func(string)) {
		began := time.Now()
		faulted = s.fault(ctx, st, rng, func(text string) {
			fmt.Printf("%6.1f s  %s\n", time.Since(began).Seconds(), text)
			note(text)
		})
	}
	report, err := loadtest.Run(ctx, o)
	if err := errors.Join(err, faulted); err != nil {
		return result{}, err
	}
	r := result{scenario: s.name, seed: o.Seed, report: report}
	if n := len(report.Breaches); n > 0 {
		r.broken = append(r.broken, fmt.Sprintf("%d breaches", n))
	}
	for _, l := range report.Limits {
		if !l.Kept {
			r.broken = append(r.broken, l.String())
		}
	}
	if s.check != nil {
		r.broken = append(r.broken, s.check(report)...)
	}
	if err := report.Print(os.Stdout); err != nil {
		return r, err
	}
	return r, r.write(st.bench.options.reports)
}

// write writes the page with charts, if one is wanted.
func (r result) write(folder string) error {
	if folder == "" {
		return nil
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("making the folder of reports: %w", err)
	}
	file, err := os.Create(filepath.Join(folder, fmt.Sprintf("%s-%d.html", r.scenario, r.seed)))
	if err != nil {
		return fmt.Errorf("making a report: %w", err)
	}
	return errors.Join(r.report.HTML(file), file.Close())
}

func (r result) row() string {
	rep, acked := r.report, int64(0)
	for _, n := range rep.Acked {
		acked += n
	}
	ms := func(us int64) string { return fmt.Sprintf("%d ms", us/1000) }
	verdict := "kept"
	if len(r.broken) > 0 {
		verdict = "BROKEN: " + strings.Join(r.broken, "; ")
	}
	columns := []string{
		r.scenario, fmt.Sprint(r.seed), fmt.Sprint(rep.Options.Listeners), fmt.Sprint(acked), fmt.Sprint(rep.Counts["lost_sockets"]),
		ms(rep.Gaps.P99), ms(rep.Gaps.Max), ms(rep.Acks["vote"].P99), ms(rep.Acks["dj"].P99), ms(rep.Times["felt"].Quantiles().Max),
		fmt.Sprintf("%d ms", rep.SettleMS), verdict,
	}
	return strings.Join(columns, "\t")
}
