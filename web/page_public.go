package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
	"github.com/cueslip/cueslip/tongue"
)

const (
	publicAge   = 15 * time.Second // how long a public page is shown as it was
	publicCount = 1000             // how many of them are kept
	publicSets  = 20               // how many set lists one shows
)

// soonest is how long before it starts an event is tonight's.
const soonest = 24 * time.Hour

// publicPages keeps the public pages that are looked at: a flyer brings many.
type publicPages struct {
	mu    sync.Mutex
	pages map[string]publicPage
}

type publicPage struct {
	*boardPage
	until time.Time
}

// publicView is what everybody may know of a DJ.
type publicView struct {
	tongue *tongue.Tongue

	Name, Handle, Picture string
	Address               string // of the page itself
	Tip                   string
	Links                 []shownLink
	Live                  []board.Event // the newest first
	Next                  *publicEvent
	Sets                  []publicSet // the latest first
}

// Summary is the page in one sentence, for whoever is sent its link.
func (v publicView) Summary() string {
	switch {
	case len(v.Live) > 0:
		return v.tongue.Say("Live now: {event}. Ask for a song and vote.", "event", v.Live[0].Title)
	case v.Next != nil:
		return v.tongue.Say("Next: {event}, {time}.", "event", v.Next.Title, "time", v.Next.When)
	default:
		return v.tongue.Say("Ask for songs, vote, and read what was played.")
	}
}

// shownLink is an address, and it as people say it.
type shownLink struct{ Address, Text string }

// publicEvent is an event and its time where it is.
type publicEvent struct {
	board.Event
	When string
}

// publicSet is what was played at an event.
type publicSet struct {
	Title, Day string
	Songs      []board.Song
}

// atHandles answers for what stands at a DJ's handle, "/@nova" and below it,
// which no pattern of a mux can say; next has the rest.
func (p *pages) atHandles(next http.Handler) http.Handler {
	at := map[string]http.HandlerFunc{"": p.public, "now": p.now, "qr.svg": p.permanentQR}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, ok := strings.CutPrefix(r.URL.Path, "/@")
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		typed, below, _ := strings.Cut(path, "/")
		show := at[below]
		if show == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
			p.nowhere(w, r)
			return
		}
		r.Pattern = "GET /@{handle}/" + below
		handle, err := text.Handle(typed)
		if err != nil { // it can be nobody's, which costs nothing to say
			p.trouble(w, r, errNobody)
			return
		}
		r.SetPathValue("handle", handle)
		p.search(w, r, "@"+handle, show, p.trouble)
	})
}

// errNobody is for handles of nobody and of those who have no public page
// alike.
var errNobody = board.Errorf(board.NotFound, "There is no DJ of this name here.")

// onStage returns the account of a handle and what it owns, if that is for
// everybody to see: DJs are, and whoever has an event. Errors: not_found, busy.
func (p *pages) onStage(ctx context.Context, handle string) (board.Account, []board.Event, error) {
	account, err := p.store.AccountByHandle(ctx, handle)
	if board.CodeOf(err) == board.NotFound {
		err = errNobody
	}
	if err != nil {
		return board.Account{}, nil, err
	}
	events, err := p.store.Owned(ctx, account.Person)
	if err == nil && len(events) == 0 && account.Role != board.DJ {
		err = errNobody
	}
	return account, events, err
}

