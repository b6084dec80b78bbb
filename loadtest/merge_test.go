package loadtest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
)

// part is what one of two processes at an event saw, the second later by so
// many ms.
func part(seed uint64, later int64) *Report {
	f := newFigures()
	for ms := int64(1); ms <= 100; ms++ {
		f.acks[classVote].record(ms * int64(seed) * int64(time.Millisecond))
		f.timeline.record("vote", int64(2*time.Second), ms*int64(seed)*int64(time.Millisecond))
	}
	f.timeline.sample(int64(3*time.Second), counters{frames: 30, sent: 100}, 5, 1, false)
	f.timeline.tell(int64(2*time.Second), momentSong, "Silver Harbour")
	rep := &Report{
		Start: 1_700_000_000_000 + later, Event: "ABCDEFGH", Seeds: []uint64{seed}, Seconds: 3, SettleMS: int64(10 * seed),
		Options: Options{Listeners: 5, Seed: seed, URLs: []string{"http://a"}, Duration: 3 * time.Second},
		Sent:    map[string]float64{"vote": 33}, Acked: map[string]int64{"vote": 100}, Times: f.times(),
		Counts: map[string]int64{"frames": 30}, Refusals: map[board.Code]int64{board.Busy: 1}, Closes: map[int]int64{1012: 2},
		Tally: &Tally{
			Cookie: cookieAt(9), Votes: map[string]int{songA: 5}, Numbers: map[string]int{songA: 1},
			Least: map[string]int{songA: 2}, Most: map[string]int{songA: 3}, Asked: map[string]bool{},
		},
	}
	if seed == 1 {
		rep.Tally.Asked[songA] = true
	}
	rep.Timeline, rep.Moments = f.timeline.told()
	return rep.summed()
}

// stored is a report that went through a file.
func stored(t *testing.T, rep *Report) *Report {
	t.Helper()
	data, err := json.Marshal(rep)
	if err != nil {
		t.Fatal(err)
	}
	back := &Report{}
	if err := json.Unmarshal(data, back); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestSeveralProcessesAddUp(t *testing.T) {
	sum, err := Merge(stored(t, part(2, 2000)), stored(t, part(1, 0)))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range sum.Breaches {
		t.Error(b)
	}
	// Of 1 to 100 ms and 2 to 200 ms, in steps of 1 and 2, two thirds of the
	// first 200 values are at most 100 ms.
	if got := sum.Acks["vote"]; got.Count != 200 || got.P50 < 66_000 || got.P50 > 68_000 || got.Max < 199_000 || got.Max > 201_000 {
		t.Errorf("the votes add up to %+v", got)
	}
	if got := []int64{sum.Timeline[2].Frames, sum.Timeline[4].Frames, sum.Timeline[2].Times["vote"].Count(), sum.Timeline[4].Times["vote"].Count()}; !cmp.Equal(got, []int64{30, 30, 100, 100}) {
		t.Errorf("seconds 2 and 4 hold %v", got)
	}
	if got := sum.Moments; len(got) != 2 || got[0].At != 2000 || got[1].At != 4000 {
		t.Errorf("moments are %+v", got)
	}
	want := []any{10, []uint64{2, 1}, int64(200), 66.0, int64(2), int64(4), int64(20), []string{"http://a"}}
	got := []any{
		sum.Options.Listeners, sum.Seeds, sum.Acked["vote"], sum.Sent["vote"], sum.Refusals[board.Busy], sum.Closes[1012], sum.SettleMS, sum.Options.URLs,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestOracleCountsTheVotesOfAllProcesses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		spoil  func(rep *Report)
		rule   string
		unsaid string
	}{
		{"a vote of one process is lost", func(rep *Report) { rep.Tally.Votes[songA] = 3 }, ruleTotals, ""},
		{"a vote counts twice", func(rep *Report) { rep.Tally.Votes[songA] = 7 }, ruleTotals, ""},
		{"nobody asked for it", func(rep *Report) { rep.Tally.Numbers[songB] = 2 }, ruleStranger, ""},
		{"the processes did not end together", func(rep *Report) { rep.Tally.Cookie.Version++ }, "", "different boards"},
		{"a file is of another time", func(rep *Report) { rep.Tally = nil }, "", "tells no votes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			first := part(1, 0)
			tt.spoil(first)
			sum, err := Merge(first, part(2, 0))
			if err != nil {
				t.Fatal(err)
			}
			if tt.rule != "" && (len(sum.Breaches) != 1 || sum.Breaches[0].Rule != tt.rule) {
				t.Errorf("found %v, want a breach of %q", sum.Breaches, tt.rule)
			}
			if !strings.Contains(sum.Unjudged, tt.unsaid) || tt.unsaid == "" && sum.Unjudged != "" {
				t.Errorf("unjudged because %q", sum.Unjudged)
			}
		})
	}
}

func TestOnlyReportsOfOneEventAddUp(t *testing.T) {
	other := part(2, 0)
	other.Event = "HGFEDCBA"
	if _, err := Merge(part(1, 0), other); err == nil {
		t.Error("reports of two events were added up")
	}
	alone := part(2, 0)
	alone.Own = true
	if _, err := Merge(part(1, 0), alone); err == nil {
		t.Error("a crowd that had the event to itself was added to another")
	}
}
