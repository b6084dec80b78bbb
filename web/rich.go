package web

import (
	"fmt"
	"html/template"
	"strings"
)

// rich puts markup into the places of a sentence: {name} stands for the value
// after the name among args. The sentence and plain values are text, and only
// what a template's own functions made (own, bold, link) is markup.
func rich(sentence string, args []any) template.HTML {
	var pairs []string
	for i := 0; i+1 < len(args); i += 2 {
		markup, ok := args[i+1].(template.HTML)
		if !ok {
			markup = escaped(fmt.Sprint(args[i+1]))
		}
		pairs = append(pairs, fmt.Sprintf("{%v}", args[i]), string(markup))
	}
	return template.HTML(strings.NewReplacer(pairs...).Replace(template.HTMLEscapeString(sentence))) //nolint:gosec // escaped above
}

func escaped(text string) template.HTML {
	return template.HTML(template.HTMLEscapeString(text)) //nolint:gosec // it is escaped
}

// own is a text of people, which keeps its own direction.
func own(text string) template.HTML { return "<bdi>" + escaped(text) + "</bdi>" }

func bold(text string) template.HTML { return "<b>" + escaped(text) + "</b>" }

// link leads to a page of ours.
func link(path, text string) template.HTML {
	return `<a href="` + escaped(path) + `">` + escaped(text) + "</a>"
}
