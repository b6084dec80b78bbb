package web

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/cueslip/cueslip/docs/api"
)

// contract is docs/api. Every call and every message of every test of this
// package is held against it: what is sent and holds, and whatever comes back.
type contract struct {
	doc      *openapi3.T
	files    map[string]map[string]any // by name, as they are written
	calls    []*described              // over HTTP
	messages map[string]*described     // over a socket, by type
	common   map[bool][]string         // codes that any call may meet, and (true) any message

	compiling sync.Mutex
	compiler  *jsonschema.Compiler          // of both files; guarded by compiling
	compiled  map[string]*jsonschema.Schema // by pointer; guarded by compiling
}

// described is one call or one message of the contract.
type described struct {
	name    string // POST /api/v1/guests, or the type of a message
	pattern *regexp.Regexp
	route   routers.Route
	payload *jsonschema.Schema
	codes   []string
}

// theContract reads docs/api once for all tests.
var theContract = sync.OnceValues(func() (*contract, error) {
	c := &contract{files: map[string]map[string]any{}, messages: map[string]*described{}, common: map[bool][]string{}, compiled: map[string]*jsonschema.Schema{}}
	c.compiler = jsonschema.NewCompiler()
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	for _, name := range []string{"openapi.yaml", "asyncapi.yaml"} {
		data, err := api.Files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var written map[string]any
		if err := yaml.Unmarshal(data, &written); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(encode(written)))
		if err != nil {
			return nil, err
		}
		c.files[name] = plain.(map[string]any)
		if err := c.compiler.AddResource("https://cueslip.example/"+name, plain); err != nil {
			return nil, err
		}
	}
	if err := c.readCalls(); err != nil {
		return nil, err
	}
	return c, c.readMessages()
})

func (c *contract) readCalls() error {
	data, err := api.Files.ReadFile("openapi.yaml")
	if err != nil {
		return err
	}
	if c.doc, err = openapi3.NewLoader().LoadFromData(data); err != nil {
		return err
	}
	parameter := regexp.MustCompile(`\\\{(\w+)\\\}`)
	for path, item := range c.doc.Paths.Map() {
		for method, operation := range item.Operations() {
			c.calls = append(c.calls, &described{
				name:    method + " " + path,
				pattern: regexp.MustCompile("^" + parameter.ReplaceAllString(regexp.QuoteMeta(path), "(?P<$1>[^/]+)") + "$"),
				route:   routers.Route{Spec: c.doc, Server: c.doc.Servers[0], Path: path, PathItem: item, Method: method, Operation: operation},
				codes:   texts(operation.Extensions["x-codes"]),
			})
		}
	}
	c.common[false] = texts(c.doc.Components.Responses["Trouble"].Value.Extensions["x-codes"])
	return nil
}

func (c *contract) readMessages() error {
	for name, message := range c.at("asyncapi.yaml", "components", "messages") {
		payload, err := c.schema("asyncapi.yaml#/components/messages/" + name + "/payload")
		if err != nil {
			return err
		}
		c.messages[name] = &described{name: name, payload: payload, codes: texts(message.(map[string]any)["x-codes"])}
	}
	c.common[true] = texts(c.at("asyncapi.yaml", "channels", "live")["x-codes"])
	return nil
}

// at returns a part of a file.
func (c *contract) at(file string, path ...string) map[string]any {
	node := c.files[file]
	for _, step := range path {
		node, _ = node[step].(map[string]any)
	}
	return node
}

func texts(list any) []string {
	var out []string
	items, _ := list.([]any)
	for _, item := range items {
		out = append(out, item.(string))
	}
	return out
}

// call returns the description of a call, nil if there is none.
func (c *contract) call(method, path string) (*described, map[string]string) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, d := range c.calls {
		if found := d.pattern.FindStringSubmatch(path); d.route.Method == method && found != nil {
			values := map[string]string{}
			for i, name := range d.pattern.SubexpNames()[1:] {
				values[name], _ = url.PathUnescape(found[i+1])
			}
			return d, values
		}
	}
	return nil, nil
}

// checkCall says in what a call with these values in its path, or its answer,
// is not as described.
func (c *contract) checkCall(d *described, values map[string]string, r *http.Request, sent []byte, answer *http.Response, body []byte) error {
	if answer.StatusCode == http.StatusMethodNotAllowed {
		return nil
	}
	options := &openapi3filter.Options{
		AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, SkipSettingDefaults: true,
		ExcludeRequestBody: true, ExcludeResponseBody: true, // it would compile their schemas each time
	}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: values, Route: &d.route, Options: options}
	if answer.StatusCode < http.StatusBadRequest {
		err := openapi3filter.ValidateRequest(r.Context(), request)
		if err == nil {
			err = c.checkSent(d, r.Header.Get("Content-Type"), sent)
		}
		if err != nil {
			return fmt.Errorf("%s holds, but is not as described: %w", d.name, err)
		}
	}
	response := &openapi3filter.ResponseValidationInput{RequestValidationInput: request, Status: answer.StatusCode, Header: answer.Header, Options: options}
	err := openapi3filter.ValidateResponse(r.Context(), response)
	bodiless := r.Method == http.MethodHead || !strings.Contains(answer.Header.Get("Content-Type"), "json") || len(body) == 0
	if err == nil && !bodiless {
		err = c.checkAnswered(d, answer, body)
	}
	if err != nil {
		return fmt.Errorf("%s answers %d, but not as described: %w", d.name, answer.StatusCode, err)
	}
	if bodiless {
		return nil
	}
	if answer.StatusCode >= http.StatusBadRequest {
		return c.checkProblem(d, answer.StatusCode, body)
	}
	schema := answerSchema(c.at("openapi.yaml", "paths", d.route.Path, strings.ToLower(d.route.Method)), answer.StatusCode)
	return c.undescribed(d.name, "openapi.yaml", schema, body)
}

