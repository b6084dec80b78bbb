package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// A guest's token begins with the version of its form, so that it is told from
// a session: "g2.KEY.PASS.SIGNATURE", or "g1.PASS.SIGNATURE" from the time of a
// single key.
const (
	guestForm    = "g2."
	guestFormOld = "g1."
)

// What the keys are for that sign guests' tokens, and that hide addresses.
const (
	guestSecret = "guests"
	batchSecret = "batches"
)

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

// sign spells a pass as a token.
func sign(key board.Key, p pass) string {
	payload, err := json.Marshal(p)
	if err != nil {
		panic(err) // a pass always encodes
	}
	body := guestForm + strconv.Itoa(key.Number) + "." + base64.RawURLEncoding.EncodeToString(payload)
	return body + "." + base64.RawURLEncoding.EncodeToString(seal(key, body))
}

func seal(key board.Key, body string) []byte {
	mac := hmac.New(sha256.New, key.Value)
	mac.Write([]byte(body))
	return mac.Sum(nil)
}

// isPass reports whether a token is a guest's, genuine or not.
func isPass(token string) bool {
	return strings.HasPrefix(token, guestForm) || strings.HasPrefix(token, guestFormOld)
}

// readPass returns what a guest's token says. Errors: sign_in for one that is
// not genuine; internal, busy.
func (s *Server) readPass(ctx context.Context, token string) (pass, error) {
	keys, err := s.signers(ctx, token)
	if err != nil {
		return pass{}, err
	}
	end := strings.LastIndexByte(token, '.')
	body := token[:end]
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	genuine := slices.ContainsFunc(keys, func(k board.Key) bool { return hmac.Equal(signature, seal(k, body)) })
	if err != nil || !genuine {
		return pass{}, errSignIn
	}
	payload, err := base64.RawURLEncoding.DecodeString(body[strings.LastIndexByte(body, '.')+1:])
	if err != nil {
		return pass{}, errSignIn
	}
	var p pass
	if err := json.Unmarshal(payload, &p); err != nil || p.Person == "" {
		return pass{}, errSignIn
	}
	return p, nil
}

// signers returns the keys of which one must have signed a guest's token.
func (s *Server) signers(ctx context.Context, token string) ([]board.Key, error) {
	rest, ok := strings.CutPrefix(token, guestForm)
	if !ok {
		return s.secrets.all(ctx, guestSecret)
	}
	digits, _, _ := strings.Cut(rest, ".")
	number, err := strconv.Atoi(digits)
	if err != nil {
		return nil, errSignIn
	}
	key, ok, err := s.secrets.numbered(ctx, guestSecret, number)
	if err == nil && !ok {
		err = errSignIn
	}
	return []board.Key{key}, err
}

// keepGuest lets a guest who is here keep the cookie from now on, signed with
// the newest key. A key that cannot be had leaves it as it is.
func (s *Server) keepGuest(w http.ResponseWriter, r *http.Request, who visitor) {
	if !who.guest() || !who.Cookie {
		return
	}
	p, err := s.readPass(r.Context(), who.Token)
	if err != nil {
		return
	}
	if key, err := s.secrets.newest(r.Context(), guestSecret); err == nil {
		s.setCookie(w, sign(key, p), guestAge)
	}
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
	key, err := s.secrets.newest(r.Context(), guestSecret)
	if err != nil {
		return "", err
	}
	addr, now := s.clientAddress(r), time.Now()
	if who.guest() {
		if !s.paces.allow("", who.Person, false) {
			return "", errTooFast
		}
		return sign(key, pass{Person: who.Person, Name: name, Made: now.Unix(), Batch: who.Batch}), nil
	}
	hide, err := s.secrets.newest(r.Context(), batchSecret)
	if err != nil {
		return "", err
	}
	if rate := s.config.GuestRate; rate.Count > 0 {
		if wait, ok := s.config.Arrivals.Take(r.Context(), hidden(hide.Value, addr), rate.Count, rate.Per); !ok {
			return "", board.Errorf(board.SlowDown, "Too many guests from here at once; please try again soon.").After(wait)
		}
	}
	return sign(key, pass{Person: uuid.NewString(), Name: name, Made: now.Unix(), Batch: batchOf(hide.Value, addr, now)}), nil
}
