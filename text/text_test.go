package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

func TestTextIsTidied(t *testing.T) {
	for name, test := range map[string]struct{ in, want string }{
		"plain":                       {"Take the Tram", "Take the Tram"},
		"trimmed":                     {"  Take the Tram \u00a0", "Take the Tram"},
		"runs of white space":         {"Take \u2003 the\u3000Tram", "Take the Tram"},
		"composed":                    {"Salome\u0301", "Salomé"},
		"markup stays text":           {`<img onerror=alert(1)>`, `<img onerror=alert(1)>`},
		"formula stays text":          {`=HYPERLINK("x")`, `=HYPERLINK("x")`},
		"emoji family":                {"👨‍👩‍👧‍👦 party", "👨‍👩‍👧‍👦 party"},
		"kiss with skin tones":        {"👩🏻‍❤️‍💋‍👨🏽", "👩🏻‍❤️‍💋‍👨🏽"},
		"heart on fire":               {"❤️‍🔥", "❤️‍🔥"},
		"rainbow flag":                {"🏳️‍🌈", "🏳️‍🌈"},
		"flag of Wales":               {"🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F", "🏴\U000E0067\U000E0062\U000E0077\U000E006C\U000E0073\U000E007F"},
		"keycap":                      {"7\uFE0F\u20E3 Rings", "7\uFE0F\u20E3 Rings"},
		"Persian with a non-joiner":   {"می‌خواهم", "می‌خواهم"},
		"Sinhala with a joiner":       {"ශ්‍රී ලංකා", "ශ්‍රී ලංකා"},
		"Hebrew with a mark":          {"שלום\u200f (live)", "שלום\u200f (live)"},
		"Vietnamese":                  {"Chắc Ai Đó Sẽ Về", "Chắc Ai Đó Sẽ Về"},
		"Thai":                        {"ก็แค่นี้", "ก็แค่นี้"},
		"Hebrew points":               {"שָׁלוֹם", "שָׁלוֹם"},
		"styled letters are no crime": {"𝔻𝕒𝕟𝕔𝕖", "𝔻𝕒𝕟𝕔𝕖"},
		"four marks":                  {"Z\u0300\u0316\u0317\u0318", "Z\u0316\u0317\u0318\u0300"},
		"Han with a variation":        {"葛\U000E0100城", "葛\U000E0100城"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Clean("title", test.in, MaxTitle, true)
			if err != nil || got != test.want {
				t.Errorf("Clean(%+q) = %+q, %v; want %+q", test.in, got, err, test.want)
			}
		})
	}
}

func TestTextThatCannotBeShownIsRefused(t *testing.T) {
	for name, test := range map[string]struct {
		in   string
		want board.Code
	}{
		"empty":                      {"", board.Required},
		"spaces":                     {" \u3000 ", board.Required},
		"line ends only":             {"\r\n", board.Required},
		"zero-width only":            {"\u200b\u200d\ufeff", board.Required},
		"fillers only":               {"\u3164 \u115f\u2800", board.Required},
		"tags only":                  {"\U000E0041\U000E0042", board.Required},
		"NUL":                        {"a\x00b", board.InvalidText},
		"newline":                    {"one\ntwo", board.InvalidText},
		"tab":                        {"one\ttwo", board.InvalidText},
		"line separator":             {"one\u2028two", board.InvalidText},
		"C1 control":                 {"a\u0085b", board.InvalidText},
		"escape":                     {"\x1b[31mred", board.InvalidText},
		"override":                   {"abc\u202egpj.exe", board.InvalidText},
		"override alone":             {"\u202e", board.InvalidText},
		"isolate":                    {"a\u2066b\u2069", board.InvalidText},
		"tag characters":             {"hi\U000E0068\U000E0069", board.InvalidText},
		"a made-up flag":             {"🏴\U000E0061\U000E0062\U000E007F", board.InvalidText},
		"zero-width space":           {"pay\u200bpal", board.InvalidText},
		"joiner between letters":     {"a\u200db", board.InvalidText},
		"non-joiner between letters": {"a\u200cb", board.InvalidText},
		"joiner at the end":          {"👨\u200d", board.InvalidText},
		"soft hyphen":                {"a\u00adb", board.InvalidText},
		"direction mark in Latin":    {"a\u200fb", board.InvalidText},
		"byte order mark":            {"\ufeffsong", board.InvalidText},
		"fifty marks":                {"Z" + strings.Repeat("\u0301", 50), board.InvalidText},
		"marks around joiners":       {"क" + strings.Repeat("\u0301\u200d", 8), board.InvalidText},
		"leading mark":               {"\u0301a", board.InvalidText},
		"selector after a letter":    {"a\ufe0f", board.InvalidText},
		"hidden bytes in selectors":  {"😀\U000E0101\U000E0102", board.InvalidText},
		"endless emoji":              {strings.TrimSuffix(strings.Repeat("👨\u200d", 60), "\u200d"), board.InvalidText},
		"replacement character":      {"a\ufffdb", board.InvalidText},
		"invalid UTF-8":              {"a\xffb", board.InvalidText},
		"surrogate":                  {"a\xed\xa0\x80b", board.InvalidText},
		"noncharacter":               {"a\uffffb", board.InvalidText},
		"noncharacter, Arabic block": {"a\ufdd0b", board.InvalidText},
		"private use":                {"\ue000", board.InvalidText},
		"annotation":                 {"a\ufff9b", board.InvalidText},
		"ten thousand":               {strings.Repeat("a", 10_000), board.TooLong},
		"one more than fits":         {strings.Repeat("é", MaxTitle+1), board.TooLong},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Clean("title", test.in, MaxTitle, true)
			if board.CodeOf(err) != test.want {
				t.Errorf("Clean(%+q) = %+q, %v; want %s", test.in, got, err, test.want)
			}
		})
	}
}

