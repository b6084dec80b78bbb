package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func signUp(t *testing.T, s *store.Store, n board.NewAccount) board.Account {
	t.Helper()
	a, err := s.SignUp(t.Context(), n)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAnIdentityBelongsToOneAccount(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return start }})
		club := board.Identity{Issuer: "https://club.example", Subject: "17", Label: "Club · Minna"}
		minna := signUp(t, s, board.NewAccount{Name: "Minna", Role: board.Member, Identity: &club})
		otto := signUp(t, s, board.NewAccount{Name: "Otto", Role: board.Member, Password: "hash"})
		if got, err := s.FindIdentity(t.Context(), club.Issuer, club.Subject); err != nil || got != minna {
			t.Errorf("found %+v, %v", got, err)
		}
		for _, other := range [][2]string{{"https://club.example/", "17"}, {club.Issuer, "18"}, {"", ""}} {
			if _, err := s.FindIdentity(t.Context(), other[0], other[1]); board.CodeOf(err) != board.NotFound {
				t.Errorf("found %q: %v", other, err)
			}
		}
		if err := s.AddIdentity(t.Context(), otto.Person, club); board.CodeOf(err) != board.Duplicate {
			t.Errorf("added to a second account: %v", err)
		}
		other := board.Identity{Issuer: "https://other.example", Subject: "17", Label: "Other"}
		if err := s.AddIdentity(t.Context(), minna.Person, other); err != nil {
			t.Fatal(err)
		}
		club.CreatedAt, other.CreatedAt = start, start
		got, err := s.Identities(t.Context(), minna.Person)
		if diff := cmp.Diff([]board.Identity{club, other}, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestAPasskeyIsKeptAsItWasLastUsed(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		key := board.Passkey{ID: "AAEC", Name: "Phone", Credential: []byte(`{"flags":1}`)}
		const person = "0b0e7c36-2f5b-4a52-9d27-b9ac1d7e3a11"
		a := signUp(t, s, board.NewAccount{Person: person, Name: "Minna", Role: board.Member, Passkey: &key})
		if a.Person != person {
			t.Errorf("the person is %s", a.Person)
		}
		if err := s.AddPasskey(t.Context(), a.Person, key); board.CodeOf(err) != board.Duplicate {
			t.Errorf("added twice: %v", err)
		}
		now.Add(5000)
		if err := s.UsePasskey(t.Context(), key.ID, []byte(`{"flags":2}`)); err != nil {
			t.Fatal(err)
		}
		if err := s.RenamePasskey(t.Context(), a.Person, key.ID, "Old phone"); err != nil {
			t.Fatal(err)
		}
		want := board.Passkey{ID: "AAEC", Name: "Old phone", Credential: []byte(`{"flags":2}`), CreatedAt: start, UsedAt: start + 5000}
		got, owner, err := s.PasskeyByID(t.Context(), key.ID)
		if diff := cmp.Diff(want, got); err != nil || owner != person || diff != "" {
			t.Errorf("%s, %v (-want +got):\n%s", owner, err, diff)
		}
		all, err := s.Passkeys(t.Context(), a.Person)
		if diff := cmp.Diff([]board.Passkey{want}, all); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		_, _, absent := s.PasskeyByID(t.Context(), "AAED")
		for what, err := range map[string]error{
			"read": absent, "used": s.UsePasskey(t.Context(), "AAED", nil),
			"renamed one of another": s.RenamePasskey(t.Context(), "somebody", key.ID, "Mine"),
			"removed one of another": s.RemovePasskey(t.Context(), "somebody", key.ID, true),
		} {
			if board.CodeOf(err) != board.NotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func TestTheLastWayInStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		key := board.Passkey{ID: "AAEC", Credential: []byte(`{}`)}
		club := board.Identity{Issuer: "https://club.example", Subject: "17"}
		for _, c := range []struct {
			what  string
			also  board.NewAccount
			mail  bool
			holds board.Code
		}{
			{"alone", board.NewAccount{}, true, board.Conflict},
			{"beside a site", board.NewAccount{Identity: &club}, false, ""},
			{"beside a password", board.NewAccount{Email: "d@example.org", Password: "hash"}, false, ""},
			{"beside a password without an address", board.NewAccount{Password: "hash"}, false, board.Conflict},
			{"beside a verified address", board.NewAccount{Email: "a@example.org", Verified: true}, true, ""},
			{"beside a verified address without mail", board.NewAccount{Email: "b@example.org", Verified: true}, false, board.Conflict},
			{"beside another address", board.NewAccount{Email: "c@example.org"}, true, board.Conflict},
		} {
			c.also.Name, c.also.Role, c.also.Passkey = "Minna", board.Member, &key
			a := signUp(t, s, c.also)
			if err := s.RemovePasskey(t.Context(), a.Person, key.ID, c.mail); board.CodeOf(err) != c.holds {
				t.Errorf("%s: %v", c.what, err)
			}
			if c.holds != "" {
				if _, _, err := s.PasskeyByID(t.Context(), key.ID); err != nil {
					t.Errorf("%s: it is gone, %v", c.what, err)
				}
			}
			if c.also.Identity != nil {
				if err := s.RemoveIdentity(t.Context(), a.Person, club.Issuer, club.Subject, c.mail); board.CodeOf(err) != board.Conflict {
					t.Errorf("%s: the site too: %v", c.what, err)
				}
			}
			if c.holds == "" && c.also.Email != "" {
				if err := s.RemoveEmail(t.Context(), a.Person); board.CodeOf(err) != board.Conflict {
					t.Errorf("%s: the address too: %v", c.what, err)
				}
			}
			if err := s.Erase(t.Context(), a.Person); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestTwoWhoRemoveTheLastTwoWaysAtOnceLeaveOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		key := board.Passkey{ID: "AAEC", Credential: []byte(`{}`)}
		club := board.Identity{Issuer: "https://club.example", Subject: "17"}
		a := signUp(t, s, board.NewAccount{Name: "Minna", Role: board.Member, Passkey: &key, Identity: &club})
		var codes [2]board.Code
		var both sync.WaitGroup
		both.Go(func() { codes[0] = board.CodeOf(s.RemovePasskey(t.Context(), a.Person, key.ID, true)) })
		both.Go(func() {
			codes[1] = board.CodeOf(s.RemoveIdentity(t.Context(), a.Person, club.Issuer, club.Subject, true))
		})
		both.Wait()
		if codes != [2]board.Code{"", board.Conflict} && codes != [2]board.Code{board.Conflict, ""} {
			t.Errorf("%q", codes)
		}
	})
}

func TestAnAddressIsOfOneAccountHoweverManyConfirmIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		const email, old = "minna@example.org", "old@example.org"
		accounts := []board.Account{
			signUp(t, s, board.NewAccount{Name: "Minna", Role: board.Member, Email: old, Password: "hash"}),
			signUp(t, s, board.NewAccount{Name: "Otto", Role: board.Member}),
		}
		codes := map[board.Code]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for i, was := range []string{old, "", old, ""} {
			token, err := s.BeginFlow(t.Context(), "address", email, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			all.Go(func() {
				err := s.ChangeEmail(t.Context(), "address", token, accounts[i%2].Person, was, email)
				mu.Lock()
				defer mu.Unlock()
				codes[board.CodeOf(err)]++
			})
		}
		all.Wait()
		// The account that got it has another address by now, so that its second link is over.
		if codes[""] != 1 || codes[board.LoginExpired] != 1 || codes[board.Duplicate] != 2 {
			t.Errorf("%v", codes)
		}
		holder, _, err := s.AccountByEmail(t.Context(), email)
		if _, verified, err := s.Email(t.Context(), holder.Person); err != nil || !verified {
			t.Errorf("confirmed: %v, %v", verified, err)
		}
		key := board.Passkey{ID: "AAEC", Credential: []byte(`{}`)}
		if err == nil {
			err = s.AddPasskey(t.Context(), holder.Person, key)
		}
		if err == nil {
			err = s.RemoveEmail(t.Context(), holder.Person)
		}
		if err != nil {
			t.Fatal(err)
		}
		if hash, err := s.Password(t.Context(), holder.Person); hash != "" || err != nil {
			t.Errorf("the password stays: %v", err)
		}
		if err := s.RemoveEmail(t.Context(), holder.Person); board.CodeOf(err) != board.NotFound {
			t.Errorf("removed twice: %v", err)
		}
	})
}
