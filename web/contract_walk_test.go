package web

import (
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/time/rate"

	"github.com/cueslip/cueslip/board"
)

// unmet are the codes that this walk cannot provoke on a sound machine.
var unmet = map[string]string{
	"storage_full": "takes a full disk",
	"internal":     "takes a mistake of ours",
}

// TestEveryDescribedAnswerIsGiven walks every call and every command, and
// provokes each answer and each refusal that docs/api lists for it.
func TestEveryDescribedAnswerIsGiven(t *testing.T) {
	t.Parallel()
	c := mustContract(t)
	w := newWalk(t)
	w.calls()
	w.refusals()
	w.ofEvents()
	w.ofRequests()
	w.commands()
	w.passkeys()
	w.ofTheCrowd()
	w.ofAlerts()
	w.entrance()
	w.ofAccounts()
	w.elsewhere()
	w.leave()
	for _, d := range c.calls {
		for status := range d.route.Operation.Responses.Map() {
			if status != "default" && !w.met.has(d.name+" "+status) {
				t.Errorf("%s never answered %s", d.name, status)
			}
		}
		for _, code := range d.codes {
			if !w.met.has(d.name + " " + code) {
				t.Errorf("%s was never refused with %s", d.name, code)
			}
		}
	}
	for name, d := range c.messages {
		if !w.met.has(name) && !w.met.has(name+" ack") {
			t.Errorf("there was no message %s", name)
		}
		for _, code := range d.codes {
			if !w.met.has(name + " " + code) {
				t.Errorf("the command %s was never refused with %s", name, code)
			}
		}
	}
	for code := range codesOf(t) {
		switch known := w.met.hasCode(code); {
		case reserved(t, code) || unmet[code] != "":
			if known {
				t.Errorf("%s was met; is it still said that it cannot be?", code)
			}
		case !known:
			t.Errorf("nobody met %s", code)
		}
	}
}

func codesOf(t *testing.T) map[string]map[string]any {
	t.Helper()
	_, codes := wordsOf(t, mustContract(t).at("openapi.yaml", "components", "schemas", "Code"))
	return codes
}

func reserved(t *testing.T, code string) bool {
	t.Helper()
	is, _ := codesOf(t)[code]["x-reserved"].(bool)
	return is
}

func (w *witnessed) has(what string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.seen[what]
}

func (w *witnessed) hasCode(code string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for what := range w.seen {
		if strings.HasSuffix(what, " "+code) {
			return true
		}
	}
	return false
}

// walk is one way through everything.
type walk struct {
	*site
	code string
	path string // of the event
	ana  string // a guest

	friend string // the handle of an account
}

func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{site: open(t, func(c *Config) { c.Demo = true })}
	w.code, w.ana = w.event(), w.guest("Ana")
	w.path = "/api/v1/events/" + w.code
	w.account("Friend", board.Member)
	w.friend = "friend"
	return w
}

// song is the body of a request.
func (w *walk) song(more ...any) map[string]any {
	body := map[string]any{"id": newID(w.t), "title": "Take the Tram", "artist": "PELICAN"}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return body
}

// unmodified reads a board twice and is told that it is the same one, as soon
// as what was just asked has left for its readers, who stand elsewhere then.
func (w *walk) unmodified() {
	w.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		tag := w.call("GET", w.path+"/board?audience=crew", w.dj, nil).header.Get("ETag")
		again := w.call("GET", w.path+"/board?audience=crew", w.dj, nil, "If-None-Match", tag)
		if again.status == http.StatusNotModified {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("a board that does not change is sent again: %d", again.status)
		}
	}
}

