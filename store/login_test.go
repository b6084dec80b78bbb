package store_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

const minute = 60_000 // ms

func TestATokenSaysWhatItIsForAndAboutWhenItWasUsed(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		a := account(t, s, "Ana")
		token, err := s.CreateToken(t.Context(), a.Person, "console", board.ScopeRead, board.ScopeEvents)
		if err != nil {
			t.Fatal(err)
		}
		want := board.Credential{Kind: board.Token, Name: "console", Scopes: []board.Scope{board.ScopeRead, board.ScopeEvents}, CreatedAt: start}
		for _, step := range []struct{ pass, seen int64 }{{0, 0}, {minute, start}, {3 * minute, start}, {minute, start}, {0, start + 5*minute}} {
			now.Add(step.pass)
			login, err := s.Authenticate(t.Context(), token)
			if err != nil || login.Account != a {
				t.Fatalf("%+v, %v", login, err)
			}
			want.ID, want.SeenAt = login.By.ID, step.seen
			if diff := cmp.Diff(want, login.By); diff != "" || len(login.By.ID) != 16 {
				t.Errorf("after %d (-want +got):\n%s", step.pass, diff)
			}
		}
		list, err := s.Credentials(t.Context(), a.Person, board.Token)
		want.SeenAt = start + 5*minute
		if diff := cmp.Diff([]board.Credential{want}, list); err != nil || diff != "" {
			t.Errorf("listed %v (-want +got):\n%s", err, diff)
		}
	})
}

func TestAPersonEndsTheirOwnSessionsAndNobodyElses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		a, b := account(t, s, "Ana"), account(t, s, "Ben")
		phone, laptop, other := session(t, s, a), session(t, s, a), session(t, s, b)
		token, err := s.CreateToken(t.Context(), a.Person, "console")
		if err != nil {
			t.Fatal(err)
		}
		id := func(token string) string {
			t.Helper()
			login, err := s.Authenticate(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return login.By.ID
		}
		revoked := []string{id(phone)}
		for name, test := range map[string]struct {
			kind board.CredentialKind
			id   string
		}{"another's": {board.Session, id(other)}, "of another kind": {board.Session, id(token)}, "unknown": {board.Session, "0000"}, "none": {board.Token, ""}} {
			if err := s.RevokeCredential(t.Context(), a.Person, test.kind, test.id); board.CodeOf(err) != board.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := s.RevokeCredential(t.Context(), a.Person, board.Session, id(phone)); err != nil {
			t.Fatal(err)
		}
		known := func(token string, want bool) {
			t.Helper()
			if _, err := s.Authenticate(t.Context(), token); want != (err == nil) {
				t.Errorf("known: %v", err)
			}
		}
		known(phone, false)
		third := session(t, s, a)
		revoked = append(revoked, id(third))
		gone, err := s.RevokeSessions(t.Context(), a.Person, id(laptop))
		if err != nil || !cmp.Equal(gone, revoked[1:]) {
			t.Errorf("ended %v, %v", gone, err)
		}
		known(third, false)
		known(laptop, true)
		known(token, true)
		known(other, true)
		lately, err := s.Revoked(t.Context())
		if err != nil || !cmp.Equal(sorted(lately), sorted(revoked)) {
			t.Errorf("revoked lately: %v, %v; want %v", lately, err, revoked)
		}
	})
}

func TestWhatWasRevokedLongAgoIsNotToldAgain(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		if err := s.Revoke(t.Context(), session(t, s, account(t, s, "Ana"))); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			pass int64
			want int
		}{{0, 1}, {minute / 2, 1}, {minute, 0}} {
			now.Add(step.pass)
			if ids, err := s.Revoked(t.Context()); err != nil || len(ids) != step.want {
				t.Errorf("after %d: %v, %v", step.pass, ids, err)
			}
		}
	})
}

func account(t *testing.T, s *store.Store, name string) board.Account {
	t.Helper()
	a, err := s.AddAccount(t.Context(), name, board.Member)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func session(t *testing.T, s *store.Store, a board.Account) string {
	t.Helper()
	token, err := s.StartSession(t.Context(), a.Person, "Firefox on Android")
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }
