package board

// Ban keeps a person from asking and voting in one event. It is of the person,
// never of a place: a venue shares one address.
type Ban struct {
	Reason  string `json:"reason"`
	Until   int64  `json:"until"`   // Unix ms; 0: as long as the event lasts
	Request string `json:"request"` // over which, "" for none
	At      int64  `json:"at"`      // Unix ms
}

// holds reports whether the ban is in force.
func (b Ban) holds(now int64) bool { return b.Until == 0 || now < b.Until }

// SetBan bans a person, named by id or as the asker of a request, or lifts a
// ban. What the person asked for and still waits undecided is hidden with it.
type SetBan struct {
	Person  string `json:"person,omitempty"`
	Request string `json:"request,omitempty"`
	Reason  string `json:"reason,omitempty"` // told to the person
	For     int64  `json:"for,omitempty"`    // seconds; 0: as long as the event lasts
	Off     bool   `json:"off,omitempty"`
	Change  string `json:"change,omitempty"`
}

func (SetBan) op() {}

// maxBan bounds how long a ban can be set for, in seconds: longer ones are for
// the whole event.
const maxBan = 7 * 86400

func (op *SetBan) check() (err error) {
	if (op.Person == "") == (op.Request == "") {
		return Errorf(Required, "Say whom: a person, or the request that they asked for.").In("person")
	}
	if op.Person != "" {
		if op.Person, err = changeID("person", op.Person); err != nil {
			return err
		}
	}
	if op.Request != "" {
		if op.Request, err = requestID("request", op.Request); err != nil {
			return err
		}
	}
	if op.For < 0 || op.For > maxBan {
		return Errorf(BadMessage, "A ban lasts up to 7 days, in seconds; without an end, as long as the event.").In("for")
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

// BannedBy returns whom a ban is about: the person, or the asker of the request.
func (l *Ledger) BannedBy(op SetBan) string {
	if req := l.Requests[op.Request]; req != nil {
		return req.Asker
	}
	return op.Person
}

// ban bans somebody, or lets them back.
func (l *Ledger) ban(c Command, op SetBan, answer *Answer) *Error {
	answer.Change, answer.Person = op.Change, l.BannedBy(op)
	if again, err := l.repeated(c, op.Change, op); again {
		return err
	}
	person := answer.Person
	switch {
	case !l.role(c.Person).Crew():
		return errForbidden
	case l.Event.State == Ended:
		return errEnded
	case op.Request != "" && l.Requests[op.Request] == nil:
		return errNoRequest
	case l.role(person).Crew():
		return Errorf(BadMove, "Nobody of the crew can be banned.").In("person")
	}
	if op.Off {
		l.Bans.put(person, nil)
		l.record(c, kindBan, op.Change, fingerprint(op))
		return nil
	}
	ban := Ban{Reason: op.Reason, Request: op.Request, At: l.Now}
	if op.For > 0 {
		ban.Until = l.Now + op.For*1000
	}
	l.Bans.put(person, &ban)
	for _, req := range l.Requests {
		if req.Asker == person && (req.Status == New || req.Status == Later) {
			l.touch(req)
			l.move(req, Hidden)
		}
	}
	l.record(c, kindBan, op.Change, fingerprint(op))
	return nil
}

// banned returns the refusal of somebody who is banned, or nil.
func (l *Ledger) banned(person string) *Error {
	ban, ok := l.Bans.get(person)
	if !ok || !ban.holds(l.Now) {
		return nil
	}
	var err *Error
	switch ever := ban.Until == 0; {
	case ever && ban.Reason == "":
		err = Errorf(Banned, "The DJ does not take requests or votes from you at this event.")
	case ever:
		err = Errorf(Banned, "The DJ does not take requests or votes from you at this event: {reason}", "reason", ban.Reason)
	case ban.Reason == "":
		err = Errorf(Banned, "The DJ does not take requests or votes from you for now.")
	default:
		err = Errorf(Banned, "The DJ does not take requests or votes from you for now: {reason}", "reason", ban.Reason)
	}
	if ban.Until > 0 {
		err.Retryable, err.RetryAfter = true, int((ban.Until-l.Now+999)/1000)
	}
	return err
}
