package web

import (
	"regexp"
	"strings"
)

// A path to go on to after signing in comes out of a link, which anybody may
// have written. Only what looks like a page of ours passes, and that spelling
// is narrow enough to mean the same to every browser: no backslash, no second
// slash, no dots to climb, nothing encoded before the query.
var pagePath = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(\?[A-Za-z0-9._~=&%+,:/-]*)?$`)

const maxNext = 512

// elsewhere is the home page with a notice that the link led off this site.
const elsewhere = "/?elsewhere"

// localPath returns a path of this server to go on to, "" for none, and
// elsewhere for whatever leads, or might lead, away from it. Links that sign
// somebody in are none to go on to: they are for a click of their own.
func localPath(path string) string {
	switch {
	case path == "":
		return ""
	case len(path) > maxNext, !strings.HasPrefix(path, "/"), !pagePath.MatchString(path),
		strings.HasPrefix(path, "/in/"), strings.HasPrefix(path, "/api/"):
		return elsewhere
	default:
		return path
	}
}
