package api

import (
	"slices"
	"strings"
)

// shape reads a schema with all that it is composed of.
func shape(name string, schema tree) Shape {
	s := Shape{ID: "shape-" + name, Name: name, Intro: prose(schema.at("description").text())}
	for _, word := range schema.at("oneOf").items() {
		if value := word.at("const"); value.there() {
			s.Words = append(s.Words, Word{value.text(), prose(word.at("description").text())})
		}
	}
	if examples := schema.at("examples").items(); len(examples) > 0 {
		s.Example = examples[0].pretty()
	}
	required := requiredOf(schema)
	for _, part := range partsOf(schema) {
		for name, property := range part.at("properties").pairs() {
			f := field(name, property)
			f.Required = slices.Contains(required, name)
			i := slices.IndexFunc(s.Fields, func(known Field) bool { return known.Name == name })
			if i < 0 {
				s.Fields = append(s.Fields, f)
			} else if len(f.Text) == 0 { // a narrower type of a field that is described already
				f.Text = s.Fields[i].Text
				s.Fields[i] = f
			}
		}
	}
	return s
}

// partsOf returns what a schema is composed of, itself last.
func partsOf(schema tree) []tree {
	var all []tree
	schema = schema.target()
	for _, part := range schema.at("allOf").items() {
		all = append(all, partsOf(part)...)
	}
	return append(all, schema)
}

func requiredOf(schema tree) []string {
	var all []string
	for _, part := range partsOf(schema) {
		all = append(all, part.at("required").texts()...)
	}
	return all
}

// field reads the schema of one field.
func field(name string, schema tree) Field {
	f := Field{Name: name, Text: prose(schema.at("description").text())}
	base := schema
	if parts := schema.at("allOf").items(); len(parts) == 1 {
		base = parts[0]
	}
	f.Type, f.Shape = typeOf(base)
	if f.Shape == "" && f.Type == "" {
		f.Type = "object"
	}
	if len(f.Text) == 0 {
		f.Text = prose(base.target().at("description").text())
	}
	f.Words = schema.at("enum").texts()
	for _, word := range schema.at("oneOf").items() {
		f.Words = append(f.Words, word.at("const").text())
	}
	if value := schema.at("const"); value.there() {
		f.Type, f.Words = "", []string{value.text()}
	}
	f.Bound = boundOf(schema)
	return f
}

// typeOf returns how a type is called, and the shape that it names.
func typeOf(schema tree) (kind, shape string) {
	if name := schema.name(); name != "" {
		return "", name
	}
	if items := schema.at("items"); items.there() {
		inner, of := typeOf(items)
		return strings.TrimSpace("list of " + inner), of
	}
	if values := schema.at("additionalProperties"); values.there() {
		_, of := typeOf(values)
		return "object of", of
	}
	if kinds := schema.at("type").texts(); len(kinds) > 0 {
		return strings.Join(kinds, " or "), ""
	}
	return schema.at("type").text(), ""
}

func boundOf(schema tree) string {
	least, most := schema.at("minimum").text(), schema.at("maximum").text()
	switch characters, length := schema.at("x-characters").text(), schema.at("maxLength").text(); {
	case characters != "":
		return "at most " + characters + " characters"
	case length != "":
		return "at most " + length + " bytes"
	case most != "":
		return least + " to " + most
	case least != "" && least != "0":
		return "from " + least
	default:
		return ""
	}
}
