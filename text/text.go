// Package text decides what may be shown on another person's screen. It tidies
// what people type and refuses what would deceive, disfigure or break a page:
// controls, direction overrides, invisible characters and piles of marks. It
// never judges meaning, and never escapes: that is the business of whoever
// shows the text.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

// The longest texts, in graphemes: what a person would call characters.
const (
	MaxTitle        = 200
	MaxArtist       = 200
	MaxName         = 24
	MaxDedication   = 140
	MaxAnnouncement = 140
	MaxNote         = 280
	MaxReason       = 280
	MaxZone         = 64
	MaxTokenName    = 40 // and of a passkey
)

const (
	maxMarks   = 4  // combining marks in a row: enough for every living script
	maxCluster = 16 // code points in one grapheme: the longest emoji has 10
)

// Clean returns s as it may be kept and shown: in NFC, without white space
// around it, and with single spaces inside. field names s in errors. Clean is
// idempotent.
//
// Errors: invalid_text; too_long for more than limit graphemes; required when
// nothing visible is left and required is set, where otherwise "" is returned.
func Clean(field, s string, limit int, required bool) (string, error) {
	if !utf8.ValidString(s) {
		return "", board.Errorf(board.InvalidText, "Text has to be UTF-8.").In(field)
	}
	if blank(s) {
		if required {
			return "", board.Errorf(board.Required, "Please fill this in.").In(field)
		}
		return "", nil
	}
	s = norm.NFC.String(s)
	if strings.ContainsFunc(s, breaking) {
		return "", board.Errorf(board.InvalidText, "Please write this on one line, without control characters.").In(field)
	}
	s = strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ")
	if err := examine(s); err != nil {
		return "", err.In(field)
	}
	if uniseg.GraphemeClusterCount(s) > limit {
		return "", board.Errorf(board.TooLong, "Please keep this to {n} characters.", "n", limit).In(field)
	}
	return s, nil
}

// blank reports whether nothing in s would be seen.
func blank(s string) bool {
	for _, r := range s {
		if !unicode.IsSpace(r) && !invisible(r) {
			return false
		}
	}
	return true
}

// breaking reports whether r is a control or ends a line.
func breaking(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// examine refuses a text on one line that may not be shown.
func examine(s string) *board.Error {
	rtl := strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, rightToLeft...) })
	rest := flags.Replace(s)
	if r, _ := utf8.DecodeRuneInString(s); mark(r) {
		return board.Errorf(board.InvalidText, "Text cannot begin with a combining mark.")
	}
	var prev rune
	marks := 0
	for i, r := range rest {
		next, _ := utf8.DecodeRuneInString(rest[i+utf8.RuneLen(r):])
		switch {
		case mark(r):
			if marks++; marks > maxMarks {
				return board.Errorf(board.InvalidText, "Too many combining marks in a row.")
			}
		case r != zwj && r != zwnj: // between marks, these hide no pile
			marks = 0
		}
		if !allowed(prev, r, next, rtl) {
			return board.Errorf(board.InvalidText, "This contains a character that cannot be shown safely; please leave out invisible ones.")
		}
		prev = r
	}
	for state := -1; s != ""; {
		var cluster string
		cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		if utf8.RuneCountInString(cluster) > maxCluster {
			return board.Errorf(board.InvalidText, "Too many characters are joined into one.")
		}
	}
	return nil
}
