package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// A form of a page that signs somebody in carries a token, which belongs to a
// cookie of the browser that was shown the form. guardWrites goes by what
// browsers say of a call; the token stands where a browser says nothing, so
// that no other site can sign a visitor of ours in as somebody else.

const (
	formSecret = "forms"
	formCookie = "form" // also tells the browser in which a password was chosen
	formAge    = 24 * time.Hour
)

var errForm = board.Errorf(board.BadOrigin, "This form was open for too long, or the browser keeps no cookies. Please send it once more.")

// formToken returns the token of the forms that the browser is shown, and hands
// it the cookie that belongs to it.
func (s *Server) formToken(w http.ResponseWriter, r *http.Request) (string, error) {
	key, err := s.secrets.newest(r.Context(), formSecret)
	if err != nil {
		return "", err
	}
	browser := s.formBrowser(r)
	if browser == "" {
		browser = rand.Text()
	}
	s.setFlowCookie(w, formCookie, browser, formAge)
	return formSeal(key, browser), nil
}

// formBrowser returns the secret of the browser's form cookie, "" for none.
func (s *Server) formBrowser(r *http.Request) string {
	cookie, err := r.Cookie(s.flowCookieName(formCookie))
	if err != nil || len(cookie.Value) < 26 || len(cookie.Value) > 64 { // 128 bits, as rand.Text writes them
		return ""
	}
	return cookie.Value
}

// checkForm refuses a form that this browser was not shown. Errors: origin,
// internal, busy.
func (s *Server) checkForm(ctx context.Context, browser, token string) error {
	keys, err := s.secrets.all(ctx, formSecret)
	if err != nil {
		return err
	}
	genuine := func(key board.Key) bool { return hmac.Equal([]byte(token), []byte(formSeal(key, browser))) }
	if browser == "" || !slices.ContainsFunc(keys, genuine) {
		return errForm
	}
	return nil
}

func formSeal(key board.Key, browser string) string {
	mac := hmac.New(sha256.New, key.Value)
	mac.Write([]byte(browser))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// readForm reads a form of ours, of at most 8 KB, and refuses one that the
// browser was not shown. Errors: too_large, bad_message, origin, internal, busy.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) error {
	r.Body = http.MaxBytesReader(w, r.Body, maxMessage)
	if err := r.ParseForm(); err != nil {
		return board.Errorf(board.BadMessage, "The form did not arrive whole.").Because(err)
	}
	return s.checkForm(r.Context(), s.formBrowser(r), r.PostForm.Get("form"))
}
