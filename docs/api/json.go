package api

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// line is how long a value may be to stay on one line.
const line = 76

// pretty spells a value as JSON, its fields in the order in which they are
// written, each level on lines of its own unless it is short.
func (t tree) pretty() string {
	var out strings.Builder
	t.write(&out, "")
	return out.String()
}

func (t tree) write(out *strings.Builder, indent string) {
	flat := t.flat()
	if utf8.RuneCountInString(indent)+utf8.RuneCountInString(flat) <= line || t.node.Kind == yaml.ScalarNode {
		out.WriteString(flat)
		return
	}
	inner := indent + "  "
	between := ""
	if t.node.Kind == yaml.SequenceNode {
		out.WriteString("[")
		for _, item := range t.items() {
			out.WriteString(between + "\n" + inner)
			item.write(out, inner)
			between = ","
		}
		out.WriteString("\n" + indent + "]")
		return
	}
	out.WriteString("{")
	for name, value := range t.pairs() {
		out.WriteString(between + "\n" + inner + quoted(name) + ": ")
		value.write(out, inner)
		between = ","
	}
	out.WriteString("\n" + indent + "}")
}

// flat spells a value on one line.
func (t tree) flat() string {
	var parts []string
	switch t.node.Kind {
	case yaml.SequenceNode:
		for _, item := range t.items() {
			parts = append(parts, item.flat())
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		for name, value := range t.pairs() {
			parts = append(parts, quoted(name)+": "+value.flat())
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		if t.node.Tag == "!!str" {
			return quoted(t.node.Value)
		}
		return t.node.Value
	}
}

func quoted(s string) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic(err) // a string always encodes
	}
	return strings.TrimSpace(out.String())
}
