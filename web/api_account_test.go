package web

import (
	"bytes"
	"encoding/json"
	"image/color"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// own makes a call to the account of a session.
func (s *site) own(method, path, session string, body any) *reply {
	s.t.Helper()
	return s.call(method, "/api/v1/account"+path, session, body)
}

func TestAPersonSeesAndChangesTheirProfile(t *testing.T) {
	s := open(t)
	ana, nova := s.session(s.account("Ana", board.Member)), s.session(s.dj)
	me := s.own("GET", "", ana, nil).want(http.StatusOK, "")
	if me.text("name") != "Ana" || me.text("handle") != "ana" || me.text("role") != "member" || me.fields["recent"] != true {
		t.Errorf("the account: %s", me.body)
	}
	for body, want := range map[string]board.Code{
		`{"name":"Ana Luz","handle":"@Ana-Luz","links":["https://ana.example",""]}`: "",
		`{"name":"DJ Ana"}`: "",
		`{}`:                "",
		`{"name":"Admin"}`:  board.NameReserved,
		`{"name":"the DJ"}`: board.NameReserved,
		`{"name":" "}`:      board.Required,
		`{"name":"` + strings.Repeat("a", 25) + `"}`: board.TooLong,
		`{"name":"a\u202eb"}`:                        board.InvalidText,
		`{"handle":"nova"}`:                          board.Duplicate,
		`{"handle":"admin"}`:                         board.NameReserved,
		`{"handle":"a"}`:                             board.Required,
		`{"links":["javascript:alert(1)"]}`:          board.BadMessage,
		`{"tip":"http://tips.example/ana"}`:          board.BadMessage,
		`{"tip":"javascript:alert(1)"}`:              board.BadMessage,
		`{"role":"admin"}`:                           board.BadMessage,
	} {
		r := s.own("PATCH", "", ana, body)
		if code := board.Code(r.text("code")); code != want || want == "" && r.status != http.StatusOK {
			t.Errorf("%s: %d %s; want %q", body, r.status, r.body, want)
		}
	}
	again := s.own("GET", "", ana, nil).want(http.StatusOK, "")
	if again.text("handle") != "ana-luz" || !strings.Contains(string(again.body), `"links":["https://ana.example"]`) {
		t.Errorf("the account afterwards: %s", again.body)
	}
	s.own("PATCH", "", nova, `{"name":"The DJ","handle":"nova"}`).want(http.StatusOK, "") // who has a say may be called so
}

func TestOnlySessionsReachTheAccount(t *testing.T) {
	s := open(t)
	for name, test := range map[string]struct {
		token string
		code  board.Code
	}{
		"nobody": {"", board.SignIn}, "a guest": {s.guest("Ana"), board.SignIn}, "a token": {s.dj, board.Forbidden},
		"a token with scopes": {s.scoped(board.ScopeRead, board.ScopeBoard, board.ScopeEvents), board.Forbidden},
	} {
		for _, e := range s.server.endpoints() {
			if method, path, _ := strings.Cut(e.pattern, " "); strings.HasPrefix(path, "/api/v1/account/") || path == "/api/v1/account" {
				if r := s.call(method, strings.Replace(path, "{id}", "0", 1), test.token, nil); r.text("code") != string(test.code) {
					t.Errorf("%s, %s: %d %s", name, e.pattern, r.status, r.body)
				}
			}
		}
	}
}

func TestAPhoneIsSignedInByALinkThatItsPersonMade(t *testing.T) {
	s := open(t)
	desk := s.session(s.dj)
	made := s.own("POST", "/pairing", desk, nil).want(http.StatusCreated, "")
	link, after, found := strings.Cut(made.text("url"), "/in/")
	if !found || link != s.url {
		t.Fatalf("the link: %s", made.body)
	}
	code := s.call("GET", "/in/"+after+"/qr.svg?next=/dj/8Z4K2M7Q", "", nil).want(http.StatusOK, "")
	if !strings.HasPrefix(string(code.body), "<svg ") {
		t.Errorf("its code: %s", code.body)
	}
	phone := s.browser()
	phone.form("/in/"+after, "/in/"+after, "next", "/dj").leads("/dj")
	if len(s.own("GET", "/sessions", desk, nil).want(http.StatusOK, "").fields["sessions"].([]any)) != 2 {
		t.Error("the phone is not listed")
	}
	s.browser().form("/in/"+after, "/in/"+after).shows(http.StatusGone, "does not work any more")
}

func TestWhatHarmsMostTakesASignInOfTheLastMinutes(t *testing.T) {
	s, now := openTimed(t)
	now.Add(-(16 * time.Minute).Milliseconds())
	old := s.session(s.dj)
	for _, call := range []struct {
		method, path string
		body         any
	}{
		{"DELETE", "", `{"handle":"nova"}`},
		{"POST", "/tokens", `{"name":"Overlay"}`},
		{"POST", "/pairing", nil},
		{"DELETE", "/passkeys/0", nil},
		{"DELETE", "/sites?issuer=a&subject=b", nil},
	} {
		r := s.own(call.method, call.path, old, call.body).want(http.StatusUnauthorized, board.SignIn)
		if !strings.Contains(r.text("detail"), "sign in again") {
			t.Errorf("%s %s: %s", call.method, call.path, r.body)
		}
	}
	for path, method := range map[string]string{"/api/v1/passkeys/register/begin": "POST", "/api/v1/account/password": "PUT"} {
		s.call(method, path, "", `{}`, "Cookie", "cueslip="+old, "Origin", s.url).want(http.StatusUnauthorized, board.SignIn)
	}
	for _, path := range []string{"", "/sessions", "/tokens", "/data"} {
		s.own("GET", path, old, nil).want(http.StatusOK, "")
	}
	now.Store(time.Now().UnixMilli())
	s.own("POST", "/tokens", s.session(s.dj), `{"name":"Overlay"}`).want(http.StatusCreated, "")
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	s := open(t)
	code, member := s.event(), s.account("Ana", board.Member)
	phone, laptop, other := s.session(member), s.session(member), s.session(member)
	nova := s.session(s.dj)
	list := func(session string) (ids []string, this string) {
		t.Helper()
		for _, item := range s.own("GET", "/sessions", session, nil).want(http.StatusOK, "").fields["sessions"].([]any) {
			fields := item.(map[string]any)
			ids = append(ids, fields["id"].(string))
			if fields["this"] == true {
				this = fields["id"].(string)
			}
			if fields["agent"] != "Firefox on Android" || fields["created_at"].(float64) == 0 {
				t.Errorf("a session: %v", fields)
			}
		}
		return ids, this
	}
	ids, mine := list(phone)
	_, theirs := list(laptop)
	if len(ids) != 3 || !slices.Contains(ids, mine) || mine == theirs {
		t.Fatalf("%v, %s, %s", ids, mine, theirs)
	}
	socket := s.dial(code, laptop, "")
	socket.until("type", "presence")
	s.own("DELETE", "/sessions/"+theirs, nova, nil).want(http.StatusNotFound, board.NotFound)
	s.own("DELETE", "/sessions/"+theirs, phone, nil).want(http.StatusNoContent, "")
	socket.closed(closeSignIn)
	s.own("GET", "", laptop, nil).want(http.StatusUnauthorized, board.SignIn)
	s.own("DELETE", "/sessions?but=that", phone, nil).want(http.StatusBadRequest, board.BadMessage)
	s.own("DELETE", "/sessions?but=this", phone, nil).want(http.StatusNoContent, "")
	s.own("GET", "", other, nil).want(http.StatusUnauthorized, board.SignIn)
	if ids, _ := list(phone); len(ids) != 1 {
		t.Errorf("left: %v", ids)
	}
	s.own("DELETE", "/sessions", phone, nil).want(http.StatusNoContent, "")
	s.own("GET", "", phone, nil).want(http.StatusUnauthorized, board.SignIn)
	s.call("GET", "/api/v1/events", member, nil).want(http.StatusOK, "") // a token is no session
}

func TestTokensAreMadeListedAndRevoked(t *testing.T) {
	s := open(t)
	nova := s.session(s.dj)
	for _, body := range []string{`{"name":" "}`, `{"name":"a","scopes":["everything"]}`, `{"name":"a\nb"}`, `{"name":"` + strings.Repeat("a", 41) + `"}`} {
		if r := s.own("POST", "/tokens", nova, body); r.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", body, r.status, r.body)
		}
	}
	token := s.own("POST", "/tokens", nova, `{"name":"Overlay","scopes":["events","read","read"]}`).want(http.StatusCreated, "").text("token")
	s.call("GET", "/api/v1/events", token, nil).want(http.StatusOK, "")
	list := s.own("GET", "/tokens", nova, nil).want(http.StatusOK, "")
	if strings.Contains(string(list.body), token) || !strings.Contains(string(list.body), `"name":"Overlay","scopes":["events","read"]`) {
		t.Errorf("listed: %s", list.body)
	}
	for _, item := range list.fields["tokens"].([]any) {
		if fields := item.(map[string]any); fields["name"] == "Overlay" {
			s.own("DELETE", "/tokens/"+fields["id"].(string), nova, nil).want(http.StatusNoContent, "")
		}
	}
	s.call("GET", "/api/v1/events", token, nil).want(http.StatusUnauthorized, board.SignIn)
	for made := 1; made < maxTokens; made++ { // one is the fixture's
		s.server.paces.forget()
		s.own("POST", "/tokens", nova, `{"name":"another"}`).want(http.StatusCreated, "")
	}
	s.own("POST", "/tokens", nova, `{"name":"one too many"}`).want(http.StatusConflict, board.Conflict)
}

