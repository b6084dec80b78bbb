package tongue

import (
	"strings"
	"testing"
	"time"
)

func TestAReaderGetsTheLanguageThatTheyChoseElseTheBestThatTheyAccept(t *testing.T) {
	for _, test := range []struct{ chosen, accepted, want string }{
		{"", "", "en"},
		{"", "fr", "en"},
		{"", "de-AT,de;q=0.9,en;q=0.8", "de"},
		{"", "ar-EG", "ar"},
		{"", "fr;q=0.9, ar;q=0.5, de;q=0.7", "de"},
		{"", "en-GB,ar;q=0.9", "en"},
		{"ar", "de", "ar"},
		{"en", "de", "en"},
		{"fr", "de", "de"}, // nobody speaks it
		{"", ";;q=,,\x00", "en"},
	} {
		if got := Best(test.chosen, test.accepted); got.Tag != test.want {
			t.Errorf("chosen %q, accepted %q: %s, want %s", test.chosen, test.accepted, got.Tag, test.want)
		}
	}
}

func TestCountsTakeTheFormThatTheirLanguageHasForThem(t *testing.T) {
	for _, test := range []struct {
		tag  string
		n    int
		want string
	}{
		{"en", 1, "1 request"},
		{"en", 2, "2 requests"},
		{"de", 1, "1 Wunsch"},
		{"de", 0, "0 Wünsche"},
		{"ar", 0, "لا طلبات"},
		{"ar", 1, "طلب واحد"},
		{"ar", 2, "طلبان"},
		{"ar", 3, "3 طلبات"},
		{"ar", 11, "11 طلبًا"},
		{"ar", 100, "100 طلب"},
		{"ar", 103, "103 طلبات"},
	} {
		if got := Named(test.tag).Count(test.n, "{n} request", "{n} requests"); got != test.want {
			t.Errorf("%s, %d: %q, want %q", test.tag, test.n, got, test.want)
		}
	}
}

func TestTextsOfPeopleKeepTheirDirectionInALineFromRightToLeft(t *testing.T) {
	const sentence = "Vote for {title}"
	if got := English.Say(sentence, "title", "Slow Ferry (Live)"); got != "Vote for Slow Ferry (Live)" {
		t.Errorf("English: %q", got)
	}
	if got := Named("ar").Say(sentence, "title", "Slow Ferry (Live)"); !strings.Contains(got, "\u2068Slow Ferry (Live)\u2069") {
		t.Errorf("Arabic: %q", got)
	}
}

func TestARefusalIsSaidByItsSentenceElseByItsCode(t *testing.T) {
	german := Named("de")
	values := map[string]string{"n": "24", "word": "{n}"}
	for _, test := range []struct{ code, sentence, english, want string }{
		{"event_ended", "This event has ended.", "This event has ended.", "Dieser Abend ist vorbei."},
		{"too_long", "Please keep this to {n} characters.", "Please keep this to 24 characters.", "Bitte höchstens 24 Zeichen."},
		{"blocked", "This event does not take “{word}”.", "This event does not take “{n}”.", "Dieser Abend nimmt „{n}“ nicht an."},
		{"too_long", "This is far too long: {n}.", "This is far too long: 24.", "Das ist zu lang."},
		{"a_new_one", "Nobody has seen this.", "Nobody has seen this.", "Etwas ist schiefgegangen. Versuch es bitte noch einmal."},
	} {
		if got := german.Refusal(test.code, test.sentence, values); got != test.want {
			t.Errorf("%s: %q, want %q", test.code, got, test.want)
		}
		if got := English.Refusal(test.code, test.sentence, values); got != test.english {
			t.Errorf("%s in English: %q", test.code, got)
		}
	}
}

func TestTimesAreWrittenAsTheLanguageWritesThem(t *testing.T) {
	at := time.Date(2026, time.May, 3, 21, 5, 0, 0, time.UTC)
	for tag, want := range map[string][3]string{
		"en": {"3 May 2026", "Sunday, 3 May 2026", "Sun 3 May 2026 21:05 UTC"},
		"de": {"3. Mai 2026", "Sonntag, 3. Mai 2026", "So., 3. Mai 2026, 21:05 UTC"},
		"ar": {"3 مايو 2026", "الأحد، 3 مايو 2026", "الأحد 3 مايو 2026، 21:05 UTC"},
	} {
		for style, want := range want {
			if got := Named(tag).At(at, Style(style)); got != want {
				t.Errorf("%s, style %d: %q, want %q", tag, style, got, want)
			}
		}
	}
}

func TestEveryMonthAndDayHasANameInEachLanguage(t *testing.T) {
	for _, tongue := range All[1:] {
		seen := map[string]time.Time{}
		for day := range 365 {
			at := time.Date(2026, time.January, 1+day, 0, 0, 0, 0, time.UTC)
			written := tongue.At(at, Moment)
			if other, twice := seen[written]; twice {
				t.Errorf("%s: %v and %v are both %q", tongue.Tag, at, other, written)
			}
			seen[written] = at
			if english := English.At(at, Date); tongue.At(at, Date) == english {
				t.Errorf("%s: %q is English", tongue.Tag, english)
			}
		}
	}
}
