package board

import "cmp"

// setEvent changes the event's settings.
func (l *Ledger) setEvent(c Command, op SetEvent, answer *Answer) *Error {
	answer.Change, answer.Event = op.Change, &l.Event
	if again, err := l.repeated(c, op.Change, op); again {
		return err
	}
	switch {
	case !l.role(c.Person).runs():
		return errForbidden
	case l.Event.State == Ended && op.State == Ended:
		return nil
	case l.Event.State == Ended:
		return errEnded
	case op.State == Scheduled && l.Event.State != Scheduled:
		return Errorf(BadMove, "An event that is live cannot be scheduled again.").In("state")
	case c.Person == Clock && l.moot(op):
		return nil
	case op.StartsAt != nil && l.Event.State != Scheduled:
		return Errorf(BadMove, "Only a scheduled event can be moved to another time.").In("starts_at")
	}
	event := &l.Event
	setIf(&event.Title, op.Title)
	setIf(&event.Voting, op.Voting)
	l.approve(op.Approval)
	l.voice(op.Dedications)
	setIf(&event.Announcement, op.Announcement)
	setIf(&event.Limits, op.Limits)
	setIf(&event.Zone, op.Zone)
	setIf(&event.StartsAt, op.StartsAt)
	if op.Gate != "" {
		event.Gate, event.ClosesAt = op.Gate, 0
	}
	if op.ClosesIn != 0 {
		event.ClosesAt = l.Now + int64(op.ClosesIn)*1000
	}
	event.Declines = cmp.Or(op.Declines, event.Declines)
	event.Admission = cmp.Or(op.Admission, event.Admission)
	switch {
	case op.State == Live && event.State == Scheduled:
		event.State, event.StartsAt = Live, l.Now
		event.Gate = cmp.Or(op.Gate, GateOpen)
	case op.State == Ended:
		l.end()
	}
	l.record(c, kindEvent, op.Change, fingerprint(op))
	return nil
}

// moot reports whether what the clock is about to do is not due any more, since
// the crew gave it more time, or has been done by the clock of another replica.
func (l *Ledger) moot(op SetEvent) bool {
	e := &l.Event
	return op.State == Live && (e.State != Scheduled || e.StartsAt > l.Now) ||
		op.Gate == GateClosed && (e.Gate == GateClosed || !e.closed(l.Now))
}

// approve shows everything that was held, once approval is not asked for.
func (l *Ledger) approve(asked *bool) {
	setIf(&l.Event.Approval, asked)
	for _, req := range l.Requests {
		if asked != nil && !*asked && req.Held {
			l.touch(req)
			req.Held = false
		}
	}
}

// voice shows dedications to others, or takes them back.
func (l *Ledger) voice(shown *bool) {
	setIf(&l.Event.Dedications, shown)
	for _, req := range l.Requests {
		if shown != nil && req.Quiet == *shown {
			l.touch(req)
			req.Quiet = !*shown
		}
	}
}

func setIf[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// end turns the board into a set list: what plays has been played, and
// declines that were to be told at the end are told.
func (l *Ledger) end() {
	l.Event.State, l.Event.EndedAt, l.Event.Gate, l.Event.ClosesAt = Ended, l.Now, GateClosed, 0
	for _, req := range l.Requests {
		switch {
		case req.Status == Playing:
			l.touch(req)
			l.move(req, Played)
		case req.Status == Declined && l.Event.Declines == TellAtEnd && !req.Told:
			l.touch(req)
			req.Told = true
		}
	}
}
