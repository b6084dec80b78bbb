package web

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

func TestFirstMessagesAreBoardThenMeThenPresence(t *testing.T) {
	s := open(t)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	cookie := s.call("GET", "/api/v1/events/"+code+"/board", "", nil).text("cookie")
	for name, test := range map[string]struct {
		token, query string
		want         []string
	}{
		"nobody, from nothing":     {"", "", []string{"board", "presence"}},
		"a guest, from nothing":    {s.guest("Ben"), "", []string{"board", "me", "presence"}},
		"a guest, from the cookie": {s.guest("Cleo"), "since=" + cookie, []string{"delta", "me", "presence"}},
		"another epoch":            {"", "since=0abc.1", []string{"board", "presence"}},
		"ahead of the database":    {"", "since=" + cookie + "zz", []string{"board", "presence"}},
		"the crew":                 {s.dj, "audience=crew", []string{"board", "me", "presence"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := s.dial(code, test.token, test.query)
			l.t = t
			if got := l.head.Header.Get("Sec-WebSocket-Protocol"); got != "cueslip.v1" {
				t.Errorf("subprotocol %q", got)
			}
			for _, want := range test.want {
				if got := l.read(); got["type"] != want {
					t.Fatalf("%v; want a %s", got, want)
				} else if want == "board" && !strings.Contains(fmt.Sprint(got["requests"]), id) {
					t.Errorf("a board without the request: %v", got)
				}
			}
		})
	}
}

func TestAcknowledgementLeavesAfterTheCommit(t *testing.T) {
	s := open(t)
	code := s.event()
	l := s.dial(code, s.guest("Ana"), "")
	id := newID(t)
	l.send(map[string]any{"type": "request", "ref": "1", "id": id, "title": "Take the Tram"})
	ack := l.until("type", "ack")
	if ack["ref"] != "1" {
		t.Errorf("ack of %v", ack["ref"])
	}
	delta, err := s.store.Load(t.Context(), code, board.Cookie{})
	if err != nil {
		t.Fatal(err)
	}
	if cookie := (board.Cookie{Epoch: delta.Epoch, Version: delta.Version}).String(); ack["cookie"] != cookie {
		t.Errorf("ack with %v; the database is at %v", ack["cookie"], cookie)
	}
	if len(delta.Requests) != 1 || delta.Requests[0].ID != id {
		t.Errorf("the database has %v", delta.Requests)
	}
}

func TestEveryBoardFollows(t *testing.T) {
	s := open(t)
	code := s.event()
	tokens := map[*line]board.Audience{
		s.dial(code, s.guest("Ana"), ""):      board.Public,
		s.dial(code, s.dj, "audience=crew"):   board.Crew,
		s.dial(strings.ToLower(code), "", ""): board.Public,
	}
	fan := s.guest("Ben")
	id := s.request(code, fan, "Take the Tram")
	other := s.request(code, fan, "Antarctica")
	s.call("PATCH", "/api/v1/events/"+code+"/requests/"+id, s.dj, map[string]any{"status": "accepted"}).want(http.StatusOK, "")
	s.call("PATCH", "/api/v1/events/"+code+"/requests/"+other, s.dj, map[string]any{"status": "hidden"}).want(http.StatusOK, "")
	s.call("PUT", "/api/v1/events/"+code+"/requests/"+id+"/vote", s.guest("Cleo"), nil).want(http.StatusOK, "")
	for l, audience := range tokens {
		digest := s.call("GET", "/api/v1/events/"+code+"/digest?audience="+string(audience), s.dj, nil).want(http.StatusOK, "")
		view := &board.View{Audience: audience}
		for view.Cookie.String() != digest.text("cookie") {
			data, _ := l.readRaw()
			if _, err := view.Receive(data); err != nil {
				t.Fatalf("%s: %v", data, err)
			}
		}
		if got := view.Digest(); got != digest.text("digest") {
			t.Errorf("%s: a reader holds %s; the database %s", audience, got, digest.text("digest"))
		}
	}
}

func TestMeFollowsWhatConcernsOnePersonAlone(t *testing.T) {
	s := open(t)
	code := s.event()
	ana := s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	l := s.dial(code, ana, "")
	if me := l.until("type", "me"); fmt.Sprint(me["votes"]) != "["+id+"]" {
		t.Fatalf("me: %v", me)
	}
	s.call("PATCH", "/api/v1/events/"+code+"/requests/"+id, s.dj, map[string]any{"status": "hidden"}).want(http.StatusOK, "")
	for {
		me := l.until("type", "me")
		if slips, _ := me["slips"].([]any); len(slips) == 1 {
			return
		}
	}
}

