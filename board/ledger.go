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

// BallotKey names one person's vote on one request.
type BallotKey struct{ Request, Person string }

// Ballot is one person's vote on one request, kept when it is off so that a
// late older one is known.
type Ballot struct {
	On     bool
	Client string
	Seq    int64
	Batch  string // of the guest, when the vote was cast
}

// Asked is what a person has asked for so far.
type Asked struct {
	Open int   // requests that are new, later or accepted
	Last int64 // Unix ms of the latest request, 0 for none
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

// ask adds a request.
func (l *Ledger) ask(c Command, op Ask, answer *Answer) *Error {
	if known := l.Requests[op.ID]; known != nil {
		answer.Request = known
		if !sameAsk(known, c, op) {
			return Errorf(KeyReused, "This id already names another request.").In("id")
		}
		return nil
	}
	role := l.role(c.Person)
	switch {
	case op.Own && l.Entries[op.ID] != nil: // its id names its change too
		return Errorf(KeyReused, "This id already names a change.").In("id")
	case l.Event.State == Ended:
		return errEnded
	case op.Own && !role.runs():
		return errForbidden
	case !role.Crew() && l.banned(c.Person) != nil:
		return l.banned(c.Person)
	case !op.Own && l.Event.closed(l.Now):
		return Errorf(EventClosed, "The DJ takes no requests at the moment.")
	case !role.Crew():
		if err := l.mayAsk(c, op); err != nil {
			answer.Request = err.Request
			return err
		}
	}

	l.LastNumber++
	req := &Request{
		Row: Row{
			ID: op.ID, Number: l.LastNumber, Title: op.Title, Artist: op.Artist, Name: op.Name,
			Dedication: op.Dedication, Status: New, Own: op.Own, At: l.Now,
		},
		Note: op.Note, Asker: c.Person, Flagged: op.Flagged, MovedAt: l.Now,
		Held: l.Event.Approval && !role.Crew(), Quiet: !l.Event.Dedications,
	}
	l.Requests[op.ID] = req
	l.spell(op)
	answer.Request = req
	if op.Own {
		req.Status = Withdrawn // what undoing it comes back to
		l.touch(req)
		l.move(req, Playing)
		l.record(c, kindOwn, op.ID, "")
		return nil
	}
	l.touch(req)
	l.castVote(BallotKey{op.ID, c.Person}, Ballot{On: true, Batch: c.Batch})
	req.Votes = 1
	l.Open++
	asked := l.Asked[c.Person]
	l.Asked[c.Person] = Asked{asked.Open + 1, l.Now}
	return nil
}

// mayAsk returns why a listener may not ask for a song, or nil.
func (l *Ledger) mayAsk(c Command, op Ask) *Error {
	if err := l.admits(c); err != nil {
		return err
	}
	if err := l.blocked(op.Spelling); err != nil {
		return err
	}
	if known := l.repeats(op.Spelling.Song); known != nil {
		err := Errorf(Duplicate, "This song has been asked for already.")
		err.Request = known
		return err
	}
	if total := l.Event.Limits.Total; total > 0 && l.Open >= total {
		return Errorf(RequestLimit, "The DJ has as many requests as this event takes at a time; one frees up when a song is played.")
	}
	return l.withinLimits(c.Person)
}

// spell notes a new request under its song.
func (l *Ledger) spell(op Ask) {
	song := op.Spelling.Song
	if song == "" {
		return
	}
	if l.Songs == nil {
		l.Songs = map[string][]string{}
	}
	l.spelled[op.ID] = song
	l.Songs[song] = append(l.Songs[song], op.ID)
}

func sameAsk(q *Request, c Command, op Ask) bool {
	return q.Asker == c.Person && q.Title == op.Title && q.Artist == op.Artist && q.Name == op.Name &&
		q.Dedication == op.Dedication && q.Note == op.Note && q.Own == op.Own
}

func (l *Ledger) withinLimits(person string) *Error {
	left, nextAt := l.Event.Limits.Allow(l.Asked[person])
	if nextAt > l.Now {
		err := Errorf(Cooldown, "You can ask for the next song in a moment.")
		err.RetryAfter = int((nextAt - l.Now + 999) / 1000)
		return err
	}
	if left == 0 {
		return Errorf(RequestLimit, "You have as many open requests as this event allows; one frees up when a song is played or you withdraw it.")
	}
	return nil
}

// Allow returns how many requests a person who has asked this much may still
// make (-1: any number), and when the next one may come (Unix ms, 0 for now).
func (lim Limits) Allow(asked Asked) (left int, nextAt int64) {
	left = -1
	if lim.Open > 0 {
		left = max(0, lim.Open-asked.Open)
	}
	if lim.Cooldown > 0 && asked.Last > 0 {
		nextAt = asked.Last + int64(lim.Cooldown)*1000
	}
	return left, nextAt
}

// vote makes a vote on or off. On a merged request it counts for the target.
func (l *Ledger) vote(c Command, op Vote, answer *Answer) *Error {
	req := l.Requests[op.Request]
	if req == nil {
		return errNoRequest
	}
	root := l.root(req)
	answer.Votes = root.Votes
	key := BallotKey{req.ID, c.Person}
	now := l.Ballots[key]
	if now != nil && op.Seq > 0 && now.Client == op.Client && now.Seq >= op.Seq {
		if now.Seq == op.Seq && now.On == op.On {
			return nil // a repeat
		}
		err := Errorf(Stale, "A later vote of yours has already been counted.")
		err.Request = root
		return err
	}
	if err := l.admits(c); err != nil && l.Event.State != Ended {
		return err
	}
	switch {
	case l.Event.State == Ended:
		return errEnded
	case root.Status == Playing || root.Status == Played:
		return Errorf(AlreadyPlayed, "This song has already been played.")
	case !root.Status.open():
		return Errorf(VotingClosed, "Votes are no longer taken on this request.")
	case !l.Event.Voting:
		return Errorf(VotingClosed, "Voting is closed at the moment.")
	}

	was := l.supports(root, c.Person)
	if !op.On { // a vote cast on any request of the group is the one meant
		for id := range l.group(root) {
			if other := (BallotKey{id, c.Person}); other != key && l.on(other) {
				ballot := *l.Ballots[other]
				ballot.On = false
				l.castVote(other, ballot)
			}
		}
	}
	l.castVote(key, Ballot{On: op.On, Client: op.Client, Seq: op.Seq, Batch: c.Batch})
	if is := l.supports(root, c.Person); is != was {
		l.touch(root)
		if is {
			root.Votes++
		} else {
			root.Votes--
		}
	}
	answer.Votes = root.Votes
	return nil
}

// castVote stores a ballot, and keeps the own count of a merged request true,
// which it has again when it is unmerged.
func (l *Ledger) castVote(key BallotKey, ballot Ballot) {
	is := l.counts(key, &ballot)
	if req := l.Requests[key.Request]; req.Into != "" && is != l.on(key) {
		l.touch(req)
		if is {
			req.Votes++
		} else {
			req.Votes--
		}
	}
	if old := l.Ballots[key]; old != nil && *old == ballot {
		return
	}
	l.Ballots[key] = &ballot
	l.cast[key] = true
}

func (l *Ledger) on(key BallotKey) bool { return l.counts(key, l.Ballots[key]) }

// counts reports whether a ballot is a vote that counts.
func (l *Ledger) counts(key BallotKey, ballot *Ballot) bool {
	if ballot == nil || !ballot.On {
		return false
	}
	_, taken := l.Voids.get(VoidKey(key.Request, ballot.Batch))
	return !taken
}

// supports reports whether the person has a vote on any request of the group.
func (l *Ledger) supports(root *Request, person string) bool {
	for id := range l.group(root) {
		if l.on(BallotKey{id, person}) {
			return true
		}
	}
	return false
}

// root returns the request that req's votes count for.
func (l *Ledger) root(req *Request) *Request {
	if target := l.Requests[string(req.Into)]; target != nil {
		return target
	}
	return req
}

// group returns root and the requests merged into it.
func (l *Ledger) group(root *Request) map[string]*Request {
	if l.members == nil { // once for all the votes of a batch
		l.members = map[string][]*Request{}
		for _, req := range l.Requests {
			if req.Into != "" {
				l.members[string(req.Into)] = append(l.members[string(req.Into)], req)
			}
		}
	}
	group := map[string]*Request{root.ID: root}
	for _, req := range l.members[root.ID] {
		group[req.ID] = req
	}
	return group
}

// touch notes that a request is about to change.
func (l *Ledger) touch(req *Request) {
	if _, seen := l.before[req.ID]; !seen {
		l.before[req.ID] = deckStateOf(req)
	}
	req.Version = l.Version
	l.changed[req.ID] = true
}

// BallotKeys lists the ballots that the commands may read, once Requests is
// filled: those of each voter over the whole group of a request.
func (l *Ledger) BallotKeys(commands []Command) []BallotKey {
	keys := map[BallotKey]bool{}
	for _, c := range commands {
		switch op := c.Op.(type) {
		case Ask:
			keys[BallotKey{op.ID, c.Person}] = true
		case Vote:
			if req := l.Requests[op.Request]; req != nil {
				for id := range l.group(l.root(req)) {
					keys[BallotKey{id, c.Person}] = true
				}
			}
		}
	}
	return slices.Collect(maps.Keys(keys))
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
