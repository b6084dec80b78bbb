package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// said is what the server says, for the test that holds the catalogues to it:
// sentences of pages, by where they stand, why it refuses something, and texts
// of templates that no catalogue can translate.
type said struct {
	Pages    []sentence `json:"pages"`
	Refusals []sentence `json:"refusals"`
	Bare     []sentence `json:"bare"`
}

type sentence struct {
	Where string `json:"where"`
	Text  string `json:"text"`
	One   string `json:"one,omitempty"`  // in English, for 1
	Code  string `json:"code,omitempty"` // of a refusal
}

// writeSaid looks through the templates and the Go sources below root.
func writeSaid(root, out string) error {
	found := said{Pages: []sentence{}, Refusals: []sentence{}, Bare: []sentence{}}
	templates, err := filepath.Glob(filepath.Join(root, "web/templates/*.html"))
	if err != nil {
		return fmt.Errorf("looking for templates: %w", err)
	}
	for _, path := range templates {
		source, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("reading a template: %w", err)
		}
		found.template(filepath.Base(path), string(source))
	}
	for _, folder := range []string{"auth", "board", "hub", "push", "store", "text", "web"} {
		if err := found.folder(filepath.Join(root, folder)); err != nil {
			return err
		}
	}
	data, err := json.Marshal(found)
	if err != nil {
		return fmt.Errorf("encoding what is said: %w", err)
	}
	return os.WriteFile(filepath.Join(out, "said.json"), data, 0o600)
}

const quoted = `"((?:[^"\\]|\\.)*)"`

var (
	action    = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	single    = regexp.MustCompile(`\b(?:t|rich) ` + quoted)
	counted   = regexp.MustCompile(`\bn (?:\([^)]*\)|\S+) ` + quoted + ` ` + quoted)
	literal   = regexp.MustCompile(quoted)
	element   = regexp.MustCompile(`(?s)<[^>]*>`)
	attribute = regexp.MustCompile(`\s(?:aria-label|alt|title|placeholder|label|data-problem)="([^"]*)"`)
	described = regexp.MustCompile(`description" content="([^"]*)"`)
	words     = regexp.MustCompile(`\p{L}{2,}`)
	entity    = regexp.MustCompile(`&\w+;`)
)

// template notes what a template says: through its functions, and past them.
func (s *said) template(name, source string) {
	for _, act := range action.FindAllString(source, -1) {
		rest := act
		for _, m := range counted.FindAllStringSubmatch(act, -1) {
			s.Pages = append(s.Pages, sentence{Where: name, One: unquoted(m[1]), Text: unquoted(m[2])})
			rest = strings.Replace(rest, m[0], "", 1)
		}
		for _, m := range single.FindAllStringSubmatch(rest, -1) {
			s.Pages = append(s.Pages, sentence{Where: name, Text: unquoted(m[1])})
			rest = strings.Replace(rest, m[0], "", 1)
		}
		for _, m := range literal.FindAllStringSubmatch(rest, -1) {
			if strings.Contains(m[1], " ") && words.MatchString(m[1]) {
				s.Bare = append(s.Bare, sentence{Where: name, Text: m[1]})
			}
		}
	}
	markup := action.ReplaceAllString(source, "")
	for _, tag := range element.FindAllString(markup, -1) {
		for _, m := range append(attribute.FindAllStringSubmatch(tag, -1), described.FindAllStringSubmatch(tag, -1)...) {
			s.bare(name, m[1])
		}
	}
	for _, text := range element.Split(markup, -1) {
		s.bare(name, text)
	}
}

func (s *said) bare(where, text string) {
	text = strings.Join(strings.Fields(entity.ReplaceAllString(text, " ")), " ")
	if words.MatchString(text) {
		s.Bare = append(s.Bare, sentence{Where: where, Text: text})
	}
}

func unquoted(text string) string {
	plain, err := strconv.Unquote(`"` + text + `"`)
	if err != nil {
		return text
	}
	return plain
}

// folder notes what the Go sources of a package say.
func (s *said) folder(path string) error {
	files := token.NewFileSet()
	return filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "build" || strings.HasSuffix(entry.Name(), "test")) {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			return fmt.Errorf("reading Go: %w", err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if call, ok := node.(*ast.CallExpr); ok {
				s.call(filepath.Base(name), call)
			}
			return true
		})
		return nil
	})
}

// call notes a call of Say, Mark, Count or Errorf, by the name alone.
func (s *said) call(where string, call *ast.CallExpr) {
	texts := make([]string, len(call.Args))
	for i, arg := range call.Args {
		if lit, ok := arg.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			texts[i], _ = strconv.Unquote(lit.Value)
		}
	}
	switch name := callee(call); {
	case (name == "Say" || name == "Mark") && texts[0] != "":
		s.Pages = append(s.Pages, sentence{Where: where, Text: texts[0]})
	case name == "Count" && len(texts) > 2 && texts[2] != "":
		s.Pages = append(s.Pages, sentence{Where: where, One: texts[1], Text: texts[2]})
	case refuses(call) && (texts[1] == "" || strings.Contains(texts[1], "%")):
		s.Bare = append(s.Bare, sentence{Where: where, Text: "Errorf of something else than a literal"})
	case refuses(call):
		s.Refusals = append(s.Refusals, sentence{Where: where, Text: texts[1], Code: code(call.Args[0])})
	}
}

// refuses reports whether a call makes a refusal: board.Errorf, or Errorf in
// package board.
func refuses(call *ast.CallExpr) bool {
	if callee(call) != "Errorf" || len(call.Args) < 2 {
		return false
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); ok {
		in, ok := f.X.(*ast.Ident)
		return ok && in.Name == "board"
	}
	return true
}

func callee(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// code is the name of the code that a refusal has.
func code(arg ast.Expr) string {
	switch c := arg.(type) {
	case *ast.SelectorExpr:
		return c.Sel.Name
	case *ast.Ident:
		return c.Name
	}
	return ""
}