// now leads to tonight's event of a DJ, for ever by the same address.
func (p *pages) now(w http.ResponseWriter, r *http.Request) {
	account, events, err := p.onStage(r.Context(), r.PathValue("handle"))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	to := "/@" + account.Handle
	if code := tonight(events, time.Now()); code != "" {
		to = "/e/" + code
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// tonight returns the code of the newest event that is live, else of the next
// that starts within a day, "" for none.
func tonight(events []board.Event, now time.Time) string {
	var live, next board.Event
	for _, e := range events {
		switch e.State {
		case board.Live:
			if live.Code == "" || e.StartsAt > live.StartsAt {
				live = e
			}
		case board.Scheduled:
			if e.StartsAt <= now.Add(soonest).UnixMilli() && (next.Code == "" || e.StartsAt < next.StartsAt) {
				next = e
			}
		}
	}
	return cmp.Or(live.Code, next.Code)
}

// permanentQR draws the way to tonight's event of a DJ.
func (p *pages) permanentQR(w http.ResponseWriter, r *http.Request) {
	account, _, err := p.onStage(r.Context(), r.PathValue("handle"))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	p.drawQR(w, r, p.address(r, "/@"+account.Handle+"/now"), "public, max-age=3600")
}

// public serves what everybody may know of a DJ.
func (p *pages) public(w http.ResponseWriter, r *http.Request) {
	page, err := p.publicPage(r.Context(), tongueOf(w, r), r.PathValue("handle"), time.Now())
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	page.serve(w, r)
}

// publicPage returns the page of a handle, rendered at most once in a while.
func (p *pages) publicPage(ctx context.Context, t *tongue.Tongue, handle string, now time.Time) (*boardPage, error) {
	name := t.Tag + " " + handle
	p.publics.mu.Lock()
	kept, ok := p.publics.pages[name]
	p.publics.mu.Unlock()
	if ok && now.Before(kept.until) {
		return kept.boardPage, nil
	}
	view, err := p.publicView(ctx, t, handle, now)
	if err != nil {
		return nil, err
	}
	html, err := p.execute(t, "public.html", view)
	if err != nil {
		return nil, err
	}
	page := newBoardPage("", html)
	p.publics.mu.Lock()
	defer p.publics.mu.Unlock()
	if p.publics.pages == nil || len(p.publics.pages) >= publicCount {
		p.publics.pages = map[string]publicPage{}
	}
	p.publics.pages[name] = publicPage{page, now.Add(publicAge)}
	return page, nil
}

// publicView reads what a public page shows.
func (p *pages) publicView(ctx context.Context, t *tongue.Tongue, handle string, now time.Time) (publicView, error) {
	account, events, err := p.onStage(ctx, handle)
	if err != nil {
		return publicView{}, err
	}
	profile, err := p.store.Profile(ctx, account.Person)
	if err != nil {
		return publicView{}, err
	}
	view := publicView{
		tongue: t,
		Name:   profile.Name, Handle: profile.Handle, Picture: profile.Picture, Tip: profile.Tip,
		Address: p.config.PublicURL + "/@" + profile.Handle,
	}
	for _, link := range profile.Links {
		view.Links = append(view.Links, shownLink{link, spoken(link)})
	}
	var ended []board.Event
	for _, e := range events { // the latest start is first
		switch e.State {
		case board.Live:
			view.Live = append(view.Live, e)
		case board.Scheduled:
			if e.StartsAt > now.UnixMilli() {
				view.Next = &publicEvent{e, startOf(t, e, tongue.Moment)}
			}
		case board.Ended:
			ended = append(ended, e)
		}
	}
	view.Sets, err = p.sets(ctx, t, ended[:min(publicSets, len(ended))])
	return view, err
}

// sets returns what was played at events that have ended.
func (p *pages) sets(ctx context.Context, t *tongue.Tongue, ended []board.Event) ([]publicSet, error) {
	codes := make([]string, len(ended))
	for i, e := range ended {
		codes[i] = e.Code
	}
	songs, err := p.store.Songs(ctx, codes)
	if err != nil {
		return nil, err
	}
	sets := make([]publicSet, len(ended))
	for i, e := range ended {
		sets[i] = publicSet{e.Title, startOf(t, e, tongue.Day), songs[e.Code]}
	}
	return slices.DeleteFunc(sets, func(s publicSet) bool { return len(s.Songs) == 0 }), nil
}

// startOf writes when an event starts, or started, where it is; "" if nobody
// knows.
func startOf(t *tongue.Tongue, e board.Event, style tongue.Style) string {
	if e.StartsAt == 0 {
		return ""
	}
	return t.At(time.UnixMilli(e.StartsAt).In(zoneOf(e)), style)
}

// spoken is a web address without what nobody says.
func spoken(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return address
	}
	return strings.TrimSuffix(strings.TrimPrefix(rest, "www."), "/")
}
