package web

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// ofTheCrowd meets what crowd control answers, and what it refuses.
func (w *walk) ofTheCrowd() {
	path, code := w.path, w.code
	defer func() { w.path, w.code = path, code }()
	w.code = w.event()
	w.path = "/api/v1/events/" + w.code
	w.ofBansAndBlocks()
	for _, query := range []string{"", "?format=csv&list=asked&names=true", "?format=json", "?format=m3u"} {
		w.call("GET", w.path+"/export"+query, w.dj, nil).want(http.StatusOK, "")
	}
	w.call("GET", w.path+"/export?format=pdf", w.dj, nil).want(http.StatusBadRequest, board.BadMessage)
	w.ofRoles()
	w.ofAdmission()
	l := w.dial(w.code, w.dj, "")
	defer l.hangUp()
	w.request(w.code, w.dj, "The Last One")
	if answer := l.say(`{"type":"sweep","reason":"not_tonight"}`); answer["type"] != "ack" {
		w.t.Errorf("sweep: %v", answer)
	}
}

func (w *walk) ofBansAndBlocks() {
	l := w.dial(w.code, w.dj, "")
	defer l.hangUp()
	ben := w.guest("Ben")
	bens := w.dial(w.code, ben, "")
	defer bens.hangUp()
	id, other := w.request(w.code, ben, "Antarctica"), w.request(w.code, w.ana, "Zombie")
	fill := strings.NewReplacer("$id", id, "$other", other, "$none", newID(w.t), "$change", newID(w.t), "$again", newID(w.t))
	w.stuff(other)
	voided := newID(w.t)
	for _, step := range []struct {
		call, body string // the path below the event
		want       board.Code
	}{
		{"bans", `{}`, board.Required},
		{"bans", `{"person":"42"}`, board.BadID},
		{"bans", `{"request":"$none"}`, board.NotFound},
		{"bans", `{"request":"$id","reason":"` + strings.Repeat("a", 281) + `"}`, board.TooLong},
		{"bans", `{"person":"` + w.me(w.dj) + `"}`, board.BadMove},
		{"bans", `{"request":"$id","reason":"Enough.","for":900,"change":"$change"}`, ""},
		{"bans", `{"request":"$id","change":"$change"}`, board.KeyReused},
		{"sweep", `{"change":"42"}`, board.BadID},
		{"sweep", `{"change":"$change"}`, board.KeyReused},
		{"sweep", `{"reason":"` + strings.Repeat("a", 281) + `"}`, board.TooLong},
		{"blocks", `{}`, board.Required},
		{"blocks", `{"add":[{"kind":"word","word":"!"}]}`, board.Required},
		{"blocks", `{"add":[{"kind":"colour","word":"red"}]}`, board.BadMessage},
		{"blocks", `{"add":[{"kind":"word","word":"red"}],"change":"42"}`, board.BadID},
		{"blocks", `{"add":[{"kind":"word","word":"` + strings.Repeat("a", 201) + `"}]}`, board.TooLong},
		{"blocks", `{"add":[{"kind":"song","title":"Toxic"}],"change":"$again"}`, ""},
		{"blocks", `{"add":[{"kind":"song","title":"Other"}],"change":"$again"}`, board.KeyReused},
		{"requests/42/void", `{}`, board.BadID},
		{"requests/$id/void", `{}`, board.BadMove},
		{"requests/$none/void", `{}`, board.NotFound},
		{"requests/$other/void", `{"change":"$change"}`, board.KeyReused},
		{"requests/$other/void", `{"change":"` + voided + `"}`, ""},
	} {
		r := w.call("POST", w.path+"/"+fill.Replace(step.call), w.dj, fill.Replace(step.body))
		if board.Code(r.text("code")) != step.want {
			w.t.Errorf("%s %s: %s; want %q", step.call, step.body, r.body, step.want)
		}
	}
	w.call("POST", w.path+"/requests", ben, w.song()).want(http.StatusForbidden, board.Banned)
	w.call("PUT", w.path+"/requests/"+other+"/vote", ben, nil).want(http.StatusForbidden, board.Banned)
	w.call("DELETE", w.path+"/requests/"+other+"/vote", ben, nil).want(http.StatusForbidden, board.Banned)
	w.call("POST", w.path+"/requests", w.ana, w.song("title", "Toxic")).want(http.StatusConflict, board.Blocked)
	w.call("PATCH", w.path, w.dj, `{"limits":{"repeat":60}}`).want(http.StatusOK, "")
	w.request(w.code, w.ana, "Losing It")
	w.call("POST", w.path+"/requests", w.ana, w.song("title", "LOSING IT!", "artist", "")).want(http.StatusConflict, board.Duplicate)
	for _, step := range []struct {
		by      *line
		message string
		want    board.Code
	}{
		{bens, `{"type":"vote","id":"$other"}`, board.Banned},
		{bens, `{"type":"unvote","id":"$other"}`, board.Banned},
		{bens, `{"type":"request","id":"$none","title":"a"}`, board.Banned},
		{bens, `{"type":"ban","request":"$id"}`, board.Forbidden},
		{bens, `{"type":"blocks","add":[{"kind":"word","word":"a"}]}`, board.Forbidden},
		{bens, `{"type":"void","id":"$id"}`, board.Forbidden},
		{bens, `{"type":"sweep"}`, board.Forbidden},
		{l, `{"type":"sweep","change":"42"}`, board.BadID},
		{l, `{"type":"sweep","change":"$change"}`, board.KeyReused},
		{l, `{"type":"ban"}`, board.Required},
		{l, `{"type":"ban","person":"42"}`, board.BadID},
		{l, `{"type":"ban","request":"$none"}`, board.NotFound},
		{l, `{"type":"ban","person":"` + w.me(w.dj) + `"}`, board.BadMove},
		{l, `{"type":"ban","request":"$id","change":"$change"}`, board.KeyReused},
		{l, `{"type":"ban","request":"$id","off":true}`, ""},
		{l, `{"type":"blocks"}`, board.Required},
		{l, `{"type":"blocks","add":[{"kind":"word","word":"a"}],"change":"42"}`, board.BadID},
		{l, `{"type":"blocks","remove":[{"kind":"song","title":"toxic"}],"change":"$change"}`, board.KeyReused},
		{l, `{"type":"blocks","add":[{"kind":"artist","artist":"PELICAN"}]}`, ""},
		{bens, `{"type":"request","id":"$none","title":"Take the Tram","artist":"Pelican"}`, board.Blocked},
		{bens, `{"type":"request","id":"$none","title":"Losing It"}`, board.Duplicate},
		{l, `{"type":"void","id":"42"}`, board.BadID},
		{l, `{"type":"void"}`, board.Required},
		{l, `{"type":"void","id":"$id"}`, board.BadMove},
		{l, `{"type":"void","id":"$none"}`, board.NotFound},
		{l, `{"type":"void","id":"$other","change":"$change"}`, board.KeyReused},
	} {
		answer := step.by.say(fill.Replace(step.message))
		if code, _ := answer["code"].(string); code != string(step.want) {
			w.t.Errorf("%s: %v; want %q", step.message, answer, step.want)
		}
	}
	w.call("POST", w.path+"/undo", w.dj, map[string]any{"change": voided}).want(http.StatusOK, "")
	if answer := l.say(`{"type":"void","id":"` + other + `"}`); answer["type"] != "ack" {
		w.t.Errorf("void: %v", answer)
	}
}

