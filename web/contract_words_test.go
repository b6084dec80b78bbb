package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

func mustContract(t *testing.T) *contract {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestTheDescriptionIsValid(t *testing.T) {
	c := mustContract(t)
	if err := c.doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestEveryRouteIsDescribedAndNoOther(t *testing.T) {
	c, s := mustContract(t), &Server{}
	var served, written []string
	for _, e := range slices.Concat(s.endpoints(), s.publicEndpoints(), s.opsEndpoints()) {
		served = append(served, e.pattern)
	}
	for _, d := range c.calls {
		written = append(written, d.name)
	}
	slices.Sort(served)
	slices.Sort(written)
	if diff := cmp.Diff(slices.Compact(served), written); diff != "" {
		t.Errorf("routes served and described (+):\n%s", diff)
	}
}

// constants returns the values of the string constants of each type that a
// file of package board declares.
func constants(t *testing.T, file string) map[string][]string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "../board/"+file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{}
	for _, spec := range specs(parsed) {
		named, ok := spec.Type.(*ast.Ident)
		if !ok {
			continue
		}
		for _, value := range spec.Values {
			if literal, ok := value.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, _ := strconv.Unquote(literal.Value)
				values[named.Name] = append(values[named.Name], text)
			}
		}
	}
	return values
}

func specs(file *ast.File) []*ast.ValueSpec {
	var all []*ast.ValueSpec
	for _, decl := range file.Decls {
		if group, ok := decl.(*ast.GenDecl); ok && group.Tok == token.CONST {
			for _, spec := range group.Specs {
				all = append(all, spec.(*ast.ValueSpec))
			}
		}
	}
	return all
}

// wordsOf returns the constants that a schema lists, in their order.
func wordsOf(t *testing.T, schema map[string]any) (words []string, each map[string]map[string]any) {
	t.Helper()
	each = map[string]map[string]any{}
	list, _ := schema["oneOf"].([]any)
	if len(list) == 0 {
		t.Fatalf("no words: %v", schema)
	}
	for _, item := range list {
		one := item.(map[string]any)
		word := one["const"].(string)
		words, each[word] = append(words, word), one
	}
	return words, each
}

func TestEveryWordIsDescribedAndNoOther(t *testing.T) {
	c := mustContract(t)
	declared := constants(t, "words.go")
	maps.Copy(declared, constants(t, "error.go"))
	maps.Copy(declared, constants(t, "people.go"))
	schemas := c.at("openapi.yaml", "components", "schemas")
	for name, schema := range map[string]any{
		"Code": schemas["Code"], "Status": schemas["Status"], "Role": schemas["Role"], "Gate": schemas["Gate"],
		"EventState": schemas["EventState"], "Declines": schemas["Declines"],
		"AccountRole": c.at("openapi.yaml", "components", "schemas", "Account", "properties", "role"),
	} {
		words, _ := wordsOf(t, schema.(map[string]any))
		slices.Sort(words)
		slices.Sort(declared[name])
		if diff := cmp.Diff(declared[name], words); diff != "" {
			t.Errorf("%s in board and described (+):\n%s", name, diff)
		}
	}
}

func TestEveryCodeHasItsStatus(t *testing.T) {
	_, codes := wordsOf(t, mustContract(t).at("openapi.yaml", "components", "schemas", "Code"))
	for code, written := range codes {
		status, known := statuses[board.Code(code)]
		if !known {
			t.Errorf("%s has no status", code)
		}
		got := [2]string{fmt.Sprint(written["x-status"]), fmt.Sprint(written["x-retryable"])}
		want := [2]string{fmt.Sprint(status), fmt.Sprint(board.Errorf(board.Code(code), "").Retryable)}
		if got != want {
			t.Errorf("%s is described with %v; want %v", code, got, want)
		}
	}
	if len(statuses) != len(codes) {
		t.Errorf("%d codes have a status, %d are described", len(statuses), len(codes))
	}
}

// TestEveryCallListsTheStatusesOfItsCodes holds the answers that a call lists
// to its codes.
func TestEveryCallListsTheStatusesOfItsCodes(t *testing.T) {
	for _, d := range mustContract(t).calls {
		var listed, want []int
		for status := range d.route.Operation.Responses.Map() {
			if n, err := strconv.Atoi(status); err == nil && n >= http.StatusBadRequest {
				listed = append(listed, n)
			}
		}
		for _, code := range d.codes {
			want = append(want, statuses[board.Code(code)])
		}
		slices.Sort(listed)
		slices.Sort(want)
		if diff := cmp.Diff(slices.Compact(want), listed); diff != "" && len(want)+len(listed) > 0 {
			t.Errorf("%s: statuses of its codes, and listed (+):\n%s", d.name, diff)
		}
	}
}

