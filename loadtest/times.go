package loadtest

import (
	"fmt"
	"sync"
	"time"

	hdrhistogram "github.com/HdrHistogram/hdrhistogram-go"
)

// Times is a histogram of durations in µs. As text it is HdrHistogram's
// compressed encoding, version 2, in base64, so that the histograms of several
// processes add up, and other tools can read them. A nil one is empty.
type Times struct {
	hist *hdrhistogram.PackedHistogram // weighs what it holds, so that each second may have its own
}

// Durations beyond two minutes are counted as two minutes.
const longest = 120_000_000

// newTimes makes a histogram that is exact to so many digits.
func newTimes(digits int) *Times { return &Times{hdrhistogram.NewPacked(1, longest, digits)} }

func (t *Times) record(ns int64) {
	_ = t.hist.RecordValue(min(max(ns/1000, 1), longest)) // in range, so it cannot fail
}

// add counts the other's durations as well.
func (t *Times) add(other *Times) {
	if other != nil {
		t.hist.Merge(other.hist) // both hold durations up to the longest, so that none is dropped
	}
}

// MarshalText encodes the histogram.
func (t *Times) MarshalText() ([]byte, error) {
	text, err := t.hist.Encode()
	if err != nil {
		return nil, fmt.Errorf("encoding a histogram: %w", err)
	}
	return text, nil
}

// UnmarshalText decodes a histogram.
func (t *Times) UnmarshalText(text []byte) error {
	hist, err := hdrhistogram.DecodePacked(text)
	if err != nil {
		return fmt.Errorf("decoding a histogram: %w", err)
	}
	t.hist = hist
	return nil
}

// At is the duration that the given percentage did not exceed; of nothing, 0.
func (t *Times) At(percent float64) time.Duration {
	if t.Count() == 0 {
		return 0
	}
	return time.Duration(t.hist.ValueAtPercentile(percent)) * time.Microsecond
}

// Count is how many durations were recorded.
func (t *Times) Count() int64 {
	if t == nil {
		return 0
	}
	return t.hist.TotalCount()
}

// Quantiles sums a histogram up, in µs.
type Quantiles struct {
	Count int64 `json:"count"`
	P50   int64 `json:"p50_us"`
	P90   int64 `json:"p90_us"`
	P99   int64 `json:"p99_us"`
	Max   int64 `json:"max_us"`
}

// Quantiles sums the histogram up.
func (t *Times) Quantiles() Quantiles {
	if t == nil {
		return Quantiles{}
	}
	at := func(q float64) int64 { return t.At(q).Microseconds() }
	return Quantiles{t.Count(), at(50), at(90), at(99), at(100)}
}

// timing is Times that are still being recorded. It is safe for concurrent use.
type timing struct {
	mu    sync.Mutex
	times *Times
}

func newTiming() *timing { return &timing{times: newTimes(3)} }

func (t *timing) record(ns ...int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, each := range ns {
		t.times.record(each)
	}
}

func (t *timing) quantiles() Quantiles {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.times.Quantiles()
}

// copied returns what was recorded so far.
func (t *timing) copied() *Times {
	t.mu.Lock()
	defer t.mu.Unlock()
	own := newTimes(3)
	own.add(t.times)
	return own
}
