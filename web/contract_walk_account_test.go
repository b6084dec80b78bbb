package web

import (
	"image/color"
	"net/http"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// ofAccounts makes the calls of a person's own account, as they should be made
// and as not.
func (w *walk) ofAccounts() {
	account, err := w.store.SignUp(w.t.Context(), board.NewAccount{
		Name: "Minna", Role: board.Member, Email: "minna.walks@example.org",
		Passkey: &board.Passkey{ID: "walk", Credential: []byte("{}")}, Identity: &board.Identity{Issuer: "https://id.example", Subject: "walk"},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	start := func() string {
		w.t.Helper()
		session, err := w.store.StartSession(w.t.Context(), account.Person, "Firefox on Android")
		if err != nil {
			w.t.Fatal(err)
		}
		return session
	}
	mine, other := start(), start()
	id := w.sessionID(other)
	w.notMine(account.Person, mine)
	own := func(method, path string, body any) *reply {
		w.t.Helper()
		w.server.paces.forget()
		return w.own(method, path, mine, body)
	}
	for _, path := range []string{"", "/sessions", "/tokens", "/data"} {
		own("GET", path, nil).want(http.StatusOK, "")
	}
	own("POST", "/pairing", nil).want(http.StatusCreated, "")
	w.profile(own, mine)
	w.ways(own, mine)
	w.lastWays(own, account.Person)
	red := encoded(w.t, drawn(9, 9, color.White), "png")
	picture := func(data []byte) *reply {
		return w.call("PUT", "/api/v1/account/picture", mine, string(data), "Content-Type", "image/png")
	}
	path := picture(red).want(http.StatusOK, "").text("picture")
	picture(make([]byte, maxPicture+1)).want(http.StatusRequestEntityTooLarge, board.TooLarge)
	picture([]byte("PK")).want(http.StatusUnsupportedMediaType, board.UnsupportedType)
	w.call("GET", path, "", nil).want(http.StatusOK, "")
	own("DELETE", "/picture", nil).want(http.StatusNoContent, "")
	w.call("GET", path, "", nil).want(http.StatusNotFound, board.NotFound)
	own("DELETE", "/sessions/"+id, nil).want(http.StatusNoContent, "")
	own("DELETE", "/sessions/"+id, nil).want(http.StatusNotFound, board.NotFound)
	own("DELETE", "/sessions?but=that", nil).want(http.StatusBadRequest, board.BadMessage)
	own("DELETE", "/sessions?but=this", nil).want(http.StatusNoContent, "")
	w.badBodies("DELETE", "", mine)
	own("DELETE", "", `{"handle":"minna"}`).want(http.StatusNoContent, "")
}

func (w *walk) sessionID(token string) string {
	w.t.Helper()
	login, err := w.store.Authenticate(w.t.Context(), token)
	if err != nil {
		w.t.Fatal(err)
	}
	return login.By.ID
}

// notMine makes every call as nobody, with a token, from another place, and too
// often.
func (w *walk) notMine(person, session string) {
	for _, e := range w.server.endpoints() {
		method, path, _ := strings.Cut(strings.Replace(e.pattern, "{id}", "0", 1), " ")
		if path != "/api/v1/account" && !strings.HasPrefix(path, "/api/v1/account/") || strings.HasSuffix(path, "/password") {
			continue
		}
		w.server.paces.forget()
		w.call(method, path, "", nil).want(http.StatusUnauthorized, board.SignIn)
		w.call(method, path, w.dj, nil).want(http.StatusForbidden, board.Forbidden)
		if method != http.MethodGet {
			w.call(method, path, session, nil, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
		}
		w.server.paces.block("", person)
		w.call(method, path, session, nil).want(http.StatusTooManyRequests, board.SlowDown)
		w.server.paces.forget()
	}
}

// badBodies sends what no call with a body takes.
func (w *walk) badBodies(method, path, session string) {
	w.server.paces.forget()
	w.own(method, path, session, `{"colour":"red"}`).want(http.StatusBadRequest, board.BadMessage)
	w.own(method, path, session, "{\"name\":\"\xff\"}").want(http.StatusBadRequest, board.InvalidText)
	w.own(method, path, session, `{"name":"`+strings.Repeat("a", maxMessage)+`"}`).want(http.StatusRequestEntityTooLarge, board.TooLarge)
	w.call(method, "/api/v1/account"+path, session, `{}`, "Content-Type", "text/plain").want(http.StatusUnsupportedMediaType, board.UnsupportedType)
}

func (w *walk) profile(own func(method, path string, body any) *reply, session string) {
	own("PATCH", "", `{"name":"Minna","links":["https://minna.example"]}`).want(http.StatusOK, "")
	own("PATCH", "", `{"links":["ftp://minna.example"]}`).want(http.StatusBadRequest, board.BadMessage)
	own("PATCH", "", `{"name":" "}`).want(http.StatusBadRequest, board.Required)
	own("PATCH", "", `{"name":"a\u202eb"}`).want(http.StatusBadRequest, board.InvalidText)
	own("PATCH", "", `{"name":"`+strings.Repeat("a", 25)+`"}`).want(http.StatusBadRequest, board.TooLong)
	own("PATCH", "", `{"name":"Admin"}`).want(http.StatusForbidden, board.NameReserved)
	own("PATCH", "", `{"handle":"nova"}`).want(http.StatusConflict, board.Duplicate)
	own("PATCH", "", `{"name":"`+strings.Repeat("a", maxMessage)+`"}`).want(http.StatusRequestEntityTooLarge, board.TooLarge)
	w.call("PATCH", "/api/v1/account", session, `{}`, "Content-Type", "text/plain").want(http.StatusUnsupportedMediaType, board.UnsupportedType)
}

func (w *walk) ways(own func(method, path string, body any) *reply, session string) {
	w.badBodies("POST", "/tokens", session)
	own("POST", "/tokens", `{"name":" "}`).want(http.StatusBadRequest, board.Required)
	own("POST", "/tokens", `{"name":"`+strings.Repeat("a", 41)+`"}`).want(http.StatusBadRequest, board.TooLong)
	for range maxTokens {
		own("POST", "/tokens", `{"name":"Overlay","scopes":["read"]}`).want(http.StatusCreated, "")
	}
	own("POST", "/tokens", `{"name":"Overlay"}`).want(http.StatusConflict, board.Conflict)
	tokens := own("GET", "/tokens", nil).want(http.StatusOK, "").fields["tokens"].([]any)
	id, _ := tokens[0].(map[string]any)["id"].(string)
	own("DELETE", "/tokens/"+id, nil).want(http.StatusNoContent, "")
	own("DELETE", "/tokens/"+id, nil).want(http.StatusNotFound, board.NotFound)

	w.badBodies("PATCH", "/passkeys/walk", session)
	own("PATCH", "/passkeys/walk", `{"name":"My phone"}`).want(http.StatusNoContent, "")
	own("PATCH", "/passkeys/walk", `{"name":""}`).want(http.StatusBadRequest, board.Required)
	own("PATCH", "/passkeys/walk", `{"name":"`+strings.Repeat("a", 41)+`"}`).want(http.StatusBadRequest, board.TooLong)
	own("PATCH", "/passkeys/none", `{"name":"My phone"}`).want(http.StatusNotFound, board.NotFound)
}

// lastWays removes the ways in until there is but one, which stays.
func (w *walk) lastWays(own func(method, path string, body any) *reply, person string) {
	const site = "/sites?issuer=https%3A%2F%2Fid.example&subject="
	own("DELETE", site+"other", nil).want(http.StatusNotFound, board.NotFound)
	own("DELETE", "/passkeys/none", nil).want(http.StatusNotFound, board.NotFound)
	own("DELETE", "/passkeys/walk", nil).want(http.StatusNoContent, "")
	own("DELETE", site+"walk", nil).want(http.StatusConflict, board.Conflict)
	if err := w.store.AddPasskey(w.t.Context(), person, board.Passkey{ID: "last", Credential: []byte("{}")}); err != nil {
		w.t.Fatal(err)
	}
	own("DELETE", site+"walk", nil).want(http.StatusNoContent, "")
	own("DELETE", "/passkeys/last", nil).want(http.StatusConflict, board.Conflict)
}
