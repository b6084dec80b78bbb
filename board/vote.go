package board

import (
	"maps"
	"slices"
)

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
