package loadtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

const (
	songA = "01920000-0000-7000-8000-00000000000a"
	songB = "01920000-0000-7000-8000-00000000000b"
	move1 = "01920000-0000-7000-8000-000000000c01"
	move2 = "01920000-0000-7000-8000-000000000c02"
)

// evening is a short history that a faultless server leaves behind: two people
// ask for a song each and vote for the other's, one changes their mind, and
// the DJ accepts the first and plays it.
func evening() evidence {
	at := func(v int64) board.Cookie { return board.Cookie{Epoch: "e", Version: v} }
	ack := func(v int64, op board.Op) *command {
		c := &command{op: op, outcome: acked, cookie: at(v), sends: 1, answers: 1}
		if undo, ok := op.(board.Undo); ok {
			c.change = undo.ID
		}
		return c
	}
	crew := &board.View{Audience: board.Crew, Cookie: at(8), Event: board.Event{Gate: board.GateOpen}, Rows: map[string]*board.Request{
		songA: {Row: board.Row{ID: songA, Number: 1, Title: "A", Status: board.Playing, Votes: 2}},
		songB: {Row: board.Row{ID: songB, Number: 2, Title: "B", Status: board.New, Votes: 1}},
	}}
	return evidence{
		own: true, crew: crew, rows: []string{songA, songB},
		truth: map[board.Audience]truth{
			board.Public: {at(8), "public"}, board.Crew: {at(8), "crew"},
		},
		journal: map[string][]int64{move1: {7}, move2: {8}},
		people: []testimony{
			{
				name: "DJ", crew: true, audience: board.Crew, cookie: at(8), digest: "crew",
				commands: []*command{
					ack(7, board.Set{Request: songA, Status: board.Accepted, Change: move1}),
					ack(8, board.Set{Request: songA, Status: board.Playing, Change: move2}),
				},
			},
			{
				name: "Otter", audience: board.Public, cookie: at(8), digest: "public",
				me: &board.MeFrame{Votes: []string{songA}, Requests: []string{songA}},
				commands: []*command{
					ack(2, board.Ask{ID: songA, Title: "A"}),
					ack(4, board.Vote{Request: songB, Seq: 1, On: true}),
					ack(6, board.Vote{Request: songB, Seq: 2}),
				},
			},
			{
				name: "Lynx", audience: board.Public, cookie: at(8), digest: "public",
				me: &board.MeFrame{Votes: []string{songB, songA}, Requests: []string{songB}},
				commands: []*command{
					ack(3, board.Ask{ID: songB, Title: "B"}),
					ack(5, board.Vote{Request: songA, Seq: 1, On: true}),
				},
			},
		},
	}
}

func TestOracleFindsNothingWhenEverythingIsKept(t *testing.T) {
	if found := judge(evening()); len(found) > 0 {
		t.Errorf("found %v", found)
	}
}

