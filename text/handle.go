package text

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

// Handles name accounts in addresses: small Latin letters, digits and hyphens.
const (
	MinHandle = 2
	MaxHandle = 24
)

// Handle checks a handle that somebody chose, however it is written ("@Ana").
// Errors: required, too_long, invalid_text, name_reserved, in field handle.
func Handle(s string) (string, error) {
	s = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(s), "@"))
	switch {
	case len(s) < MinHandle:
		return "", board.Errorf(board.Required, "A handle has at least {n} characters.", "n", MinHandle).In("handle")
	case len(s) > MaxHandle:
		return "", board.Errorf(board.TooLong, "A handle has at most {n} characters.", "n", MaxHandle).In("handle")
	case s != slug(s):
		return "", board.Errorf(board.InvalidText, "A handle is made of the letters a to z, digits, and hyphens between them.").In("handle")
	case Reserved(s):
		return "", board.Errorf(board.NameReserved, "This handle is kept; please choose another.").In("handle")
	default:
		return s, nil
	}
}

// HandleOf makes a handle from a name; from one without any letter or digit
// that a handle may have, it is "dj".
func HandleOf(name string) string {
	s := slug(name)
	if len(s) > MaxHandle-5 { // leaves room for a suffix
		s = strings.Trim(s[:MaxHandle-5], "-")
	}
	if len(s) < MinHandle {
		return strings.Trim("dj-"+s, "-")
	}
	return s
}

// slug spells a text in small Latin letters and digits, with single hyphens
// between its words.
func slug(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(cases.Fold().String(s)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.M, r):
		default:
			b.WriteByte('-')
		}
	}
	return strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '-' }), "-")
}
