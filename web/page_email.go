package web

import (
	"net/http"
	"net/url"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

// emailCookie keeps the token of a link that was mailed to an address which an
// account wants, so that its person may sign in first, and no page's address
// and no referrer holds it.
const (
	emailCookie = "email"
	emailPath   = "/account/email"

	maxEmailToken = 64
)

// emailForm mails a link to the address that the viewer wants.
func (p *pages) emailForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	return p.entrance.AskAddress(r.Context(), who.Person, r.PostForm.Get("email"), p.caller(r))
}

// removeEmailForm takes the viewer's address away.
func (p *pages) removeEmailForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	return p.entrance.RemoveAddress(r.Context(), who.Person, p.caller(r))
}

// emailLink is where the mailed link leads. It uses nothing up.
func (p *pages) emailLink(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if token := r.PathValue("token"); len(token) <= maxEmailToken { // a longer one would fill the headers of every call
		p.setFlowCookie(w, emailCookie, token, auth.LinkAge)
	}
	http.Redirect(w, r, emailPath, http.StatusSeeOther)
}

// emailView is what the template of the page shows where an address is confirmed.
type emailView struct {
	Form  string
	Email string
}

// emailPage asks the person who wanted an address to confirm it, by a button,
// so that no preview and no scanner does.
func (p *pages) emailPage(w http.ResponseWriter, r *http.Request) {
	who, err := p.member(r)
	if board.CodeOf(err) == board.SignIn {
		http.Redirect(w, r, "/signin?next="+url.QueryEscape(emailPath), http.StatusSeeOther)
		return
	}
	var view emailView
	if err == nil {
		view.Email, err = p.entrance.AskedAddress(r.Context(), who.Person, p.emailToken(r))
	}
	if err == nil {
		view.Form, err = p.formToken(w, r)
	}
	if err != nil {
		p.accountTrouble(w, r, who, "ways", err)
		return
	}
	p.render(w, r, http.StatusOK, "email.html", view)
}

// confirmEmailForm gives the viewer's account the address that it wanted.
func (p *pages) confirmEmailForm(w http.ResponseWriter, r *http.Request, who visitor) error {
	if err := p.entrance.TakeAddress(r.Context(), who.Person, p.emailToken(r), p.caller(r)); err != nil {
		return err
	}
	p.takeCookie(w, r, emailCookie)
	return nil
}

func (p *pages) emailToken(r *http.Request) string {
	cookie, err := r.Cookie(p.flowCookieName(emailCookie))
	if err != nil {
		return ""
	}
	return cookie.Value
}
