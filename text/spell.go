package text

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	goaway "github.com/TwiN/go-away"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

var (
	bracketed  = regexp.MustCompile(`[(\[{][^)\]}]*[)\]}]`)
	featuring  = regexp.MustCompile(` (feat|ft|featuring) .*$`)
	apostrophe = strings.NewReplacer("'", "", "’", "", "`", "", "´", "", "&", " and ")
)

// Plain spells a text for comparing: case, accents, punctuation, what stands
// in brackets and who features do not matter. What is left are words between
// single spaces; nothing, if there is no letter and no digit.
// web/app/core/text.ts and dashboard/similar.ts compare alike.
func Plain(s string) string {
	s = words(bracketed.ReplaceAllString(apostrophe.Replace(s), " "))
	return featuring.ReplaceAllString(s, "")
}

// words reduces a text to its words, all of them.
func words(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(cases.Fold().String(norm.NFKC.String(s))) {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(r)
		case unicode.Is(unicode.M, r):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// Spell spells what a request says, for comparing it with others and with what
// an event does not take. others are its further texts.
func Spell(title, artist string, others ...string) board.Spelling {
	all := words(strings.Join(append([]string{title, artist}, others...), " "))
	title, artist = Plain(title), Plain(artist)
	bag := strings.Fields(title + " " + artist)
	slices.Sort(bag)
	return board.Spelling{Song: cut(strings.Join(bag, " ")), Title: title, Artist: cut(artist), Words: all}
}

// Key returns how what a block is about is spelled, "" if that is nothing.
func Key(b board.Block) string {
	switch b.Kind {
	case board.BlockSong:
		return Spell(b.Title, b.Artist).Song
	case board.BlockArtist:
		return cut(Plain(b.Artist))
	default:
		return cut(words(b.Word))
	}
}

// maxSpelling is how many bytes of a spelling count. Postgres has no index for
// much longer ones, and no song needs them, though a text of many joined letters
// may have thousands.
const maxSpelling = 1000

// cut returns as much of a spelling as counts.
func cut(s string) string {
	if len(s) <= maxSpelling {
		return s
	}
	end := maxSpelling
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return strings.TrimRight(s[:end], " ")
}

// Rude reports whether a text may be rude, by a list of English words that a
// library keeps. It is a hint for the DJ and no more: it flags real artists,
// and misses most languages.
// It is safe for concurrent use, as the library's own shortcut is not.
func Rude(texts ...string) bool { return rude.IsProfane(strings.Join(texts, " \n ")) }

var rude = goaway.NewProfanityDetector()