func TestOracleNamesEachBreach(t *testing.T) {
	lynx := func(e *evidence) *testimony { return &e.people[2] }
	tests := []struct {
		name  string
		spoil func(e *evidence)
		rules []string
	}{
		{"an acknowledged request is lost", func(e *evidence) { delete(e.crew.Rows, songB) }, []string{ruleOnce}},
		{"an acknowledged request has other words", func(e *evidence) { e.crew.Rows[songB].Title = "C" }, []string{ruleOnce}},
		{"a request has another number than was acknowledged", func(e *evidence) {
			lynx(e).commands[0].request = &board.Request{Row: board.Row{Number: 7}}
		}, []string{ruleOnce}},
		{"a request is on the board twice", func(e *evidence) { e.rows = append(e.rows, songB) }, []string{ruleOnce}},
		{"a request was doubled under another id", func(e *evidence) {
			e.crew.Rows[move1] = &board.Request{Row: board.Row{ID: move1, Number: 2, Title: "B", Status: board.New}}
		}, []string{ruleOnce, ruleStranger}},
		{"a refused request is there", func(e *evidence) {
			lynx(e).commands[0].outcome, lynx(e).commands[0].code = refused, board.RequestLimit
			lynx(e).me.Votes = []string{songA}
			e.crew.Rows[songB].Votes = 0
		}, []string{ruleNothing}},
		{"an acknowledged vote is lost", func(e *evidence) {
			lynx(e).me.Votes = []string{songB}
			e.crew.Rows[songA].Votes = 1
		}, []string{ruleMine, ruleTotals}},
		{"a vote counts twice", func(e *evidence) { e.crew.Rows[songA].Votes = 3 }, []string{ruleTotals}},
		{"a vote that was taken back still counts", func(e *evidence) {
			e.people[1].me.Votes = []string{songA, songB}
			e.crew.Rows[songB].Votes = 2
		}, []string{ruleMine, ruleTotals}},
		{"somebody else's vote is called mine", func(e *evidence) {
			lynx(e).me.Votes = append(lynx(e).me.Votes, move1)
		}, []string{ruleMine}},
		{"an own request is forgotten", func(e *evidence) { lynx(e).me.Requests = nil }, []string{ruleAsked}},
		{"a version goes backwards", func(e *evidence) { lynx(e).falls = []string{"e.8 then e.7"} }, []string{ruleForward}},
		{"a board differs", func(e *evidence) { lynx(e).digest = "other" }, []string{ruleAgree}},
		{"a board lags", func(e *evidence) { lynx(e).cookie.Version = 7 }, []string{ruleAgree}},
		{"a change is lost from the journal", func(e *evidence) { delete(e.journal, move1) }, []string{ruleJournal}},
		{"a change is in the journal twice", func(e *evidence) { e.journal[move1] = []int64{7, 8} }, []string{ruleJournal}},
		{"a status is lost", func(e *evidence) { e.crew.Rows[songA].Status = board.Accepted }, []string{ruleStatus}},
		{"the gate is another", func(e *evidence) { e.crew.Event.Gate = board.GateClosed }, []string{ruleSettings}},
		{"a well-made command is refused", func(e *evidence) {
			lynx(e).commands = append(lynx(e).commands, &command{op: board.Vote{Request: songB}, outcome: refused, code: board.NotFound})
		}, []string{ruleAnswered}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := evening()
			tt.spoil(&e)
			var rules []string
			for _, b := range judge(e) {
				if !strings.Contains(b.String(), b.Expected) || b.Expected == "" || b.Got == "" {
					t.Errorf("%+v does not say what was expected and what came", b)
				}
				if !slices.Contains(rules, b.Rule) {
					rules = append(rules, b.Rule)
				}
			}
			slices.Sort(rules)
			slices.Sort(tt.rules)
			if !slices.Equal(rules, tt.rules) {
				t.Errorf("broke %q, want %q", rules, tt.rules)
			}
		})
	}
}

func TestUnacknowledgedCommandsMayHaveHappenedOrNot(t *testing.T) {
	for _, happened := range []bool{true, false} {
		e := evening()
		otter := &e.people[1]
		otter.commands = append(otter.commands, &command{op: board.Vote{Request: songB, Seq: 3, On: true}, outcome: pending})
		if happened {
			e.crew.Rows[songB].Votes++
			otter.me.Votes = append(otter.me.Votes, songB)
		}
		if found := judge(e); len(found) > 0 {
			t.Errorf("happened %t: found %v", happened, found)
		}
	}
}

func TestStaleIsLawfulOnlyForAVoteThatWasOvertaken(t *testing.T) {
	e := evening()
	otter := &e.people[1]
	otter.commands[1].outcome, otter.commands[1].code = refused, board.Stale
	if found := judge(e); len(found) > 0 {
		t.Errorf("overtaken: found %v", found)
	}
	otter.commands[2].outcome, otter.commands[2].code = refused, board.Stale
	if found := judge(e); len(found) != 1 || found[0].Rule != ruleAnswered {
		t.Errorf("not overtaken: found %v", found)
	}
}

func TestVotesFollowAMergeAndAnUndoTakesItBack(t *testing.T) {
	e := evening()
	dj := &e.people[0]
	dj.commands = []*command{{op: board.Set{Request: songB, Into: songA, Change: move1}, outcome: acked}}
	e.journal = map[string][]int64{move1: {7}}
	e.crew.Rows[songA] = &board.Request{Row: board.Row{ID: songA, Number: 1, Title: "A", Status: board.New, Votes: 2}}
	e.crew.Rows[songB].Status, e.crew.Rows[songB].Into = board.Merged, songA
	e.people[2].me.Votes = []string{songA}
	if found := judge(e); len(found) > 0 {
		t.Errorf("merged: found %v", found)
	}

	dj.commands = append(dj.commands, &command{op: board.Undo{Change: move1, ID: move2}, change: move2, outcome: acked})
	e.journal[move2] = []int64{8}
	e.crew.Rows[songB].Status, e.crew.Rows[songB].Into = board.New, ""
	e.people[2].me.Votes = []string{songA, songB}
	if found := judge(e); len(found) > 0 {
		t.Errorf("taken back: found %v", found)
	}
}
