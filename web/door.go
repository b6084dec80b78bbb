package web

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/text"
)

// admit is the one way in for commands, whichever transport they came by: it
// checks what a person sent to an event, tidies its texts, names its change and
// says which lane it takes. What the person may do is decided where it is
// committed; a lane says only how urgent it is.
func (s *Server) admit(ctx context.Context, event string, who visitor, op board.Op) (board.Command, hub.Lane, error) {
	if who.Person == "" {
		return board.Command{}, 0, errSignIn
	}
	op, err := tidied(op)
	if err == nil {
		switch it := op.(type) {
		case board.SetCrew:
			op, err = s.named(ctx, it)
		case board.Ask:
			op, err = s.signed(ctx, event, who, it)
		}
	}
	if err != nil {
		return board.Command{}, 0, err
	}
	c := board.Command{Person: who.Person, Signed: !who.guest(), By: who.By.ID, Batch: who.Batch, Op: op}
	return c, s.lane(ctx, event, who, op), nil
}

// named returns the operation with the person whose account it is about: only
// accounts belong to a crew.
func (s *Server) named(ctx context.Context, op board.SetCrew) (board.Op, error) {
	var account board.Account
	var err error
	if op.Handle != "" {
		account, err = s.store.AccountByHandle(ctx, op.Handle)
	} else {
		account, err = s.store.Account(ctx, op.Person)
	}
	op.Person, op.Handle = account.Person, ""
	return op, err
}

// signed returns a request with the name that it is asked for under: the one that
// was typed, else the person's own. Only the crew is called like the crew; who
// happens to be so elsewhere asks without a name here. Errors: name_reserved, busy.
func (s *Server) signed(ctx context.Context, event string, who visitor, op board.Ask) (board.Op, error) {
	typed := op.Name
	op.Name = cmp.Or(typed, who.Name)
	if !s.role(ctx, event, who).Crew() {
		err := s.nobodysName(ctx, event, op.Name)
		switch {
		case board.CodeOf(err) == board.NameReserved && typed == "":
			op.Name = ""
		case err != nil:
			return op, err
		}
	}
	op.Spelling = text.Spell(op.Title, op.Artist, op.Name, op.Dedication, op.Note)
	op.Flagged = text.Rude(op.Title, op.Artist, op.Name, op.Dedication, op.Note)
	return op, nil
}

// nobodysName refuses names that sound like the crew of an event: like a role,
// or like one of them with a role before it. Errors: name_reserved, busy.
func (s *Server) nobodysName(ctx context.Context, event, name string) error {
	if text.Reserved(name) {
		return text.ErrReserved.In("name")
	}
	person, titled := text.Untitled(name)
	if !titled {
		return nil // many a listener is called like the DJ
	}
	mates, err := s.store.Crew(ctx, event)
	if err != nil {
		return err
	}
	for _, mate := range mates {
		if called, _ := text.Untitled(mate.Name); called == person {
			return text.ErrReserved.In("name")
		}
	}
	return nil
}

// lane puts the crew's commands before everybody's; what others send as if
// they were the crew waits with the requests.
func (s *Server) lane(ctx context.Context, event string, who visitor, op board.Op) hub.Lane {
	switch op := op.(type) {
	case board.Vote:
		return hub.LaneVotes
	case board.Ask:
		if !op.Own {
			return hub.LaneRequests
		}
	}
	if s.role(ctx, event, who).Crew() {
		return hub.LaneDJ
	}
	return hub.LaneRequests
}

// tidied returns the operation with its texts cleaned and its change named.
func tidied(op board.Op) (board.Op, error) {
	var err error
	clean := func(field string, s *string, limit int, required bool) {
		if err == nil {
			*s, err = text.Clean(field, *s, limit, required)
		}
	}
	switch op := op.(type) {
	case board.Ask:
		clean("title", &op.Title, text.MaxTitle, true)
		clean("artist", &op.Artist, text.MaxArtist, false)
		clean("name", &op.Name, text.MaxName, false)
		clean("dedication", &op.Dedication, text.MaxDedication, false)
		clean("note", &op.Note, text.MaxNote, false)
		return op, err
	case board.Set:
		clean("reason", &op.Reason, text.MaxReason, false)
		op.Change = cmp.Or(op.Change, uuid.NewString())
		return op, err
	case board.SetEvent:
		return tidiedEvent(op)
	case board.SetBan:
		clean("reason", &op.Reason, text.MaxReason, false)
		op.Change = cmp.Or(op.Change, uuid.NewString())
		return op, err
	case board.SetBlocks:
		return tidiedBlocks(op)
	case board.Sweep:
		clean("reason", &op.Reason, text.MaxReason, false)
		op.Change = cmp.Or(op.Change, uuid.NewString())
		return op, err
	case board.SetCrew:
		op.Change = cmp.Or(op.Change, uuid.NewString())
		return op, nil
	case board.Void:
		op.Change = cmp.Or(op.Change, uuid.NewString())
		return op, nil
	case board.Undo:
		op.ID = cmp.Or(op.ID, uuid.NewString())
		return op, nil
	default:
		return op, nil
	}
}

