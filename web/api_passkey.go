package web

import (
	"cmp"
	"encoding/json"
	"net/http"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// beginPasskey begins to make a passkey: another one of whoever is signed in,
// or the first of somebody who signs up with it.
func (s *Server) beginPasskey(w http.ResponseWriter, r *http.Request) {
	var wish struct {
		Name string `json:"name"`
	}
	who, err := s.holder(r)
	if err == nil && who.Role != "" {
		err = who.recent()
	}
	if err == nil {
		err = readJSON(w, r, &wish)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	var begun auth.Ceremony
	if who.Role != "" {
		begun, err = s.passkeys.BeginAdd(r.Context(), board.Account{Person: who.Person, Name: who.Name})
	} else {
		begun, err = s.beginSignUp(r, cmp.Or(wish.Name, who.Name))
	}
	s.answerCeremony(w, r, begun, err)
}

func (s *Server) beginSignUp(r *http.Request, name string) (auth.Ceremony, error) {
	name, err := text.AccountName("name", name)
	if err != nil {
		return auth.Ceremony{}, err
	}
	if s.config.NewAccounts == "" {
		return auth.Ceremony{}, errNoSignUp
	}
	if err := s.mayBegin(r); err != nil {
		return auth.Ceremony{}, err
	}
	return s.passkeys.BeginSignUp(r.Context(), name)
}

var errNoSignUp = board.Errorf(board.Forbidden, "Nobody can sign up here; whoever runs this Cueslip makes the accounts.")

// finishPasskey keeps the passkey that a browser made, and signs in whoever
// signed up with it.
func (s *Server) finishPasskey(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Credential json.RawMessage `json:"credential"`
	}
	who, err := s.holder(r)
	if err == nil {
		err = readCredential(w, r, &body, &body.Credential)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	by := ""
	if who.Role != "" {
		by = who.Person
	}
	label := cmp.Or(agentOf(r.UserAgent()), "Passkey")
	made, err := s.passkeys.Finish(r.Context(), s.takeCookie(w, r, passkeyCookie), by, label, body.Credential)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	role := who.Role
	if made.New {
		role, err = s.signUpWith(w, r, board.NewAccount{Person: made.Person, Name: made.Name, Passkey: &made.Passkey})
	} else {
		err = s.store.AddPasskey(r.Context(), made.Person, made.Passkey)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusCreated, map[string]any{
		"name": made.Name, "role": role, "passkey": map[string]string{"id": made.Passkey.ID, "name": made.Passkey.Name},
	})
}

// signUpWith makes an account and signs it in.
func (s *Server) signUpWith(w http.ResponseWriter, r *http.Request, n board.NewAccount) (board.AccountRole, error) {
	n.Role = s.config.NewAccounts
	if n.Role == "" {
		return "", errNoSignUp
	}
	account, err := s.store.SignUp(r.Context(), n)
	if err != nil {
		return "", err
	}
	return account.Role, s.welcome(w, r, account.Person)
}

// beginPasskeySignIn begins to let somebody in by a passkey.
func (s *Server) beginPasskeySignIn(w http.ResponseWriter, r *http.Request) {
	err := s.mayBegin(r)
	var begun auth.Ceremony
	if err == nil {
		begun, err = s.passkeys.BeginSignIn(r.Context())
	}
	s.answerCeremony(w, r, begun, err)
}

// finishPasskeySignIn signs in whoever's passkey answered.
func (s *Server) finishPasskeySignIn(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Credential json.RawMessage `json:"credential"`
	}
	if err := readCredential(w, r, &body, &body.Credential); err != nil {
		s.fail(w, r, err)
		return
	}
	person, err := s.passkeys.SignIn(r.Context(), s.takeCookie(w, r, passkeyCookie), body.Credential)
	var account board.Account
	if err == nil {
		account, err = s.store.Account(r.Context(), person)
	}
	if err == nil {
		err = s.welcome(w, r, person)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]string{"name": account.Name, "role": string(account.Role)})
}

// holder is the visitor who makes a passkey or sets a password. An account does
// so in a browser that is signed in: a token of a program may not make a way in
// that outlives it.
func (s *Server) holder(r *http.Request) (visitor, error) {
	who, err := s.visitor(r)
	if err == nil && who.Role != "" && !who.Cookie {
		err = board.Errorf(board.Forbidden, "That is done in a browser that is signed in, not with a token.")
	}
	return who, err
}

// readCredential reads a body that has to have a credential.
func readCredential(w http.ResponseWriter, r *http.Request, body any, credential *json.RawMessage) error {
	if err := readJSON(w, r, body); err != nil {
		return err
	}
	if len(*credential) == 0 {
		return board.Errorf(board.Required, "Send what the browser's passkey answered.").In("credential")
	}
	return nil
}

func (s *Server) answerCeremony(w http.ResponseWriter, r *http.Request, begun auth.Ceremony, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.setFlowCookie(w, passkeyCookie, begun.Token, auth.PasskeyAge)
	answer(w, http.StatusOK, begun.Options)
}