func TestEveryCommandIsDescribedLikeItsCall(t *testing.T) {
	c := mustContract(t)
	for name, d := range c.messages {
		operation, _ := c.at("asyncapi.yaml", "components", "messages", name)["x-operation"].(string)
		if operation == "" {
			continue // a message of the server
		}
		i := slices.IndexFunc(c.calls, func(call *described) bool { return call.route.Operation.OperationID == operation })
		if i < 0 {
			t.Errorf("%s: there is no call %s", name, operation)
			continue
		}
		// Of the call alone: what its path, headers and body may be refused for.
		over := []string{"too_large", "unsupported_type", "origin"}
		both := slices.Concat(d.codes, c.common[true])
		for _, code := range c.calls[i].codes {
			if !slices.Contains(both, code) && !slices.Contains(over, code) && code != "not_found" {
				t.Errorf("%s lacks %s, with which its call may be refused", name, code)
			}
		}
		for _, code := range d.codes {
			if !slices.Contains(c.calls[i].codes, code) && code != "required" {
				t.Errorf("%s may be refused with %s, its call not", name, code)
			}
		}
	}
}

// TestEveryCloseCodeIsDescribedAndNoOther collects the close codes that the
// sources of this package name.
func TestEveryCloseCodeIsDescribedAndNoOther(t *testing.T) {
	own := map[string]websocket.StatusCode{
		"closeSignIn": closeSignIn, "closeForbidden": closeForbidden, "closeGone": closeGone, "closeTooSlow": closeTooSlow,
	}
	common := map[string]websocket.StatusCode{
		"StatusServiceRestart": websocket.StatusServiceRestart, "StatusPolicyViolation": websocket.StatusPolicyViolation,
		"StatusUnsupportedData": websocket.StatusUnsupportedData, "StatusInvalidFramePayloadData": websocket.StatusInvalidFramePayloadData,
		"StatusMessageTooBig": websocket.StatusMessageTooBig, "StatusProtocolError": websocket.StatusProtocolError,
	}
	used := map[string]bool{}
	for _, parsed := range ownSources(t) {
		ast.Inspect(parsed, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.Ident:
				if code, ok := own[node.Name]; ok {
					used[fmt.Sprint(int(code))] = true
				}
			case *ast.SelectorExpr:
				from, _ := node.X.(*ast.Ident)
				if from == nil || from.Name != "websocket" || !strings.HasPrefix(node.Sel.Name, "Status") || node.Sel.Name == "StatusCode" {
					return true
				}
				code, ok := common[node.Sel.Name]
				if !ok {
					t.Errorf("websocket.%s is not in this test", node.Sel.Name)
				}
				used[fmt.Sprint(int(code))] = true
			}
			return true
		})
	}
	written := map[string]bool{}
	list, _ := mustContract(t).files["asyncapi.yaml"]["x-close-codes"].([]any)
	for _, item := range list {
		written[fmt.Sprint(item.(map[string]any)["code"])] = true
	}
	if diff := cmp.Diff(used, written); diff != "" {
		t.Errorf("close codes used and described (+):\n%s", diff)
	}
}

// ownSources returns the sources of this package without its tests.
func ownSources(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, parsed)
	}
	return files
}

func TestEveryLimitIsAsDescribed(t *testing.T) {
	c := mustContract(t)
	want := map[string]int{
		"body": maxMessage, "headers": maxHeaders, "token": 1024, "listener_pace": guestPace, "crew_pace": crewPace,
		"wait": int(commandTimeout / time.Second), "journal": journalLength, "public_played": board.PublicPlayed,
		"message": maxMessage, "ref": maxRef, "awaiting": maxAwaiting, "unread": maxUnread, "hostile_pace": hostilePace,
		"stall": 10, "ping": int(pingEvery / time.Second), "silence": int(deadAfter / time.Second),
	}
	got := map[string]int{}
	for _, file := range []string{"openapi.yaml", "asyncapi.yaml"} {
		list, _ := c.files[file]["x-limits"].([]any)
		for _, item := range list {
			limit := item.(map[string]any)
			got[limit["name"].(string)], _ = strconv.Atoi(fmt.Sprint(limit["value"]))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("limits, and described (+):\n%s", diff)
	}
	for name, texts := range map[string]map[string]int{
		"Ask":      {"title": text.MaxTitle, "artist": text.MaxArtist, "name": text.MaxName, "dedication": text.MaxDedication, "note": text.MaxNote},
		"Move":     {"reason": text.MaxReason},
		"Settings": {"title": text.MaxTitle, "announcement": text.MaxAnnouncement},
		"NewGuest": {"name": text.MaxName}, "NewPasskey": {"name": text.MaxName},
		"NewEvent": {"title": text.MaxTitle},
	} {
		for field, characters := range texts {
			if got := fmt.Sprint(c.at("openapi.yaml", "components", "schemas", name, "properties", field)["x-characters"]); got != fmt.Sprint(characters) {
				t.Errorf("%s.%s may have %s characters; want %d", name, field, got, characters)
			}
		}
	}
}

func TestEveryExampleIsAsDescribed(t *testing.T) {
	c := mustContract(t)
	for name := range c.messages {
		list, _ := c.at("asyncapi.yaml", "components", "messages", name)["examples"].([]any)
		if len(list) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, item := range list {
			if err := c.checkMessage(encode(item.(map[string]any)["payload"])); err != nil {
				t.Error(err)
			}
		}
	}
	for name, schema := range c.doc.Components.Schemas {
		for _, example := range schema.Value.Examples {
			if err := c.checkShape(name, encode(example)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
