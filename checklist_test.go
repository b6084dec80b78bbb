package layout_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestTheChecklistNamesWhatIsThere holds docs/checklist.md to the tests that it
// names: every line but those of surfaces to come has one.
func TestTheChecklistNamesWhatIsThere(t *testing.T) {
	page, err := os.ReadFile("docs/checklist.md")
	if err != nil {
		t.Fatal(err)
	}
	for line := 1; line <= 40; line++ {
		row := regexp.MustCompile(fmt.Sprintf(`(?m)^\| %d \| .* \|.*(spec\.ts ›|Test[A-Z]).*\|$`, line))
		if toCome := line >= 29 && line <= 33; !toCome && !row.Match(page) {
			t.Errorf("line %d has no test", line)
		}
	}
	for _, name := range regexp.MustCompile("`([a-z/]+\\.spec\\.ts) › ([^`]+)`").FindAllStringSubmatch(string(page), -1) {
		spec, err := os.ReadFile(filepath.Join("web/browsertest", name[1]))
		if err != nil {
			t.Error(err)
		} else if !regexp.MustCompile("test\\([\"`][^\n]*" + regexp.QuoteMeta(name[2])).Match(spec) {
			t.Errorf("%s has no test %q", name[1], name[2])
		}
	}
	tests := declaredTests(t)
	for _, name := range regexp.MustCompile("`(Test[A-Za-z0-9]+)`").FindAllStringSubmatch(string(page), -1) {
		if !tests[name[1]] {
			t.Errorf("there is no %s", name[1])
		}
	}
}