// calls makes each call that reads as it should be made, and those that have
// no event.
func (w *walk) calls() {
	w.request(w.code, w.ana, "Antarctica")
	cookie := w.call("GET", w.path+"/board", "", nil).text("cookie")
	w.unmodified()
	w.call("GET", w.path+"/board?since="+cookie, "", nil).want(http.StatusOK, "")
	for _, path := range []string{"/me", "/presence", "/journal", "/digest", "/digest?audience=crew", "/crew", "/door", "/export", "/invitations", "/admission"} {
		w.call("GET", w.path+path, w.dj, nil).want(http.StatusOK, "")
	}
	for _, path := range []string{"/healthz", "/readyz", "/e/" + w.code + "/qr.svg", "/api/v1/events"} {
		w.call("GET", path, w.dj, nil).want(http.StatusOK, "")
		w.call("HEAD", path, w.dj, nil).want(http.StatusOK, "")
	}
	ops := w.openOps()
	ops.call("GET", "/metrics", "", nil).want(http.StatusOK, "")
	ops.call("GET", "/metrics", "", nil, "Host", "evil.example").want(http.StatusForbidden, board.BadOrigin)
	w.call("GET", "/e/ZZZZZZZZ/qr.svg", "", nil).want(http.StatusNotFound, board.NotFound)
	w.call("GET", "/api/v1/events/ZZZZZZZZ/presence", "", nil).want(http.StatusNotFound, board.NotFound)
	w.call("GET", "/healthz", "", nil, "X-Long", strings.Repeat("a", 17_000)).want(431, board.HeadersTooLarge)
	session := w.call("POST", "/api/v1/session", "", map[string]any{"link": w.link()}).want(http.StatusOK, "")
	pair, _, _ := strings.Cut(session.header.Get("Set-Cookie"), ";")
	w.call("DELETE", "/api/v1/session", "", nil, "Cookie", pair, "Origin", w.url).want(http.StatusNoContent, "")
	w.call("POST", "/api/v1/session", "", `{}`).want(http.StatusBadRequest, board.Required)
	w.call("POST", "/api/v1/demo", "", nil).want(http.StatusOK, "")
	w.call("POST", "/api/v1/rehearsals", w.dj, nil).want(http.StatusCreated, "")
	w.call("POST", "/api/v1/rehearsals", w.dj, nil, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
	w.call("POST", "/api/v1/rehearsals", w.ana, nil).want(http.StatusForbidden, board.Forbidden)
	w.call("POST", "/api/v1/rehearsals", "", nil).want(http.StatusUnauthorized, board.SignIn)
	w.call("POST", "/api/v1/demo", "", nil, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
	w.server.config.Demo = false
	w.call("POST", "/api/v1/demo", "", nil).want(http.StatusNotFound, board.NotFound)
	for _, name := range []string{"Admin", strings.Repeat("e", 25), "a\u202eb"} {
		w.call("POST", "/api/v1/guests", "", map[string]any{"name": name})
	}
	for _, title := range []string{"", strings.Repeat("e", 201), "a\u202eb"} {
		w.call("POST", "/api/v1/events", w.dj, map[string]any{"title": title})
	}
	w.call("POST", "/api/v1/events", w.dj, map[string]any{"title": "Later", "starts_at": time.Now().Add(time.Hour).UnixMilli(), "zone": "Europe/Berlin"}).want(http.StatusCreated, "")
}

// write is a call that would hold.
type write struct {
	method, path string
	body         any
}

func (w *walk) writes() []write {
	id := w.request(w.code, w.ana, "Toxic")
	change := w.call("PATCH", w.path+"/requests/"+id, w.dj, `{"status":"later"}`).want(http.StatusOK, "").text("change")
	return []write{
		{"POST", "/api/v1/guests", map[string]any{"name": "Ben"}},
		{"POST", "/api/v1/session", map[string]any{"link": "nonsense"}},
		{"DELETE", "/api/v1/session", nil},
		{"POST", "/api/v1/events", map[string]any{"title": "Night"}},
		{"PATCH", w.path, map[string]any{"voting": true}},
		{"POST", w.path + "/requests", w.song()},
		{"PATCH", w.path + "/requests/" + id, map[string]any{"status": "accepted"}},
		{"PUT", w.path + "/requests/" + id + "/vote", map[string]any{"client": "page", "seq": 1}},
		{"DELETE", w.path + "/requests/" + id + "/vote?client=page&seq=1", nil},
		{"POST", w.path + "/undo", map[string]any{"change": change}},
		{"POST", w.path + "/sweep", map[string]any{}},
		{"POST", w.path + "/bans", map[string]any{"person": newID(w.t)}},
		{"POST", w.path + "/blocks", map[string]any{"add": []any{map[string]any{"kind": "word", "word": "Blimey"}}}},
		{"POST", w.path + "/crew", map[string]any{"handle": w.friend, "role": "moderator"}},
		{"POST", w.path + "/invitations", map[string]any{"role": "cohost"}},
		{"DELETE", w.path + "/invitations/" + w.invitation("moderator"), nil},
		{"POST", w.path + "/requests/" + id + "/void", map[string]any{}},
		{"POST", w.path + "/admission", map[string]any{"room": "AAAAA"}},
	}
}

// refusals makes every call as it should not be made.
func (w *walk) refusals() {
	dj := w.dj
	nova, err := w.store.Authenticate(w.t.Context(), dj)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, call := range w.writes() {
		if call.path == "/api/v1/session" {
			dj = w.account("Who leaves by "+call.method, board.DJ) // and the token is revoked
		} else {
			dj = w.dj
		}
		elsewhere := strings.Replace(call.path, w.code, "ZZZZZZZZ", 1)
		w.call(call.method, call.path, "nonsense", call.body)
		w.call(call.method, call.path, dj, call.body, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
		w.call(call.method, elsewhere, dj, call.body)
		if call.method != "DELETE" {
			w.call(call.method, call.path, w.ana, call.body) // who is a guest
			w.call(call.method, call.path, dj, `{"text":"`+strings.Repeat("a", maxMessage)+`"}`).want(413, board.TooLarge)
			w.call(call.method, call.path, dj, `{}`, "Content-Type", "text/plain").want(415, board.UnsupportedType)
			w.call(call.method, call.path, dj, `{"colour":"red"}`).want(http.StatusBadRequest, board.BadMessage)
			w.call(call.method, call.path, dj, "{\"title\":\"\xff\"}").want(http.StatusBadRequest, board.InvalidText)
		}
		event := map[bool]string{true: w.code}[strings.HasPrefix(call.path, w.path)]
		w.server.paces.block(event, nova.Person)
		w.call(call.method, call.path, dj, call.body)
		w.server.paces.forget()
		w.call(call.method, call.path, dj, call.body) // as it should be
	}
	w.server.paces.block("", nova.Person)
	w.call("POST", "/api/v1/rehearsals", w.dj, nil).want(http.StatusTooManyRequests, board.SlowDown)
	w.server.paces.forget()
	for _, path := range []string{"/board?audience=crew", "/journal", "/digest", "/me", "/crew", "/door", "/export", "/invitations", "/admission"} {
		w.call("GET", w.path+path, "", nil).want(http.StatusUnauthorized, board.SignIn)
		w.call("GET", w.path+path, w.ana, nil)
		w.call("GET", "/api/v1/events/nonsense!"+path, w.dj, nil).want(http.StatusNotFound, board.NotFound)
	}
	w.call("GET", "/api/v1/events", "", nil).want(http.StatusUnauthorized, board.SignIn)
	w.call("GET", w.path+"/board?since=nonsense", "", nil).want(http.StatusBadRequest, board.BadCookie)
	w.call("GET", w.path+"/board?audience=all", "", nil).want(http.StatusBadRequest, board.BadMessage)
	w.call("GET", w.path+"/digest?audience=all", w.dj, nil).want(http.StatusBadRequest, board.BadMessage)
	w.call("GET", w.path+"/live", "", nil).want(http.StatusBadRequest, board.BadMessage)
	w.knocks()
	w.scopes()
}

// scopes calls with personal tokens that are for something else.
func (w *walk) scopes() {
	id := w.request(w.code, w.ana, "Toxic")
	reads, opens := w.scoped(board.ScopeRead), w.scoped(board.ScopeEvents)
	w.call("GET", "/api/v1/events", reads, nil).want(http.StatusForbidden, board.Forbidden)
	w.call("GET", w.path+"/me", opens, nil).want(http.StatusForbidden, board.Forbidden)
	for _, method := range []string{"PUT", "DELETE"} {
		w.call(method, w.path+"/requests/"+id+"/vote", reads, nil).want(http.StatusForbidden, board.Forbidden)
	}
	l := w.dial(w.code, reads, "")
	defer l.hangUp()
	for _, kind := range []string{"vote", "unvote"} {
		wantError(w.t, l.say(`{"type":"`+kind+`","id":"`+id+`"}`), board.Forbidden)
	}
}

// block lets a person send no more commands to an event.
func (p *paces) block(event, person string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = map[paceKey]*rate.Limiter{}
	for _, crew := range []bool{true, false} {
		p.seen[paceKey{event, person, crew}] = rate.NewLimiter(0, 0)
	}
}

// knocks opens sockets that cannot be.
func (w *walk) knocks() {
	for _, knock := range []struct{ event, token, query, origin string }{
		{"ZZZZZZZZ", "", "", ""},
		{w.code, "nonsense", "", ""},
		{w.code, w.ana, "audience=crew", ""},
		{w.code, "", "since=nonsense", ""},
		{w.code, "", "", "https://evil.example"},
	} {
		var headers []string
		if knock.origin != "" {
			headers = []string{"Origin", knock.origin}
		}
		if l, _, err := w.tryDial(knock.event, knock.token, knock.query, headers...); err == nil {
			l.hangUp()
			w.t.Errorf("%+v: a socket opened", knock)
		}
	}
}

// ofEvents meets what settings and undo are refused for.
func (w *walk) ofEvents() {
	set := func(body any) *reply { return w.call("PATCH", w.path, w.dj, body) }
	set(`{"title":" "}`).want(http.StatusBadRequest, board.Required)
	set(`{"announcement":"`+strings.Repeat("a", 141)+`"}`).want(http.StatusBadRequest, board.TooLong)
	set(`{"state":"scheduled"}`).want(http.StatusBadRequest, board.BadMove)
	set(`{"gate":"open","change":"7"}`).want(http.StatusBadRequest, board.BadID)
	change := newID(w.t)
	set(`{"gate":"last_call","change":"`+change+`"}`).want(http.StatusOK, "")
	set(`{"gate":"open","change":"`+change+`"}`).want(http.StatusConflict, board.KeyReused)
	undo := func(body any) *reply { return w.call("POST", w.path+"/undo", w.dj, body) }
	undo(`{}`).want(http.StatusBadRequest, board.Required)
	undo(`{"change":"7"}`).want(http.StatusBadRequest, board.BadID)
	undo(`{"change":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}`).want(http.StatusNotFound, board.NotFound)
	later := set(`{"gate":"open"}`).text("change")
	undo(`{"change":"`+change+`"}`).want(http.StatusConflict, board.Conflict)
	undo(`{"change":"`+later+`","id":"`+change+`"}`).want(http.StatusConflict, board.KeyReused)
	undo(`{"change":"`+later+`"}`).want(http.StatusOK, "")
	set(`{"gate":"open"}`).want(http.StatusOK, "")
}

// ofRequests meets what requests, moves and votes are refused for.
func (w *walk) ofRequests() {
	ask := func(token string, more ...any) *reply {
		return w.call("POST", w.path+"/requests", token, w.song(more...))
	}
	move := func(id, body string) *reply { return w.call("PATCH", w.path+"/requests/"+id, w.dj, body) }
	ask(w.ana, "id", "42").want(http.StatusBadRequest, board.BadID)
	ask(w.ana, "title", "").want(http.StatusBadRequest, board.Required)
	ask(w.ana, "title", strings.Repeat("a", 201)).want(http.StatusBadRequest, board.TooLong)
	ask(w.ana, "name", "Admin").want(http.StatusForbidden, board.NameReserved)
	ask(w.ana, "own", true).want(http.StatusForbidden, board.Forbidden)
	playing, id := newID(w.t), w.request(w.code, w.ana, "Antarctica")
	ask(w.dj, "id", playing, "own", true).want(http.StatusCreated, "")
	ask(w.ana, "id", id).want(http.StatusConflict, board.KeyReused)
	w.call("PATCH", w.path, w.dj, `{"limits":{"open":1}}`).want(http.StatusOK, "")
	ask(w.ana).want(http.StatusTooManyRequests, board.RequestLimit)
	w.call("PATCH", w.path, w.dj, `{"limits":{"cooldown":600}}`).want(http.StatusOK, "")
	ask(w.ana).want(http.StatusTooManyRequests, board.Cooldown)
	w.call("PATCH", w.path, w.dj, `{"gate":"closed","limits":{"open":0}}`).want(http.StatusOK, "")
	ask(w.ana).want(http.StatusConflict, board.EventClosed)
	w.call("PATCH", w.path, w.dj, `{"gate":"open"}`).want(http.StatusOK, "")

	change := newID(w.t)
	move("42", `{"status":"later"}`).want(http.StatusBadRequest, board.BadID)
	move(id, `{"status":"lost"}`).want(http.StatusBadRequest, board.BadMove)
	move(id, `{"status":"declined","reason":"`+strings.Repeat("a", 281)+`"}`).want(http.StatusBadRequest, board.TooLong)
	move(id, `{"status":"later","from":"played"}`).want(http.StatusConflict, board.Conflict)
	move(id, `{"status":"later","change":"`+change+`"}`).want(http.StatusOK, "")
	move(id, `{"status":"new","change":"`+change+`"}`).want(http.StatusConflict, board.KeyReused)
	w.call("PATCH", w.path+"/requests/"+playing, w.ana, `{"status":"withdrawn"}`).want(http.StatusForbidden, board.Forbidden)

	vote := w.path + "/requests/" + id + "/vote"
	w.call("PUT", vote, w.ana, `{"client":"a","seq":7}`).want(http.StatusOK, "")
	w.call("DELETE", vote+"?client=a&seq=8", w.ana, nil).want(http.StatusOK, "")
	w.call("DELETE", vote+"?seq=x", w.ana, nil).want(http.StatusBadRequest, board.BadMessage)
	move(id, `{"status":"played"}`).want(http.StatusOK, "")
	w.call("PATCH", w.path+"/requests/"+id, w.ana, `{"status":"withdrawn"}`).want(http.StatusConflict, board.AlreadyPlayed)
	hidden := w.request(w.code, w.ana, "Toxic")
	move(hidden, `{"status":"hidden"}`).want(http.StatusOK, "")
	for _, method := range []string{"PUT", "DELETE"} {
		query, body := "", any(`{"client":"a","seq":1}`)
		if method == "DELETE" {
			query, body = "?client=a&seq=1", nil
		}
		w.call(method, vote+query, w.ana, body).want(http.StatusConflict, board.Stale)
		w.call(method, vote, w.ana, nil).want(http.StatusConflict, board.AlreadyPlayed)
		w.call(method, w.path+"/requests/"+hidden+"/vote", w.ana, nil).want(http.StatusConflict, board.VotingClosed)
		w.call(method, w.path+"/requests/42/vote", w.ana, nil).want(http.StatusBadRequest, board.BadID)
		w.call(method, w.path+"/requests/"+newID(w.t)+"/vote", w.ana, nil).want(http.StatusNotFound, board.NotFound)
		w.call(method, w.path+"/requests/"+newID(w.t)+"/vote", "", nil).want(http.StatusUnauthorized, board.SignIn)
	}
	w.afterTheEnd()
}

// afterTheEnd sends every command to an event that has ended.
func (w *walk) afterTheEnd() {
	path, code := w.path, w.code
	defer func() { w.path, w.code = path, code }()
	w.code = w.event()
	w.path = "/api/v1/events/" + w.code
	id := w.request(w.code, w.ana, "Antarctica")
	change := w.call("PATCH", w.path, w.dj, `{"title":"Over"}`).want(http.StatusOK, "").text("change")
	w.call("PATCH", w.path, w.dj, `{"state":"ended"}`).want(http.StatusOK, "")
	for _, call := range []write{
		{"PATCH", "", map[string]any{"voting": false}},
		{"POST", "/requests", w.song()},
		{"PATCH", "/requests/" + id, map[string]any{"status": "later"}},
		{"PUT", "/requests/" + id + "/vote", nil},
		{"DELETE", "/requests/" + id + "/vote", nil},
		{"POST", "/undo", map[string]any{"change": change}},
		{"POST", "/sweep", nil},
		{"POST", "/bans", map[string]any{"person": newID(w.t)}},
		{"POST", "/blocks", map[string]any{"add": []any{map[string]any{"kind": "word", "word": "a"}}}},
		{"POST", "/requests/" + id + "/void", nil},
	} {
		w.call(call.method, w.path+call.path, w.dj, call.body).want(http.StatusConflict, board.EventEnded)
	}
	l := w.dial(w.code, w.dj, "")
	defer l.hangUp()
	for _, message := range []string{
		`{"type":"event","voting":false}`, `{"type":"request","id":"` + newID(w.t) + `","title":"a"}`,
		`{"type":"set","id":"` + id + `","status":"later"}`, `{"type":"vote","id":"` + id + `"}`,
		`{"type":"unvote","id":"` + id + `"}`, `{"type":"undo","change":"` + change + `"}`,
		`{"type":"ban","person":"` + newID(w.t) + `"}`, `{"type":"sweep"}`, `{"type":"void","id":"` + id + `"}`,
		`{"type":"blocks","add":[{"kind":"word","word":"a"}]}`,
	} {
		wantError(w.t, l.say(message), board.EventEnded)
	}
}

// elsewhere meets the limit of new guests on a site that has one, tries
// too many codes, and then loses its database.
func (w *walk) elsewhere() {
	other := open(w.t, func(c *Config) { c.GuestRate = Rate{1, time.Hour} })
	other.met = w.met
	other.guest("")
	other.call("POST", "/api/v1/guests", "", `{}`).want(http.StatusTooManyRequests, board.SlowDown)
	other.server.lookups.exhaust(netip.MustParseAddr("127.0.0.1"))
	for _, path := range []string{"/board", "/presence", "/live", "/journal", "/digest", "/me", "/crew", "/door", "/export", "/invitations", "/admission"} {
		other.call("GET", "/api/v1/events/ZZZZZZZZ"+path, "", nil).want(http.StatusTooManyRequests, board.SlowDown)
	}
	other.call("GET", "/e/ZZZZZZZZ/qr.svg", "", nil).want(http.StatusTooManyRequests, board.SlowDown)
	if err := other.store.Close(); err != nil {
		w.t.Fatal(err)
	}
	r := other.call("GET", "/readyz", "", nil).want(http.StatusServiceUnavailable, board.Busy)
	if r.header.Get("Retry-After") != "1" {
		w.t.Errorf("Retry-After %q", r.header.Get("Retry-After"))
	}
}

// leave drains the server.
func (w *walk) leave() {
	l := w.dial(w.code, w.ana, "")
	l.until("type", "presence")
	drained := make(chan error, 1)
	go func() { drained <- w.server.Drain(w.t.Context()) }()
	l.closed(websocket.StatusServiceRestart)
	if err := <-drained; err != nil {
		w.t.Fatal(err)
	}
	for _, path := range []string{"/readyz", w.path + "/board"} {
		w.call("GET", path, "", nil).want(http.StatusServiceUnavailable, board.Moved)
	}
}