func TestDeclineThatIsNotToldLooksLikeWaiting(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	path := "/api/v1/events/" + code
	s.call("PATCH", path, s.dj, `{"declines":"never"}`).want(http.StatusOK, "")
	s.call("PATCH", path+"/requests/"+id, s.dj, `{"status":"declined","reason":"dont_have"}`).want(http.StatusOK, "")
	me := s.call("GET", path+"/me", ana, nil).want(http.StatusOK, "")
	again := s.call("POST", path+"/requests", ana, map[string]any{"id": id, "title": "Take the Tram"}).want(http.StatusCreated, "")
	for _, body := range [][]byte{me.body, again.body} {
		if strings.Contains(string(body), "declined") || strings.Contains(string(body), "dont_have") || !strings.Contains(string(body), `"status":"new"`) {
			t.Errorf("the asker is told %s", body)
		}
	}
}

func TestCrewSocketNeedsTheRoleAndLosesItWithTheRole(t *testing.T) {
	s := open(t)
	code := s.event()
	for token, want := range map[string]int{"": 401, s.guest("Ana"): 403, s.account("Zoe", board.Member): 403, s.account("Rival", board.DJ): 403} {
		if _, response, err := s.tryDial(code, token, "audience=crew"); err == nil || response.StatusCode != want {
			t.Errorf("a crew socket: %v %v; want %d", response, err, want)
		}
	}
	moderator := s.crew(code, board.Moderator)
	a, err := s.store.Authenticate(t.Context(), moderator)
	if err != nil {
		t.Fatal(err)
	}
	l := s.dial(code, moderator, "audience=crew")
	l.until("type", "presence")
	if err := s.store.SetRole(t.Context(), code, a.Person, board.Listener); err != nil {
		t.Fatal(err)
	}
	l.closed(closeForbidden)
}

func TestSigningOutClosesTheSocketsOfTheSession(t *testing.T) {
	s := open(t)
	code := s.event()
	dj, err := s.store.AccountByName(t.Context(), "Nova")
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.store.SignInLink(t.Context(), dj.Person)
	if err != nil {
		t.Fatal(err)
	}
	in := s.call("POST", "/api/v1/session", "", map[string]any{"link": link}).want(http.StatusOK, "")
	if in.text("name") != "Nova" || in.text("role") != "dj" {
		t.Errorf("signed in as %v", in.fields)
	}
	cookie := in.header.Get("Set-Cookie")
	for _, part := range []string{"cueslip=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %q", cookie, part)
		}
	}
	s.call("POST", "/api/v1/session", "", map[string]any{"link": link}).want(http.StatusUnauthorized, board.SignIn)

	pair, _, _ := strings.Cut(cookie, ";")
	public := s.dial(code, "", "", "Cookie", pair, "Origin", s.url)
	crew := s.dial(code, "", "audience=crew", "Cookie", pair, "Origin", s.url)
	public.until("type", "presence")
	crew.until("type", "presence")
	s.call("DELETE", "/api/v1/session", "", nil, "Cookie", pair, "Origin", s.url).want(http.StatusNoContent, "")
	public.closed(closeSignIn)
	crew.closed(closeSignIn)
	s.call("GET", "/api/v1/events", "", nil, "Cookie", pair).want(http.StatusUnauthorized, board.SignIn)
}