func TestAPictureIsSetShownAndTakenAway(t *testing.T) {
	s := open(t)
	ana := s.session(s.account("Ana", board.Member))
	put := func(data []byte, kind string) *reply {
		t.Helper()
		return s.call("PUT", "/api/v1/account/picture", ana, string(data), "Content-Type", kind)
	}
	red := encoded(t, drawn(400, 300, color.RGBA{200, 0, 0, 255}), "png")
	path := put(red, "image/png").want(http.StatusOK, "").text("picture")
	shown := s.call("GET", path, "", nil).want(http.StatusOK, "")
	if shown.header.Get("Content-Type") != "image/jpeg" || !bytes.HasPrefix(shown.body, []byte("\xff\xd8")) {
		t.Errorf("%v", shown.header)
	}
	if got := s.own("GET", "", ana, nil).text("picture"); got != path {
		t.Errorf("the account's is %q; want %q", got, path)
	}
	put([]byte("PK\x03\x04archive"), "image/png").want(http.StatusUnsupportedMediaType, board.UnsupportedType)
	put(red, "application/zip").want(http.StatusUnsupportedMediaType, board.UnsupportedType)
	put(nil, "image/png").want(http.StatusUnsupportedMediaType, board.UnsupportedType)
	put(bytes.Repeat([]byte{1}, maxPicture+1), "image/png").want(http.StatusRequestEntityTooLarge, board.TooLarge)
	put(header(65000, 65000, 6), "image/png").want(http.StatusRequestEntityTooLarge, board.TooLarge)
	s.own("DELETE", "/picture", ana, nil).want(http.StatusNoContent, "")
	s.own("DELETE", "/picture", ana, nil).want(http.StatusNoContent, "")
	s.call("GET", path, "", nil).want(http.StatusNotFound, board.NotFound)
}

