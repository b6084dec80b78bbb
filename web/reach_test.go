package web

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// reaches says for each call which scopes a personal token needs one of. A
// token without scopes reaches all but what is for browsers only.
var reaches = map[string]string{
	"POST /api/v1/guests":                   "anyone",
	"POST /api/v1/session":                  "anyone",
	"DELETE /api/v1/session":                "anyone",
	"POST /api/v1/session/link":             "anyone",
	"POST /api/v1/accounts":                 "anyone",
	"POST /api/v1/passkeys/register/begin":  "browser",
	"POST /api/v1/passkeys/register/finish": "browser",
	"POST /api/v1/passkeys/login/begin":     "anyone",
	"POST /api/v1/passkeys/login/finish":    "anyone",
	"POST /api/v1/demo":                     "anyone",
	"PUT /api/v1/alerts":                    "browser",
	"GET /api/v1/events":                    "events",
	"POST /api/v1/events":                   "events",
	"POST /api/v1/rehearsals":               "events",
	"PATCH $":                               "board",
	"GET $/board":                           "anyone", // the public one
	"GET $/me":                              "read",
	"GET $/presence":                        "anyone",
	"GET $/journal":                         "read",
	"GET $/export":                          "read",
	"GET $/digest":                          "read",
	"GET $/live":                            "anyone",
	"POST $/requests":                       "board",
	"PATCH $/requests/{id}":                 "board",
	"PUT $/requests/{id}/vote":              "board",
	"DELETE $/requests/{id}/vote":           "board",
	"POST $/requests/{id}/void":             "board",
	"POST $/undo":                           "board",
	"GET $/admission":                       "read",
	"POST $/admission":                      "board",
	"GET $/alerts":                          "browser",
	"PUT $/alerts":                          "browser",
	"DELETE $/alerts":                       "browser",
	"POST $/sweep":                          "board",
	"POST $/bans":                           "board",
	"POST $/blocks":                         "board",
	"GET $/crew":                            "read",
	"POST $/crew":                           "board",
	"GET $/invitations":                     "read",
	"POST $/invitations":                    "board",
	"DELETE $/invitations/{id}":             "board",
	"GET $/door":                            "read",
}

// scoped makes a token of the DJ.
func (s *site) scoped(scopes ...board.Scope) string {
	s.t.Helper()
	a, err := s.store.Authenticate(s.t.Context(), s.dj)
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := s.store.CreateToken(s.t.Context(), a.Person, "scoped", scopes...)
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

func TestATokenReachesWhatItsScopesNameAndNothingElse(t *testing.T) {
	t.Parallel()
	s := openPlain(t)
	code := s.event()
	id := s.request(code, s.dj, "Take the Tram")
	sets := [][]board.Scope{{}, {board.ScopeRead}, {board.ScopeBoard}, {board.ScopeEvents}, {board.ScopeRead, board.ScopeEvents}}
	for _, e := range s.server.endpoints() {
		pattern := strings.Replace(e.pattern, "/api/v1/events/{event}", "$", 1)
		need, ruled := reaches[pattern]
		if strings.HasSuffix(pattern, "/api/v1/account") || strings.Contains(pattern, "/api/v1/account/") {
			need, ruled = "browser", true
		}
		if !ruled {
			t.Errorf("nothing is said of who reaches %s", e.pattern)
		}
		method, path, _ := strings.Cut(strings.NewReplacer("{event}", code, "{id}", id, "{hash}", "0").Replace(e.pattern), " ")
		for _, scopes := range sets {
			s.server.paces.forget()
			token := s.scoped(scopes...)
			r := s.call(method, path, token, nil)
			want := need == "anyone" || need != "browser" && (len(scopes) == 0 || slices.Contains(scopes, board.Scope(need)))
			if reached := r.status != http.StatusForbidden; reached != want {
				t.Errorf("%s with a token for %q: %d %s", e.pattern, scopes, r.status, r.body)
			}
		}
	}
}

func TestTheCrewsBoardTakesTheScopeRead(t *testing.T) {
	s := open(t)
	code := s.event()
	for _, scopes := range [][]board.Scope{{}, {board.ScopeRead}, {board.ScopeBoard}} {
		token := s.scoped(scopes...)
		want := len(scopes) == 0 || scopes[0] == board.ScopeRead
		r := s.call("GET", "/api/v1/events/"+code+"/board?audience=crew", token, nil)
		if read := r.status == http.StatusOK; read != want {
			t.Errorf("over HTTP with %q: %d %s", scopes, r.status, r.body)
		}
		l, response, err := s.tryDial(code, token, "audience=crew")
		if opened := err == nil; opened != want || !want && response.StatusCode != http.StatusForbidden {
			t.Errorf("a socket with %q: %v %v", scopes, response, err)
		}
		if err == nil {
			l.hangUp()
		}
	}
	s.call("GET", "/dj/"+code, s.scoped(board.ScopeRead), nil).want(http.StatusOK, "")
	s.call("GET", "/dj/"+code, s.scoped(board.ScopeBoard), nil).want(http.StatusForbidden, "")
}

func TestCommandsOverASocketTakeTheScopeBoard(t *testing.T) {
	s := open(t)
	code := s.event()
	id := s.request(code, s.guest("Ana"), "Take the Tram")
	for _, scope := range []board.Scope{board.ScopeRead, board.ScopeBoard, board.ScopeEvents} {
		l := s.dial(code, s.scoped(scope), "")
		first := []string{}
		for len(first) == 0 || first[len(first)-1] != "presence" {
			kind, _ := l.read()["type"].(string)
			first = append(first, kind)
		}
		if told := slices.Contains(first, "me"); told != (scope == board.ScopeRead) {
			t.Errorf("a token for %s was told %q", scope, first)
		}
		for _, message := range []string{
			`{"type":"request","id":"` + newID(t) + `","title":"Antarctica"}`, `{"type":"vote","id":"` + id + `"}`,
			`{"type":"unvote","id":"` + id + `"}`, `{"type":"set","id":"` + id + `","status":"later"}`,
			`{"type":"event","gate":"open"}`, `{"type":"undo","change":"` + newID(t) + `"}`,
		} {
			answer := l.say(message)
			if refused := answer["code"] == string(board.Forbidden); refused == (scope == board.ScopeBoard) {
				t.Errorf("a token for %s said %s: %v", scope, message, answer)
			}
		}
		l.hangUp()
	}
}

func TestWhatSaysNothingIsReachedByNoToken(t *testing.T) {
	full := visitor{Person: "p", By: board.Credential{Kind: board.Token}}
	for _, need := range []reach{"", forBrowser, "misspelt"} {
		if err := full.may(need); board.CodeOf(err) != board.Forbidden {
			t.Errorf("%q: %v", need, err)
		}
	}
	for _, who := range []visitor{{}, {Person: "guest"}, {Person: "p", By: board.Credential{Kind: board.Session}}} {
		if err := who.may(""); err != nil {
			t.Errorf("%+v: %v", who, err)
		}
	}
}
