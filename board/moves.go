package board

import (
	"cmp"
	"fmt"
	"slices"
)

// set moves a request.
func (l *Ledger) set(c Command, op Set, answer *Answer) *Error {
	if again, err := l.repeated(c, op.Change, op); again {
		answer.Change, answer.Request = op.Change, l.Requests[op.Request]
		return err
	}
	req := l.Requests[op.Request]
	if req == nil {
		return errNoRequest
	}
	answer.Request, answer.Change = req, op.Change
	if op.Status == Withdrawn {
		return l.withdraw(c, req)
	}
	role := l.role(c.Person)
	if !role.Crew() {
		return errForbidden
	}
	if err := l.mayMove(role, req, op); err != nil {
		return err
	}

	if op.Into != "" {
		if err := l.merge(req, op); err != nil {
			return err
		}
		l.record(c, kindSet, op.Change, fingerprint(op))
		return nil
	}
	status := l.destination(req, op)
	if op.Place.Given && op.Place.Before != "" {
		if before := l.Requests[op.Place.Before]; before == nil || before.Status != Accepted || before == req {
			err := Errorf(Conflict, "The request to queue it before is not in the queue.").In("before")
			err.Request = req
			return err
		}
	}
	l.touch(req)
	switch {
	case status != req.Status:
		l.move(req, status)
	case status == Playing: // it still does, which boards doubt after a while
		req.StillAt, l.deck = l.Now, true
	}
	if op.Status != "" && status != Declined && status != Hidden || status == Accepted {
		req.Held = false // whoever moves it on, approves of it
	}
	if op.Reason != "" {
		req.Reason = op.Reason
	}
	if status == Accepted {
		l.line(req, op)
	}
	l.record(c, kindSet, op.Change, fingerprint(op))
	return nil
}

// destination is the status that the command means: a place in the queue, or
// being next, means accepted.
func (l *Ledger) destination(req *Request, op Set) Status {
	switch {
	case op.Status != "":
		return op.Status
	case op.Next != nil && *op.Next, op.Place.Given:
		return Accepted
	default:
		return req.Status
	}
}

// mayMove checks the move against the role, the event and what its sender saw.
func (l *Ledger) mayMove(role Role, req *Request, op Set) *Error {
	to := l.destination(req, op)
	switch {
	case l.Event.State == Ended:
		return errEnded
	case op.From != "" && op.From != req.Status && (to != req.Status || op.Into != ""):
		err := Errorf(Conflict, "No. {number} has changed in the meantime.", "number", fmt.Sprintf("%03d", req.Number))
		err.Request = req
		return err
	case !slices.Contains(settable, req.Status):
		return Errorf(BadMove, "This request stays as it is.").In("status")
	case op.Into != "":
		if !role.runs() {
			return errForbidden
		}
		return nil
	case !slices.Contains(settable, to):
		return Errorf(BadMove, "A request cannot be set to that status.").In("status")
	case to != Accepted && (op.Place.Given || op.Next != nil && *op.Next):
		return Errorf(BadMove, "Only an accepted request has a place in the queue.").In("before")
	case to != Declined && op.Reason != "":
		return Errorf(BadMove, "Only a declined request has a reason.").In("reason")
	case op.Status == "" && op.Reason == "" && !op.Place.Given && op.Next == nil:
		return Errorf(BadMessage, "Say what to change: a status, a place in the queue, or what to merge into.")
	case !role.runs() && !moderates(req.Status, to, op):
		return errForbidden
	default:
		return nil
	}
}

// moderates reports whether a moderator may make the move: to hidden or
// declined, and back to new, and approving of what is new. Undo brings back what it was before.
func moderates(from, to Status, op Set) bool {
	if op.Place.Given || op.Next != nil {
		return false
	}
	return to == Hidden || to == Declined || (to == New && (from == Hidden || from == Declined || from == New))
}

// move changes a request's status and what belongs to it. The request has been
// touched.
func (l *Ledger) move(req *Request, to Status) {
	if to == Playing {
		for _, other := range l.Requests {
			if other.Status == Playing && other != req {
				l.touch(other)
				l.move(other, Played)
			}
		}
	}
	if to == Playing || to == Played && req.Status != Playing && req.PlayedAt == 0 {
		req.PlayedAt = l.Now
	}
	if to != Playing && to != Played {
		req.PlayedAt = 0 // it was not played after all
	}
	req.StillAt = 0
	l.leave(req)
	req.Status, req.MovedAt = to, l.Now
	if to == Declined {
		req.Told = l.Event.Declines == TellNow
	}
	l.deck = true
}

