package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

func TestABoardSpeaksTheLanguageOfWhoeverOpensIt(t *testing.T) {
	s := open(t)
	path, etags := "/e/"+s.event(), map[string]bool{}
	for accepted, says := range map[string][]string{
		"":                {`<html lang="en" dir="ltr"`, "Request a song"},
		"de-CH, en;q=0.5": {`<html lang="de" dir="ltr"`, "Song wünschen", "/assets/board.de-"},
		"ar":              {`<html lang="ar" dir="rtl"`, "اطلب أغنية", "/assets/board.ar-"},
	} {
		answer := s.call("GET", path, "", nil, "Accept-Language", accepted, "Accept-Encoding", "identity").want(http.StatusOK, "")
		for _, text := range says {
			if !strings.Contains(string(answer.body), text) {
				t.Errorf("Accept-Language %q: the page has no %s", accepted, text)
			}
		}
		if got := strings.Join(answer.header.Values("Vary"), ","); !strings.Contains(got, "Accept-Language, Cookie") {
			t.Errorf("Accept-Language %q: Vary %q", accepted, got)
		}
		etags[answer.header.Get("ETag")] = true
	}
	if len(etags) != 3 {
		t.Errorf("three languages have the tags %v", etags)
	}
}

func TestALanguageThatWasChosenIsRememberedAndLeadsBack(t *testing.T) {
	s := open(t)
	board := "/e/" + s.event()
	for from, back := range map[string]string{
		s.url + board: board, s.url + "/@ana": "/@ana", s.url + "/in/secret": "/", "": "/", "https://evil.example//evil.example/": "/",
	} {
		b := s.browser()
		answer := b.call("POST", "/language", "", "language=ar", "Content-Type", "application/x-www-form-urlencoded", "Origin", b.url, "Referer", from)
		if got := answer.want(http.StatusSeeOther, "").header.Get("Location"); got != back {
			t.Errorf("chosen at %q it leads to %q, want %q", from, got, back)
		}
		page := b.call("GET", board, "", nil, "Accept-Language", "de")
		if !strings.Contains(string(page.body), `<html lang="ar" dir="rtl"`) {
			t.Errorf("chosen at %q it is not remembered", from)
		}
	}
	b := s.browser()
	answer := b.call("POST", "/language", "", "language=tlh", "Content-Type", "application/x-www-form-urlencoded", "Origin", b.url)
	if answer.status != http.StatusBadRequest || answer.header.Get("Set-Cookie") != "" {
		t.Errorf("a language that nobody speaks here: %d", answer.status)
	}
}

func TestATroubleIsToldInTheReadersLanguage(t *testing.T) {
	s := open(t)
	page := s.call("GET", "/e/NOTHING1", "", nil, "Accept-Language", "de", "Accept-Encoding", "identity").want(http.StatusNotFound, "")
	for _, text := range []string{"Dieser Zettel führt nirgendwohin", "Zu diesem Code gibt es keinen Abend."} {
		if !strings.Contains(string(page.body), text) {
			t.Errorf("the page does not say %q:\n%s", text, page.body)
		}
	}
	answer := s.call("GET", "/api/v1/events/NOTHING1/board", "", nil, "Accept-Language", "de").want(http.StatusNotFound, "not_found")
	if got := answer.text("detail"); got != "There is no event with this code." {
		t.Errorf("programs are told %q", got)
	}
}

func TestMarkupIsPutIntoSentencesAndNothingElseIs(t *testing.T) {
	const evil = `<script>"&`
	for _, tongue := range tongue.All {
		got := string(rich(tongue.Say("Nothing here matches “{words}”."), []any{"words", own(evil)}))
		if !strings.Contains(got, "<bdi>&lt;script&gt;&#34;&amp;</bdi>") {
			t.Errorf("%s: %s", tongue.Tag, got)
		}
		if got := string(rich("{a} & <b>", []any{"a", evil})); got != "&lt;script&gt;&#34;&amp; &amp; &lt;b&gt;" {
			t.Errorf("text became markup: %s", got)
		}
	}
}

func TestARefusalThatNamesSomethingIsToldWholeInTheReadersLanguage(t *testing.T) {
	s := openPlain(t)
	code, dj := s.event(), s.dj
	s.call("POST", "/api/v1/events/"+code+"/blocks", dj, map[string]any{"add": []map[string]string{{"kind": "word", "word": "karaoke"}}}).want(http.StatusOK, "")
	wish := s.call("POST", "/api/v1/events/"+code+"/requests", s.guest("Ben"), map[string]any{"id": newID(t), "title": "Karaoke Night"}).want(http.StatusConflict, board.Blocked)
	if values, _ := wish.fields["values"].(map[string]any); wish.fields["sentence"] != "This event does not take “{word}”." || values["word"] != "karaoke" {
		t.Errorf("%s", wish.body)
	}
	s.account("Otto", board.Member)
	b := s.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).leads("/dj")
	b.post("/language", map[string][]string{"language": {"de"}})
	b.form("/account", "/account/profile", "name", "Minna", "handle", "m").shows(http.StatusBadRequest, "Ein Handle hat mindestens 2 Zeichen.")
	b.form("/account", "/account/profile", "name", "Minna", "handle", "otto").shows(http.StatusConflict, "Dieses Handle ist vergeben; bitte nimm ein anderes.")
}
