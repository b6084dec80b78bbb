package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// start opens an event of a DJ, at once if it starts in no time.
func (s *site) start(token, title string, in time.Duration) string {
	s.t.Helper()
	body := map[string]any{"title": title, "zone": "Europe/Helsinki"}
	if in > 0 {
		body["starts_at"] = time.Now().Add(in).UnixMilli()
	}
	r := s.call("POST", "/api/v1/events", token, body)
	r.want(http.StatusCreated, "")
	return r.text("code")
}

// end ends an event of the DJ.
func (s *site) end(code string) {
	s.t.Helper()
	s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"state": "ended"}).want(http.StatusOK, "")
}

func TestThePermanentLinkLeadsToTonight(t *testing.T) {
	s := open(t)
	leads := func(to string) {
		t.Helper()
		s.call("GET", "/@Nova/now", "", nil).leads(to)
	}
	leads("/@nova")
	s.start(s.dj, "In two days", 48*time.Hour)
	leads("/@nova")
	late := s.start(s.dj, "Late", 20*time.Hour)
	leads("/e/" + late)
	soon := s.start(s.dj, "Soon", time.Hour)
	leads("/e/" + soon)
	first := s.start(s.dj, "First", 0)
	leads("/e/" + first)
	second := s.start(s.dj, "Second", 0)
	leads("/e/" + second)
	s.end(second)
	leads("/e/" + first)

	r := s.call("GET", "/@nova/qr.svg", "", nil)
	want, err := qrSVG(s.url + "/@nova/now")
	if err != nil || r.status != http.StatusOK || string(r.body) != want {
		t.Errorf("%d, %v\n%s", r.status, err, r.body)
	}
	if _, page := s.read("/dj", s.dj); !strings.Contains(page, s.url+"/@nova/now") {
		t.Error("the DJ home does not show it")
	}
}

func TestThePublicPageShowsWhatIsPublicAndNothingElse(t *testing.T) {
	s := open(t)
	past, guest := s.event(), s.guest("Minna")
	id := newID(t)
	s.call("POST", "/api/v1/events/"+past+"/requests", guest, map[string]any{
		"id": id, "title": "Grey <Tuesday>", "artist": "PELICAN", "name": "Minna", "dedication": "for Otto", "note": "please!",
	}).want(http.StatusCreated, "")
	s.call("PATCH", "/api/v1/events/"+past+"/requests/"+id, s.dj, map[string]any{"status": "played"}).want(http.StatusOK, "")
	s.request(past, guest, "Never Played")
	s.end(past)
	empty := s.start(s.dj, "Nothing played", 0)
	s.end(empty)
	live, next := s.start(s.dj, "Tonight", 0), s.start(s.dj, "Tomorrow", 24*time.Hour)
	links, tip := []string{"https://www.nova.example/music/"}, "https://tips.example/nova"
	nova, err := s.store.AccountByHandle(t.Context(), "nova")
	if err == nil {
		_, err = s.store.SetProfile(t.Context(), nova.Person, board.ProfileChange{Links: &links, Tip: &tip})
	}
	if err != nil {
		t.Fatal(err)
	}

	status, page := s.read("/@nova", "")
	for _, want := range []string{
		`<meta property="og:title" content="Nova">`, `content="Live now: Tonight. Ask for a song and vote."`, `href="/e/` + live + `"`, "Tomorrow",
		"Grey &lt;Tuesday&gt;", "PELICAN", `rel="nofollow noopener"><bdi>nova.example/music</bdi>`, `data-zone="Europe/Helsinki"`,
		`href="https://tips.example/nova" rel="nofollow noopener" target="_blank"`,
	} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Errorf("%d, no %q in\n%s", status, want, page)
		}
	}
	for _, private := range []string{"Minna", "Otto", "please!", "Never Played", "Nothing played", past, next, nova.Person} {
		if strings.Contains(page, private) {
			t.Errorf("%q is not for everybody", private)
		}
	}
}

func TestTheBoardLeadsToWhereTheDJIsTipped(t *testing.T) {
	s := open(t)
	plain, code := s.event(), s.event()
	if _, page := s.read("/e/"+plain, ""); strings.Contains(page, "Tip the DJ") {
		t.Error("there is nowhere to tip")
	}
	nova, err := s.store.AccountByHandle(t.Context(), "nova")
	if err != nil {
		t.Fatal(err)
	}
	tip := "https://tips.example/nova?from=board&x=1"
	if _, err := s.store.SetProfile(t.Context(), nova.Person, board.ProfileChange{Tip: &tip}); err != nil {
		t.Fatal(err)
	}
	const want = `<a href="https://tips.example/nova?from=board&amp;x=1" rel="nofollow noopener" target="_blank">Tip the DJ`
	if _, page := s.read("/e/"+code, ""); !strings.Contains(page, want) {
		t.Errorf("no %q in\n%s", want, page)
	}
}

func TestATipLinkIsReadAnewInAMinute(t *testing.T) {
	s := open(t)
	code, now := s.event(), time.Now()
	nova, err := s.store.AccountByHandle(t.Context(), "nova")
	if err != nil {
		t.Fatal(err)
	}
	var known tips
	tip := "https://tips.example/nova"
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, ""}, {tipAge / 2, ""}, {tipAge, tip}} {
		if c.after > 0 {
			if _, err := s.store.SetProfile(t.Context(), nova.Person, board.ProfileChange{Tip: &tip}); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := known.of(t.Context(), s.store, code, now.Add(c.after)); err != nil || got != c.want {
			t.Errorf("after %s: %q, %v; want %q", c.after, got, err, c.want)
		}
	}
}

func TestWhoIsOnNoStageHasNoPublicPage(t *testing.T) {
	s := open(t)
	s.account("Moss", board.Member)
	_, nobody := s.read("/@nobody", "")
	for _, path := range []string{"/@moss", "/@moss/now", "/@moss/qr.svg", "/@nobody/now", "/@nobody/qr.svg", "/@", "/@a b", "/@nova/more", "/@moss/"} {
		status, page := s.read(strings.ReplaceAll(path, " ", "%20"), "")
		if status != http.StatusNotFound || !strings.HasPrefix(path, "/@nova") && page != nobody {
			t.Errorf("%s: %d\n%s", path, status, page)
		}
	}
	if status, page := s.read("/@nova", ""); status != http.StatusOK || !strings.Contains(page, "No public sets yet.") {
		t.Errorf("a DJ without events: %d\n%s", status, page)
	}
	if r := s.call("POST", "/@nova", "", "{}", "Origin", s.url); r.status != http.StatusMethodNotAllowed {
		t.Errorf("writing: %d", r.status)
	}
}

func TestWhoTriesHandlesHasToWait(t *testing.T) {
	s := open(t, behindProxy)
	const scan, venue = "203.0.113.9", "203.0.113.10"
	for range maxMisses {
		if status := s.look("/@nobody", from(scan)); status != http.StatusNotFound {
			t.Fatalf("%d, want 404", status)
		}
	}
	for addr, want := range map[string]int{scan: http.StatusTooManyRequests, venue: http.StatusOK} {
		if status := s.look("/@nova", from(addr)); status != want {
			t.Errorf("%s: %d, want %d", addr, status, want)
		}
	}
}
