package loadtest

import (
	"strings"
	"testing"
	"time"
)

func TestLimitsAreReadAsWritten(t *testing.T) {
	for text, want := range map[string]Limit{
		"vote.p99=100ms":        {Figure: "vote.p99", Most: 100 * time.Millisecond},
		"dj.board.p99.9=1s":     {Figure: "dj.board.p99.9", Most: time.Second},
		"reconnect.max=5s":      {Figure: "reconnect.max", Most: 5 * time.Second},
		"settle=2s":             {Figure: "settle", Most: 2 * time.Second},
		"request.last.p50=20ms": {Figure: "request.last.p50", Most: 20 * time.Millisecond},
	} {
		if got, err := ParseLimit(text); err != nil || got != want {
			t.Errorf("%s is read as %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"vote.p99", "vote=1s", "vote.p0=1s", "vote.p101=1s", "votes.p99=1s", "vote.p99=fast", "vote.p99=-1s", "settle.p99=1s", "=1s"} {
		if got, err := ParseLimit(text); err == nil {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}

func TestFiguresAreHeldToLimits(t *testing.T) {
	rep := part(1, 0) // votes take 1 to 100 ms, all boards agree after 10 ms
	for text, kept := range map[string]bool{
		"vote.p99=100ms":   true,
		"vote.p99=98ms":    false,
		"vote.p50=51ms":    true,
		"vote.max=99ms":    false,
		"settle=10ms":      true,
		"settle=9ms":       false,
		"dj.p99=1h":        false, // nothing was measured
		"reconnect.max=1s": true,  // nobody lost a socket
	} {
		l, err := ParseLimit(text)
		if err != nil {
			t.Fatal(err)
		}
		rep.Hold([]Limit{l})
		if rep.WithinLimits() != kept {
			t.Errorf("%s: %s", text, rep.Limits[0])
		}
		var b strings.Builder
		if err := rep.Print(&b); err != nil || !strings.Contains(b.String(), rep.Limits[0].String()) {
			t.Errorf("%s is not in what is printed", text)
		}
	}
}
