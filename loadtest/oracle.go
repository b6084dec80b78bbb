package loadtest

import (
	"fmt"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Breach is a promise that was not kept.
type Breach struct {
	Rule     string `json:"rule"`
	Who      string `json:"who"`
	Expected string `json:"expected"`
	Got      string `json:"got"`
}

func (b Breach) String() string {
	return fmt.Sprintf("%s: %s: expected %s; got %s", b.Rule, b.Who, b.Expected, b.Got)
}

// The promises that the oracle holds a server to.
const (
	ruleAgree    = "all boards agree"
	ruleForward  = "versions never go backwards"
	ruleOnce     = "an acknowledged request exists exactly once"
	ruleNothing  = "a refused command changes nothing"
	ruleStranger = "every request was asked for by somebody"
	ruleAnswered = "a well-made command is never refused for its form"
	ruleMine     = "one's votes are those last acknowledged"
	ruleAsked    = "one's requests are those acknowledged"
	ruleTotals   = "vote totals count each person once"
	ruleStatus   = "requests are where the crew put them"
	ruleSettings = "settings are as last acknowledged"
	ruleJournal  = "an acknowledged change is in the journal exactly once"
)

// evidence is everything that the crowd knows at the end, and what the server
// says the truth is.
type evidence struct {
	own     bool // nobody but the crowd acted on the event
	people  []testimony
	crew    *board.View // as the server reads it afresh
	rows    []string    // ids of the crew's board as listed, so that one told twice is seen
	truth   map[board.Audience]truth
	journal map[string][]int64 // versions at which each change was seen
	since   int64              // the journal was read from this version on

	regrouped []string // requests that the journal tells were part of a merge
}

// truth is the server's fresh reading of one audience's board.
type truth struct {
	Cookie board.Cookie `json:"cookie"`
	Digest string       `json:"digest"`
}

// testimony is what one simulated person did and holds.
type testimony struct {
	name     string
	crew     bool
	audience board.Audience
	commands []*command
	cookie   board.Cookie
	digest   string
	falls    []string
	closed   bool // for good by the server, which is told elsewhere
	me       *board.MeFrame
}

// judge compares what the crowd knows with what the server says.
func judge(e evidence) []Breach {
	j := newJudgement(e)
	for _, p := range e.people {
		j.boards(p)
		j.refusals(p)
		j.requests(p)
		j.mine(p)
	}
	if want := j.truth[board.Crew].Cookie; j.crew.Cookie != want {
		j.breach(ruleAgree, "the crew's board over HTTP", want.String(), j.crew.Cookie.String())
	}
	j.rowsOnce()
	j.inJournal()
	if e.own {
		j.strangers()
		j.totals()
		j.statuses()
	}
	return j.found
}

func newJudgement(e evidence) *judgement {
	j := &judgement{evidence: e, asks: map[string]*command{}, merged: map[string]bool{}}
	j.index()
	return j
}

type judgement struct {
	evidence
	found  []Breach
	asks   map[string]*command // the first to ask for each id
	merged map[string]bool     // requests that were ever part of a merge
}

func (j *judgement) breach(rule, who, expected, got string) {
	j.found = append(j.found, Breach{rule, who, expected, got})
}

func (j *judgement) index() {
	for _, p := range j.people {
		for _, c := range p.commands {
			switch op := c.op.(type) {
			case board.Ask:
				if known := j.asks[op.ID]; known == nil || known.outcome == refused {
					j.asks[op.ID] = c
				}
			case board.Set:
				if op.Into != "" {
					j.merged[op.Request], j.merged[op.Into] = true, true
				}
			}
		}
	}
	for _, id := range j.regrouped {
		j.merged[id] = true
	}
	for id, req := range j.crew.Rows {
		if req.Into != "" { // perhaps by somebody else
			j.merged[id], j.merged[string(req.Into)] = true, true
		}
	}
}

func (j *judgement) boards(p testimony) {
	want := j.truth[p.audience]
	if p.closed {
		return
	}
	if p.cookie != want.Cookie || p.digest != want.Digest {
		j.breach(ruleAgree, p.name, fmt.Sprintf("%s %s", want.Cookie, want.Digest), fmt.Sprintf("%s %s", p.cookie, p.digest))
	}
	for _, fall := range p.falls {
		j.breach(ruleForward, p.name, "a newer version in the same epoch", fall)
	}
}

// lawful are the refusals that can meet a well-made command, because somebody
// else was faster or the event has limits.
var lawful = []board.Code{
	board.Conflict, board.EventClosed, board.EventEnded, board.VotingClosed, board.AlreadyPlayed,
	board.RequestLimit, board.Cooldown, board.BadMove,
}

func (j *judgement) refusals(p testimony) {
	for i, c := range p.commands {
		if c.outcome != refused || slices.Contains(lawful, c.code) {
			continue
		}
		if c.code == board.Stale && overtaken(c, p.commands[i+1:]) {
			continue
		}
		j.breach(ruleAnswered, p.name, "an acknowledgement", string(c.code)+" for "+c.String())
	}
}

// overtaken reports whether the same page voted again on the request.
func overtaken(c *command, later []*command) bool {
	op, ok := c.op.(board.Vote)
	return ok && slices.ContainsFunc(later, func(l *command) bool {
		vote, ok := l.op.(board.Vote)
		return ok && vote.Request == op.Request
	})
}

// requests checks that each acknowledged request is there with its content,
// and a refused one is not.
func (j *judgement) requests(p testimony) {
	for _, c := range p.commands {
		op, ok := c.op.(board.Ask)
		if !ok {
			continue
		}
		row := j.crew.Rows[op.ID]
		switch {
		case c.outcome == acked && row == nil:
			j.breach(ruleOnce, p.name, c.String(), "no such request")
		case c.outcome == acked && !sameContent(op, row, p.crew):
			j.breach(ruleOnce, p.name, c.String(), fmt.Sprintf("%+v", *row))
		case c.outcome == refused && row != nil && j.asks[op.ID].outcome == refused:
			j.breach(ruleNothing, p.name, "no request after "+string(c.code), fmt.Sprintf("%+v", *row))
		case c.outcome == acked && c.request != nil && c.request.Number != row.Number:
			j.breach(ruleOnce, p.name, fmt.Sprintf("No. %d, as acknowledged", c.request.Number), fmt.Sprintf("No. %d", row.Number))
		}
	}
}

// sameContent reports whether a row says what was asked for. Who has an account
// and gives no name appears under the account's.
func sameContent(op board.Ask, row *board.Request, account bool) bool {
	named := row.Name == op.Name || account && op.Name == ""
	return named && row.Title == op.Title && row.Artist == op.Artist &&
		row.Dedication == op.Dedication && row.Note == op.Note && row.Own == op.Own
}

// rowsOnce checks that no id and no number is on the board twice.
func (j *judgement) rowsOnce() {
	seen := map[string]bool{}
	for _, id := range j.rows {
		if seen[id] {
			j.breach(ruleOnce, id, "one row", "two rows")
		}
		seen[id] = true
	}
	numbers := map[int]string{}
	for id, req := range j.crew.Rows {
		if other := numbers[req.Number]; other != "" {
			j.breach(ruleOnce, id, fmt.Sprintf("No. %d for it alone", req.Number), "the same number on "+other)
		}
		numbers[req.Number] = id
	}
}

func (j *judgement) strangers() {
	for id, req := range j.crew.Rows {
		if j.asks[id] == nil {
			j.breach(ruleStranger, id, "no such request", fmt.Sprintf("No. %d %q", req.Number, req.Title))
		}
	}
}

// inJournal checks the changes that the crew made, as far back as the journal
// was read.
func (j *judgement) inJournal() {
	for _, p := range j.people {
		if !p.crew {
			continue
		}
		for _, c := range p.commands {
			id := c.changeID()
			if id == "" {
				continue
			}
			seen := j.journal[id]
			_, undo := c.op.(board.Undo)
			idle := undo && c.change != id // it had been taken back already
			switch {
			case len(seen) > 1:
				j.breach(ruleJournal, p.name, "one entry for "+id, fmt.Sprintf("entries at versions %v", seen))
			case c.outcome == acked && len(seen) == 0 && c.cookie.Version > j.since && !idle:
				j.breach(ruleJournal, p.name, "an entry for "+c.String(), "none")
			case c.outcome == refused && len(seen) > 0:
				j.breach(ruleNothing, p.name, "no entry for "+c.String(), fmt.Sprintf("one at version %d", seen[0]))
			}
		}
	}
}
