package web

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/tongue"
)

// routeJoin adds the page that an invitation to a crew leads to.
func (p *pages) routeJoin(mux *http.ServeMux) {
	mux.HandleFunc("GET /join/{token}", p.joinPage)
	mux.HandleFunc("GET /join/{token}/qr.svg", p.joinQR)
	mux.Handle("POST /join/{token}", p.guardWrites(http.HandlerFunc(p.joinForm)))
}

// joinView is what the template of the page shows.
type joinView struct {
	Form    string
	Token   string
	By      string // who invites
	As      string // who is signed in here, "" for nobody
	Event   board.Event
	Role    board.Role // that is given
	Already board.Role // what the person is, if that is as much; "" if not
	Over    string     // why the invitation is no good any more, in English
}

// joinPage says who invites to what. Reading it uses nothing up, so that a
// messenger's preview cannot.
func (p *pages) joinPage(w http.ResponseWriter, r *http.Request) {
	view, _, err := p.joinViewOf(r)
	if err == nil {
		view.Form, err = p.formToken(w, r)
	}
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	p.showJoin(w, r, view)
}

func (p *pages) showJoin(w http.ResponseWriter, r *http.Request, view joinView) {
	status := http.StatusOK
	if view.Over != "" {
		status = http.StatusGone
	}
	p.render(w, r, status, "join.html", view)
}

// joinQR draws the link for a phone to take over; it tells who asks nothing new.
func (p *pages) joinQR(w http.ResponseWriter, r *http.Request) {
	p.drawQR(w, r, p.address(r, "/join/"+url.PathEscape(r.PathValue("token"))), "private, no-store")
}

// joinForm takes an invitation.
func (p *pages) joinForm(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	var view joinView
	var who visitor
	if err == nil {
		view, who, err = p.joinViewOf(r)
	}
	switch {
	case err != nil:
		p.trouble(w, r, err)
		return
	case view.Over != "":
		p.showJoin(w, r, view)
		return
	case view.As == "":
		http.Redirect(w, r, "/signin?next=/join/"+view.Token, http.StatusSeeOther)
		return
	}
	err = p.join(r.Context(), view.Token, who.Person)
	switch board.CodeOf(err) {
	case "", board.BadMove: // in the crew, by this or already
		http.Redirect(w, r, "/dj/"+view.Event.Code, http.StatusSeeOther)
	case board.KeyReused:
		view.Over = overUsed
		p.showJoin(w, r, view)
	case board.Forbidden:
		view.Over = overAuthor
		p.showJoin(w, r, view)
	default:
		p.trouble(w, r, err)
	}
}

// Why an invitation is no good any more.
var (
	overUsed      = tongue.Mark("It was used already; a link is good for one person.")
	overWithdrawn = tongue.Mark("It was withdrawn.")
	overLate      = tongue.Mark("It was good for 7 days, and these are over.")
	overAuthor    = tongue.Mark("Who made it does not own the event any more.")
	overEvent     = tongue.Mark("The event has ended.")
)

// joinViewOf reads what an invitation is about, and how it stands. Errors:
// not_found, forbidden, busy.
func (p *pages) joinViewOf(r *http.Request) (joinView, visitor, error) {
	view, ctx := joinView{Token: r.PathValue("token")}, r.Context()
	i, err := p.store.Invitation(ctx, view.Token)
	if err != nil {
		return view, visitor{}, err
	}
	who, err := p.visitor(r)
	if err != nil {
		return view, who, err
	}
	if view.Event, err = p.store.Event(ctx, i.Event); err != nil {
		return view, who, err
	}
	names, err := p.store.Names(ctx, []string{i.Author})
	if err != nil {
		return view, who, err
	}
	view.By, view.Role = names[i.Author], i.Role
	if view.Over, err = p.over(ctx, i, view.Event); err != nil {
		return view, who, err
	}
	if who.Role != "" {
		view.As = who.Name
		is, err := p.store.Role(ctx, i.Event, who.Person)
		if err != nil {
			return view, who, err
		}
		if is == i.Role || is == board.Owner || is == board.Cohost {
			view.Already = is
		}
	}
	return view, who, nil
}

// over says why an invitation is no good any more, "" if it is.
func (p *pages) over(ctx context.Context, i board.Invitation, e board.Event) (string, error) {
	switch {
	case i.UsedBy != "":
		return overUsed, nil
	case i.UsedAt != 0:
		return overWithdrawn, nil
	case time.Now().UnixMilli() >= i.ExpiresAt:
		return overLate, nil
	case e.State == board.Ended:
		return overEvent, nil
	}
	role, err := p.store.Role(ctx, i.Event, i.Author)
	if err != nil || role == board.Owner {
		return "", err
	}
	return overAuthor, nil
}

// join gives a person the role of an invitation, in the name of who invites: a
// right that the inviter has lost since is given to nobody. The change is named
// after the invitation, so that of several who come at once one is taken, and
// somebody who comes again finds it done. Errors: forbidden when the inviter
// may not, key_reused when another one came first, bad_move when the person is
// as much already; not_found, busy.
func (s *Server) join(ctx context.Context, token, person string) error {
	i, err := s.store.Invitation(ctx, token)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, commandTimeout)
	defer cancel()
	lease, err := s.hubs.Lease(ctx, i.Event)
	if err != nil {
		return err
	}
	defer lease.Release()
	change := uuid.NewSHA1(uuid.NameSpaceOID, []byte("invitation "+i.ID)).String()
	op := board.SetCrew{Person: person, Role: i.Role, Change: change, Raises: true}
	if _, err := lease.Do(ctx, board.Command{Person: i.Author, Signed: true, Op: op}, hub.LaneDJ); err != nil {
		return err
	}
	s.roles.forget(i.Event, person)
	s.log.InfoContext(ctx, "joined the crew", "event", i.Event, "role", i.Role, "person", person)
	return s.store.UseInvitation(ctx, token, person)
}
