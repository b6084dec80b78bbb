package web

import (
	"context"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// sessionWire is one of the caller's sessions.
type sessionWire struct {
	ID        string `json:"id"`
	Agent     string `json:"agent"`
	CreatedAt int64  `json:"created_at"`
	SeenAt    int64  `json:"seen_at"`
	This      bool   `json:"this"` // the one that asks
}

// tokenWire is one of the caller's personal tokens.
type tokenWire struct {
	ID        string        `json:"id"`
	Name      string        `json:"name"`
	Scopes    []board.Scope `json:"scopes"`
	CreatedAt int64         `json:"created_at"`
	SeenAt    int64         `json:"seen_at"`
}

func (s *Server) sessionsOf(ctx context.Context, who visitor) ([]sessionWire, error) {
	found, err := s.store.Credentials(ctx, who.Person, board.Session)
	list := make([]sessionWire, len(found))
	for i, c := range found {
		list[i] = sessionWire{c.ID, c.Agent, c.CreatedAt, c.SeenAt, c.ID == who.By.ID}
	}
	return list, err
}

func (s *Server) tokensOf(ctx context.Context, who visitor) ([]tokenWire, error) {
	found, err := s.store.Credentials(ctx, who.Person, board.Token)
	list := make([]tokenWire, len(found))
	for i, c := range found {
		list[i] = tokenWire{c.ID, c.Name, append([]board.Scope{}, c.Scopes...), c.CreatedAt, c.SeenAt}
	}
	return list, err
}

// listSessions answers with the caller's sessions.
func (s *Server) listSessions(w http.ResponseWriter, r *http.Request, who visitor) error {
	list, err := s.sessionsOf(r.Context(), who)
	if err == nil {
		answer(w, http.StatusOK, map[string]any{"sessions": list})
	}
	return err
}

// endSession signs one of the caller's browsers out.
func (s *Server) endSession(w http.ResponseWriter, r *http.Request, who visitor) error {
	return s.endOwn(w, r, who, board.Session)
}

// endToken revokes one of the caller's tokens.
func (s *Server) endToken(w http.ResponseWriter, r *http.Request, who visitor) error {
	return s.endOwn(w, r, who, board.Token)
}

func (s *Server) endOwn(w http.ResponseWriter, r *http.Request, who visitor, kind board.CredentialKind) error {
	if err := s.takeBack(w, r, who, kind); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// takeBack ends the session or token of the caller that a call names.
func (s *Server) takeBack(w http.ResponseWriter, r *http.Request, who visitor, kind board.CredentialKind) error {
	id := r.PathValue("id")
	if err := s.store.RevokeCredential(r.Context(), who.Person, kind, id); err != nil {
		return err
	}
	s.signedOut(id)
	if id == who.By.ID {
		s.setCookie(w, "", -time.Second)
	}
	return nil
}

// endSessions signs the caller out everywhere, or everywhere else.
func (s *Server) endSessions(w http.ResponseWriter, r *http.Request, who visitor) error {
	others := false
	switch r.URL.Query().Get("but") {
	case "":
	case "this":
		others = true
	default:
		return board.Errorf(board.BadMessage, "Every session but this one, or every one.").In("but")
	}
	if err := s.signOutEverywhere(w, r, who, others); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) signOutEverywhere(w http.ResponseWriter, r *http.Request, who visitor, others bool) error {
	but := ""
	if others {
		but = who.By.ID
	}
	gone, err := s.store.RevokeSessions(r.Context(), who.Person, but)
	if err != nil {
		return err
	}
	s.signedOut(gone...)
	if !others {
		s.setCookie(w, "", -time.Second)
	}
	return nil
}

// pair makes a link that signs its maker in on a phone, which scans it. Who does
// counts as signed in lately, and so must whoever makes it. Error: sign_in.
func (s *Server) pair(w http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	token, expires, err := s.store.PairLink(r.Context(), who.Person)
	if err == nil {
		answer(w, http.StatusCreated, map[string]any{"url": s.address(r, "/in/"+token), "expires_at": expires})
	}
	return err
}

// listTokens answers with the caller's personal tokens.
func (s *Server) listTokens(w http.ResponseWriter, r *http.Request, who visitor) error {
	list, err := s.tokensOf(r.Context(), who)
	if err == nil {
		answer(w, http.StatusOK, map[string]any{"tokens": list})
	}
	return err
}

// createToken makes a personal token, which is told this once.
func (s *Server) createToken(w http.ResponseWriter, r *http.Request, who visitor) error {
	var wish struct {
		Name   string   `json:"name"`
		Scopes []string `json:"scopes"`
	}
	if err := readJSON(w, r, &wish); err != nil {
		return err
	}
	token, err := s.newToken(r.Context(), who, wish.Name, wish.Scopes)
	if err == nil {
		answer(w, http.StatusCreated, map[string]string{"token": token})
	}
	return err
}

// maxTokens bounds how many tokens a person has.
const maxTokens = 50

func (s *Server) newToken(ctx context.Context, who visitor, name string, words []string) (string, error) {
	if err := who.recent(); err != nil {
		return "", err
	}
	name, err := text.Clean("name", name, text.MaxTokenName, true)
	if err != nil {
		return "", err
	}
	scopes, err := board.ParseScopes(words)
	if err != nil {
		return "", err
	}
	have, err := s.store.Credentials(ctx, who.Person, board.Token)
	if err != nil {
		return "", err
	}
	if len(have) >= maxTokens {
		return "", board.Errorf(board.Conflict, "You have {n} tokens; please revoke one that is not used any more.", "n", len(have))
	}
	return s.store.CreateToken(ctx, who.Person, name, scopes...)
}

// renamePasskey gives one of the caller's passkeys another name.
func (s *Server) renamePasskey(w http.ResponseWriter, r *http.Request, who visitor) error {
	var wish struct {
		Name string `json:"name"`
	}
	if err := readJSON(w, r, &wish); err != nil {
		return err
	}
	if err := s.namePasskey(r.Context(), who, r.PathValue("id"), wish.Name); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) namePasskey(ctx context.Context, who visitor, id, name string) error {
	name, err := text.Clean("name", name, text.MaxTokenName, true)
	if err != nil {
		return err
	}
	return s.store.RenamePasskey(ctx, who.Person, id, name)
}

// removePasskey takes one of the caller's passkeys away.
func (s *Server) removePasskey(w http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	if err := s.store.RemovePasskey(r.Context(), who.Person, r.PathValue("id"), s.entrance.Mails()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// removeSite ends that another site signs the caller in.
func (s *Server) removeSite(w http.ResponseWriter, r *http.Request, who visitor) error {
	if err := who.recent(); err != nil {
		return err
	}
	query := r.URL.Query()
	if err := s.store.RemoveIdentity(r.Context(), who.Person, query.Get("issuer"), query.Get("subject"), s.entrance.Mails()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