func TestOptionalTextMayBeBlank(t *testing.T) {
	for _, s := range []string{"", "  ", "\u200b"} {
		if got, err := Clean("note", s, MaxNote, false); got != "" || err != nil {
			t.Errorf("Clean(%+q) = %+q, %v; want nothing", s, got, err)
		}
	}
}

func TestLengthsAreCountedAsPeopleCount(t *testing.T) {
	family := strings.Repeat("👨‍👩‍👧‍👦", MaxName)
	if _, err := Clean("name", family, MaxName, true); err != nil {
		t.Errorf("%d families do not fit: %v", MaxName, err)
	}
	if _, err := Clean("name", family+"!", MaxName, true); board.CodeOf(err) != board.TooLong {
		t.Errorf("one character too many: %v", err)
	}
}

func TestNamesOfTheCrewAreReserved(t *testing.T) {
	for _, name := range []string{
		"DJ", "dj", "D J", "D.J.", "The DJ", "DJ!", "DJ 2", "DJ 1", "DJ2", "ＤＪ", "𝐃𝐉", "Ⓓⓙ", "🅳🅹", "ᴅᴊ", "ԁј", "DЈ", "Ðj", "ĎĴ", "d\u0323j",
		"🇩🇯", "★ DJ ★", "Dj-", "your dj", "admin", "Аdmin", "аdmіn", "adm1n", "ADM|N", "adrnin", "@dmin", "αdmin", "ΑDΜΙΝ", "Admin Team",
		"moderator", "m0derat0r", "Моderator", "xX_moderator_Xx", "MOD", "mods", "cueslip", "Cues1ip", "cue slip", "CUESLIP Support",
		"сueslip", "host", "The Host", "owner", "crew", "staff", "official DJ", "administrat0r", "deejay",
	} {
		if _, err := Name("name", name); board.CodeOf(err) != board.NameReserved {
			t.Errorf("Name(%q): %v; want %s", name, err, board.NameReserved)
		}
	}
}

func TestPeopleKeepTheirNames(t *testing.T) {
	for _, name := range []string{
		"", "Ana", "DJ Dave", "Djamila", "Modesto", "Hosta", "Djordje", "Мод и Ко", "Юля", "Δήμητρα", "李小龙", "Ali 🇩🇯", "Crewe", "Jorn", "Edj", "P!nk", "!", "1",
		"Cue", "Slip", "Jo", "Dieter", "Jürgen", "Øystein", "Łukasz", "Modern Talking", "Admiral",
	} {
		if got, err := Name("name", name); err != nil {
			t.Errorf("Name(%q) = %q, %v", name, got, err)
		}
	}
	if _, err := Name("name", strings.Repeat("é", MaxName+1)); board.CodeOf(err) != board.TooLong {
		t.Errorf("a name of 25 characters: %v", err)
	}
}

func FuzzCleanTextStaysClean(f *testing.F) {
	for _, s := range []string{"Take the Tram", " a\u0301 ", "👨‍👩‍👧‍👦", "می‌خواهم", "a\u202eb", "\u1100\u1161\u11a8", "\u0344\u0300", "\u00a0\u0308x", "ශ්‍රී", "🏴\U000E0067"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean, err := Clean("title", s, MaxTitle, false)
		if err != nil {
			if code := board.CodeOf(err); code != board.InvalidText && code != board.TooLong {
				t.Fatalf("Clean(%+q): %v", s, err)
			}
			return
		}
		if again, err := Clean("title", clean, MaxTitle, false); err != nil || again != clean {
			t.Fatalf("Clean(%+q) = %+q, and that cleaned again %+q, %v", s, clean, again, err)
		}
		if !utf8.ValidString(clean) || !norm.NFC.IsNormalString(clean) || strings.ContainsFunc(clean, breaking) {
			t.Fatalf("Clean(%+q) = %+q, which is not clean", s, clean)
		}
		if uniseg.GraphemeClusterCount(clean) > MaxTitle || utf8.RuneCountInString(clean) > MaxTitle*maxCluster {
			t.Fatalf("Clean(%+q) is too long", s)
		}
		Reserved(clean)
	})
}

func TestANameIsToldFromItsTitle(t *testing.T) {
	for name, want := range map[string]struct {
		person string
		titled bool
	}{
		"Nova": {"nova", false}, "DJ Nova": {"nova", true}, "ԁЈ N0va": {"nova", true}, "djnova": {"nova", true}, "Nova (host)": {"nova", true},
		"the real Nova": {"nova", true}, "Anna Nova": {"annanova", false}, "Django": {"ango", true}, "the": {"", false}, "DJ": {"", false}, "": {"", false},
	} {
		want.person = strings.Join(skeleton(want.person), "")
		if person, titled := Untitled(name); person != want.person || titled != want.titled {
			t.Errorf("%q: %q, %v; want %q, %v", name, person, titled, want.person, want.titled)
		}
	}
}
