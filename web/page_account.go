package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
	"github.com/cueslip/cueslip/tongue"
)

// accountView is what the template of the account page shows.
type accountView struct {
	Form      string // the token of its forms
	Account   accountWire
	Inputs    []string // links, and room for one more
	Sessions  []sessionWire
	Tokens    []tokenWire
	Providers []auth.Provider
	Passkeys  string // the host that they are for, "" for none
	Opens     bool   // may open events
	Mails     bool   // links can be mailed
	Token     string // that was made, told this once
	Section   string // that Done or Problem is about
	Done      string // what was done a moment ago, in English
	Field     string // of the section, "" for none
	Typed     string // the address, as it was typed
	Problem   string
}

// accountForm is one form of the account page.
type accountForm struct {
	section string
	done    string // what to say once it held, in English
	do      func(http.ResponseWriter, *http.Request, visitor) error
}

// accountForms are the forms of the page, by where they are sent. But for the
// address, each does what a call of the interface does.
func (p *pages) accountForms() map[string]accountForm {
	return map[string]accountForm{
		"/account/profile":              {"profile", tongue.Mark("Saved."), p.profileForm},
		"/account/picture/remove":       {"profile", tongue.Mark("The picture is gone."), p.removePictureForm},
		"/account/password":             {"ways", tongue.Mark("The password is set. Other browsers were signed out."), p.passwordForm},
		"/account/email":                {"ways", tongue.Mark("If this address can be used, a link is on its way to it. Open it within 10 minutes, and press the button there."), p.emailForm},
		"/account/email/confirm":        {"ways", tongue.Mark("The address is confirmed."), p.confirmEmailForm},
		"/account/email/remove":         {"ways", tongue.Mark("The address is removed."), p.removeEmailForm},
		"/account/passkeys/{id}":        {"ways", tongue.Mark("Renamed."), p.renamePasskeyForm},
		"/account/passkeys/{id}/remove": {"ways", tongue.Mark("The passkey is removed."), p.removePasskeyForm},
		"/account/sites/remove":         {"ways", tongue.Mark("The site is unlinked."), p.removeSiteForm},
		"/account/sessions/{id}/end":    {"sessions", tongue.Mark("That browser is signed out."), p.endSessionForm},
		"/account/sessions/end":         {"sessions", tongue.Mark("All other browsers are signed out."), p.endSessionsForm},
		"/account/tokens/{id}/end":      {"tokens", tongue.Mark("The token is revoked."), p.endTokenForm},
	}
}

func (p *pages) routeAccount(mux *http.ServeMux) {
	mux.HandleFunc("GET /account", within(forBrowser, p.accountPage))
	mux.HandleFunc("GET "+emailPath, within(forBrowser, p.emailPage))
	mux.HandleFunc("GET "+emailPath+"/{token}", within(forBrowser, p.emailLink))
	for path, form := range p.accountForms() {
		mux.Handle("POST "+path, p.guardWrites(within(forBrowser, p.accountForm(form))))
	}
	mux.Handle("POST /account/tokens", p.guardWrites(within(forBrowser, p.tokenForm)))
	mux.Handle("POST /account/erase", p.guardWrites(within(forBrowser, p.eraseForm)))
	mux.Handle("POST /account/sign-out", p.guardWrites(within(forBrowser, p.signOutForm)))
}

// accountPage shows the viewer's account, or leads to where one signs in.
func (p *pages) accountPage(w http.ResponseWriter, r *http.Request) {
	who, err := p.member(r)
	if err != nil {
		p.accountTrouble(w, r, who, "", err)
		return
	}
	var view accountView
	if cookie, err := r.Cookie(p.flowCookieName(doneCookie)); err == nil {
		p.setFlowCookie(w, doneCookie, "", -time.Second)
		for path, form := range p.accountForms() {
			if path == cookie.Value {
				view.Section, view.Done = form.section, form.done
			}
		}
	}
	p.showAccount(w, r, who, http.StatusOK, view)
}

// doneCookie keeps, for the page that follows, which form has held.
const doneCookie = "done"

func (p *pages) showAccount(w http.ResponseWriter, r *http.Request, who visitor, status int, view accountView) {
	var err error
	if view.Form, err = p.formToken(w, r); err == nil {
		view.Account, err = p.accountOf(r.Context(), who)
	}
	if err == nil {
		view.Sessions, err = p.sessionsOf(r.Context(), who)
	}
	if err == nil {
		view.Tokens, err = p.tokensOf(r.Context(), who)
	}
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	view.Inputs = view.Account.Links
	if len(view.Inputs) < text.MaxLinks {
		view.Inputs = append(view.Inputs, "") // room for one more
	}
	view.Providers, view.Passkeys, view.Opens, view.Mails = p.providers.List(), p.passkeys.Host(), who.opens(), p.entrance.Mails()
	p.render(w, r, status, "account.html", view)
}

