package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestAViewerSeesTheirVotesRequestsAndLimits(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return start }})
		r := newRoom(t, s)
		r.commit(ask(ann, 1), ask(ann, 2), ask(ben, 3), vote(ann, 3, true), vote(ann, 2, false))
		r.commit(merge(1, 3))
		r.commit(set(2, board.Hidden), setEvent(board.SetEvent{Limits: &board.Limits{Open: 3, Cooldown: 60}}))
		me, err := r.Me(t.Context(), r.code, ann)
		if err != nil {
			t.Fatal(err)
		}
		id := boardtest.RequestID
		want := board.MeFrame{
			Type: "me", Person: ann, Role: board.Listener, Votes: []string{id(3)}, Requests: []string{id(1), id(2)},
			Slips: []board.Slip{
				{ID: id(1), Number: 1, Title: "Harbour Lights", Artist: "The Tidal Clocks", Status: board.Merged, Into: board.Optional(id(3)), Votes: 1, At: start},
				{ID: id(2), Number: 2, Title: "Harbour Lights", Artist: "The Tidal Clocks", Status: board.Hidden, At: start},
			},
			Limits: board.MeLimits{Left: ptr(3), NextAt: ptr(int64(start + 60_000))},
		}
		if diff := cmp.Diff(want, me); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		dj, err := r.Me(t.Context(), r.code, boardtest.DJ)
		want = board.MeFrame{Type: "me", Person: boardtest.DJ, Role: board.Owner, Votes: []string{}, Requests: []string{}, Slips: []board.Slip{}}
		if diff := cmp.Diff(want, dj); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if _, err := r.Me(t.Context(), "00000000", ann); board.CodeOf(err) != board.NotFound {
			t.Errorf("no event: %v", err)
		}
	})
}

func TestAnAdminOwnsEveryEvent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		admin, err := r.AddAccount(t.Context(), "Root", board.Admin)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.SetRole(t.Context(), r.code, admin.Person, board.Moderator); err != nil {
			t.Fatal(err)
		}
		for person, want := range map[string]board.Role{admin.Person: board.Owner, boardtest.DJ: board.Owner, ann: board.Listener} {
			if got, err := r.Role(t.Context(), r.code, person); err != nil || got != want {
				t.Errorf("%s is %s, %v; want %s", person, got, err, want)
			}
		}
		gate := setEvent(board.SetEvent{Gate: board.GateClosed})
		gate.Person = admin.Person
		r.commit(gate)
	})
}

func TestNamesOfAccountsAreUniqueWhateverTheirCase(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		a, err := s.AddAccount(t.Context(), "Jörg Straße", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.AddAccount(t.Context(), "JÖRG STRASSE", board.Member); board.CodeOf(err) != board.Duplicate {
			t.Errorf("the same name again: %v", err)
		}
		if got, err := s.AccountByName(t.Context(), "jörg strasse"); err != nil || got != a {
			t.Errorf("found %+v, %v", got, err)
		}
		if _, err := s.AccountByName(t.Context(), "nobody"); board.CodeOf(err) != board.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestALinkSignsInOnceAndWithinADay(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		a, err := s.AddAccount(t.Context(), "dj", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		issue := func(err error, token string) string {
			t.Helper()
			if err != nil || len(token) != 43 {
				t.Fatalf("token %q, %v", token, err)
			}
			return token
		}
		known := func(token string, want bool) {
			t.Helper()
			got, err := s.Authenticate(t.Context(), token)
			if want && (err != nil || got.Account != a) || !want && board.CodeOf(err) != board.SignIn {
				t.Errorf("authenticated %+v, %v", got, err)
			}
		}
		link, err := s.SignInLink(t.Context(), a.Person)
		known(issue(err, link), false) // a link is no session
		if got, err := s.Redeem(t.Context(), link); err != nil || got != a {
			t.Fatalf("redeemed for %+v, %v", got, err)
		}
		session, err := s.StartSession(t.Context(), a.Person, "")
		known(issue(err, session), true)
		for _, useless := range []string{link, session, "", "unknown", "nul\x00"} {
			if _, err := s.Redeem(t.Context(), useless); board.CodeOf(err) != board.SignIn {
				t.Errorf("redeemed %q: %v", useless, err)
			}
		}
		late, err := s.SignInLink(t.Context(), a.Person)
		issue(err, late)
		token, err := s.CreateToken(t.Context(), a.Person, "console")
		issue(err, token)
		pair, _, err := s.PairLink(t.Context(), a.Person)
		issue(err, pair)
		latePair, expires, err := s.PairLink(t.Context(), a.Person)
		issue(err, latePair)
		if got, err := s.Redeem(t.Context(), pair); err != nil || got != a {
			t.Fatalf("paired with %+v, %v", got, err)
		}
		now.Store(expires)
		for _, useless := range []string{pair, latePair} {
			if _, err := s.Redeem(t.Context(), useless); board.CodeOf(err) != board.SignIn {
				t.Errorf("paired twice, or late: %v", err)
			}
		}

		now.Add(24 * 3_600_000)
		if _, err := s.Redeem(t.Context(), late); board.CodeOf(err) != board.SignIn {
			t.Errorf("redeemed a day later: %v", err)
		}
		known(session, true)
		now.Add(29 * 24 * 3_600_000)
		known(session, false)
		known(token, true)
		if err := s.Revoke(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		known(token, false)
		n, err := s.Number(t.Context(), `SELECT count(*) FROM credentials WHERE hash IN (?)`, []string{link, session, token})
		if err != nil || n != 0 {
			t.Errorf("%d tokens are stored in the clear, %v", n, err)
		}
	})
}
