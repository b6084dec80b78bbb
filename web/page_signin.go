package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

// routeSignIn adds the page to sign in and up on, and the one that a link leads
// to. Its forms work without script.
func (p *pages) routeSignIn(mux *http.ServeMux) {
	mux.HandleFunc("GET /signin", p.signInPage)
	mux.HandleFunc("GET /in/{token}", p.linkPage)
	mux.HandleFunc("GET /in/{token}/qr.svg", p.linkQR)
	for path, form := range map[string]http.HandlerFunc{
		"/signin": p.signInForm, "/signin/link": p.mailForm, "/signup": p.signUpForm, "/in/{token}": p.linkForm,
	} {
		mux.HandleFunc("POST "+path, form)
	}
	back := func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/signin", http.StatusSeeOther) }
	mux.HandleFunc("GET /signin/link", back) // who reloads the answer to a form
	mux.HandleFunc("GET /signup", back)
}

// signInView is what the template of the page to sign in and up shows, and
// those of the ways in that stand on it.
type signInView struct {
	Form        string // the token of its forms
	Next        string // where to go afterwards, "" for what suits the account
	Elsewhere   bool   // the page was told to lead off this site afterwards
	Mails       bool   // links can be mailed
	SignsUp     bool
	Up          bool   // somebody is signing up
	Name, Email string // as they were typed
	Problem     string
	Field       string  // that it is about
	As          string  // who is signed in here already
	Guest       visitor // who is here as a guest, nobody otherwise
	Passkeys    string  // the host that passkeys are of, "" where they cannot work
	Providers   []auth.Provider
}

// view is what the page shows to begin with.
func (p *pages) signInView(w http.ResponseWriter, r *http.Request, next string) (signInView, error) {
	form, err := p.formToken(w, r)
	view := signInView{
		Form: form, Next: localPath(next), Mails: p.entrance.Mails(), SignsUp: p.entrance.SignsUp(),
		Passkeys: p.passkeys.Host(), Providers: p.providers.List(),
	}
	view.Elsewhere = view.Next == elsewhere
	if who, err := p.visitor(r); err == nil && who.Role != "" {
		view.As = who.Name
	} else if err == nil {
		view.Guest = who
	}
	return view, err
}

func (p *pages) signInPage(w http.ResponseWriter, r *http.Request) {
	view, err := p.signInView(w, r, r.URL.Query().Get("next"))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	p.render(w, r, http.StatusOK, "signin.html", view)
}

// again shows the page once more, with what was typed and what is wrong.
func (p *pages) again(w http.ResponseWriter, r *http.Request, up bool, err error) {
	refusal := refused(err)
	if statuses[refusal.Code] >= http.StatusInternalServerError || refusal.Code == board.TooLarge || refusal.Code == board.BadMessage {
		p.trouble(w, r, err)
		return
	}
	view, err := p.signInView(w, r, r.PostForm.Get("next"))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	view.Up, view.Name, view.Email = up && view.SignsUp, r.PostForm.Get("name"), r.PostForm.Get("email")
	view.Problem, view.Field = why(tongueOf(w, r), refusal), refusal.Field
	setRetryAfter(w, refusal)
	p.render(w, r, statuses[refusal.Code], "signin.html", view)
}

// signInForm signs in with an address and a password.
func (p *pages) signInForm(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	var account board.Account
	if err == nil {
		account, err = p.signInWith(w, r, r.PostForm.Get("email"), r.PostForm.Get("password"))
	}
	if err != nil {
		p.again(w, r, false, err)
		return
	}
	p.goOn(w, r, r.PostForm.Get("next"), account.Role)
}

// goOn leads who has just signed in to where they wanted, or to what suits
// their account.
func (p *pages) goOn(w http.ResponseWriter, r *http.Request, next string, role board.AccountRole) {
	next = localPath(next)
	switch {
	case next != "":
	case role == board.Member:
		next = "/"
	default:
		next = "/dj"
	}
	http.Redirect(w, r, next, http.StatusSeeOther) //nolint:gosec // localPath lets nothing else through
}

// mailedView is what the template shows when a mail is on its way.
type mailedView struct {
	Email, Next string
	Up          bool
}

