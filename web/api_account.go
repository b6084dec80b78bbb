package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// recently is how young a session has to be for what would harm most in the
// hands of whoever finds a phone unlocked.
const recently = 15 * time.Minute

var errSignInAgain = board.Errorf(board.SignIn, "Please sign in again: this takes a sign-in of the last 15 minutes.")

// recent refuses whoever did not sign in lately. Error: sign_in.
func (v visitor) recent() error {
	if time.Since(time.UnixMilli(v.By.CreatedAt)) > recently {
		return errSignInAgain
	}
	return nil
}

// member is visitor for calls that an account makes. Error: sign_in.
func (s *Server) member(r *http.Request) (visitor, error) {
	who, err := s.visitor(r)
	if err == nil && who.Role == "" {
		err = board.Errorf(board.SignIn, "Please sign in first.")
	}
	return who, err
}

// own wraps what an account does with itself: do answers, unless it returns an
// error.
func (s *Server) own(do func(http.ResponseWriter, *http.Request, visitor) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := s.member(r)
		if err == nil && !s.paces.allow("", who.Person, false) {
			err = errTooFast
		}
		if err == nil {
			err = do(w, r, who)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// accountWire is an account as its person is told of it.
type accountWire struct {
	Name      string   `json:"name"`
	Handle    string   `json:"handle"`
	Role      string   `json:"role"`
	Email     string   `json:"email"`
	Verified  bool     `json:"email_verified"`
	Links     []string `json:"links"`
	Tip       string   `json:"tip"`
	Picture   string   `json:"picture"` // its path, "" for none
	CreatedAt int64    `json:"created_at"`
	Recent    bool     `json:"recent"` // signed in within the last minutes
	Ways      waysWire `json:"ways_in"`
}

type waysWire struct {
	Password bool          `json:"password"`
	Passkeys []passkeyWire `json:"passkeys"`
	Sites    []siteWire    `json:"sites"`
}

type passkeyWire struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt int64  `json:"created_at"`
	UsedAt    int64  `json:"used_at"`
}

type siteWire struct {
	Issuer    string `json:"issuer"`
	Subject   string `json:"subject"`
	Label     string `json:"label"`
	CreatedAt int64  `json:"created_at"`
}

func (s *Server) accountOf(ctx context.Context, who visitor) (a accountWire, err error) {
	p, err := s.store.Profile(ctx, who.Person)
	if err != nil {
		return a, err
	}
	password, err := s.store.Password(ctx, who.Person)
	if err != nil {
		return a, err
	}
	passkeys, err := s.store.Passkeys(ctx, who.Person)
	if err != nil {
		return a, err
	}
	sites, err := s.store.Identities(ctx, who.Person)
	if err != nil {
		return a, err
	}
	a = accountWire{
		Name: p.Name, Handle: p.Handle, Role: string(p.Role), Email: p.Email, Verified: p.Verified, Links: p.Links, Tip: p.Tip,
		Picture: picturePath(p.Picture), CreatedAt: p.CreatedAt, Recent: who.recent() == nil,
		Ways: waysWire{password != "", make([]passkeyWire, len(passkeys)), make([]siteWire, len(sites))},
	}
	for i, k := range passkeys {
		a.Ways.Passkeys[i] = passkeyWire{k.ID, k.Name, k.CreatedAt, k.UsedAt}
	}
	for i, site := range sites {
		a.Ways.Sites[i] = siteWire{site.Issuer, site.Subject, site.Label, site.CreatedAt}
	}
	return a, nil
}

func picturePath(name string) string {
	if name == "" {
		return ""
	}
	return "/pictures/" + name
}

// account answers with the caller's account.
func (s *Server) account(w http.ResponseWriter, r *http.Request, who visitor) error {
	a, err := s.accountOf(r.Context(), who)
	if err == nil {
		answer(w, http.StatusOK, a)
	}
	return err
}

// patchAccount changes the caller's profile.
func (s *Server) patchAccount(w http.ResponseWriter, r *http.Request, who visitor) error {
	var wish struct {
		Name   *string   `json:"name"`
		Handle *string   `json:"handle"`
		Links  *[]string `json:"links"`
		Tip    *string   `json:"tip"`
	}
	if err := readJSON(w, r, &wish); err != nil {
		return err
	}
	if err := s.setProfile(r.Context(), who, board.ProfileChange(wish)); err != nil {
		return err
	}
	return s.account(w, r, who)
}

// setProfile checks what a person changes of a profile, and keeps it.
func (s *Server) setProfile(ctx context.Context, who visitor, change board.ProfileChange) error {
	before, err := s.store.Profile(ctx, who.Person)
	if err != nil {
		return err
	}
	if change.Name != nil && *change.Name != before.Name {
		name, err := text.Clean("name", *change.Name, text.MaxName, true)
		if err == nil && !who.opens() { // DJs are called so
			name, err = text.Name("name", name)
		}
		if err != nil {
			return err
		}
		change.Name = &name
	}
	if change.Handle != nil && *change.Handle != before.Handle {
		handle, err := text.Handle(*change.Handle)
		if err != nil {
			return err
		}
		change.Handle = &handle
	}
	if change.Links != nil {
		links, err := text.Links("links", *change.Links)
		if err != nil {
			return err
		}
		change.Links = &links
	}
	if change.Tip != nil {
		tip, err := text.Tip("tip", *change.Tip)
		if err != nil {
			return err
		}
		change.Tip = &tip
	}
	_, err = s.store.SetProfile(ctx, who.Person, change)
	s.accounts.forget()
	return err
}

// setPicture takes another picture of the caller.
func (s *Server) setPicture(w http.ResponseWriter, r *http.Request, who visitor) error {
	data, err := s.readPicture(w, r)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:16])
	if err := s.store.SetPicture(r.Context(), who.Person, name, data); err != nil {
		return err
	}
	answer(w, http.StatusOK, map[string]string{"picture": picturePath(name)})
	return nil
}

