package board

import (
	"iter"
	"maps"
	"slices"
)

// Ledger is the working copy of one commit: what was read under the event's
// lock, and what the commands of the batch make of it. Fill it with what
// [NeedsOf] asks for, give it the commands in order, then write Changed,
// Cast and Entries in one transaction.
//
// Each refusal leaves the ledger as it was, so that one bad command never
// fails its neighbours.
type Ledger struct {
	// Read before the first command.
	Epoch      string
	Version    int64 // that this commit makes
	Now        int64 // Unix ms
	LastNumber int   // the highest number of a request so far
	Event      Event
	Sessions   map[string]bool     // sessions and tokens that are good, of those that commands came with
	Admins     map[string]bool     // owners of every event
	Crew       Book[Role]          // by person; absent: listener
	Bans       Book[Ban]           // by person
	Blocks     Book[Block]         // by kind and spelling
	Voids      Book[int]           // votes taken back, by [VoidKey]
	Suspects   map[string]int      // votes that look made, by [VoidKey]
	Admitted   map[Admitted]bool   // if the event asks for that
	Songs      map[string][]string // requests by the spelling of their song
	Open       int                 // open requests of listeners, if there is a limit
	Requests   map[string]*Request // owned by the ledger, changed in place
	Ballots    map[BallotKey]*Ballot
	Asked      map[string]Asked
	Entries    map[string]*Entry // of the journal

	// Written by commands.
	changed  map[string]bool
	cast     map[BallotKey]bool
	recount  map[string]bool // roots of groups whose voters must be counted anew
	written  []*Entry
	undone   []*Entry
	deck     bool                  // what has been played changed
	settings bool                  // this commit changed the event's settings
	members  map[string][]*Request // merged requests by target; nil: to be listed anew
	spelled  map[string]string     // songs of new requests
	people   map[string]bool       // whom something concerns alone

	// Of the command being done.
	beforeEvent Event
	before      map[string]DeckState
}

// Do carries out one command, or refuses it with an *Error.
func (l *Ledger) Do(c Command) (Answer, error) {
	if l.changed == nil {
		l.changed, l.cast, l.recount = map[string]bool{}, map[BallotKey]bool{}, map[string]bool{}
		l.spelled, l.people = map[string]string{}, map[string]bool{}
	}
	l.Crew.begin()
	l.Bans.begin()
	l.Blocks.begin()
	l.Voids.begin()
	l.before, l.beforeEvent = map[string]DeckState{}, l.Event
	answer := Answer{Cookie: Cookie{l.Epoch, l.Version}}
	if c.By != "" && !l.Sessions[c.By] {
		return answer, errSignedOut
	}
	var err *Error
	switch op := c.Op.(type) {
	case Ask:
		err = l.ask(c, op, &answer)
	case Vote:
		err = l.vote(c, op, &answer)
	case Set:
		err = l.set(c, op, &answer)
	case SetEvent:
		err = l.setEvent(c, op, &answer)
	case SetBan:
		err = l.ban(c, op, &answer)
	case SetBlocks:
		err = l.setBlocks(c, op, &answer)
	case SetCrew:
		err = l.setCrew(c, op, &answer)
	case Void:
		err = l.void(c, op, &answer)
	case Sweep:
		err = l.sweep(c, op, &answer)
	case Undo:
		err = l.undo(c, op, &answer)
	default:
		err = Errorf(UnknownCommand, "This server does not know that command.")
	}
	if c.Alone() { // it may have changed who is merged into whom
		l.members = nil
	}
	if err != nil {
		return answer, err
	}
	return answer, nil
}

// touch notes that a request is about to change.
func (l *Ledger) touch(req *Request) {
	if _, seen := l.before[req.ID]; !seen {
		l.before[req.ID] = deckStateOf(req)
	}
	req.Version = l.Version
	l.changed[req.ID] = true
}

// Finish settles what follows from all commands together: which played
// requests are archived. Call it once, before the results below are read.
func (l *Ledger) Finish() {
	if l.deck {
		l.archive()
	}
	if l.settings {
		l.Event.Version = l.Version
	}
}

// Dirty reports whether there is anything to write.
func (l *Ledger) Dirty() bool {
	return len(l.changed) > 0 || len(l.cast) > 0 || len(l.written) > 0 || l.settings
}

// Changed returns the requests to write, in the order of their numbers.
func (l *Ledger) Changed() []*Request {
	rows := make([]*Request, 0, len(l.changed))
	for id := range l.changed {
		rows = append(rows, l.Requests[id])
	}
	slices.SortFunc(rows, byNumber)
	return rows
}

// Spelled returns the songs of the requests that are new, by request.
func (l *Ledger) Spelled() map[string]string { return l.spelled }

// tell notes people whom a change concerns alone.
func (l *Ledger) tell(people iter.Seq[string]) {
	for person := range people {
		l.people[person] = true
	}
}

// Settings reports whether the event's settings have to be written.
func (l *Ledger) Settings() bool { return l.settings }

// Cast returns the ballots to write.
func (l *Ledger) Cast() map[BallotKey]Ballot {
	ballots := make(map[BallotKey]Ballot, len(l.cast))
	for key := range l.cast {
		ballots[key] = *l.Ballots[key]
	}
	return ballots
}

// Journal returns the entries to add, and those whose UndoneBy changed.
func (l *Ledger) Journal() (added, undone []*Entry) { return l.written, l.undone }

// Recount returns, by the request they count for, the groups whose distinct
// voters have to be counted in the database after the ballots are written and
// before the requests are: their total is the request's Votes.
func (l *Ledger) Recount() map[string][]string {
	groups := make(map[string][]string, len(l.recount))
	for id := range l.recount {
		groups[id] = slices.Collect(maps.Keys(l.group(l.Requests[id])))
	}
	return groups
}

// Delta returns what the commit changed. The requests in it are the ledger's
// own: take it when nothing changes any more.
func (l *Ledger) Delta() Delta {
	d := Delta{Epoch: l.Epoch, Since: l.Version - 1, Version: l.Version, Requests: l.Changed()}
	if l.settings {
		event := l.Event
		d.Event = &event
	}
	d.People = slices.Sorted(maps.Keys(l.people))
	return d
}

var (
	errEnded     = Errorf(EventEnded, "This event has ended.")
	errForbidden = Errorf(Forbidden, "Your role in this event does not allow that.")
	errSignedOut = Errorf(SignIn, "Sign in again: this key is unknown, used or expired.")
	errNoRequest = Errorf(NotFound, "There is no such request in this event.")
)

// Committed is the outcome of one commit.
type Committed struct {
	Delta   Delta    // Since equals Version if there was nothing to write
	Answers []Answer // one for each command, in order
}

// Run carries out the commands of a batch in order; refusals are in their
// answers. Write the ledger's results, fill in recounts, then call Committed.
func (l *Ledger) Run(commands []Command) []Answer {
	answers := make([]Answer, len(commands))
	for i, c := range commands {
		answer, err := l.Do(c)
		answer.Err = err
		answers[i] = answer
	}
	l.Finish()
	return answers
}

// Committed returns the outcome once everything is written and counted. From
// here on the ledger's requests are shared and must not change.
func (l *Ledger) Committed(answers []Answer) Committed {
	d := l.Delta()
	if !l.Dirty() {
		d.Version = d.Since
	}
	event := l.Event
	for i := range answers {
		answers[i].Cookie.Version = d.Version
		if answers[i].Event != nil {
			answers[i].Event = &event
		}
	}
	return Committed{d, answers}
}
