package board

import "slices"

// SetCrew gives an account a role in an event: into the crew, within it, or out
// of it as a listener. Whoever is made the owner is handed the event; who owned
// it stays as a cohost.
type SetCrew struct {
	Person string `json:"person,omitempty"`
	Handle string `json:"handle,omitempty"` // instead; the door knows whose it is
	Role   Role   `json:"role"`
	Change string `json:"change,omitempty"`

	// Raises is set by the door for an invitation, which the person takes long
	// after it was made: it lowers nobody who has come to be more.
	Raises bool `json:"-"`
}

func (SetCrew) op() {}

func (op *SetCrew) check() (err error) {
	if (op.Person == "") == (op.Handle == "") {
		return Errorf(Required, "Say who: a person, or a handle.").In("handle")
	}
	if op.Person, err = changeID("person", op.Person); err != nil {
		return err
	}
	if !slices.Contains([]Role{Owner, Cohost, Moderator, Listener}, op.Role) {
		return Errorf(BadMessage, "The roles are owner, cohost, moderator and listener.").In("role")
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

// setCrew changes who belongs to the crew.
func (l *Ledger) setCrew(c Command, op SetCrew, answer *Answer) *Error {
	answer.Change, answer.Person = op.Change, op.Person
	if again, err := l.repeated(c, op.Change, op); again {
		return err
	}
	is, _ := l.Crew.get(op.Person)
	leaves := c.Person == op.Person && op.Role == Listener
	switch {
	case l.role(c.Person) != Owner && (!leaves || !is.Crew()):
		return errForbidden
	case is == Owner && op.Role != Owner:
		return Errorf(BadMove, "An event has an owner: make somebody else the owner first.").In("role")
	case op.Raises && is.rank() >= op.Role.rank():
		return Errorf(BadMove, "You are in the crew already.").In("role")
	}
	if op.Role == Owner {
		cohost := Cohost
		for person, role := range l.Crew.Now {
			if role == Owner {
				l.Crew.put(person, &cohost)
			}
		}
	}
	if op.Role == Listener {
		l.Crew.put(op.Person, nil)
	} else {
		l.Crew.put(op.Person, &op.Role)
	}
	l.record(c, kindCrew, op.Change, fingerprint(op))
	return nil
}

// role returns what the person may do in the event. The clock acts for the
// owner, and so does an admin.
func (l *Ledger) role(person string) Role {
	if person == Clock || l.Admins[person] {
		return Owner
	}
	if role, ok := l.Crew.get(person); ok {
		return role
	}
	return Listener
}
