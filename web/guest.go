package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// guestPrefix begins every guest's token, so that it is told from a session.
const guestPrefix = "g1."

// guestAge is how long a browser keeps an unused guest.
const guestAge = 90 * 24 * time.Hour

// pass is what a guest's token says. Guests have no row in the database: the
// signature makes the token true.
type pass struct {
	Person string `json:"p"`
	Name   string `json:"n,omitempty"`
	Made   int64  `json:"t"`           // Unix seconds
	Batch  string `json:"b,omitempty"` // as of batchOf
}

// sharedKey holds a secret that every replica shares, once it was read.
type sharedKey struct {
	mu  sync.Mutex
	key []byte
}

func (k *sharedKey) read(ctx context.Context, store Store, name string) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.key == nil {
		key, err := store.Secret(ctx, name)
		if err != nil {
			return nil, err
		}
		k.key = key
	}
	return k.key, nil
}

// guestKey returns the key that signs guests' tokens.
func (s *Server) guestKey(ctx context.Context) ([]byte, error) {
	return s.guests.read(ctx, s.store, "guests")
}

// batchKey returns the key that hides addresses.
func (s *Server) batchKey(ctx context.Context) ([]byte, error) {
	return s.batches.read(ctx, s.store, "batches")
}

// sign spells a pass as a token.
func sign(key []byte, p pass) string {
	payload, err := json.Marshal(p)
	if err != nil {
		panic(err) // a pass always encodes
	}
	body := base64.RawURLEncoding.EncodeToString(payload)
	return guestPrefix + body + "." + base64.RawURLEncoding.EncodeToString(seal(key, body))
}

func seal(key []byte, body string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(guestPrefix + body))
	return mac.Sum(nil)
}

// readPass returns what a genuine token says.
func readPass(key []byte, token string) (pass, bool) {
	body, signature, ok := strings.Cut(strings.TrimPrefix(token, guestPrefix), ".")
	if !ok {
		return pass{}, false
	}
	sum, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || !hmac.Equal(sum, seal(key, body)) {
		return pass{}, false
	}
	payload, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return pass{}, false
	}
	var p pass
	return p, json.Unmarshal(payload, &p) == nil && p.Person != ""
}

// createGuest makes a guest, or gives the guest who asks another name.
func (s *Server) createGuest(w http.ResponseWriter, r *http.Request) {
	who, err := s.visitor(r)
	if err != nil && board.CodeOf(err) != board.SignIn {
		s.fail(w, r, err)
		return
	}
	var wish struct {
		Name string `json:"name"`
	}
	if err := readJSON(w, r, &wish); err != nil {
		s.fail(w, r, err)
		return
	}
	name, err := text.Name("name", wish.Name)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	token, err := s.newPass(r, who, name)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if who.Person == "" || who.guest() { // a signed-in person stays signed in
		s.setCookie(w, token, guestAge)
	}
	answer(w, http.StatusCreated, map[string]string{"token": token, "name": name})
}

// newPass signs the pass of a new guest, or the one of a guest under another
// name. Errors: slow_down, busy.
func (s *Server) newPass(r *http.Request, who visitor, name string) (string, error) {
	key, err := s.guestKey(r.Context())
	if err != nil {
		return "", err
	}
	addr, now := s.clientAddress(r), time.Now()
	if who.guest() {
		if !s.paces.allow("", who.Person, false) {
			return "", slowDown("That is too fast; please slow down.", time.Second)
		}
		return sign(key, pass{Person: who.Person, Name: name, Made: now.Unix(), Batch: who.Batch}), nil
	}
	hide, err := s.batchKey(r.Context())
	if err != nil {
		return "", err
	}
	if rate := s.config.GuestRate; rate.Count > 0 {
		if wait, ok := s.config.Arrivals.Take(r.Context(), hidden(hide, addr), rate.Count, rate.Per); !ok {
			return "", slowDown("Too many guests from here at once; please try again soon.", wait)
		}
	}
	return sign(key, pass{Person: uuid.NewString(), Name: name, Made: now.Unix(), Batch: batchOf(hide, addr, now)}), nil
}
