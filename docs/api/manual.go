package api

import (
	"cmp"
	"slices"
	"strings"
)

// Manual is the description as people read it: the same, with references
// resolved and in the order of the files. It is plain text throughout.
type Manual struct {
	Title, Summary string
	Intro          Prose
	Steps          []Step // of a first session
	Groups         []Group
	Socket         Socket
	Codes          []Code
	Common         []string // codes that any call may meet
	Limits         []Limit
	Shapes         []Shape
}

// Prose is paragraphs of text.
type Prose []Paragraph

// Paragraph is text, in parts that are code and parts that are not.
type Paragraph []Part

// Part is a part of a paragraph.
type Part struct {
	Text string
	Code bool
}

// Step is one step of a first session, with what to type.
type Step struct{ ID, Summary, Source string }

// Group is calls that belong together.
type Group struct {
	ID, Name string
	Intro    Prose
	Calls    []Call
}

// Call is one call over HTTP.
type Call struct {
	ID, Method, Path, Summary string
	Intro                     Prose
	Anyone                    bool // may make it
	Elsewhere                 Prose
	Parameters                []Field
	Body                      *Shape
	Examples                  []string // of the body
	Answers                   []Answer
	Codes                     []string
	Sample                    string
}

// Answer is how a call may be answered when it holds.
type Answer struct {
	Status, Name, Example string
	Shapes                []string
	Text                  Prose
}

// Field is a parameter, or a field of a shape.
type Field struct {
	Name, In, Type string
	Shape          string // that the type names, if any
	Words          []string
	Bound          string
	Required       bool
	Text           Prose
}

// Shape is a value that calls and messages have in common.
type Shape struct {
	ID, Name string
	Intro    Prose
	Fields   []Field
	Words    []Word
	Example  string
}

// Word is one of the values of a shape.
type Word struct {
	Name string
	Text Prose
}

// Code is an error code.
type Code struct {
	Name, Status        string
	Retryable, Reserved bool
	Text                Prose
}

// Socket is what is said over a websocket.
type Socket struct {
	Intro        Prose
	Sample       string
	Codes        []string // that any command may meet
	FromServer   []Message
	FromClients  []Message
	CloseCodes   []CloseCode
	Limits       []Limit
	Summary, URL string
}

// Message is one kind of message.
type Message struct {
	ID, Type, Summary string
	Intro             Prose
	Shape             Shape
	Examples          []string
	Codes             []string
	Call              string // the id of the call that does the same, if any
}

// CloseCode is a code with which the server closes a socket.
type CloseCode struct {
	Code      string
	Reconnect bool
	Unseen    bool
	Text      Prose
}

// Limit is a bound.
type Limit struct {
	Value, Unit string
	Text        Prose
}

// Read reads the description. It fails for a broken build only.
func Read() (Manual, error) {
	openapi, asyncapi, err := read()
	if err != nil {
		return Manual{}, err
	}
	m := Manual{
		Title:   openapi.at("info", "title").text(),
		Summary: openapi.at("info", "summary").text(),
		Intro:   prose(openapi.at("info", "description").text()),
		Limits:  limits(openapi),
		Common:  openapi.at("components", "responses", "Trouble", "x-codes").texts(),
		Groups:  groups(openapi),
		Socket:  socket(asyncapi),
	}
	for _, id := range openapi.at("x-first-steps").texts() {
		for _, group := range m.Groups {
			for _, call := range group.Calls {
				if call.ID == id {
					m.Steps = append(m.Steps, Step{id, call.Summary, call.Sample})
				}
			}
		}
	}
	for _, word := range openapi.at("components", "schemas", "Code", "oneOf").items() {
		m.Codes = append(m.Codes, Code{
			Name: word.at("const").text(), Status: word.at("x-status").text(), Retryable: word.at("x-retryable").text() == "true",
			Reserved: word.at("x-reserved").text() == "true", Text: prose(word.at("description").text()),
		})
	}
	for name, schema := range openapi.at("components", "schemas").pairs() {
		m.Shapes = append(m.Shapes, shape(name, schema))
	}
	for name, schema := range asyncapi.at("components", "schemas").pairs() {
		m.Shapes = append(m.Shapes, shape(name, schema))
	}
	slices.SortFunc(m.Shapes, func(a, b Shape) int { return cmp.Compare(a.Name, b.Name) })
	return m, nil
}

func limits(t tree) []Limit {
	var list []Limit
	for _, limit := range t.at("x-limits").items() {
		list = append(list, Limit{limit.at("value").text(), limit.at("unit").text(), prose(limit.at("description").text())})
	}
	return list
}