func tidiedEvent(op board.SetEvent) (board.Op, error) {
	if op.Title != nil {
		title, err := text.Clean("title", *op.Title, text.MaxTitle, true)
		if err != nil {
			return op, err
		}
		op.Title = &title
	}
	if op.Announcement != nil {
		clean, err := text.Clean("announcement", string(*op.Announcement), text.MaxAnnouncement, false)
		if err != nil {
			return op, err
		}
		announcement := board.Optional(clean)
		op.Announcement = &announcement
	}
	if op.Zone != nil {
		if err := checkZone(*op.Zone); err != nil {
			return op, err
		}
	}
	if op.StartsAt != nil {
		if err := checkStart(*op.StartsAt, time.Now()); err != nil {
			return op, err
		}
	}
	op.Change = cmp.Or(op.Change, uuid.NewString())
	return op, nil
}

func tidiedBlocks(op board.SetBlocks) (board.Op, error) {
	op.Change = cmp.Or(op.Change, uuid.NewString())
	for field, list := range map[string][]board.Block{"add": op.Add, "remove": op.Remove} {
		for i := range list {
			b := &list[i]
			for _, part := range []*string{&b.Title, &b.Artist, &b.Word} {
				var err error
				if *part, err = text.Clean(field, *part, text.MaxTitle, false); err != nil {
					return op, err
				}
			}
			if b.Key = text.Key(*b); b.Key == "" {
				return op, board.Errorf(board.Required, "A song, an artist or a word has letters or digits.").In(field)
			}
		}
	}
	return op, nil
}

// checkZone refuses what is no IANA time zone; "" is none.
func checkZone(zone string) error {
	if _, err := time.LoadLocation(zone); err != nil || zone == "Local" || len(zone) > text.MaxZone {
		return board.Errorf(board.BadMessage, "A time zone is a name like Europe/Berlin.").In("zone")
	}
	return nil
}

// checkStart refuses times that cannot be meant.
func checkStart(at int64, now time.Time) error {
	if at < 0 || at > now.AddDate(2, 0, 0).UnixMilli() {
		return board.Errorf(board.BadMessage, "An event starts within the next two years; the time is in milliseconds.").In("starts_at")
	}
	return nil
}

// roles remembers for a second who is what in an event. It decides what is
// shown and how urgent a command is, never whether a command is allowed.
type roles struct {
	mu    sync.Mutex
	known map[roleKey]knownRole
}

type roleKey struct{ event, person string }

type knownRole struct {
	role  board.Role
	until time.Time
}

// role returns what a person is in an event; a listener when that cannot be
// found out at the moment.
func (s *Server) role(ctx context.Context, event string, who visitor) board.Role {
	role, err := s.freshRole(ctx, event, who)
	if err != nil {
		s.log.WarnContext(ctx, "role unknown", "event", event, "person", who.Person, "error", err)
	}
	return role
}

func (s *Server) freshRole(ctx context.Context, event string, who visitor) (board.Role, error) {
	if who.Person == "" || who.guest() {
		return board.Listener, nil
	}
	key, now := roleKey{event, who.Person}, time.Now()
	s.roles.mu.Lock()
	known, ok := s.roles.known[key]
	s.roles.mu.Unlock()
	if ok && now.Before(known.until) {
		return known.role, nil
	}
	role, err := s.store.Role(ctx, event, who.Person)
	if err != nil {
		return board.Listener, err
	}
	s.roles.mu.Lock()
	defer s.roles.mu.Unlock()
	if s.roles.known == nil || len(s.roles.known) >= remembered {
		s.roles.known = map[roleKey]knownRole{}
	}
	s.roles.known[key] = knownRole{role, now.Add(remember)}
	return role, nil
}

// forget makes the next look at what a person is in an event a fresh one.
func (c *roles) forget(event, person string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.known, roleKey{event, person})
}

// requireCrew lets only the crew of an event through. Errors: sign_in,
// forbidden, not_found.
func (s *Server) requireCrew(ctx context.Context, event string, who visitor) error {
	if who.Person == "" {
		return errSignIn
	}
	role, err := s.freshRole(ctx, event, who)
	switch {
	case err != nil:
		return err
	case role.Crew():
		return nil
	}
	return s.strange(ctx, event)
}

// strange refuses who is not of an event's crew. Errors: forbidden, or
// not_found when there is no such event.
func (s *Server) strange(ctx context.Context, event string) error {
	if _, err := s.store.Event(ctx, event); err != nil {
		return err
	}
	return board.Errorf(board.Forbidden, "This is for the crew of the event.")
}

// shown returns a request as a person in the role may see it: whole for the
// crew, as on the public board for everybody else. One's own that is not on
// the public board shows its fate, but not a decline that is yet to be told.
func shown(q *board.Request, who visitor, role board.Role) any {
	if role.Crew() {
		return q
	}
	if public, ok := q.Shown(board.Public); ok {
		return public.Row
	}
	if q.Asker != who.Person || who.Person == "" {
		return nil
	}
	return q.ForAsker()
}
