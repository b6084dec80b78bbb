package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestAMailedLinkSignsUpOnceAndInAfterwards(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		if _, err := s.AddAccount(t.Context(), "Minna", board.DJ); err != nil { // has the handle
			t.Fatal(err)
		}
		n := board.NewAccount{Name: "Minna", Role: board.Member, Email: "minna@example.org", Password: "$argon2id$…"}
		begin := func() string {
			t.Helper()
			token, err := s.BeginFlow(t.Context(), "mail", n.Email, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		tokens := []string{begin(), begin(), begin()}
		persons := make([]string, len(tokens))
		var all sync.WaitGroup
		for i, token := range tokens {
			all.Go(func() {
				a, err := s.RedeemMailed(t.Context(), "mail", token, n)
				if err != nil {
					t.Error(err)
				}
				persons[i] = a.Person
			})
		}
		all.Wait()
		if persons[0] == "" || persons[1] != persons[0] || persons[2] != persons[0] {
			t.Errorf("links to one address lead to %q", persons)
		}
		if _, err := s.RedeemMailed(t.Context(), "mail", tokens[0], n); board.CodeOf(err) != board.LoginExpired {
			t.Errorf("a second time: %v", err)
		}
		a, hash, err := s.AccountByEmail(t.Context(), n.Email)
		if err != nil || a.Person != persons[0] || a.Handle == "minna" || hash != n.Password {
			t.Errorf("%+v %q %v", a, hash, err)
		}
		if email, verified, err := s.Email(t.Context(), a.Person); email != n.Email || !verified || err != nil {
			t.Errorf("%q %v %v", email, verified, err)
		}
		if _, err := s.SignUp(t.Context(), n); board.CodeOf(err) != board.Duplicate {
			t.Errorf("the same address again: %v", err)
		}
	})
}

func TestWhoReadsTheMailOwnsTheAddress(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		squat, err := s.SignUp(t.Context(), board.NewAccount{
			Name: "Squatter", Role: board.DJ, Email: "dj@example.org", Password: "$argon2id$…",
			Identity: &board.Identity{Issuer: "https://id.example", Subject: "7"}, Passkey: &board.Passkey{ID: "k", Credential: []byte("{}")},
		})
		if err != nil {
			t.Fatal(err)
		}
		session, err := s.StartSession(t.Context(), squat.Person, "")
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.CreateToken(t.Context(), squat.Person, "mine")
		if err != nil {
			t.Fatal(err)
		}
		redeem := func() {
			t.Helper()
			link, err := s.BeginFlow(t.Context(), "mail", "", time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			a, err := s.RedeemMailed(t.Context(), "mail", link, board.NewAccount{Email: "dj@example.org"})
			if err != nil || a != squat {
				t.Fatalf("%+v %v", a, err)
			}
		}
		redeem()
		for _, old := range []string{session, token} {
			if _, err := s.Authenticate(t.Context(), old); board.CodeOf(err) != board.SignIn {
				t.Errorf("what was made before: %v", err)
			}
		}
		for _, table := range []string{"passwords", "identities", "passkeys"} {
			if n, err := s.Number(t.Context(), `SELECT count(*) FROM `+table); err != nil || n != 0 {
				t.Errorf("%d of %s are left, %v", n, table, err)
			}
		}
		// Now it is theirs, a further link ends nothing.
		if err := s.SetPassword(t.Context(), squat.Person, "$argon2id$new", ""); err != nil {
			t.Fatal(err)
		}
		kept, err := s.StartSession(t.Context(), squat.Person, "")
		if err != nil {
			t.Fatal(err)
		}
		redeem()
		if _, err := s.Authenticate(t.Context(), kept); err != nil {
			t.Errorf("the owner's session: %v", err)
		}
		if hash, err := s.Password(t.Context(), squat.Person); err != nil || hash != "$argon2id$new" {
			t.Errorf("the owner's password: %q, %v", hash, err)
		}
	})
}

func TestANewPasswordEndsTheOtherSessions(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		a, err := s.AddAccount(t.Context(), "Minna", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		var sessions [2]string
		for i := range sessions {
			if sessions[i], err = s.StartSession(t.Context(), a.Person, ""); err != nil {
				t.Fatal(err)
			}
		}
		token, err := s.CreateToken(t.Context(), a.Person, "console")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetPassword(t.Context(), a.Person, "$argon2id$…", sessions[0]); err != nil {
			t.Fatal(err)
		}
		for credential, want := range map[string]board.Code{sessions[0]: "", sessions[1]: board.SignIn, token: ""} {
			if _, err := s.Authenticate(t.Context(), credential); board.CodeOf(err) != want {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if err := s.SetPassword(t.Context(), "nobody", "$argon2id$…", ""); board.CodeOf(err) != board.NotFound {
			t.Errorf("nobody: %v", err)
		}
	})
}
