package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// read fetches a page as whoever the token is.
func (s *site) read(path, token string, cookies ...*http.Cookie) (int, string) {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for _, cookie := range cookies {
		r.AddCookie(cookie)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // read to its end
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func TestOnlyTheCrewReadsTheDashboard(t *testing.T) {
	s := open(t)
	code := s.event()
	for who, c := range map[string]struct {
		token  string
		status int
		says   string
	}{
		"nobody":     {"", http.StatusUnauthorized, "Sign in to see this"},
		"a guest":    {s.guest("Minna"), http.StatusUnauthorized, "Sign in to see this"},
		"another DJ": {s.account("Other", board.DJ), http.StatusForbidden, "for the crew"},
		"the owner":  {s.dj, http.StatusOK, `data-event="` + code + `"`},
		"a moderator": {
			s.crew(code, board.Moderator), http.StatusOK, `data-link="` + s.url + "/e/" + code + `"`,
		},
	} {
		if status, page := s.read("/dj/"+code, c.token); status != c.status || !strings.Contains(page, c.says) {
			t.Errorf("%s: %d, want %d and %q in\n%s", who, status, c.status, c.says, page)
		}
	}
	if status, _ := s.read("/dj/ZZZZZZZZ", s.dj); status != http.StatusNotFound {
		t.Errorf("a dashboard of no event: %d, want 404", status)
	}
}

func TestTheDashboardIsReadableBeforeItsScript(t *testing.T) {
	s := open(t)
	code, guest := s.event(), s.guest("Minna")
	s.request(code, guest, "<script>alert(1)</script>")
	queued := s.request(code, guest, "Grey Tuesday")
	s.call("PATCH", "/api/v1/events/"+code+"/requests/"+queued, s.dj, map[string]any{"next": true}).want(http.StatusOK, "")

	_, page := s.read("/dj/"+code, s.dj)
	for _, want := range []string{
		"&lt;script&gt;alert(1)&lt;/script&gt;", "▷ Next · 002", `<bdi>Grey Tuesday</bdi>`, `data-theme="dark"`,
		`Inbox<span class="figure">1</span>`, `Queue<span class="figure">1</span>`, "Minna",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in\n%s", want, page)
		}
	}
	_, page = s.read("/dj/"+code, s.dj, &http.Cookie{Name: "cueslip_theme", Value: "light"})
	if !strings.Contains(page, `data-theme="light"`) {
		t.Error("a chosen theme is not in the first bytes")
	}
	_, page = s.read("/dj/"+code, s.dj, &http.Cookie{Name: "cueslip_theme", Value: "x onload"})
	if !strings.Contains(page, `data-theme="dark"`) {
		t.Error("a theme that is none must be dark")
	}
}

func TestTheHomeListsLiveThenScheduledThenPast(t *testing.T) {
	s := open(t)
	start := func(title string, in time.Duration) string {
		body := map[string]any{"title": title, "zone": "Europe/Berlin"}
		if in > 0 {
			body["starts_at"] = time.Now().Add(in).UnixMilli()
		}
		r := s.call("POST", "/api/v1/events", s.dj, body)
		r.want(http.StatusCreated, "")
		return r.text("code")
	}
	past := start("Past night", 0)
	s.call("PATCH", "/api/v1/events/"+past, s.dj, map[string]any{"state": "ended"}).want(http.StatusOK, "")
	start("In two days", 48*time.Hour)
	start("Tomorrow", 24*time.Hour)
	start("Tonight", 0)

	_, page := s.read("/dj", s.dj)
	at := -1
	for _, title := range []string{"New event", "Tonight", "Tomorrow", "In two days", "Past night"} {
		i := strings.Index(page, ">"+title+"<")
		if i < at || i < 0 {
			t.Fatalf("%q is not where it belongs in\n%s", title, page)
		}
		at = i
	}
	if status, page := s.read("/dj", ""); status != http.StatusUnauthorized || !strings.Contains(page, "Sign in to see this") {
		t.Errorf("signed out: %d\n%s", status, page)
	}
	if _, page := s.read("/dj", s.account("Member", board.Member)); strings.Contains(page, "New event") {
		t.Error("a member, who may not open events, is offered to")
	}
}

func TestTheHomeSaysWhatANewEventTakesOver(t *testing.T) {
	s := open(t)
	if _, page := s.read("/dj", s.dj); strings.Contains(page, "As last time") {
		t.Error("there was no last time")
	}
	code := s.event()
	limits := map[string]any{"open": 2, "cooldown": 90, "total": 40, "repeat": 7200, "fade": 1800}
	s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{
		"limits": limits, "admission": "room_code", "approval": true, "dedications": false, "declines": "end",
	}).want(http.StatusOK, "")
	const want = "As last time: 2 open requests each, 90 s between two, 40 open requests in all, the same song again after 2 h, " +
		"requests fade after 30 min, the room’s code, you approve of each request, dedications for you only, declines told at the end"
	if _, page := s.read("/dj", s.dj); !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
}

func TestAScheduledEventOffersToTakeRequestsEarly(t *testing.T) {
	s := open(t)
	start := map[string]any{"title": "Tomorrow", "starts_at": time.Now().Add(24 * time.Hour).UnixMilli()}
	r := s.call("POST", "/api/v1/events", s.dj, start)
	r.want(http.StatusCreated, "")
	code := r.text("code")
	for gate, says := range map[string]string{"closed": "Requests open when it starts", "open": "Open for requests"} {
		s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"gate": gate}).want(http.StatusOK, "")
		if _, page := s.read("/dj", s.dj); !strings.Contains(page, says) || !strings.Contains(page, `<a href="`+s.url+"/e/"+code+`">`) {
			t.Errorf("%s: no %q, or no link, in\n%s", gate, says, page)
		}
	}
}
