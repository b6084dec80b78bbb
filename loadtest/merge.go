package loadtest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Merge adds up what several processes saw of one event at the same time.
// Histograms, counts and rates are summed, seconds are laid over each other by
// the wall clock (the processes' machines have to agree on it to a second),
// and the oracle counts the votes of all of them together. Limits are not
// taken over: hold the result against new ones.
//
// Errors: fewer than one report, reports of different events, a report of a
// crowd that had its event to itself beside others.
func Merge(reports ...*Report) (*Report, error) {
	if len(reports) == 0 {
		return nil, errors.New("there is no report to add up")
	}
	sum := &Report{
		Start: reports[0].Start, Options: reports[0].Options, Event: reports[0].Event, Machine: reports[0].Machine,
		Sent: map[string]float64{}, Acked: map[string]int64{}, Times: map[string]*Times{}, Counts: map[string]int64{},
		Refusals: maps.Clone(reports[0].Refusals), Closes: maps.Clone(reports[0].Closes), Breaches: []Breach{},
	}
	clear(sum.Refusals)
	clear(sum.Closes)
	sum.Options.Listeners, sum.Options.Votes, sum.Options.Requests = 0, 0, 0
	sum.Options.URLs = nil
	var tallies []*Tally
	for _, rep := range reports {
		if rep.Event != sum.Event {
			return nil, fmt.Errorf("the reports are of different events, %s and %s", sum.Event, rep.Event)
		}
		if rep.Own && len(reports) > 1 {
			return nil, fmt.Errorf("seed %d had the event to itself: give every process the same --event", rep.Options.Seed)
		}
		sum.Start = min(sum.Start, rep.Start)
		tallies = append(tallies, rep.Tally)
	}
	for _, rep := range reports {
		sum.take(rep)
	}
	slices.SortStableFunc(sum.Moments, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	if reports[0].Own {
		return sum.summed(), nil
	}
	found, unjudged := judgeTotals(tallies)
	sum.Breaches, sum.Unjudged = append(sum.Breaches, found...), unjudged
	if unjudged == "" {
		sum.Tally = tallies[0].plus(tallies[1:])
	}
	return sum.summed(), nil
}

// take adds one process's report.
func (rep *Report) take(part *Report) {
	o := &rep.Options
	o.Listeners += part.Options.Listeners
	o.Votes += part.Options.Votes
	o.Requests += part.Options.Requests
	o.Duration = max(o.Duration, part.Options.Duration)
	for _, base := range part.Options.URLs {
		if !slices.Contains(o.URLs, base) {
			o.URLs = append(o.URLs, base)
		}
	}
	rep.Own = part.Own
	rep.Seeds = append(rep.Seeds, part.Seeds...)
	rep.Seconds = max(rep.Seconds, part.Seconds)
	rep.SettleMS = max(rep.SettleMS, part.SettleMS)
	rep.CPU += part.CPU
	rep.Breaches = append(rep.Breaches, part.Breaches...)
	addTo(rep.Sent, part.Sent)
	addTo(rep.Acked, part.Acked)
	addTo(rep.Counts, part.Counts)
	addTo(rep.Refusals, part.Refusals)
	addTo(rep.Closes, part.Closes)
	addTimes(rep.Times, part.Times)
	later := part.Start - rep.Start
	for _, s := range part.Timeline {
		rep.second(s.At + (later+500)/1000).take(s)
	}
	for _, m := range part.Moments {
		m.At += later
		rep.Moments = append(rep.Moments, m)
	}
}

// second returns the second with a number, and makes those up to it.
func (rep *Report) second(at int64) *Second {
	for int64(len(rep.Timeline)) <= at {
		rep.Timeline = append(rep.Timeline, Second{At: int64(len(rep.Timeline)), Times: map[string]*Times{}})
	}
	return &rep.Timeline[at]
}

func (s *Second) take(part Second) {
	s.Frames += part.Frames
	s.Sent += part.Sent
	s.Lost += part.Lost
	s.Online += part.Online
	s.Asleep += part.Asleep
	s.Epochs += part.Epochs
	addTimes(s.Times, part.Times)
}

func (t *Tally) plus(others []*Tally) *Tally {
	sum := *t
	sum.Least, sum.Most, sum.Asked = maps.Clone(t.Least), maps.Clone(t.Most), maps.Clone(t.Asked)
	for _, other := range others {
		addTo(sum.Least, other.Least)
		addTo(sum.Most, other.Most)
		maps.Copy(sum.Asked, other.Asked)
	}
	return &sum
}

func addTo[K comparable, N int | int64 | float64](sum, part map[K]N) {
	for k, n := range part {
		sum[k] += n
	}
}

func addTimes(sum, part map[string]*Times) {
	for name, times := range part {
		if sum[name] == nil {
			sum[name] = newTimes(3)
		}
		sum[name].add(times)
	}
}
