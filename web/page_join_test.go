package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// invited makes an invitation in the name of whoever the token is, and returns
// the path of its link and its id.
func (s *site) invited(event, token string, role board.Role) (path, id string) {
	s.t.Helper()
	r := s.call("POST", "/api/v1/events/"+event+"/invitations", token, map[string]any{"role": role}).want(http.StatusCreated, "")
	return strings.TrimPrefix(r.text("url"), s.server.config.PublicURL), r.text("id")
}

// enter signs the browser in as a new account.
func (b *browser) enter(name string) *browser {
	b.t.Helper()
	b.form("/signin", "/signup", "name", name, "email", strings.ToLower(name)+"@example.org", "password", secret).want(http.StatusSeeOther, "")
	return b
}

func (b *browser) role(event string) string {
	b.t.Helper()
	return b.me(event).text("role")
}

func TestAnInvitationIsTakenByOnePersonWithAClick(t *testing.T) {
	s := openPlain(t)
	code := s.event()
	path, _ := s.invited(code, s.dj, board.Cohost)
	minna, otto := s.browser(), s.browser().enter("Otto")
	minna.call("GET", path, "", nil).shows(http.StatusOK, "Nova").shows(http.StatusOK, `href="/signin?next=`+path+`"`)
	if drawn := minna.call("GET", path+"/qr.svg", "", nil); drawn.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("the drawn link is kept: %v", drawn.header)
	}
	minna.form("/signin", path).leads("/signin?next=" + path)
	minna.form("/signin?next="+path, "/signup", "name", "Minna", "email", email, "password", secret, "next", path).leads(path)
	minna.call("GET", path, "", nil).shows(http.StatusOK, "Join as").shows(http.StatusOK, "cohost")
	minna.post(path, url.Values{"form": {"made up"}}).want(http.StatusForbidden, "")
	if is := minna.role(code); is != string(board.Listener) {
		t.Fatalf("who only looked is %s", is)
	}

	minna.form(path, path).leads("/dj/" + code)
	minna.call("GET", "/dj/"+code, "", nil).want(http.StatusOK, "")
	if is := minna.role(code); is != string(board.Cohost) {
		t.Errorf("Minna is %s", is)
	}
	otto.call("GET", path, "", nil).shows(http.StatusGone, "It was used already")
	otto.form("/signin", path).shows(http.StatusGone, "It was used already")
	if is := otto.role(code); is != string(board.Listener) {
		t.Errorf("Otto is %s", is)
	}
	journal := s.call("GET", "/api/v1/events/"+code+"/journal", s.dj, nil).fields["entries"].([]any)
	if entry := journal[0].(map[string]any); entry["kind"] != "crew" || entry["name"] != "Nova" {
		t.Errorf("the journal says %v", entry)
	}
}

func TestTwoWhoTakeOneInvitationAtOnceAreNotBothIn(t *testing.T) {
	s := openPlain(t)
	code := s.event()
	path, _ := s.invited(code, s.dj, board.Moderator)
	token := strings.TrimPrefix(path, "/join/")
	first, second := s.browser().enter("Minna").person(), s.browser().enter("Otto").person()
	for range 2 { // a repeat is harmless
		if err := s.server.join(t.Context(), token, first); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.server.join(t.Context(), token, second); board.CodeOf(err) != board.KeyReused {
		t.Errorf("the second one: %v", err)
	}
}

func TestAnInvitationThatIsOverSaysWhy(t *testing.T) {
	s := openPlain(t)
	code := s.event()
	crew, b := "/api/v1/events/"+code+"/crew", s.browser().enter("Minna")
	refused := func(path, why string) {
		t.Helper()
		b.call("GET", path, "", nil).shows(http.StatusGone, why)
		b.form("/signin", path).shows(http.StatusGone, why)
		if is := b.role(code); is != string(board.Listener) {
			t.Errorf("Minna is %s", is)
		}
	}
	b.call("GET", "/join/unknown", "", nil).want(http.StatusNotFound, "")
	withdrawn, id := s.invited(code, s.dj, board.Cohost)
	s.call("DELETE", "/api/v1/events/"+code+"/invitations/"+id, s.dj, nil).want(http.StatusNoContent, "")
	refused(withdrawn, "It was withdrawn")

	lost, _ := s.invited(code, s.dj, board.Cohost)
	heir := s.account("Heir", board.DJ)
	s.call("POST", crew, s.dj, `{"handle":"heir","role":"owner"}`).want(http.StatusOK, "")
	refused(lost, "does not own the event any more")
	if err := s.server.join(t.Context(), strings.TrimPrefix(lost, "/join/"), b.person()); board.CodeOf(err) != board.Forbidden {
		t.Errorf("the commit itself: %v", err)
	}
	s.call("POST", crew, heir, `{"handle":"nova","role":"owner"}`).want(http.StatusOK, "")
	s.call("PATCH", "/api/v1/events/"+code, s.dj, `{"state":"ended"}`).want(http.StatusOK, "")
	refused(lost, "The event has ended")
}

func TestAnInvitationLowersNobody(t *testing.T) {
	s := openPlain(t)
	code := s.event()
	path, _ := s.invited(code, s.dj, board.Moderator)
	b := s.browser().enter("Minna")
	s.call("POST", "/api/v1/events/"+code+"/crew", s.dj, `{"handle":"minna","role":"cohost"}`).want(http.StatusOK, "")
	b.call("GET", path, "", nil).shows(http.StatusOK, "You are in this crew already")
	b.form("/signin", path).leads("/dj/" + code)
	if is := b.role(code); is != string(board.Cohost) {
		t.Errorf("Minna is %s", is)
	}
	s.browser().enter("Otto").form(path, path).leads("/dj/" + code) // it was not used
}

func TestOnlyTheOwnerInvites(t *testing.T) {
	s := open(t)
	code := s.event()
	path := "/api/v1/events/" + code + "/invitations"
	for _, token := range []string{s.crew(code, board.Cohost), s.crew(code, board.Moderator), s.guest("Ana"), s.account("Rival", board.DJ)} {
		s.call("POST", path, token, `{"role":"cohost"}`).want(http.StatusForbidden, board.Forbidden)
		s.call("GET", path, token, nil).want(http.StatusForbidden, board.Forbidden)
	}
	_, id := s.invited(code, s.dj, board.Cohost)
	other := s.event()
	s.call("DELETE", "/api/v1/events/"+other+"/invitations/"+id, s.dj, nil).want(http.StatusNotFound, board.NotFound)
	list := s.call("GET", path, s.dj, nil).want(http.StatusOK, "")
	if strings.Contains(string(list.body), "/join/") || list.fields["invitations"].([]any)[0].(map[string]any)["id"] != id {
		t.Errorf("open ones: %s", list.body)
	}
}