// checkSent says in what the body of a call is not as described.
func (c *contract) checkSent(d *described, kind string, sent []byte) error {
	body := d.route.Operation.RequestBody
	if body == nil || len(sent) == 0 {
		if body != nil && body.Value.Required {
			return errors.New("there is no body")
		}
		return nil
	}
	return c.checkContent(cmp.Or(body.Ref, d.pointer()+"/requestBody"), body.Value.Content, kind, sent)
}

// checkAnswered says in what the body of an answer is not as described.
func (c *contract) checkAnswered(d *described, answer *http.Response, body []byte) error {
	key := strconv.Itoa(answer.StatusCode)
	response := d.route.Operation.Responses.Value(key)
	if response == nil {
		key, response = "default", d.route.Operation.Responses.Default()
	}
	return c.checkContent(cmp.Or(response.Ref, d.pointer()+"/responses/"+key), response.Value.Content, answer.Header.Get("Content-Type"), body)
}

// pointer is where openapi.yaml has the call.
func (d *described) pointer() string {
	return "#/paths/" + strings.ReplaceAll(d.route.Path, "/", "~1") + "/" + strings.ToLower(d.route.Method)
}

// checkContent says in what data of a kind is not as what openapi.yaml has at a
// pointer, whose content this is.
func (c *contract) checkContent(pointer string, content openapi3.Content, kind string, data []byte) error {
	kind, _, err := mime.ParseMediaType(kind)
	switch {
	case err != nil:
		return err
	case len(content) == 0:
		return nil
	case content.Get(kind) == nil:
		return fmt.Errorf("its content is of the type %s", kind)
	case !strings.Contains(kind, "json"):
		return nil
	}
	schema, err := c.schema("openapi.yaml" + pointer + "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema")
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	return schema.Validate(value)
}

// schema returns what stands at a pointer into a file, which is compiled once.
func (c *contract) schema(pointer string) (*jsonschema.Schema, error) {
	c.compiling.Lock()
	defer c.compiling.Unlock()
	if known := c.compiled[pointer]; known != nil {
		return known, nil
	}
	schema, err := c.compiler.Compile("https://cueslip.example/" + pointer)
	if err == nil {
		c.compiled[pointer] = schema
	}
	return schema, err
}

func answerSchema(operation map[string]any, status int) map[string]any {
	node := operation
	for _, step := range []string{"responses", fmt.Sprint(status), "content", "application/json", "schema"} {
		node, _ = node[step].(map[string]any)
	}
	return node
}

func (c *contract) checkProblem(d *described, status int, body []byte) error {
	var p problem
	if err := json.Unmarshal(body, &p); err != nil {
		return err
	}
	code := string(p.Code)
	if !slices.Contains(d.codes, code) && !slices.Contains(c.common[false], code) {
		return fmt.Errorf("%s answers %s, which is not described", d.name, code)
	}
	if want := statuses[p.Code]; status != want {
		return fmt.Errorf("%s answers %s with %d; want %d", d.name, code, status, want)
	}
	return c.undescribed(d.name, "openapi.yaml", c.at("openapi.yaml", "components", "schemas", "Problem"), body)
}

// checkMessage says in what a message of either side is not as described.
func (c *contract) checkMessage(data []byte) error {
	fields, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	kind, _ := fields.(map[string]any)["type"].(string)
	d := c.messages[kind]
	if d == nil {
		return fmt.Errorf("a message of the type %q is not described: %s", kind, data)
	}
	if err := d.payload.Validate(fields); err != nil {
		return fmt.Errorf("%s is not as described: %w", data, err)
	}
	return c.undescribed(kind, "asyncapi.yaml", c.at("asyncapi.yaml", "components", "messages", kind, "payload"), data)
}

