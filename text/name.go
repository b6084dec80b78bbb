package text

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

// ErrReserved refuses a name that sounds like the crew.
var ErrReserved = board.Errorf(board.NameReserved, "This name is kept for the crew; please choose another.")

// Name cleans a nickname that a guest chose; it may be empty. A name that
// looks like that of somebody with a say, in whichever letters it is written,
// is refused. Errors: as [Clean], and name_reserved.
func Name(field, s string) (string, error) {
	s, err := Clean(field, s, MaxName, false)
	if err != nil {
		return "", err
	}
	if Reserved(s) {
		return "", ErrReserved.In(field)
	}
	return s, nil
}

// AccountName is Name for an account, which has to have one. Errors: as
// [Name], and required.
func AccountName(field, s string) (string, error) {
	if s, err := Clean(field, s, MaxName, true); err != nil {
		return s, err
	}
	return Name(field, s)
}

// Reserved reports whether a name reads like a role rather than a person:
// "DJ", "the mod", "Cueslip Admin". "DJ Dave" is a person.
func Reserved(name string) bool {
	words := skeleton(name)
	joined := strings.Join(words, "")
	for _, word := range unmistakable {
		if strings.Contains(joined, word) {
			return true
		}
	}
	if slices.Contains(roles, joined) || slices.Contains(roles, strings.TrimPrefix(joined, "the")) {
		return true
	}
	some := false
	for _, word := range words {
		switch {
		case slices.Contains(roles, word):
			some = true
		case !slices.Contains(fillers, word) && strings.Trim(word, "23456789") != "":
			return false
		}
	}
	return some
}

// Untitled returns the person that a name is of, spelled for comparing, and
// whether it adds a role or an assurance: "DJ Nova" and "the real N0va" are of
// the person whom "Nova" is of, "Nova" by itself adds nothing.
func Untitled(name string) (person string, titled bool) {
	words := skeleton(name)
	whole := strings.Join(words, "")
	person = strings.Join(slices.DeleteFunc(words, func(word string) bool {
		return slices.Contains(roles, word) || slices.Contains(fillers, word)
	}), "")
	for _, title := range titles {
		person = strings.TrimPrefix(person, title)
	}
	return person, person != "" && person != whole
}

// Written as skeletons: look-alike letters are already one.
var (
	unmistakable = fold("cueslip", "moderator", "administrator")
	roles        = fold("dj", "djs", "deejay", "deejays", "admin", "admins", "mod", "mods", "host", "cohost", "owner", "crew", "staff", "system", "support", "clock")
	titles       = fold("dj", "deejay") // also written together with the name
	fillers      = fold("the", "a", "your", "our", "real", "official", "team", "event", "bot", "here", "of", "tonight", "1", "0")
)

func fold(words ...string) []string {
	folded := make([]string, len(words))
	for i, word := range words {
		folded[i] = strings.Join(skeleton(word), "")
	}
	return folded
}

// skeleton returns the words of a name, each reduced to the plain Latin
// letters that it looks like; names that look alike have the same skeleton.
func skeleton(name string) []string {
	var plain strings.Builder
	for _, r := range norm.NFKD.String(strings.TrimRight(name, "! ")) {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
			continue
		case r >= '\U0001F150' && r <= '\U0001F169': // negative circled letters
			r = 'a' + r - '\U0001F150'
		case r >= '\U0001F170' && r <= '\U0001F189': // negative squared letters
			r = 'a' + r - '\U0001F170'
		case r >= '\U0001F1E6' && r <= '\U0001F1FF': // regional indicators, shown as letters where flags are missing
			r = 'a' + r - '\U0001F1E6'
		}
		if like, ok := lookalikes[r]; ok {
			r = like
		}
		r = unicode.ToLower(r)
		if like, ok := lookalikes[r]; ok {
			r = like
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			r = ' '
		}
		plain.WriteRune(r)
	}
	s := strings.NewReplacer("rn", "m", "vv", "w").Replace(plain.String())
	words := strings.Fields(s)
	for i, word := range words {
		if trimmed := strings.TrimRight(word, "23456789"); trimmed != "" {
			words[i] = trimmed // DJ2 is another DJ
		}
	}
	return words
}

// lookalikes maps characters to the Latin letter that they pass for. i, l, 1
// and the bar are one letter, and so are o and 0.
var lookalikes = table(
	"a", "АаΑαᴀɑ@4ՁᎪ", "b", "ВвΒβʙᏴ", "c", "СсϹϲᴄᏟ¢", "d", "ԀԁᴅÐðĐđƉƊɖɗᎠᗪ", "e", "ЕеΕεᴇɛ3ᎬЄє€",
	"f", "Ғғƒꜰ", "g", "ɡɢցԌᏀ", "h", "НнΗһҺհʜᎻ", "j", "ЈјͿϳᴊȷɈɉʝᎫ", "k", "КкΚκᴋᏦ", "m", "МмΜμᴍᎷ",
	"l", "iІіΙιӀӏıɩɪ1|!lʟւᎥᏞŁłℓ", "n", "ΝηпɴոᴎПŋ", "o", "ОоΟοσᴏօ0ØøᎤՕ", "p", "РрΡρᴘᏢ", "q", "Ԛԛ",
	"r", "гʀᖇᎡꮁ", "s", "Ѕѕꜱ5$ςՏᏚ", "t", "ТтΤτᴛ7ᎢŦŧ+", "u", "υսᴜʋՍ", "v", "νѵѴᴠᏙ", "w", "ԜԝωᴡᏔшШ",
	"x", "ХхΧχ×", "y", "УуΥγүʏ", "z", "ΖζᴢᏃ",
)

func table(pairs ...string) map[rune]rune {
	m := map[rune]rune{}
	for i := 0; i < len(pairs); i += 2 {
		for _, r := range pairs[i+1] {
			m[r] = rune(pairs[i][0])
		}
	}
	return m
}
