package web

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// routeProviders adds the ways to other sites and back.
func (p *pages) routeProviders(mux *http.ServeMux) {
	mux.HandleFunc("POST /signin/with/{provider}", p.leaveForProvider)
	mux.HandleFunc("GET /signin/with/{provider}/callback", p.returnFromProvider)
}

// leaveForProvider sends somebody to another site to be recognised there:
// to come in, or to add that way in to the account that is signed in, unless
// the form says that it is to come in only. The page leads on by itself; a
// redirect of the form would need every site in the content policy.
func (p *pages) leaveForProvider(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	next := localPath(r.PostForm.Get("next"))
	var who visitor
	if err == nil {
		who, err = p.visitor(r)
	}
	if err == nil {
		err = p.mayBegin(r)
	}
	person := ""
	if who.Role != "" && r.PostForm.Get("come") != "in" {
		person = who.Person
	}
	if err == nil {
		err = p.leave(w, r, person, next)
	}
	if err != nil {
		p.notRecognised(w, r, auth.Arrival{Person: person, Next: next}, err)
	}
}

func (p *pages) leave(w http.ResponseWriter, r *http.Request, person, next string) error {
	key := r.PathValue("provider")
	address, token, err := p.providers.Begin(r.Context(), key, person, next)
	if err != nil {
		return err
	}
	name, err := p.providers.Name(key)
	if err != nil {
		return err
	}
	p.setFlowCookie(w, loginCookie, token, auth.ProviderAge)
	w.Header().Set("Refresh", "0; url="+address)
	p.render(w, r, http.StatusOK, "provider.html", struct{ Name, Address string }{name, address})
	return nil
}

// returnFromProvider lets somebody in whom another site has recognised.
func (p *pages) returnFromProvider(w http.ResponseWriter, r *http.Request) {
	token := p.takeCookie(w, r, loginCookie)
	arrival, err := p.providers.Finish(r.Context(), r.PathValue("provider"), token, r.URL.Query())
	var role board.AccountRole
	if err == nil {
		role, err = p.arrive(w, r, arrival)
	}
	if err != nil {
		p.notRecognised(w, r, arrival, err)
		return
	}
	p.goOn(w, r, arrival.Next, role)
}

// arrive signs in whoever has the identity, makes an account of it if nobody
// has, or adds it to the account from which somebody left. What else the other
// site says of a person, such as an e-mail address, finds nobody. It returns what
// the account is.
func (s *Server) arrive(w http.ResponseWriter, r *http.Request, arrival auth.Arrival) (board.AccountRole, error) {
	who, err := s.visitor(r)
	if err != nil {
		return "", err
	}
	i := arrival.Identity
	known, err := s.store.FindIdentity(r.Context(), i.Issuer, i.Subject)
	unknown := board.CodeOf(err) == board.NotFound
	switch {
	case err != nil && !unknown:
		return "", err
	case arrival.Person == "" && unknown && who.Role != "":
		return "", board.Errorf(board.Conflict, "Nobody here comes in by this yet. Add it on the page of your account, or sign out to make a new one.")
	case arrival.Person == "" && unknown:
		return s.signUpWith(w, r, board.NewAccount{Name: firstName(who.Name, arrival.Name), Identity: &i})
	case arrival.Person == "":
		return known.Role, s.welcome(w, r, known.Person)
	case who.Person != arrival.Person:
		return "", board.Errorf(board.Conflict, "Somebody else is signed in here by now; please start again.")
	case unknown:
		if err := who.recent(); err != nil {
			return "", err
		}
		return who.Role, s.store.AddIdentity(r.Context(), who.Person, i)
	case known.Person != who.Person:
		return "", board.Errorf(board.Duplicate, "This sign-in already belongs to another account.").In("identity")
	default: // it was added before: they sign in again
		return who.Role, s.welcome(w, r, who.Person)
	}
}

// firstName is what somebody is called who signs up at another site: as they
// were called here as a guest, or by the first word of their name there, since
// not everybody wants the whole of it on a board.
func firstName(guest, there string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(there), " ")
	for _, name := range []string{guest, first} {
		if name, err := text.Name("name", name); err == nil && name != "" {
			return name
		}
	}
	return "Listener"
}

// againView is what the template shows when somebody was not recognised.
type againView struct {
	Name, Key, Form, Next, Detail string

	Adds bool // the other site was to be added to an account
}

// notRecognised says why another site did not help somebody in, and offers to
// try again.
func (p *pages) notRecognised(w http.ResponseWriter, r *http.Request, arrival auth.Arrival, err error) {
	refusal := refused(err)
	status, ok := statuses[refusal.Code]
	key := r.PathValue("provider")
	name, unknown := p.providers.Name(key)
	if unknown != nil || !ok {
		p.trouble(w, r, cmp.Or(unknown, err))
		return
	}
	if refusal.Err != nil {
		p.log.WarnContext(r.Context(), "not recognised by another site", "code", refusal.Code, "error", err, "request_id", requestID(r.Context()))
	}
	form, unknown := p.formToken(w, r)
	if unknown != nil {
		p.trouble(w, r, unknown)
		return
	}
	setRetryAfter(w, refusal)
	p.render(w, r, status, "provider_again.html", againView{name, key, form, localPath(arrival.Next), why(tongueOf(w, r), refusal), arrival.Person != ""})
}