func TestRevokedTokenCannotCommandOverItsOldSocket(t *testing.T) {
	s := open(t)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	token := s.crew(code, board.Cohost)
	l := s.dial(code, token, "")
	l.until("type", "presence")
	if err := s.store.Revoke(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	s.server.accounts.forget() // as the next second does
	l.send(map[string]any{"type": "set", "ref": "1", "id": id, "status": "played"})
	l.closed(closeSignIn)
}

func TestSocketsThatCannotBeAreRefusedBeforeTheyOpen(t *testing.T) {
	s := open(t)
	code := s.event()
	for name, test := range map[string]struct {
		event, token, query string
		status              int
	}{
		"no such event":      {"ZZZZZZZZ", "", "", 404},
		"no code at all":     {"nonsense!", "", "", 404},
		"malformed cookie":   {code, "", "since=nonsense", 400},
		"negative cookie":    {code, "", "since=abc.-1", 400},
		"no such audience":   {code, "", "audience=everyone", 400},
		"a token of nobody":  {code, "nonsense", "", 401},
		"a forged guest":     {code, "g1.e30.e30", "", 401},
		"half a guest":       {code, "g2.", "", 401},
		"a guest of no key":  {code, "g2.7.e30.e30", "", 401},
		"a guest without id": {code, sign(board.Key{Number: 1, Value: []byte("wrong key")}, pass{Person: "x"}), "", 401},
	} {
		t.Run(name, func(t *testing.T) {
			_, response, err := s.tryDial(test.event, test.token, test.query)
			if err == nil || response == nil || response.StatusCode != test.status {
				t.Fatalf("%v %v; want %d", response, err, test.status)
			}
			if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("answered as %q", kind)
			}
		})
	}
	s.call("GET", "/api/v1/events/"+code+"/live", "", nil).want(http.StatusBadRequest, board.BadMessage)
}

func TestDrainAnswersWhatItTookAndSendsEverybodyOn(t *testing.T) {
	s := open(t)
	code := s.event()
	fan := s.guest("Ana")
	id := s.request(code, fan, "Take the Tram")
	var lines []*line
	for range 20 {
		l := s.dial(code, fan, "")
		l.until("type", "presence")
		l.send(map[string]any{"type": "unvote", "ref": "1", "id": id})
		lines = append(lines, l)
	}
	var all sync.WaitGroup
	for _, l := range lines {
		all.Go(func() {
			acked := false
			for {
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				_, data, err := l.conn.Read(ctx)
				cancel()
				if err != nil {
					if got := websocket.CloseStatus(err); got != websocket.StatusServiceRestart || !acked {
						t.Errorf("ended with %d, acknowledged: %t", got, acked)
					}
					return
				}
				// A command that arrives after the socket's turn is told so.
				acked = acked || strings.Contains(string(data), `"ref":"1"`)
			}
		})
	}
	// Whether each command was read before the drain or during it, it is answered.
	s.call("GET", "/readyz", "", nil).want(http.StatusOK, "")
	if err := s.server.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	all.Wait()
	for _, path := range []string{"/readyz", "/api/v1/events/" + code + "/board"} {
		if r := s.call("GET", path, "", nil).want(http.StatusServiceUnavailable, board.Moved); r.header.Get("Retry-After") != "1" {
			t.Errorf("%s: Retry-After %q", path, r.header.Get("Retry-After"))
		}
	}
	s.call("GET", "/healthz", "", nil).want(http.StatusOK, "")
}

func TestProxiesHaveTimeToNoticeBeforeNewcomersAreRefused(t *testing.T) {
	s := open(t)
	code := s.event()
	s.server.config.Notice = time.Hour
	ctx, noticed := context.WithCancel(t.Context())
	drained := make(chan error, 1)
	go func() { drained <- s.server.Drain(ctx) }()
	for !s.server.going.Load() {
		runtime.Gosched()
	}
	s.call("GET", "/readyz", "", nil).want(http.StatusServiceUnavailable, board.Moved)
	s.dial(code, "", "").until("type", "presence") // a proxy has not noticed yet
	noticed()
	if err := <-drained; err == nil {
		t.Error("a drain that was cut short did not say so")
	}
	s.server.config.Notice = 0
	if _, response, err := s.tryDial(code, "", ""); err == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a newcomer after the notice: %v", err)
	}
}

func TestAnAddressHasSoManySocketsAndOthersHaveTheirOwn(t *testing.T) {
	s := open(t, behindProxy, func(c *Config) { c.GuestRate = Rate{2, time.Hour} })
	code := s.event()
	var open []*line
	for range 2 * socketsPerGuest {
		open = append(open, s.dial(code, "", "", from("203.0.113.66")...))
	}
	if _, response, err := s.tryDial(code, "", "", from("203.0.113.66")...); err == nil || response.StatusCode != http.StatusTooManyRequests {
		t.Fatalf("one too many: %v, %v", response, err)
	}
	s.dial(code, "", "", from("203.0.113.7")...).until("type", "presence")
	open[0].hangUp()
	for deadline := time.Now().Add(patience); ; { // the server sees it go
		_, _, err := s.tryDial(code, "", "", from("203.0.113.66")...)
		if err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