// readPicture reads the picture of a call and makes it small. One is decoded at
// a time, so that many cost no more memory than one.
func (s *Server) readPicture(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !strings.HasPrefix(kind, "image/") {
		return nil, errNoPicture
	}
	if r.ContentLength > maxPicture {
		return nil, errLargePicture
	}
	within, cancel := context.WithTimeout(r.Context(), commandTimeout)
	defer cancel()
	if err := s.drawing.enter(within); err != nil {
		return nil, board.Errorf(board.Busy, "Many pictures are being sent at the moment; please try again.").Because(err)
	}
	defer s.drawing.leave()
	sent, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPicture))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, errLargePicture
	case err != nil:
		return nil, board.Errorf(board.BadMessage, "The picture did not arrive whole.").Because(err)
	}
	return shrink(sent)
}

// removePicture takes the caller's picture away.
func (s *Server) removePicture(w http.ResponseWriter, r *http.Request, who visitor) error {
	if err := s.store.RemovePicture(r.Context(), who.Person); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// picture shows a picture to anybody who has its address.
func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	data, err := s.store.Picture(r.Context(), r.PathValue("hash"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", "public, max-age=3600") // not longer: it may be taken away
	_, _ = w.Write(data)                           // who is gone by now misses it
}

// data answers with everything that is kept about the caller.
func (s *Server) data(w http.ResponseWriter, r *http.Request, who visitor) error {
	data, err := s.store.Data(r.Context(), who.Person)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="cueslip-`+data.Profile.Handle+`.json"`)
	answer(w, http.StatusOK, data)
	return nil
}

// erase forgets the caller's account, who confirms that by typing its handle.
func (s *Server) erase(w http.ResponseWriter, r *http.Request, who visitor) error {
	var body struct {
		Handle string `json:"handle"`
	}
	if err := who.recent(); err != nil {
		return err
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	if err := s.eraseAs(r.Context(), who, body.Handle); err != nil {
		return err
	}
	s.setCookie(w, "", -time.Second)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) eraseAs(ctx context.Context, who visitor, handle string) error {
	p, err := s.store.Profile(ctx, who.Person)
	if err != nil {
		return err
	}
	if typed := strings.TrimPrefix(strings.ToLower(strings.TrimSpace(handle)), "@"); typed != p.Handle {
		return board.Errorf(board.BadMessage, "Type the handle of the account to erase it.").In("handle")
	}
	if err := s.store.Erase(ctx, who.Person); err != nil {
		return err
	}
	s.signedOut(who.By.ID)
	s.shutOut(ctx)
	return nil
}