func TestErasingAnAccountLeavesNothingOfThePerson(t *testing.T) {
	s := open(t)
	code := s.event()
	a, err := s.store.SignUp(t.Context(), board.NewAccount{Name: "Marlene Quast", Email: "marlene@example.org", Role: board.Member})
	if err != nil {
		t.Fatal(err)
	}
	session, err := s.store.StartSession(t.Context(), a.Person, "Firefox on Android")
	if err != nil {
		t.Fatal(err)
	}
	id := s.request(code, session, "Take the Tram")
	picture := s.call("PUT", "/api/v1/account/picture", session, string(encoded(t, drawn(9, 9, color.White), "png")), "Content-Type", "image/png").text("picture")
	guest := s.dial(code, s.guest("Ben"), "")
	if first := guest.read(); !strings.Contains(string(encode(first)), "Marlene Quast") {
		t.Fatalf("the board: %v", first)
	}
	own := s.dial(code, session, "")
	own.until("type", "presence")

	s.own("DELETE", "", session, `{"handle":"somebody"}`).want(http.StatusBadRequest, board.BadMessage)
	s.own("DELETE", "", session, `{"handle":"@Marlene-Quast"}`).want(http.StatusNoContent, "")
	own.closed(closeSignIn)
	for seen := false; !seen; { // by the hub's own look at the versions
		for _, item := range asList(guest.until("type", "delta")["requests"]) {
			fields := item.(map[string]any)
			seen = seen || fields["id"] == id && fields["name"] == ""
		}
	}
	s.own("GET", "", session, nil).want(http.StatusUnauthorized, board.SignIn)
	s.call("GET", picture, "", nil).want(http.StatusNotFound, board.NotFound)
	board := s.call("GET", "/api/v1/events/"+code+"/board", "", nil)
	if strings.Contains(string(board.body), "Marlene") || !strings.Contains(string(board.body), id) {
		t.Errorf("the board: %s", board.body)
	}
}

func asList(v any) []any {
	list, _ := v.([]any)
	return list
}

func TestTheDataOfAPersonIsOneFile(t *testing.T) {
	s := open(t)
	code := s.event()
	ana := s.session(s.account("Ana", board.Member))
	s.request(code, ana, "Take the Tram")
	r := s.own("GET", "/data", ana, nil).want(http.StatusOK, "")
	if got := r.header.Get("Content-Disposition"); got != `attachment; filename="cueslip-ana.json"` {
		t.Errorf("sent as %q", got)
	}
	var data board.Data
	if err := json.Unmarshal(r.body, &data); err != nil || len(data.Requests) != 1 || len(data.Votes) != 1 || data.Profile.Name != "Ana" {
		t.Errorf("%v: %s", err, r.body)
	}
}
