package text

import (
	"strings"
	"unicode"
)

const (
	zwnj = '\u200c'
	zwj  = '\u200d'
)

// flags takes out the three flags that are spelled with tag characters; any
// other use of tags is hidden text.
var flags = strings.NewReplacer(
	"\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "\U0001F3F4", // England
	"\U0001F3F4\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F", "\U0001F3F4", // Scotland
	"\U0001F3F4\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "\U0001F3F4", // Wales
)

var rightToLeft = []*unicode.RangeTable{
	unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam,
}

// joining are the scripts whose spelling uses joiners and non-joiners.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Phags_Pa, unicode.Mandaic,
	unicode.Manichaean, unicode.Adlam, unicode.Hanifi_Rohingya, unicode.Devanagari, unicode.Bengali,
	unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada,
	unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Balinese,
	unicode.Javanese, unicode.Lao, unicode.Thai,
}

// allowed reports whether r may stand between prev and next, which are 0 or
// U+FFFD at the ends of the text. rtl: the text has letters that run leftwards.
func allowed(prev, r, next rune, rtl bool) bool {
	switch {
	case r == zwj:
		return unicode.In(prev, joining...) || pictorial(prev) && pictorial(next)
	case r == zwnj:
		return unicode.In(prev, joining...)
	case r == '\u200e' || r == '\u200f' || r == '\u061c': // direction marks, harmless where both directions meet
		return rtl
	case r == '\uFFFD' || r == '\uFFFC' || noncharacter(r):
		return false
	case variation(r):
		return prev != 0 && prev != ' ' && !mark(prev) && !unicode.In(prev, unicode.Latin) && (r <= '\uFE0F' || unicode.In(prev, unicode.Han))
	case unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return true
	default:
		return !unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point)
	}
}

// invisible reports whether r by itself shows nothing.
func invisible(r rune) bool {
	return variation(r) || r == '\u2800' ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r) && !directs(r)
}

// directs reports whether r overrides or isolates direction.
func directs(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}

// mark reports whether r stacks on the character before it.
func mark(r rune) bool { return unicode.In(r, unicode.Mn, unicode.Me) }

func variation(r rune) bool {
	return r >= '\uFE00' && r <= '\uFE0F' || r >= '\U000E0100' && r <= '\U000E01EF'
}

func noncharacter(r rune) bool {
	return r >= '\uFDD0' && r <= '\uFDEF' || r&0xFFFE == 0xFFFE
}

// pictorial reports whether r can take part in a joined emoji: a pictograph,
// its selector or its tone. It is wider than the Unicode property, which the
// standard library lacks; letters, digits and spaces are never in it.
func pictorial(r rune) bool {
	switch {
	case r == '\uFE0F', r == '\u00A9', r == '\u00AE', r == '\u203C', r == '\u2049':
		return true
	case r >= '\u2190' && r <= '\u2BFF', r >= '\u3030' && r <= '\u303D', r >= '\u3297' && r <= '\u3299':
		return true
	default:
		return r >= '\U0001F000' && r <= '\U0001FAFF'
	}
}
