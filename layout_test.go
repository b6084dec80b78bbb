// Package layout_test holds the repository to its own layout: who may import
// whom, and what no file may do. It contains no code of the product.
package layout_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/cueslip/cueslip/"

// mayImport lists, for each top folder, the folders of this module that its
// product code may import beside its own. cmd may import everything.
var mayImport = map[string][]string{
	"board":    {},
	"text":     {"board"},
	"hub":      {"board"},
	"store":    {"board", "text"},
	"loadtest": {"board"},
	"docs":     {},
	"auth":     {"board", "text", "tongue"},
	"setlist":  {"board"},
	"demo":     {"board", "text"},
	"push":     {"board"},
	"tongue":   {},
	"web":      {"board", "hub", "text", "auth", "setlist", "demo", "push", "tongue", "docs"}, // docs, which /guide and /docs show
}

// only lists modules that belong to one place, and the folders that may use
// them.
var only = map[string][]string{
	"github.com/jmoiron/sqlx":                 {"store"},
	"github.com/lib/pq":                       {"store"},
	"modernc.org/sqlite":                      {"store"},
	"github.com/pressly/goose":                {"store"},
	"database/sql":                            {"store"},
	"github.com/redis/go-redis/v9":            {"hub"},
	"github.com/coder/websocket":              {"web", "loadtest"},
	"github.com/alecthomas/kong":              {"cmd"},
	"github.com/boombuler/barcode":            {"web"},
	"github.com/go-webauthn/webauthn":         {"auth"},
	"github.com/coreos/go-oidc/v3":            {"auth"},
	"golang.org/x/oauth2":                     {"auth"},
	"github.com/HdrHistogram/hdrhistogram-go": {"loadtest"},
	"github.com/TwiN/go-away":                 {"text"},
	"golang.org/x/image":                      {"web"},
	"github.com/yuin/goldmark":                {"web"},
	"go.yaml.in/yaml":                         {"docs"},
	"github.com/alexedwards/argon2id":         {"auth"},
	"github.com/trustelem/zxcvbn":             {"auth"},
	"github.com/wneessen/go-mail":             {"auth"},
	"github.com/emersion/go-smtp":             {"auth"},
	"github.com/SherClockHolmes/webpush-go":   {"push"},
	"golang.org/x/text/feature/plural":        {"tongue"},
	"golang.org/x/text/language":              {"tongue"},
}

// source is one parsed Go file of the repository.
type source struct {
	path string // with slashes, from the root
	test bool
	*ast.File
}

func (s source) folder() string {
	top, _, _ := strings.Cut(s.path, "/")
	return top
}

func sources(t *testing.T) (*token.FileSet, []source) {
	t.Helper()
	files := token.NewFileSet()
	var all []source
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || len(name) > 1 && name[0] == '.') {
			return filepath.SkipDir
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{filepath.ToSlash(name), strings.HasSuffix(name, "_test.go"), file})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files, all
}

func imports(s source) []string {
	var paths []string
	for _, spec := range s.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		paths = append(paths, imported)
	}
	return paths
}

func TestPackagesImportOnlyWhatTheLayoutAllows(t *testing.T) {
	_, all := sources(t)
	for _, s := range all {
		allowed, ruled := mayImport[s.folder()]
		if s.test || !ruled || strings.HasSuffix(path.Dir(s.path), "test") && s.folder() != "loadtest" {
			continue
		}
		for _, imported := range imports(s) {
			inside, ours := strings.CutPrefix(imported, module)
			top, _, _ := strings.Cut(inside, "/")
			if ours && top != s.folder() && !slices.Contains(allowed, top) {
				t.Errorf("%s imports %s, which the layout forbids", s.path, imported)
			}
		}
	}
}

func TestTheBoardImportsTheStandardLibraryOnly(t *testing.T) {
	_, all := sources(t)
	for _, s := range all {
		if s.test || path.Dir(s.path) != "board" {
			continue
		}
		for _, imported := range imports(s) {
			if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
				t.Errorf("%s imports %s", s.path, imported)
			}
		}
	}
}

// TestTheServerBringsTheTimeZonesAlong is for machines that have none. There no
// event could be opened from a browser, which names its zone.
func TestTheServerBringsTheTimeZonesAlong(t *testing.T) {
	_, all := sources(t)
	if !slices.ContainsFunc(all, func(s source) bool {
		return !s.test && path.Dir(s.path) == "cmd/cueslip" && slices.Contains(imports(s), "time/tzdata")
	}) {
		t.Error("cmd/cueslip does not import time/tzdata")
	}
}

func TestModulesStayWhereTheyBelong(t *testing.T) {
	_, all := sources(t)
	for _, s := range all {
		if s.test {
			continue
		}
		for _, imported := range imports(s) {
			for owned, folders := range only {
				if (imported == owned || strings.HasPrefix(imported, owned+"/")) && !slices.Contains(folders, s.folder()) {
					t.Errorf("%s imports %s, which belongs to %s", s.path, imported, strings.Join(folders, " and "))
				}
			}
		}
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	_, all := sources(t)
	documented := map[string]bool{}
	for _, s := range all {
		if !s.test {
			dir := path.Dir(s.path)
			documented[dir] = documented[dir] || s.Doc != nil
		}
	}
	for dir, ok := range documented {
		if !ok {
			t.Errorf("package %s has no package comment", dir)
		}
	}
}

// TestNoFileCallsWhatItMayNot looks for calls by name: tests may not sleep, may
// skip only where services are provided, and only main ends the process.
func TestNoFileCallsWhatItMayNot(t *testing.T) {
	files, all := sources(t)
	for _, s := range all {
		ast.Inspect(s.File, func(node ast.Node) bool {
			call, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at := files.Position(call.Pos())
			switch name := called(call); {
			case s.test && name == "time.Sleep":
				t.Errorf("%s: a test waits for what happens, never for time to pass", at)
			case strings.HasPrefix(name, "t.Skip") && !strings.HasPrefix(s.path, "store/storetest/") && !strings.HasPrefix(s.path, "hub/redistest/"):
				t.Errorf("%s: only store/storetest and hub/redistest may skip, when a service is missing", at)
			case name == "os.Exit" && path.Base(s.path) != "main.go" && !s.test, strings.HasPrefix(name, "log.Fatal"):
				t.Errorf("%s: only main ends the process", at)
			}
			return true
		})
	}
}

func called(call *ast.SelectorExpr) string {
	if receiver, ok := call.X.(*ast.Ident); ok {
		return receiver.Name + "." + call.Sel.Name
	}
	return ""
}

// declaredTests are the functions of all test files, by name.
func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	_, all := sources(t)
	tests := map[string]bool{}
	for _, s := range all {
		for _, declared := range s.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && s.test {
				tests[f.Name.Name] = true
			}
		}
	}
	return tests
}

// TestTheSecurityPageNamesWhatIsThere holds docs/security.md to the files and
// tests that it names.
func TestTheSecurityPageNamesWhatIsThere(t *testing.T) {
	page, err := os.ReadFile("docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := declaredTests(t)
	for _, name := range regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllStringSubmatch(string(page), -1) {
		if !tests[name[1]] {
			t.Errorf("there is no %s", name[1])
		}
	}
	for _, name := range regexp.MustCompile("`((?:board|text|store|hub|web|auth|setlist|push|cmd)/[a-z_/.]+)`").FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat(name[1]); err != nil {
			t.Errorf("there is no %s", name[1])
		}
	}
}
