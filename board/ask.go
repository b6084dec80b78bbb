package board

// Asked is what a person has asked for so far.
type Asked struct {
	Open int   // requests that are new, later or accepted
	Last int64 // Unix ms of the latest request, 0 for none
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
