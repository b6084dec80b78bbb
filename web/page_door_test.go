package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestTheRoomsScreenShowsTheWayInAndTheCodeIfOneIsAskedFor(t *testing.T) {
	s := open(t)
	code := s.event()
	_, page := s.read("/dj/"+code+"/door", s.dj)
	for _, want := range []string{"Night at the Pier", `src="/e/` + code + `/qr.svg"`, strings.TrimPrefix(s.url, "http://") + "/e/" + code, `id="room" aria-label="Code of this room" hidden`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, `{"admission":"room_code"}`).want(http.StatusOK, "")
	door := s.call("GET", "/api/v1/events/"+code+"/door", s.dj, nil).want(http.StatusOK, "")
	shown := door.fields["room"].(map[string]any)["code"].(string)
	_, page = s.read("/dj/"+code+"/door", s.crew(code, board.Moderator))
	if door.text("admission") != "room_code" || !strings.Contains(page, `qr.svg?room=`+shown) || !strings.Contains(page, `id="code">`+shown) {
		t.Errorf("no %s in\n%s", shown, page)
	}
	for who, c := range map[string]struct {
		token  string
		status int
	}{"nobody": {"", http.StatusUnauthorized}, "a guest": {s.guest("Minna"), http.StatusUnauthorized}, "a rival": {s.account("Rival", board.DJ), http.StatusForbidden}} {
		if status, page := s.read("/dj/"+code+"/door", c.token); status != c.status || strings.Contains(page, shown) {
			t.Errorf("%s: %d\n%s", who, status, page)
		}
	}
}

func TestAQRCodeBringsTheRoomsCodeAlong(t *testing.T) {
	s := open(t)
	code := s.event()
	draw := func(query string) string {
		t.Helper()
		return string(s.call("GET", "/e/"+code+"/qr.svg"+query, "", nil).want(http.StatusOK, "").body)
	}
	for query, leads := range map[string]string{"": "", "?room=7K2MQ": "?room=7K2MQ", "?room=" + "%3Cb%3E": "", "?room=7K2MQ0": ""} {
		want, err := qrSVG(s.url + "/e/" + code + leads)
		if err != nil {
			t.Fatal(err)
		}
		if draw(query) != want {
			t.Errorf("%q does not lead to %q", query, leads)
		}
	}
}

func TestTheJournalNamesThoseWhoseRolesChanged(t *testing.T) {
	s := open(t)
	code := s.event()
	s.account("Friend", board.Member)
	r := s.call("POST", "/api/v1/events/"+code+"/crew", s.dj, `{"handle":"friend","role":"cohost"}`).want(http.StatusOK, "")
	s.call("POST", "/api/v1/events/"+code+"/crew", s.dj, `{"handle":"friend","role":"listener"}`).want(http.StatusOK, "")
	names := s.call("GET", "/api/v1/events/"+code+"/journal", s.dj, nil).fields["names"].(map[string]any)
	if names[r.text("person")] != "Friend" || names[s.me(s.dj)] != "Nova" {
		t.Errorf("the names are %v", names)
	}
}