// checkShape says in what a value is not as a schema of openapi.yaml says.
func (c *contract) checkShape(name string, data []byte) error {
	schema, err := c.schema("openapi.yaml#/components/schemas/" + name)
	if err != nil {
		return err
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := schema.Validate(value); err != nil {
		return err
	}
	return c.undescribed(name, "openapi.yaml", c.at("openapi.yaml", "components", "schemas", name), data)
}

// undescribed says which field of a message its schema has no word for.
// Schemas of answers are open, so that clients pass over what a newer server
// adds; this server must not add anything that is not described.
func (c *contract) undescribed(what, file string, schema map[string]any, data []byte) error {
	var value any
	if err := json.Unmarshal(data, &value); err != nil {
		return err
	}
	if found := c.strangers(file, []map[string]any{schema}, value, ""); found != "" {
		return fmt.Errorf("%s: the field %s is not described", what, found)
	}
	return nil
}

// strangers returns the path of the first field that none of the schemas has.
func (c *contract) strangers(file string, schemas []map[string]any, value any, path string) string {
	known, items, rest := map[string][]located{}, []located(nil), []located(nil)
	for _, s := range c.flat(file, schemas) {
		properties, _ := s.schema["properties"].(map[string]any)
		for name, property := range properties {
			known[name] = append(known[name], located{s.file, property.(map[string]any)})
		}
		if item, ok := s.schema["items"].(map[string]any); ok {
			items = append(items, located{s.file, item})
		}
		if more, ok := s.schema["additionalProperties"].(map[string]any); ok {
			rest = append(rest, located{s.file, more})
		}
	}
	switch value := value.(type) {
	case []any:
		for i, element := range value {
			if found := c.strangersIn(items, element, fmt.Sprintf("%s[%d]", path, i)); found != "" {
				return found
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			of := known[name]
			if of == nil {
				of = rest
			}
			if of == nil {
				return path + "." + name
			}
			if found := c.strangersIn(of, value[name], path+"."+name); found != "" {
				return found
			}
		}
	}
	return ""
}

func (c *contract) strangersIn(of []located, value any, path string) string {
	found := ""
	for _, one := range of { // one that knows everything is enough
		if found = c.strangers(one.file, []map[string]any{one.schema}, value, path); found == "" {
			return ""
		}
	}
	return found
}

// located is a schema and the file that its references start from.
type located struct {
	file   string
	schema map[string]any
}

// flat returns schemas with all that they are composed of.
func (c *contract) flat(file string, schemas []map[string]any) []located {
	var out []located
	for _, schema := range schemas {
		if ref, ok := schema["$ref"].(string); ok {
			other, pointer, _ := strings.Cut(ref, "#/")
			if other == "" {
				other = file
			}
			out = append(out, c.flat(other, []map[string]any{c.at(other, strings.Split(pointer, "/")...)})...)
		}
		for _, word := range []string{"allOf", "oneOf", "anyOf"} {
			parts, _ := schema[word].([]any)
			for _, part := range parts {
				out = append(out, c.flat(file, []map[string]any{part.(map[string]any)})...)
			}
		}
		out = append(out, located{file, schema})
	}
	return out
}

// witnessed is what tests have met of the contract on one site.
type witnessed struct {
	mu   sync.Mutex
	seen map[string]bool // POST /api/v1/guests 201, vote stale, …
}

func (w *witnessed) note(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen == nil {
		w.seen = map[string]bool{}
	}
	w.seen[what] = true
}

// hold fails the test unless a call and its answer are as described. Calls to
// what is no part of the interface are held to tell nothing of its inside.
func (w *witnessed) hold(t *testing.T, r *http.Request, sent []byte, answer *http.Response, body []byte) {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode >= http.StatusBadRequest {
		if found := inner.Find(body); found != nil {
			t.Errorf("%s %s tells %q: %s", r.Method, r.URL, found, body)
		}
	}
	d, values := c.call(r.Method, r.URL.EscapedPath())
	if d == nil {
		return
	}
	if err := c.checkCall(d, values, r, sent, answer, body); err != nil {
		t.Errorf("docs/api: %v\n%s", err, body)
	}
	var fields struct{ Code string }
	_ = json.Unmarshal(body, &fields) // what is no JSON has no code
	w.note(fmt.Sprintf("%s %d", d.name, answer.StatusCode))
	w.note(d.name + " " + fields.Code)
}

// holdMessage fails the test unless a message of the server is as described,
// and the command that it answers, if it holds.
func (w *witnessed) holdMessage(t *testing.T, data []byte, fields map[string]any, command []byte) {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.checkMessage(data); err != nil {
		t.Errorf("docs/api: %v", err)
	}
	kind, _ := fields["type"].(string)
	w.note(kind)
	var sent struct{ Type string }
	if json.Unmarshal(command, &sent) != nil {
		return
	}
	switch kind {
	case "ack":
		if err := c.checkMessage(command); err != nil {
			t.Errorf("docs/api: a command holds: %v", err)
		}
		w.note(sent.Type + " ack")
	case "error":
		code, _ := fields["code"].(string)
		w.note(sent.Type + " " + code)
		if d := c.messages[sent.Type]; d != nil && !slices.Contains(d.codes, code) && !slices.Contains(c.common[true], code) {
			t.Errorf("docs/api: the command %s is refused with %s, which is not described", sent.Type, code)
		}
	}
}
