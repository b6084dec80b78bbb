package loadtest

import (
	"fmt"

	"github.com/cueslip/cueslip/board"
)

// deck replays the acknowledged changes of a DJ, one after another, to know
// where each request has to be.
type deck struct {
	places  map[string]place
	event   settings
	changes map[string]undoable
}

type place struct {
	status board.Status
	into   string
}

type settings struct {
	gate         board.Gate
	announcement board.Optional
}

// undoable is what a change found before it.
type undoable struct {
	places map[string]place
	event  settings
	set    bool // it changed the settings
}

func newDeck() *deck {
	return &deck{places: map[string]place{}, event: settings{gate: board.GateOpen}, changes: map[string]undoable{}}
}

// at is where a request is; one that the DJ never touched is new.
func (d *deck) at(id string) place {
	if p, ok := d.places[id]; ok {
		return p
	}
	return place{status: board.New}
}

// do replays one acknowledged command.
func (d *deck) do(c *command) {
	was := undoable{places: map[string]place{}, event: d.event}
	move := func(id string, to place) {
		if _, touched := was.places[id]; !touched {
			was.places[id] = d.at(id)
		}
		d.places[id] = to
	}
	play := func(id string) {
		for other, p := range d.places {
			if p.status == board.Playing && other != id {
				move(other, place{status: board.Played})
			}
		}
		move(id, place{status: board.Playing})
	}
	switch op := c.op.(type) {
	case board.Ask:
		d.places[op.ID] = place{status: board.Withdrawn} // what undoing it comes back to
		play(op.ID)
	case board.Set:
		switch {
		case op.Into != "":
			for id, p := range d.places {
				if p.into == op.Request {
					move(id, place{board.Merged, op.Into})
				}
			}
			move(op.Request, place{board.Merged, op.Into})
		case op.Status == board.Playing:
			play(op.Request)
		case op.Status != "":
			move(op.Request, place{status: op.Status})
		case op.Place.Given || op.Next != nil && *op.Next:
			move(op.Request, place{status: board.Accepted})
		}
	case board.SetEvent:
		was.set = true
		if op.Gate != "" {
			d.event.gate = op.Gate
		}
		if op.Announcement != nil {
			d.event.announcement = *op.Announcement
		}
	case board.Undo:
		if c.change != op.ID {
			return // it had been taken back already
		}
		before := d.changes[op.Change]
		for id, p := range before.places {
			move(id, p)
		}
		if was.set = before.set; was.set {
			d.event = before.event
		}
	}
	d.changes[c.changeID()] = was
}

// statuses compares the board with where the DJ put the requests. A request
// that its asker withdrew stays withdrawn, whatever else was done to it.
func (j *judgement) statuses() {
	d, withdrawn, doubt := newDeck(), map[string]bool{}, map[string]bool{}
	for _, p := range j.people {
		for _, c := range p.commands {
			op, isSet := c.op.(board.Set)
			switch byAsker := isSet && op.Status == board.Withdrawn; {
			case byAsker && c.outcome == acked:
				withdrawn[op.Request] = true
			case byAsker && c.outcome == pending:
				doubt[op.Request] = true
			case p.crew && c.outcome == pending:
				return // it may have changed anything; that it stays unanswered is told elsewhere
			case p.crew && c.outcome == acked && !c.repeat && c.changeID() != "":
				d.do(c)
			}
		}
	}
	for id, req := range j.crew.Rows {
		want := d.at(id)
		switch {
		case doubt[id], withdrawn[want.into]: // its target went away under it
			continue
		case withdrawn[id]:
			want = place{status: board.Withdrawn}
		}
		if got := (place{req.Status, string(req.Into)}); got != want {
			j.breach(ruleStatus, fmt.Sprintf("No. %d (%s)", req.Number, id), fmt.Sprint(want), fmt.Sprint(got))
		}
	}
	if e := j.crew.Event; e.Gate != d.event.gate || e.Announcement != d.event.announcement {
		j.breach(ruleSettings, "event", fmt.Sprint(d.event), fmt.Sprint(settings{e.Gate, e.Announcement}))
	}
}
