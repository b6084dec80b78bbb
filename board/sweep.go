package board

import "slices"

// Sweep declines everything that nobody has decided on, in one step: what is
// new or perhaps for later. The clock sweeps only what is older than the event
// lets requests wait.
type Sweep struct {
	Reason string `json:"reason,omitempty"`
	Change string `json:"change,omitempty"`
}

func (Sweep) op() {}

// Faded is the reason of a decline by the clock.
const Faded = "faded"

func (op *Sweep) check() (err error) {
	op.Change, err = changeID("change", op.Change)
	return err
}

// sweep declines the rest.
func (l *Ledger) sweep(c Command, op Sweep, answer *Answer) *Error {
	answer.Change = op.Change
	if again, err := l.repeated(c, op.Change, op); again {
		return err
	}
	switch {
	case !l.role(c.Person).runs():
		return errForbidden
	case l.Event.State == Ended:
		return errEnded
	}
	swept := false
	for _, req := range l.Requests {
		if !slices.Contains([]Status{New, Later}, req.Status) || c.Person == Clock && !l.faded(req) {
			continue
		}
		swept = true
		l.touch(req)
		l.move(req, Declined)
		req.Reason = op.Reason
	}
	if !swept {
		return nil // there is nothing to take back
	}
	l.record(c, kindSweep, op.Change, fingerprint(op))
	return nil
}

// faded reports whether a new request has waited longer than the event lets it.
func (l *Ledger) faded(req *Request) bool {
	fade := int64(l.Event.Limits.Fade) * 1000
	return fade > 0 && req.Status == New && l.Now-req.MovedAt >= fade
}