func groups(openapi tree) []Group {
	var list []Group
	for _, tag := range openapi.at("tags").items() {
		name := tag.at("name").text()
		group := Group{ID: anchor(name), Name: name, Intro: prose(tag.at("description").text())}
		for path, item := range openapi.at("paths").pairs() {
			for method, operation := range item.pairs() {
				if slices.Contains(operation.at("tags").texts(), name) {
					group.Calls = append(group.Calls, call(openapi, path, method, item, operation))
				}
			}
		}
		list = append(list, group)
	}
	return list
}

func call(openapi tree, path, method string, item, operation tree) Call {
	c := Call{
		ID: operation.at("operationId").text(), Method: strings.ToUpper(method), Path: path, Summary: operation.at("summary").text(),
		Intro: prose(operation.at("description").text()), Codes: operation.at("x-codes").texts(), Sample: sample(operation),
	}
	security := operation.at("security")
	if !security.there() {
		security = openapi.at("security")
	}
	for _, way := range security.items() {
		c.Anyone = c.Anyone || len(way.node.Content) == 0
	}
	for _, parameter := range append(item.at("parameters").items(), operation.at("parameters").items()...) {
		p := parameter.target()
		f := field(p.at("name").text(), p.at("schema"))
		f.In, f.Required, f.Text = p.at("in").text(), p.at("required").text() == "true", prose(p.at("description").text())
		c.Parameters = append(c.Parameters, f)
	}
	if body := operation.at("requestBody", "content", "application/json"); body.there() {
		of := body.at("schema")
		s := shape("", of)
		for _, one := range append(of.at("allOf").items(), of) {
			s.Name = cmp.Or(s.Name, one.name())
		}
		c.Body = &s
		if example := body.at("example"); example.there() {
			c.Examples = append(c.Examples, example.pretty())
		}
		for _, example := range body.at("examples").pairs() {
			c.Examples = append(c.Examples, example.at("value").pretty())
		}
	}
	for status, response := range operation.at("responses").pairs() {
		if status < "4" {
			c.Answers = append(c.Answers, answer(status, response))
		}
	}
	return c
}

func answer(status string, response tree) Answer {
	a := Answer{Status: status, Text: prose(response.at("description").text())}
	content := response.at("content", "application/json")
	for _, schema := range append(content.at("schema", "oneOf").items(), content.at("schema")) {
		if name := schema.name(); name != "" {
			a.Shapes = append(a.Shapes, name)
		}
	}
	if example := content.at("example"); example.there() {
		a.Example = example.pretty()
	}
	return a
}

func sample(of tree) string {
	for _, one := range of.at("x-codeSamples").items() {
		return one.at("source").text()
	}
	return ""
}

func socket(asyncapi tree) Socket {
	live := asyncapi.at("channels", "live")
	s := Socket{
		Intro: prose(asyncapi.at("info", "description").text()), Summary: live.at("summary").text(), URL: live.at("address").text(),
		Sample: sample(live), Codes: live.at("x-codes").texts(), Limits: limits(asyncapi),
		FromServer:  messages(asyncapi, "follow"),
		FromClients: messages(asyncapi, "command"),
	}
	for _, code := range asyncapi.at("x-close-codes").items() {
		s.CloseCodes = append(s.CloseCodes, CloseCode{
			code.at("code").text(), code.at("reconnect").text() == "true", code.at("unseen").text() == "true",
			prose(code.at("description").text()),
		})
	}
	return s
}

func messages(asyncapi tree, operation string) []Message {
	var list []Message
	for _, ref := range asyncapi.at("operations", operation, "messages").items() {
		name, of := ref.name(), ref.target()
		m := Message{
			ID: "message-" + name, Type: name, Summary: of.at("summary").text(), Intro: prose(of.at("description").text()),
			Shape: shape("", of.at("payload").target()), Codes: of.at("x-codes").texts(),
			Call: of.at("x-operation").text(),
		}
		for _, example := range of.at("examples").items() {
			m.Examples = append(m.Examples, example.at("payload").pretty())
		}
		list = append(list, m)
	}
	return list
}

func anchor(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

// prose splits a text into paragraphs, and these at their backticks.
func prose(text string) Prose {
	var all Prose
	for block := range strings.SplitSeq(text, "\n\n") {
		var paragraph Paragraph
		for i, part := range strings.Split(strings.Join(strings.Fields(block), " "), "`") {
			if part != "" {
				paragraph = append(paragraph, Part{part, i%2 == 1})
			}
		}
		if len(paragraph) > 0 {
			all = append(all, paragraph)
		}
	}
	return all
}