// mailForm mails a link. What it shows does not tell whether the address has
// an account.
func (p *pages) mailForm(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	next := localPath(r.PostForm.Get("next"))
	if err == nil {
		err = p.entrance.MailLink(r.Context(), r.PostForm.Get("email"), next, p.caller(r))
	}
	if err != nil {
		p.again(w, r, false, err)
		return
	}
	p.render(w, r, http.StatusOK, "mailed.html", mailedView{Email: r.PostForm.Get("email"), Next: next})
}

// signUpForm makes an account, or mails the link that does.
func (p *pages) signUpForm(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	up := auth.SignUp{
		Name: r.PostForm.Get("name"), Email: r.PostForm.Get("email"), Password: r.PostForm.Get("password"),
		Next: localPath(r.PostForm.Get("next")), Browser: p.formBrowser(r),
	}
	var account board.Account
	var mailed bool
	if err == nil {
		account, mailed, err = p.signUpBy(w, r, up)
	}
	switch {
	case err != nil:
		p.again(w, r, true, err)
	case mailed:
		p.render(w, r, http.StatusOK, "mailed.html", mailedView{Email: up.Email, Next: up.Next, Up: true})
	default:
		p.goOn(w, r, up.Next, account.Role)
	}
}

// linkView is what the template of the page shows that a link leads to.
type linkView struct {
	Form    string
	Next    string
	Mailed  bool // by e-mail; else by the command line
	Link    auth.Link
	Name    string // as it was typed
	Problem string
	Field   string
	Over    bool // the link is no good any more
	Known   bool // somebody is signed in here already
}

// linkPage says what a link will do. Reading it uses nothing up, so that a
// messenger's preview and a mail scanner cannot.
func (p *pages) linkPage(w http.ResponseWriter, r *http.Request) {
	p.showLink(w, r, http.StatusOK, linkView{Next: localPath(r.URL.Query().Get("next"))})
}

// linkQR draws a link for a phone to take over; it tells who asks nothing new.
func (p *pages) linkQR(w http.ResponseWriter, r *http.Request) {
	path := "/in/" + url.PathEscape(r.PathValue("token"))
	if next := localPath(r.URL.Query().Get("next")); next != "" {
		path += "?next=" + url.QueryEscape(next)
	}
	p.drawQR(w, r, p.address(r, path), "private, no-store")
}

func (p *pages) showLink(w http.ResponseWriter, r *http.Request, status int, view linkView) {
	link, err := p.entrance.Link(r.Context(), r.PathValue("token"), p.formBrowser(r))
	switch board.CodeOf(err) {
	case "":
		view.Mailed, view.Link = true, link
		if view.Name == "" {
			view.Name = link.Name
		}
	case board.LoginExpired: // of the command line, or no good: that shows when it is used
	default:
		p.trouble(w, r, err)
		return
	}
	if view.Form, err = p.formToken(w, r); err != nil {
		p.trouble(w, r, err)
		return
	}
	who, err := p.visitor(r)
	view.Known = err == nil && who.Role != ""
	p.render(w, r, status, "link.html", view)
}

// linkForm uses a link.
func (p *pages) linkForm(w http.ResponseWriter, r *http.Request) {
	err := p.readForm(w, r)
	next := localPath(r.PostForm.Get("next"))
	var account board.Account
	if err == nil {
		var wanted string
		account, wanted, err = p.redeem(w, r, auth.Redemption{
			Token: r.PathValue("token"), Browser: p.formBrowser(r), Name: r.PostForm.Get("name"), Password: r.PostForm.Get("password"),
		})
		if wanted != "" {
			next = wanted
		}
	}
	if err == nil {
		p.goOn(w, r, next, account.Role)
		return
	}
	var refusal *board.Error
	if !errors.As(err, &refusal) || statuses[refusal.Code] >= http.StatusInternalServerError {
		p.trouble(w, r, err)
		return
	}
	view := linkView{Next: next, Name: r.PostForm.Get("name"), Problem: why(tongueOf(w, r), refusal), Field: refusal.Field}
	status := statuses[refusal.Code]
	if refusal.Code == board.SignIn {
		view.Over, status = true, http.StatusGone
	}
	p.showLink(w, r, status, view)
}
