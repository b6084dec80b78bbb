package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

func FuzzNames(f *testing.F) {
	for _, seed := range []string{"Minna", " DJ ", "ԁЈ", "a\u202eb", "👩‍👩‍👧‍👦", "\xff", "a\u0301\u0301\u0301\u0301\u0301", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, read := range []func(string, string) (string, error){text.Name, text.AccountName} {
			name, err := read("name", s)
			if err != nil {
				switch board.CodeOf(err) {
				case board.Required, board.TooLong, board.InvalidText, board.NameReserved:
				default:
					t.Errorf("%q: %v", s, err)
				}
				continue
			}
			again, err := read("name", name)
			if err != nil || again != name || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00\n\r") {
				t.Errorf("%q is read as %q, and that as %q (%v)", s, name, again, err)
			}
		}
	})
}

func FuzzHandle(f *testing.F) {
	for _, seed := range []string{"@Ana", "ana-b", "--", "DJ", "ﬁﬁ", "\xff", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		made := text.HandleOf(s)
		if _, err := text.Handle(made); err != nil && board.CodeOf(err) != board.NameReserved {
			t.Errorf("the handle made of %q is %q: %v", s, made, err)
		}
		handle, err := text.Handle(s)
		if err != nil {
			return
		}
		if strings.Trim(handle, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(handle) < text.MinHandle || len(handle) > text.MaxHandle {
			t.Errorf("%q is read as %q", s, handle)
		}
	})
}
