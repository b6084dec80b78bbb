package text

import (
	"net/url"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestLinksLeadToTheWebAndNowhereElse(t *testing.T) {
	for link, want := range map[string]board.Code{
		"https://nova.example":                         "",
		" http://nova.example/mixes?page=2#top ":       "",
		"https://nova.example:8443/ü":                  "",
		"https://" + strings.Repeat("a", 192):          "",
		"https://" + strings.Repeat("a", 193):          board.TooLong,
		"":                                             board.Required,
		"nova.example":                                 board.BadMessage,
		"//nova.example":                               board.BadMessage,
		"javascript:alert(1)":                          board.BadMessage,
		"JavaScript://nova.example/%0aalert(1)":        board.BadMessage,
		"data:text/html,hello":                         board.BadMessage,
		"https:nova.example":                           board.BadMessage,
		"https://":                                     board.BadMessage,
		"https://nova:secret@nova.example":             board.BadMessage,
		"https://nova.example\\@evil.example":          board.BadMessage,
		"https://nova.example/ \"onmouseover=alert(1)": board.BadMessage,
		"https://nova.example/\u202egnp":               board.InvalidText,
		"https://nova.example/\n":                      board.InvalidText,
	} {
		if _, err := Link("links", link); board.CodeOf(err) != want {
			t.Errorf("%q: %v; want %q", link, err, want)
		}
	}
	six := make([]string, 6)
	for i := range six {
		six[i] = "https://nova.example"
	}
	if _, err := Links("links", six); board.CodeOf(err) != board.TooLong {
		t.Errorf("six links: %v", err)
	}
	if links, err := Links("links", []string{"", six[0], " "}); err != nil || len(links) != 1 {
		t.Errorf("with empty ones: %q, %v", links, err)
	}
}

func FuzzLink(f *testing.F) {
	for _, s := range []string{"https://nova.example", "javascript:alert(1)", "http://[::1]:80/", "https://a\\b", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link, err := Link("links", s)
		if err != nil {
			return
		}
		u, err := url.Parse(link)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			t.Errorf("%q became %q", s, link)
		}
		if again, err := Link("links", link); err != nil || again != link {
			t.Errorf("%q became %q, and then %q, %v", s, link, again, err)
		}
	})
}
