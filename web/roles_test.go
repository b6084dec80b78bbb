package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestRolesMayDoWhatIsTheirsAndNothingElse(t *testing.T) {
	s := open(t)
	// who may: o(wner), c(ohost), m(oderator), a(sker), g(uest), r(ival DJ)
	for name, test := range map[string]struct{ method, path, body, may string }{
		"ask":              {"POST", "/requests", `{"id":"$fresh","title":"Hey"}`, "ocmagr"},
		"ask an own song":  {"POST", "/requests", `{"id":"$fresh","title":"Hey","own":true}`, "oc"},
		"vote":             {"PUT", "/requests/$id/vote", ``, "ocmagr"},
		"unvote":           {"DELETE", "/requests/$id/vote", ``, "ocmagr"},
		"withdraw":         {"PATCH", "/requests/$id", `{"status":"withdrawn"}`, "a"},
		"accept":           {"PATCH", "/requests/$id", `{"status":"accepted"}`, "oc"},
		"play":             {"PATCH", "/requests/$id", `{"status":"playing"}`, "oc"},
		"reorder":          {"PATCH", "/requests/$id", `{"before":null}`, "oc"},
		"fix as next":      {"PATCH", "/requests/$id", `{"next":true}`, "oc"},
		"merge":            {"PATCH", "/requests/$id", `{"into":"$other"}`, "oc"},
		"decline":          {"PATCH", "/requests/$id", `{"status":"declined","reason":"not_tonight"}`, "ocm"},
		"hide":             {"PATCH", "/requests/$id", `{"status":"hidden"}`, "ocm"},
		"close the gate":   {"PATCH", "", `{"gate":"closed"}`, "oc"},
		"announce":         {"PATCH", "", `{"announcement":"hi"}`, "oc"},
		"end the event":    {"PATCH", "", `{"state":"ended"}`, "oc"},
		"undo":             {"POST", "/undo", `{"change":"$change"}`, "oc"},
		"read the crew's":  {"GET", "/board?audience=crew", ``, "ocm"},
		"read the journal": {"GET", "/journal", ``, "ocm"},
		"read the digest":  {"GET", "/digest", ``, "ocm"},
		"read the board":   {"GET", "/board", ``, "ocmagr-"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, who := range "ocmagr-" {
				s.server.paces.forget() // so many events
				code, ana := s.event(), s.guest("Ana")
				id, other := s.request(code, ana, "Take the Tram"), s.request(code, ana, "Antarctica")
				path := "/api/v1/events/" + code
				change := s.call("PATCH", path+"/requests/"+other, s.dj, `{"status":"later"}`).want(http.StatusOK, "").text("change")
				token := map[rune]string{'o': s.dj, 'a': ana, '-': ""}[who]
				switch who {
				case 'c':
					token = s.crew(code, board.Cohost)
				case 'm':
					token = s.crew(code, board.Moderator)
				case 'g':
					token = s.guest("Ben")
				case 'r':
					token = s.account("Rival at "+code, board.DJ)
				}
				fill := strings.NewReplacer("$fresh", newID(t), "$id", id, "$other", other, "$change", change)
				r := s.call(test.method, path+fill.Replace(test.path), token, fill.Replace(test.body))
				want := http.StatusForbidden
				switch {
				case strings.ContainsRune(test.may, who):
					want = r.status
					if r.status >= 300 {
						want = http.StatusOK
					}
				case who == '-':
					want = http.StatusUnauthorized
				case name == "withdraw" && strings.ContainsRune("ocm", who):
					want = http.StatusBadRequest // they decline instead
				}
				if r.status != want {
					t.Errorf("%c: %d %s; want %d", who, r.status, r.body, want)
				}
			}
		})
	}
}

func TestTheJournalNamesWhoActed(t *testing.T) {
	s := open(t)
	code := s.event()
	path := "/api/v1/events/" + code
	cohost := s.crew(code, board.Cohost)
	s.call("PATCH", path, cohost, `{"gate":"last_call"}`).want(http.StatusOK, "")
	entries := s.call("GET", path+"/journal", s.dj, nil).want(http.StatusOK, "").fields["entries"].([]any)
	if latest := entries[0].(map[string]any); latest["name"] != "cohost of "+code {
		t.Errorf("the change was made by %q", latest["name"])
	}
}
