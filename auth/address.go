package auth

import (
	"net/mail"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// maxAddress is how long an address may be (RFC 5321).
const maxAddress = 254

// Address returns an e-mail address as it is kept: bare, and in small letters.
// Nothing that could begin another header or another recipient gets through.
// Errors: required, too_long, invalid_text, in field email.
func Address(s string) (string, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", board.Errorf(board.Required, "Please enter your e-mail address.").In("email")
	case len(s) > maxAddress:
		return "", board.Errorf(board.TooLong, "An e-mail address has at most {n} characters.", "n", maxAddress).In("email")
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"'<>()[],;:\%`+"`", r) }):
		return "", errAddress
	}
	parsed, err := mail.ParseAddress(s)
	if err != nil || parsed.Name != "" || parsed.Address != s {
		return "", errAddress
	}
	local, domain, _ := strings.Cut(s, "@")
	if len(local) > 64 || !strings.Contains(domain, ".") || strings.HasSuffix(domain, ".") {
		return "", errAddress
	}
	return strings.ToLower(s), nil
}

var errAddress = board.Errorf(board.InvalidText, "This is no e-mail address that mail can be sent to.").In("email")
