package auth

import (
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestAnAddressIsOneBareAddress(t *testing.T) {
	for _, typed := range []string{"minna.lund+dj@example.org", " Minna.Lund+DJ@Example.ORG "} {
		if got, err := Address(typed); err != nil || got != "minna.lund+dj@example.org" {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	for typed, want := range map[string]board.Code{
		"": board.Required, "  ": board.Required, strings.Repeat("a", 250) + "@x.org": board.TooLong,
		"minna": board.InvalidText, "minna@": board.InvalidText, "@example.org": board.InvalidText, "minna@localhost": board.InvalidText,
		"a@b.org\r\nBcc: all@example.org": board.InvalidText, "a@b.org\nX: y": board.InvalidText, "a@b.org,c@d.org": board.InvalidText,
		"Minna <minna@example.org>": board.InvalidText, "<minna@example.org>": board.InvalidText, "a b@example.org": board.InvalidText,
		`"a b"@example.org`: board.InvalidText, "a@[127.0.0.1]": board.InvalidText, "a@b@example.org": board.InvalidText,
		"mïnna@example.org": board.InvalidText, "a@example.org\x00": board.InvalidText, "a@example.org.": board.InvalidText,
		"a@example..org": board.InvalidText, "a(comment)@example.org": board.InvalidText, strings.Repeat("a", 65) + "@example.org": board.InvalidText,
	} {
		if got, err := Address(typed); board.CodeOf(err) != want {
			t.Errorf("%q: %q, %v; want %s", typed, got, err, want)
		}
	}
}

// FuzzAddress looks for an address that could name anybody else, or begin
// another line of a mail.
func FuzzAddress(f *testing.F) {
	for _, seed := range []string{"minna@example.org", "a@b.org\r\nBcc: c@d.org", "<a@b.org>", "a@b.org,c@d.org", `"a"@b.org`, "a@xn--bcher-kva.example"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		got, err := Address(typed)
		if err != nil {
			return
		}
		if strings.Count(got, "@") != 1 || len(got) > maxAddress || got != strings.ToLower(got) {
			t.Errorf("%q became %q", typed, got)
		}
		for _, r := range got {
			if r <= ' ' || r >= 0x7f || strings.ContainsRune(",;:<>()[]\"\\", r) {
				t.Errorf("%q became %q", typed, got)
			}
		}
		if again, err := Address(got); err != nil || again != got {
			t.Errorf("%q became %q, then %q, %v", typed, got, again, err)
		}
	})
}
