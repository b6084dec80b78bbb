package web

import (
	"net/http"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

// signIn turns a link, or an address and a password, into a session.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Link     string `json:"link"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := readJSON(w, r, &body); err != nil {
		s.fail(w, r, err)
		return
	}
	var account board.Account
	var err error
	switch {
	case body.Link != "" && body.Email != "", body.Link == "" && body.Name != "":
		err = board.Errorf(board.BadMessage, "Send a link, or an address and a password.")
	case body.Link != "":
		account, _, err = s.redeem(w, r, auth.Redemption{Token: body.Link, Browser: s.formBrowser(r), Name: body.Name, Password: body.Password})
	case body.Email == "" && body.Password == "":
		err = board.Errorf(board.Required, "Send the token of a sign-in link, or an address and a password.").In("link")
	default:
		account, err = s.signInWith(w, r, body.Email, body.Password)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, accountAnswer(account))
}

func accountAnswer(a board.Account) map[string]string {
	return map[string]string{"name": a.Name, "role": string(a.Role)}
}

// mailedAnswer says that a link is on its way, if it may be.
func mailedAnswer(email string) map[string]any {
	return map[string]any{"email": email, "expires_in": int(auth.LinkAge.Seconds())}
}

// signUp makes an account, or mails the link that does.
func (s *Server) signUp(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
	}
	if err := readJSON(w, r, &body); err != nil {
		s.fail(w, r, err)
		return
	}
	up := auth.SignUp{Name: body.Name, Email: body.Email, Password: body.Password, Browser: s.formBrowser(r)}
	account, mailed, err := s.signUpBy(w, r, up)
	switch {
	case err != nil:
		s.fail(w, r, err)
	case mailed:
		answer(w, http.StatusAccepted, mailedAnswer(body.Email))
	default:
		answer(w, http.StatusCreated, accountAnswer(account))
	}
}

// mailLink mails a link that signs in.
func (s *Server) mailLink(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Email string `json:"email"`
		Next  string `json:"next"`
	}
	err := readJSON(w, r, &body)
	if next := localPath(body.Next); err == nil && next != body.Next {
		err = board.Errorf(board.BadMessage, "What comes next is a page of this server, as in /e/8Z4K2M7Q.").In("next")
	}
	if err == nil {
		err = s.entrance.MailLink(r.Context(), body.Email, body.Next, s.caller(r))
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusAccepted, mailedAnswer(body.Email))
}

// setPassword sets the caller's password, in a browser that is signed in.
func (s *Server) setPassword(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Old string `json:"old"`
		New string `json:"new"`
	}
	who, err := s.holder(r)
	if err == nil && who.Role == "" {
		err = errSignIn
	}
	if err == nil {
		err = readJSON(w, r, &body)
	}
	if err == nil {
		err = s.changePassword(w, r, who, body.Old, body.New)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// changePassword gives an account another password, and ends its other sessions.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request, who visitor, old, fresh string) error {
	if err := who.recent(); err != nil {
		return err
	}
	proof, proved, err := s.proved(r, who.Person)
	if err != nil {
		return err
	}
	set := auth.NewPassword{Person: who.Person, Session: who.Token, Old: old, New: fresh, Proved: proved}
	if err := s.entrance.SetPassword(r.Context(), set, s.caller(r)); err != nil {
		return err
	}
	if proved { // the password is set: that its proof may be left over changes nothing
		_ = s.store.TakeFlow(r.Context(), flowProved, proof, new(string))
		s.setFlowCookie(w, provedCookie, "", -time.Second)
	}
	return nil
}
