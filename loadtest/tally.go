package loadtest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// Tally is what one of several processes at an event knows for the count of
// all of them: none can tell alone whether the totals are right.
type Tally struct {
	Cookie  board.Cookie    `json:"cookie"`  // where the board stood
	Votes   map[string]int  `json:"votes"`   // the board's totals by request, without merged ones
	Least   map[string]int  `json:"least"`   // of them, acknowledged to this process
	Most    map[string]int  `json:"most"`    // the same with votes whose fate it does not know
	Numbers map[string]int  `json:"numbers"` // of all requests on the board
	Asked   map[string]bool `json:"asked"`   // ids that this process asked for
}

// tally counts what the people of this process know.
func (j *judgement) tally() *Tally {
	t := &Tally{Cookie: j.crew.Cookie, Votes: map[string]int{}, Numbers: map[string]int{}, Asked: map[string]bool{}}
	t.Least, t.Most = j.counted()
	for id, req := range j.crew.Rows {
		t.Numbers[id] = req.Number
		if req.Into == "" {
			t.Votes[id] = req.Votes
		}
	}
	for id := range j.asks {
		t.Asked[id] = true
	}
	return t
}

// judgeTotals holds the board's totals, and its requests, against what all
// processes know together. The second result says why nothing could be judged.
func judgeTotals(all []*Tally) (found []Breach, unjudged string) {
	least, most, asked := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, t := range all {
		if t == nil {
			return nil, "a part tells no votes"
		}
		if t.Cookie != all[0].Cookie {
			return nil, fmt.Sprintf("the parts ended at different boards, %s and %s", all[0].Cookie, t.Cookie)
		}
		maps.Copy(asked, t.Asked)
		for id, n := range t.Least {
			least[id] += n
		}
		for id, n := range t.Most {
			most[id] += n
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all[0].Numbers)) {
		name := fmt.Sprintf("No. %d (%s)", all[0].Numbers[id], id)
		if !asked[id] {
			found = append(found, Breach{ruleStranger, id, "no such request", name})
		}
		if votes, counts := all[0].Votes[id]; counts && (votes < least[id] || votes > most[id]) {
			found = append(found, Breach{ruleTotals, name, fmt.Sprintf("%d to %d votes", least[id], most[id]), fmt.Sprint(votes)})
		}
	}
	return found, ""
}
