package board

// Admission says who may ask and vote at an event, beside its crew.
type Admission string

// The ways in. Whoever meets one unprepared is refused with a [Challenge].
const (
	Anyone     Admission = "anyone"
	ByProof    Admission = "proof"     // whose device did some work
	ByRoomCode Admission = "room_code" // who typed the code that the room's screen shows
	ByAccount  Admission = "account"   // who signed in
)

// Admitted is somebody who has done what a way in asks for.
type Admitted struct {
	Person string
	Kind   Admission
}

// Challenge is what a refusal with [Challenged] asks for.
type Challenge struct {
	Kind Admission `json:"kind"`
}

// admits returns the refusal of somebody who may not take part, or nil.
func (l *Ledger) admits(c Command) *Error {
	if l.role(c.Person).Crew() {
		return nil
	}
	if err := l.banned(c.Person); err != nil {
		return err
	}
	var err *Error
	switch kind := l.Event.Admission; {
	case kind == ByAccount && !c.Signed:
		err = Errorf(Challenged, "This event takes requests and votes from people who signed in.")
	case kind == ByRoomCode && !l.Admitted[Admitted{c.Person, kind}]:
		err = Errorf(Challenged, "Enter the code that the screen in the room shows.")
	case kind == ByProof && !l.Admitted[Admitted{c.Person, kind}]:
		err = Errorf(Challenged, "This event asks each device for a moment's work first.")
	default:
		return nil
	}
	err.Challenge = &Challenge{Kind: l.Event.Admission}
	return err
}
