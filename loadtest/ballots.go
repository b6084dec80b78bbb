package loadtest

import (
	"fmt"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// support is whether one person's vote counts for a request, as far as the
// person can know.
type support int

const (
	off     support = iota
	unknown         // a vote is still unacknowledged, or crossed a merge
	on
)

// supports works out from the acknowledgements which requests a person
// supports: each counts for the request that it was merged into.
func (j *judgement) supports(p testimony) map[string]support {
	last := map[string]*command{} // the latest acknowledged vote or own request, by request
	doubt := map[string]bool{}
	for _, c := range p.commands {
		id, ok := ballotOf(c)
		switch {
		case !ok:
		case c.outcome == acked && (last[id] == nil || !asks(c)): // asking twice casts once
			last[id] = c
		case c.outcome == pending:
			doubt[id] = true
		}
		if vote, ok := c.op.(board.Vote); ok && !vote.On && j.merged[vote.Request] {
			doubt[id] = true // takes the votes on the whole group of its time back
		}
	}
	counts := map[string]support{}
	raise := func(root string, s support) { counts[root] = max(counts[root], s) }
	for id, c := range last {
		vote, isVote := c.op.(board.Vote)
		switch {
		case doubt[id] || j.crossed(p, id):
			raise(j.root(id), unknown)
		case !isVote || vote.On:
			raise(j.root(id), on)
		default:
			raise(j.root(id), off)
		}
	}
	for id := range doubt {
		raise(j.root(id), unknown)
	}
	return counts
}

// ballotOf returns the request that a command casts or changes a vote on.
func ballotOf(c *command) (string, bool) {
	switch op := c.op.(type) {
	case board.Vote:
		return op.Request, true
	case board.Ask:
		return op.ID, !op.Own
	default:
		return "", false
	}
}

func asks(c *command) bool {
	_, ok := c.op.(board.Ask)
	return ok
}

// crossed reports whether the person took back a vote on any request that was
// ever part of a merge, when the given one was as well: which of the votes
// were meant depends on what was merged at that moment.
func (j *judgement) crossed(p testimony, id string) bool {
	return j.merged[id] && slices.ContainsFunc(p.commands, func(c *command) bool {
		vote, ok := c.op.(board.Vote)
		return ok && !vote.On && j.merged[vote.Request] && c.outcome != refused
	})
}

func (j *judgement) root(id string) string {
	if row := j.crew.Rows[id]; row != nil && row.Into != "" {
		return string(row.Into)
	}
	return id
}

// mine compares a person's votes and requests with what the server says they
// are.
func (j *judgement) mine(p testimony) {
	if p.me == nil {
		return
	}
	counts := j.supports(p)
	for root, s := range counts {
		if told := slices.Contains(p.me.Votes, root); s == on && !told || s == off && told {
			j.breach(ruleMine, p.name, fmt.Sprintf("vote on %s: %t", root, s == on), fmt.Sprint(told))
		}
	}
	for _, id := range p.me.Votes {
		if _, known := counts[id]; !known {
			j.breach(ruleMine, p.name, "no vote on "+id, "a vote")
		}
	}
	for _, c := range p.commands {
		if op, ok := c.op.(board.Ask); ok && c.outcome == acked && !slices.Contains(p.me.Requests, op.ID) {
			j.breach(ruleAsked, p.name, "request "+op.ID, fmt.Sprint(p.me.Requests))
		}
	}
	for _, id := range p.me.Requests {
		if j.asks[id] == nil {
			j.breach(ruleAsked, p.name, "only own requests", id)
		}
	}
}

// counted sums the crowd's votes up: those acknowledged, and those whose fate
// is unknown on top.
func (j *judgement) counted() (least, most map[string]int) {
	least, most = map[string]int{}, map[string]int{}
	for _, p := range j.people {
		for root, s := range j.supports(p) {
			if s == on {
				least[root]++
			}
			if s >= unknown {
				most[root]++
			}
		}
	}
	return least, most
}

// totals compares the votes of the whole crowd with the board.
func (j *judgement) totals() {
	least, most := j.counted()
	for id, req := range j.crew.Rows {
		if req.Into == "" && (req.Votes < least[id] || req.Votes > most[id]) {
			expected := fmt.Sprint(least[id])
			if most[id] != least[id] {
				expected += fmt.Sprintf(" to %d", most[id])
			}
			j.breach(ruleTotals, fmt.Sprintf("No. %d (%s)", req.Number, id), expected+" votes", fmt.Sprint(req.Votes))
		}
	}
}