// me returns the person of a token.
func (s *site) me(token string) string {
	s.t.Helper()
	a, err := s.store.Authenticate(s.t.Context(), token)
	if err != nil {
		s.t.Fatal(err)
	}
	return a.Person
}

// stuff has a batch of made guests vote for a request.
func (w *walk) stuff(id string) {
	w.t.Helper()
	for range board.SuspectVotes {
		w.call("PUT", w.path+"/requests/"+id+"/vote", w.guest(""), nil).want(http.StatusOK, "")
	}
}

func (w *walk) ofRoles() {
	l := w.dial(w.code, w.dj, "")
	defer l.hangUp()
	ana := w.dial(w.code, w.ana, "")
	defer ana.hangUp()
	change := newID(w.t)
	for _, step := range []struct {
		body string
		want board.Code
	}{
		{`"role":"cohost"`, board.Required},
		{`"handle":"friend","role":"drummer"`, board.BadMessage},
		{`"person":"42","role":"cohost"`, board.BadID},
		{`"handle":"nobody-here","role":"cohost"`, board.NotFound},
		{`"handle":"nova","role":"listener"`, board.BadMove},
		{`"handle":"@Friend","role":"cohost","change":"` + change + `"`, ""},
		{`"handle":"friend","role":"moderator","change":"` + change + `"`, board.KeyReused},
	} {
		r := w.call("POST", w.path+"/crew", w.dj, `{`+step.body+`}`)
		if board.Code(r.text("code")) != step.want {
			w.t.Errorf("%s: %s; want %q", step.body, r.body, step.want)
		}
		answer := l.say(`{"type":"crew",` + step.body + `}`)
		if code, _ := answer["code"].(string); code != string(step.want) {
			w.t.Errorf("%s: %v; want %q", step.body, answer, step.want)
		}
	}
	wantError(w.t, ana.say(`{"type":"crew","handle":"friend","role":"listener"}`), board.Forbidden)
	w.ofInvitations()
}

func (w *walk) ofInvitations() {
	path := w.path + "/invitations"
	w.call("POST", path, w.dj, `{"role":"owner"}`).want(http.StatusBadRequest, board.BadMessage)
	w.call("POST", path, w.dj, nil).want(http.StatusBadRequest, board.BadMessage)
	w.call("DELETE", path+"/0123456789abcdef", w.dj, nil).want(http.StatusNotFound, board.NotFound)
	w.call("DELETE", path+"/"+w.invitation("cohost"), w.ana, nil).want(http.StatusForbidden, board.Forbidden)
	w.call("DELETE", path+"/0123456789abcdef", "", nil).want(http.StatusUnauthorized, board.SignIn)
	for w.call("POST", path, w.dj, `{"role":"cohost"}`).status == http.StatusCreated {
	}
	w.call("POST", path, w.dj, `{"role":"cohost"}`).want(http.StatusBadRequest, board.BadMove)
	w.call("GET", path, w.dj, nil).want(http.StatusOK, "")
}

