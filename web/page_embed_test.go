package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestOnlyTheWidgetMayBeFramedAndOnlyByThoseNamed(t *testing.T) {
	s := open(t, func(c *Config) { c.EmbedOrigins = []string{"https://Nova.example", "https://pier.example:8443"} })
	code := s.event()
	cookie := "cueslip=" + s.session(s.dj)
	for path := range everywhere(code) {
		if strings.HasPrefix(path, "/embed/") {
			continue
		}
		h := s.call("GET", path, "", nil, "Cookie", cookie).header
		if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none';") || h.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s may be framed: %q, %q", path, policy, h.Get("X-Frame-Options"))
		}
	}
	for _, path := range []string{"/embed/" + code, "/embed/" + code + "?theme=dark&count=3", "/embed/ZZZZZZZZ", "/embed/nonsense"} {
		h := s.call("GET", path, "", nil).header
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors https://nova.example https://pier.example:8443;") || h.Get("X-Frame-Options") != "" {
			t.Errorf("%s: %q, %q", path, policy, h.Get("X-Frame-Options"))
		}
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q: %q", path, part, policy)
			}
		}
	}
}

func TestNobodyMayFrameTheWidgetUnlessNamed(t *testing.T) {
	s := open(t)
	h := s.call("GET", "/embed/"+s.event(), "", nil).want(http.StatusOK, "").header
	if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none';") || h.Get("X-Frame-Options") != "DENY" {
		t.Errorf("%q, %q", policy, h.Get("X-Frame-Options"))
	}
	for _, bad := range []string{"*", "nova.example", "https://nova.example/blog", "https://*.example", "https://a;sandbox"} {
		if _, err := New(Config{EmbedOrigins: []string{bad}}, s.store, s.hubs, discard(), nil); err == nil {
			t.Errorf("%q passes as an origin that may frame", bad)
		}
	}
}

func TestTheWidgetKnowsNoCookie(t *testing.T) {
	s := open(t)
	code := s.event()
	path := "/embed/" + code
	plain := s.call("GET", path, "", nil)
	for name, cookie := range map[string]string{"a guest": s.guest("Ana"), "the DJ": s.dj, "a broken one": "g1.x.y"} {
		r := s.call("GET", path, "", nil, "Cookie", "cueslip="+cookie+"; cueslip_theme=light").want(http.StatusOK, "")
		if string(r.body) != string(plain.body) || r.header.Get("Set-Cookie") != "" || strings.Contains(r.header.Get("Vary"), "Cookie") {
			t.Errorf("%s: %v", name, r.header)
		}
	}
}

func TestTheWidgetShowsTheTopOfTheBoard(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	path := "/api/v1/events/" + code + "/requests/"
	var ids []string
	for _, title := range []string{"First", "Second", "Third", "Fourth", "Fifth", "Sixth", "<b>Seventh</b>"} {
		ids = append(ids, s.request(code, ana, title))
	}
	s.call("PUT", path+ids[5]+"/vote", s.guest("Ben"), nil).want(http.StatusOK, "")
	s.call("PATCH", path+ids[0], s.dj, `{"status":"playing"}`).want(http.StatusOK, "")
	s.call("PATCH", path+ids[1], s.dj, `{"status":"accepted","next":true}`).want(http.StatusOK, "")
	show := func(query string) string {
		return string(s.call("GET", "/embed/"+code+query, "", nil).want(http.StatusOK, "").body)
	}
	rows := func(page string) int { return strings.Count(page, `<li class="slip"`) }
	page := show("")
	if rows(page) != embedRows || !strings.Contains(page, `data-theme="system"`) || !strings.Contains(page, "Ask for a song") {
		t.Errorf("%d rows: %s", rows(page), page)
	}
	if first := strings.Index(page, "Sixth"); first < 0 || first > strings.Index(page, "Third") {
		t.Error("the most wanted is not on top")
	}
	for query, want := range map[string]int{"?count=2": 2, "?count=6&theme=dark": 6, "?count=0": 5, "?count=-1": 5, "?count=x": 5, "?count=99": 6, "?theme=%22%3E": 5} {
		if got := rows(show(query)); got != want {
			t.Errorf("%s: %d rows; want %d", query, got, want)
		}
	}
	if dark := show("?theme=dark"); !strings.Contains(dark, `data-theme="dark"`) {
		t.Error("the theme is not taken")
	}
	if strings.Contains(show("?count=20"), "<b>Seventh") {
		t.Error("text became markup")
	}
	s.call("GET", "/embed/ZZZZZZZZ", "", nil).want(http.StatusNotFound, "")
}

func TestASocketOfNobodyActsForNobody(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	id := s.request(code, ana, "Take the Tram")
	for name, headers := range map[string][]string{
		"a guest's cookie":         {"Cookie", "cueslip=" + s.guest("Ben"), "Origin", s.url},
		"the DJ's cookie":          {"Cookie", "cueslip=" + s.dj, "Origin", s.url},
		"the DJ's token":           {"Authorization", "Bearer " + s.dj},
		"a cookie and no origin":   {"Cookie", "cueslip=" + s.dj},
		"a token that is no good":  {"Authorization", "Bearer nonsense"},
		"a cookie that is no good": {"Cookie", "cueslip=nonsense"},
	} {
		t.Run(name, func(t *testing.T) {
			l := s.dial(code, "", "as=nobody", headers...)
			l.t = t
			for {
				m := l.read()
				if m["type"] == "me" {
					t.Fatalf("nobody is told who they are: %v", m)
				}
				if m["type"] == "presence" {
					break
				}
			}
			for _, command := range []string{
				`{"type":"vote","ref":"1","id":"` + id + `"}`, `{"type":"unvote","ref":"1","id":"` + id + `"}`,
				`{"type":"request","ref":"1","id":"` + newID(t) + `","title":"Hey"}`, `{"type":"set","ref":"1","id":"` + id + `","status":"accepted"}`,
				`{"type":"event","ref":"1","gate":"closed"}`, `{"type":"undo","ref":"1","change":"` + newID(t) + `"}`,
			} {
				l.send(command)
				wantError(t, l.until("ref", "1"), board.SignIn)
			}
		})
	}
	for name, test := range map[string]struct {
		query, cookie, origin string
		status                int
	}{
		"the crew's board": {"as=nobody&audience=crew", s.dj, s.url, http.StatusUnauthorized},
		"another page":     {"as=nobody", "", "https://evil.example", http.StatusForbidden},
		"somebody else":    {"as=ana", "", s.url, http.StatusBadRequest},
	} {
		_, response, err := s.tryDial(code, "", test.query, "Cookie", "cueslip="+test.cookie, "Origin", test.origin)
		if err == nil || response.StatusCode != test.status {
			t.Errorf("%s: %v", name, response)
		}
	}
}