// accountTrouble says what went wrong with a form, on the page itself where it
// can.
func (p *pages) accountTrouble(w http.ResponseWriter, r *http.Request, who visitor, section string, err error) {
	refusal := refused(err)
	switch status := statuses[refusal.Code]; {
	case refusal.Code == board.SignIn && refusal.Field == "":
		http.Redirect(w, r, "/signin?next="+url.QueryEscape("/account"), http.StatusSeeOther)
	case who.Role == "" || section == "" || status >= http.StatusInternalServerError:
		p.trouble(w, r, err)
	default:
		setRetryAfter(w, refusal)
		p.showAccount(w, r, who, status, accountView{
			Section: section, Field: refusal.Field, Typed: r.PostForm.Get("email"), Problem: why(tongueOf(w, r), err),
		})
	}
}

// accountForm answers a form of the page.
func (p *pages) accountForm(form accountForm) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := p.formMember(w, r)
		if err == nil {
			err = form.do(w, r, who)
		}
		if err != nil {
			p.accountTrouble(w, r, who, form.section, err)
			return
		}
		_, path, _ := strings.Cut(r.Pattern, " ")
		p.setFlowCookie(w, doneCookie, path, time.Minute)
		http.Redirect(w, r, "/account#"+form.section, http.StatusSeeOther)
	}
}

// formMember reads a form that an account sends.
func (p *pages) formMember(w http.ResponseWriter, r *http.Request) (visitor, error) {
	who, err := p.member(r)
	if err == nil && !p.paces.allow("", who.Person, false) {
		err = errTooFast
	}
	if err == nil {
		err = p.readForm(w, r)
	}
	return who, err
}

func (p *pages) profileForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	name, handle, links, tip := r.PostForm.Get("name"), r.PostForm.Get("handle"), r.PostForm["link"], r.PostForm.Get("tip")
	return p.setProfile(r.Context(), who, board.ProfileChange{Name: &name, Handle: &handle, Links: &links, Tip: &tip})
}

func (p *pages) removePictureForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	return p.store.RemovePicture(r.Context(), who.Person)
}

func (p *pages) passwordForm(w http.ResponseWriter, r *http.Request, who visitor) error {
	return p.changePassword(w, r, who, r.PostForm.Get("old"), r.PostForm.Get("new"))
}

func (p *pages) renamePasskeyForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	return p.namePasskey(r.Context(), who, r.PathValue("id"), r.PostForm.Get("name"))
}

func (p *pages) removePasskeyForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	return p.store.RemovePasskey(r.Context(), who.Person, r.PathValue("id"), p.entrance.Mails())
}

func (p *pages) removeSiteForm(_ http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	return p.store.RemoveIdentity(r.Context(), who.Person, r.PostForm.Get("issuer"), r.PostForm.Get("subject"), p.entrance.Mails())
}

func (p *pages) endSessionForm(w http.ResponseWriter, r *http.Request, who visitor) error {
	return p.takeBack(w, r, who, board.Session)
}

func (p *pages) endSessionsForm(w http.ResponseWriter, r *http.Request, who visitor) error {
	return p.signOutEverywhere(w, r, who, true)
}

func (p *pages) endTokenForm(w http.ResponseWriter, r *http.Request, who visitor) error {
	return p.takeBack(w, r, who, board.Token)
}

// tokenForm makes a token, which the page shows this once.
func (p *pages) tokenForm(w http.ResponseWriter, r *http.Request) {
	who, err := p.formMember(w, r)
	token := ""
	if err == nil {
		token, err = p.newToken(r.Context(), who, r.PostForm.Get("name"), r.PostForm["scope"])
	}
	if err != nil {
		p.accountTrouble(w, r, who, "tokens", err)
		return
	}
	p.showAccount(w, r, who, http.StatusOK, accountView{Section: "tokens", Token: token})
}

func (p *pages) eraseForm(w http.ResponseWriter, r *http.Request) {
	who, err := p.formMember(w, r)
	if err == nil {
		err = who.recent()
	}
	if err == nil {
		err = p.eraseAs(r.Context(), who, r.PostForm.Get("handle"))
	}
	if err != nil {
		p.accountTrouble(w, r, who, "erase", err)
		return
	}
	p.setCookie(w, "", -time.Second)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// signOutForm signs the viewer out, here or everywhere.
func (p *pages) signOutForm(w http.ResponseWriter, r *http.Request) {
	who, err := p.formMember(w, r)
	if err == nil && r.PostForm.Get("everywhere") != "" {
		err = p.signOutEverywhere(w, r, who, false)
	} else if err == nil {
		err = p.end(r.Context(), who)
	}
	if err != nil {
		p.accountTrouble(w, r, who, "sessions", err)
		return
	}
	p.setCookie(w, "", -time.Second)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