// invitation makes one, and returns its id.
func (w *walk) invitation(role string) string {
	w.t.Helper()
	return w.call("POST", w.path+"/invitations", w.dj, map[string]any{"role": role}).want(http.StatusCreated, "").text("id")
}

func (w *walk) ofAdmission() {
	come := func(token, body string) *reply { return w.call("POST", w.path+"/admission", token, body) }
	come(w.ana, `{"room":"AAAAA"}`).want(http.StatusBadRequest, board.BadMove)
	come(w.scoped(board.ScopeEvents), `{"room":"AAAAA"}`).want(http.StatusForbidden, board.Forbidden)
	w.call("GET", w.path+"/admission", w.scoped(board.ScopeEvents), nil).want(http.StatusForbidden, board.Forbidden)
	for _, admission := range []string{"account", "proof", "room_code"} {
		w.call("PATCH", w.path, w.dj, `{"admission":"`+admission+`"}`).want(http.StatusOK, "")
		w.admissionRefused()
	}
	come(w.ana, `{}`).want(http.StatusBadRequest, board.Required)
	come(w.ana, `{"room":"AAAAA"}`).want(http.StatusForbidden, board.Challenged)
	shows := w.call("GET", w.path+"/door", w.dj, nil).want(http.StatusOK, "").fields["room"].(map[string]any)
	come(w.ana, `{"room":"`+strings.ToLower(shows["code"].(string))+`"}`).want(http.StatusNoContent, "")
	w.call("POST", w.path+"/requests", w.ana, w.song("title", "Let Me In", "artist", "")).want(http.StatusCreated, "")
}

// admissionRefused meets the challenge on both transports.
func (w *walk) admissionRefused() {
	dora := w.guest("Dora")
	l := w.dial(w.code, dora, "")
	defer l.hangUp()
	id := w.request(w.code, w.dj, "Crew's Own")
	w.call("GET", w.path+"/admission", dora, nil).want(http.StatusOK, "")
	w.call("POST", w.path+"/requests", dora, w.song()).want(http.StatusForbidden, board.Challenged)
	wantError(w.t, l.say(`{"type":"request","id":"`+newID(w.t)+`","title":"a"}`), board.Challenged)
	for _, kind := range []string{"vote", "unvote"} {
		method := map[string]string{"vote": "PUT", "unvote": "DELETE"}[kind]
		w.call(method, w.path+"/requests/"+id+"/vote", dora, nil).want(http.StatusForbidden, board.Challenged)
		wantError(w.t, l.say(`{"type":"`+kind+`","id":"`+id+`"}`), board.Challenged)
	}
}

// labour does the work that an event asks for.
func labour(work string, zeros int) string {
	for n := 0; ; n++ {
		done := strconv.Itoa(n)
		sum := sha256.Sum256([]byte(work + done))
		if bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= zeros {
			return done
		}
	}
}

func TestAProofIsOnesOwnAndWorkedFor(t *testing.T) {
	s := open(t)
	code, ana, ben := s.event(), s.guest("Ana"), s.guest("Ben")
	path := "/api/v1/events/" + code
	s.call("PATCH", path, s.dj, `{"admission":"proof"}`).want(http.StatusOK, "")
	id := s.request(code, s.dj, "Antarctica")
	given := s.call("GET", path+"/admission", ana, nil).want(http.StatusOK, "")
	work := given.text("work")
	done := labour(work, given.number("bits"))
	come := func(token, work, done string) *reply {
		return s.call("POST", path+"/admission", token, map[string]any{"work": work, "answer": done})
	}
	come(ana, work, "lazy").want(http.StatusForbidden, board.Challenged)
	come(ben, work, done).want(http.StatusForbidden, board.Challenged) // somebody else's
	come(ana, "zzzzz"+work, done).want(http.StatusForbidden, board.Challenged)
	come(ana, fmt.Sprintf("%s.%s", "1", strings.Split(work, ".")[1]), done).want(http.StatusForbidden, board.Challenged)
	come(ana, work, "").want(http.StatusBadRequest, board.Required)
	s.call("PUT", path+"/requests/"+id+"/vote", ana, nil).want(http.StatusForbidden, board.Challenged)
	come(ana, work, done).want(http.StatusNoContent, "")
	come(ana, work, done).want(http.StatusNoContent, "") // a repeat is harmless
	s.call("PUT", path+"/requests/"+id+"/vote", ana, nil).want(http.StatusOK, "")
	s.call("PUT", path+"/requests/"+id+"/vote", ben, nil).want(http.StatusForbidden, board.Challenged)
}
