package tongue

import (
	"encoding/json"
	"fmt"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// message is a sentence in each plural form; one without a number is the same
// in all of them.
type message [plural.Many + 1]string

func same(sentence string) message {
	var m message
	for i := range m {
		m[i] = sentence
	}
	return m
}

// forms are the plural forms by the names that catalogues and Intl have for
// them.
var forms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// UnmarshalJSON reads a string, or an object with the plural forms that the
// language has.
func (m *message) UnmarshalJSON(data []byte) error {
	var sentence string
	if json.Unmarshal(data, &sentence) == nil {
		*m = same(sentence)
		return nil
	}
	var sentences map[string]string
	if err := json.Unmarshal(data, &sentences); err != nil {
		return fmt.Errorf("tongue: a message is a string or its plural forms: %w", err)
	}
	*m = same(sentences["other"])
	for name, sentence := range sentences {
		form, ok := forms[name]
		if !ok {
			return fmt.Errorf("tongue: %q is no plural form", name)
		}
		m[form] = sentence
	}
	return nil
}

// form returns the plural form of a count.
func form(tag language.Tag, n int) plural.Form {
	return plural.Cardinal.MatchPlural(tag, n, 0, 0, 0, 0)
}
