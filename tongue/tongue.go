// Package tongue holds the languages of pages and mails: which one a reader
// wants, and what each sentence is called in it. It knows sentences, plurals
// and dates, and never what a sentence is for.
package tongue

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// catalogues are one file for each language but English, whose sentences are
// the keys. The scripts of pages read the same files: web/build gives each
// page the part that its script needs.
//
//go:embed messages/*.json
var catalogues embed.FS

// Tongue is a language that pages speak. It never changes.
type Tongue struct {
	Tag  string // as in <html lang>
	Name string // in the language itself
	Dir  string // ltr or rtl

	tag      language.Tag
	messages map[string]message // nil in English, which is what the code says
	dates    dates
}

// All are the languages, English first: what nobody can read is shown in it.
var All = []*Tongue{
	load(&Tongue{Tag: "en", Name: "English", Dir: "ltr", dates: english}),
	load(&Tongue{Tag: "de", Name: "Deutsch", Dir: "ltr", dates: german}),
	load(&Tongue{Tag: "ar", Name: "العربية", Dir: "rtl", dates: arabic}),
}

// English is what the code says.
var English = All[0]

// catalogue is the file of a language. The keys are sentences: what pages say,
// and what the server says when it refuses; "code:" and an error's code stand
// for refusals that have no translation of their own.
type catalogue struct {
	Pages    map[string]message `json:"pages"`
	Board    map[string]message `json:"board refusals"`
	Crew     map[string]message `json:"crew refusals"`
	Accounts map[string]message `json:"account refusals"`
}

// load reads a language's catalogue. It panics for a broken build only.
func load(t *Tongue) *Tongue {
	t.tag = language.MustParse(t.Tag)
	if t.Tag == "en" {
		return t
	}
	data, err := catalogues.ReadFile("messages/" + t.Tag + ".json")
	if err != nil {
		panic(fmt.Errorf("tongue: opening a catalogue: %w", err))
	}
	var read catalogue
	if err := json.Unmarshal(data, &read); err != nil {
		panic(fmt.Errorf("tongue: reading the catalogue of %s: %w", t.Name, err))
	}
	t.messages = map[string]message{}
	for _, group := range []map[string]message{read.Pages, read.Board, read.Crew, read.Accounts} {
		for sentence, m := range group {
			t.messages[sentence] = m
		}
	}
	return t
}

var matcher = func() language.Matcher {
	var tags []language.Tag
	for _, t := range All {
		tags = append(tags, t.tag)
	}
	return language.NewMatcher(tags)
}()

// Best returns the language for a reader: the one that they chose, else the
// best for what their browser accepts, as Accept-Language says it.
func Best(chosen, accepted string) *Tongue {
	if t := Named(chosen); t != nil {
		return t
	}
	_, i := language.MatchStrings(matcher, accepted)
	return All[i]
}

// Named returns the language with a tag, nil when pages do not speak it.
func Named(tag string) *Tongue {
	for _, t := range All {
		if t.Tag == tag {
			return t
		}
	}
	return nil
}

// Say says an English sentence in the language. The arguments are names and
// values, in turns: {name} in the sentence stands for its value.
func (t *Tongue) Say(sentence string, args ...any) string {
	return t.fill(t.message(sentence)[plural.Other], args)
}

// Count is Say for a sentence with a number in it, {n}: one is it in English
// for 1, and many, for all other numbers, is the key.
func (t *Tongue) Count(n int, one, many string, args ...any) string {
	sentence := t.message(many)[form(t.tag, n)]
	if t.messages == nil && n == 1 {
		sentence = one
	}
	return t.fill(sentence, append([]any{"n", n}, args...))
}

// Mark is for a sentence that is said later, by Say: it makes it known to the
// test that holds the catalogues complete.
func Mark(sentence string) string { return sentence }

// Refusal says why the server refused something, by the English sentence and
// the values in it, or else by the code of the error.
func (t *Tongue) Refusal(code, sentence string, values map[string]string) string {
	var args []any
	for name, value := range values {
		args = append(args, name, value)
	}
	for _, key := range []string{sentence, "code:" + code, "code:internal"} {
		if _, ok := t.messages[key]; ok {
			return t.Say(key, args...)
		}
	}
	return t.Say(sentence, args...)
}

// message returns a sentence in all of its forms.
func (t *Tongue) message(sentence string) message {
	if m, ok := t.messages[sentence]; ok {
		return m
	}
	return same(sentence)
}

// fill puts values in their places. In a line from right to left the texts of
// people keep their own direction, and what surrounds them keeps its order.
func (t *Tongue) fill(sentence string, args []any) string {
	if len(args) == 0 {
		return sentence
	}
	var pairs []string
	for i := 0; i+1 < len(args); i += 2 {
		value := fmt.Sprint(args[i+1])
		if t.Dir == "rtl" && strings.ContainsFunc(value, unicode.IsLetter) {
			value = "\u2068" + value + "\u2069" // first strong isolate, and its end
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), value)
	}
	return strings.NewReplacer(pairs...).Replace(sentence)
}
