package board_test

import (
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// coded fails the test unless an error carries one of the codes.
func coded(t *testing.T, in string, err error, codes ...board.Code) {
	t.Helper()
	for _, code := range codes {
		if board.CodeOf(err) == code {
			return
		}
	}
	t.Errorf("%q: %v", in, err)
}

func FuzzParseBody(f *testing.F) {
	const id = "019a0000-0000-7000-8000-000000000001"
	for kind, body := range map[string]string{
		"request": `{"id":"` + id + `","title":"Take the Tram"}`, "vote": `{"client":"a","seq":1}`, "unvote": ``,
		"set": `{"status":"accepted","before":null,"from":"new"}`, "event": `{"gate":"closed","limits":{"open":1}}`, "undo": `{"change":"` + id + `"}`,
	} {
		f.Add(kind, id, []byte(body))
	}
	f.Fuzz(func(t *testing.T, kind, request string, body []byte) {
		op, err := board.ParseBody(kind, request, body)
		if op == nil && err == nil {
			t.Errorf("%s %q: %v and %v", kind, body, op, err)
		}
		if err != nil && board.CodeOf(err) == board.Internal {
			t.Errorf("%s %q: an error without a code: %v", kind, body, err)
		}
	})
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{"4vam-0mmn", "OIL0OIL0", "ſſſſſſſſ", "%00", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, err := board.ParseCode(s)
		if err != nil {
			coded(t, s, err, board.NotFound)
			return
		}
		again, err := board.ParseCode(strings.ToLower(code))
		if err != nil || again != code || len(code) != board.CodeLength || strings.Trim(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Errorf("%q is read as %q, and that as %q (%v)", s, code, again, err)
		}
	})
}

func FuzzParseID(f *testing.F) {
	for _, seed := range []string{"019A0000-0000-7000-8000-000000000001", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "{019a0000-0000-7000-8000-00000000000}", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := board.ParseID(s)
		request, requestErr := board.ParseRequestID(s)
		if err != nil || requestErr != nil {
			for _, err := range []error{err, requestErr} {
				if err != nil {
					coded(t, s, err, board.BadID)
				}
			}
			return
		}
		if again, err := board.ParseID(id); err != nil || again != id || id != strings.ToLower(s) || request != id {
			t.Errorf("%q is read as %q and %q, and that as %q (%v)", s, id, request, again, err)
		}
	})
}

func FuzzParseCookie(f *testing.F) {
	for _, seed := range []string{"e1.5", "e1.zz", "e1.-5", ".", "e1.5.5", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cookie, err := board.ParseCookie(s)
		if err != nil {
			coded(t, s, err, board.BadCookie)
			return
		}
		if s == "" { // which stands for none
			return
		}
		again, err := board.ParseCookie(cookie.String())
		if err != nil || again != cookie || cookie.Version < 0 {
			t.Errorf("%q is read as %v, and that as %v (%v)", s, cookie, again, err)
		}
	})
}
