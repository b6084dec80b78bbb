package board

import "strings"

// A batch is the guests that were made from one place within a few minutes.
// Its votes on a request are suspect when there are many of them and most of
// the batch voted for just that request: a crowd has many tastes. It is a hint
// for the crew, who alone decides.
const (
	SuspectVotes = 30 // of one batch on one request, at least
	suspectParts = 3  // and those are SuspectOf of so many parts of the batch's voters
	suspectOf    = 2
)

// Suspect reports whether the votes of a batch on one request, of all the
// people of the batch who ever voted in the event, look made.
func Suspect(votes, people int) bool {
	return votes >= SuspectVotes && votes*suspectParts >= people*suspectOf
}

// Void takes the suspect votes on a request back: those of each batch that is
// suspect now, also those that it still casts later.
type Void struct {
	Request string `json:"id"`
	Change  string `json:"change,omitempty"`
}

func (Void) op() {}

func (op *Void) check() (err error) {
	if op.Request, err = requestID("id", op.Request); err != nil {
		return err
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

// VoidKey names the votes of a batch on a request.
func VoidKey(request, batch string) string { return request + " " + batch }

// SplitVoidKey is the inverse of [VoidKey].
func SplitVoidKey(key string) (request, batch string) {
	request, batch, _ = strings.Cut(key, " ")
	return request, batch
}

// void takes suspect votes back.
func (l *Ledger) void(c Command, op Void, answer *Answer) *Error {
	req := l.Requests[op.Request]
	if again, err := l.repeated(c, op.Change, op); again {
		answer.Change, answer.Request = op.Change, req
		return err
	}
	switch {
	case !l.role(c.Person).Crew():
		return errForbidden
	case req == nil:
		return errNoRequest
	case l.Event.State == Ended:
		return errEnded
	}
	answer.Change, answer.Request = op.Change, req
	found := false
	for key, votes := range l.Suspects {
		if member := l.Requests[requestOf(key)]; member != nil && l.root(member) == l.root(req) {
			found = true
			l.revoid(key, &votes)
		}
	}
	if !found {
		return Errorf(BadMove, "No votes on this request look made.").In("id")
	}
	l.record(c, kindVoid, op.Change, fingerprint(op))
	return nil
}

// revoid makes so many votes of a batch on a request count no more, or again
// for nil.
func (l *Ledger) revoid(key string, votes *int) {
	member := l.Requests[requestOf(key)]
	l.regroup(member)
	more := 0
	if votes != nil {
		more += *votes
	}
	if was := l.Voids.at(key); was != nil {
		more -= *was
	}
	member.Voided += more
	member.Suspect = max(0, member.Suspect-more)
	l.Voids.put(key, votes)
}

func requestOf(key string) string {
	request, _ := SplitVoidKey(key)
	return request
}