// leave clears what belongs to the status that a request is about to leave.
func (l *Ledger) leave(req *Request) {
	req.Position, req.Next = "", false
	req.Reason, req.Told = "", false
}

// line gives an accepted request its place: where the command says, in front
// when it is fixed as next, and at the end when it had none.
func (l *Ledger) line(req *Request, op Set) {
	fix := op.Next != nil && *op.Next
	if op.Next != nil {
		req.Next = *op.Next
	}
	queue := l.queueWithout(req)
	at := len(queue)
	switch {
	case op.Place.Given && op.Place.Before != "":
		at = slices.IndexFunc(queue, func(q *Request) bool { return q.ID == op.Place.Before })
	case op.Place.Given:
	case fix:
		at = 0
	case req.Position != "":
		return
	}
	req.Position = gap(queue, at)
}

func (l *Ledger) queueWithout(req *Request) []*Request {
	return slices.DeleteFunc(Queue(l.Requests), func(q *Request) bool { return q == req })
}

// beside returns the position, or the next free one after it when another
// request has taken it meanwhile.
func (l *Ledger) beside(position Optional, req *Request) Optional {
	queue := l.queueWithout(req)
	for i, other := range queue {
		if other.Position == position {
			return gap(queue, i+1)
		}
	}
	return position
}

// gap returns a position that comes just before queue[at].
func gap(queue []*Request, at int) Optional {
	var after, before Optional
	if at > 0 {
		after = queue[at-1].Position
	}
	if at < len(queue) {
		before = queue[at].Position
	}
	return Between(after, before)
}

// withdraw lets an asker take a request back, also one whose decline has not
// been told: to its asker it still waits. Others who asked for the same
// song and were merged into it keep their own requests, in its place.
func (l *Ledger) withdraw(c Command, req *Request) *Error {
	switch {
	case req.Asker != c.Person && l.role(c.Person).Crew():
		return Errorf(BadMove, "Only its asker can withdraw a request; decline or hide it instead.").In("status")
	case req.Asker != c.Person || req.Own:
		return errForbidden
	case req.Status == Withdrawn:
		return nil
	case l.Event.State == Ended:
		return errEnded
	case req.Status == Playing || req.Status == Played:
		return Errorf(AlreadyPlayed, "This song has already been played.")
	case !req.Status.open() && req.Status != Merged && (req.Status != Declined || req.Told):
		return Errorf(BadMove, "This request cannot be withdrawn any more.").In("status")
	}
	l.regroup(req)
	for _, other := range l.group(req) {
		if other != req {
			l.touch(other)
			other.Into, other.Status = "", req.Status
			if req.Status == Accepted {
				other.Position = l.beside(req.Position, other)
			}
		}
	}
	l.touch(req)
	l.leave(req)
	req.Into, req.Status, req.MovedAt = "", Withdrawn, l.Now
	return nil
}

// regroup notes that the request joins or leaves the group it is in, so that
// the voters of the request and of the one it counts for are counted anew.
func (l *Ledger) regroup(req *Request) {
	for _, q := range []*Request{req, l.root(req)} {
		l.touch(q)
		l.recount[q.ID] = true
	}
}

// merge puts req, and whatever was merged into it, into the target.
func (l *Ledger) merge(req *Request, op Set) *Error {
	target := l.Requests[op.Into]
	switch {
	case target == nil:
		return errNoRequest.In("into")
	case target == req || op.Status != "" && op.Status != Merged || !req.Status.open() || !target.Status.open():
		return Errorf(BadMove, "Only requests that wait can be merged, each into another one.").In("into")
	}
	for _, member := range l.group(req) {
		l.touch(member)
		l.leave(member)
		member.Status, member.Into, member.MovedAt = Merged, Optional(target.ID), l.Now
	}
	l.regroup(req)
	return nil
}

// archive keeps the latest played requests on the public board.
func (l *Ledger) archive() {
	var played []*Request
	for _, req := range l.Requests {
		if req.Archived && req.Status != Played {
			l.touch(req)
			req.Archived = false
		}
		if req.Status == Played {
			played = append(played, req)
		}
	}
	slices.SortFunc(played, func(a, b *Request) int {
		return cmp.Or(cmp.Compare(b.PlayedAt, a.PlayedAt), cmp.Compare(b.Number, a.Number))
	})
	for i, req := range played {
		if old := i >= PublicPlayed; req.Archived != old {
			l.touch(req)
			req.Archived = old
		}
	}
}
