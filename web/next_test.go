package web

import (
	"net/url"
	"strings"
	"testing"
)

func TestSigningInLeadsToOurOwnPagesOnly(t *testing.T) {
	for _, ours := range []string{
		"/", "/dj", "/dj/4VAM0MMN", "/e/4VAM0MMN", "/e/4VAM0MMN?x=1&y=a%2Fb", "/docs", "/account/", "/?elsewhere", "/e/4VAM0MMN?next=//evil.example",
	} {
		if got := localPath(ours); got != ours {
			t.Errorf("localPath(%q) = %q", ours, got)
		}
	}
	if got := localPath(""); got != "" {
		t.Errorf("nothing leads to %q", got)
	}
	for _, theirs := range []string{
		"dj", "evil.example", "//evil.example", "///evil.example", `/\evil.example`, `\/evil.example`, `\\evil.example`, `/\/evil.example`,
		"/%5cevil.example", "/%5Cevil.example", "/%255cevil.example", "/%2fevil.example", "/%2F%2Fevil.example", "/%09/evil.example",
		"https://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example", "http:\\\\evil.example", "//evil.example@here",
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "mailto:a@evil.example", "blob:x", "vbscript:x",
		" //evil.example", "\t//evil.example", "/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/\x00/evil.example", "/\x7f", "/a b",
		"/./evil.example", "/../evil.example", "/.//evil.example", "/e/..//evil.example", "/a//b", "/;//evil.example", "/@evil.example", "/e/ABC#x",
		"/\u2028", "/\u2044evil.example", "/\uff0fevil.example", "/\uff3cevil.example", "/?\\", "/?a\nb",
		"/in/3q2-7wAAAAD", "/api/v1/session", "/" + strings.Repeat("a", 512),
	} {
		if got := localPath(theirs); got != elsewhere {
			t.Errorf("localPath(%q) = %q", theirs, got)
		}
	}
}

// FuzzLocalPath looks for a path that a browser would take for another place.
func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/dj", "//evil.example", `/\evil.example`, "/%5cevil", "https://evil.example", "/e/4VAM0MMN?x=%2F", "/\t/evil.example"} {
		f.Add(seed)
	}
	here, err := url.Parse("https://requests.example.org/signin")
	if err != nil {
		f.Fatal(err)
	}
	// As the URL standard has browsers do before they parse.
	browsers := strings.NewReplacer("\\", "/", "\t", "", "\n", "", "\r", "")
	f.Fuzz(func(t *testing.T, typed string) {
		got := localPath(typed)
		if got == "" && typed == "" {
			return
		}
		decoded, err := url.PathUnescape(got)
		if err != nil { // of the query
			decoded = got
		}
		path, _, _ := strings.Cut(decoded, "?")
		for _, spelled := range []string{got, path} {
			u, err := here.Parse(browsers.Replace(strings.TrimSpace(spelled)))
			if err != nil || u.Host != here.Host || u.Scheme != here.Scheme || u.User != nil || !strings.HasPrefix(got, "/") {
				t.Errorf("%q leads to %v, %v", typed, u, err)
			}
		}
		if strings.ContainsAny(got, "\\\r\n\t\x00 ") || strings.Contains(path, "//") || strings.Contains(path, "/..") {
			t.Errorf("%q became %q", typed, got)
		}
	})
}
