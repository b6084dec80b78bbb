package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestAPersonChangesTheirProfile(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		a, b := account(t, s, "Ana"), account(t, s, "Ben")
		links, tip := []string{"https://ana.example"}, "https://tips.example/ana"
		p, err := s.SetProfile(t.Context(), a.Person, board.ProfileChange{Name: ptr("Ana Luz"), Links: &links, Tip: &tip})
		if err != nil || p.Name != "Ana Luz" || p.Handle != "ana" || !cmp.Equal(p.Links, links) || p.Tip != tip {
			t.Fatalf("%+v, %v", p, err)
		}
		if again, err := s.Profile(t.Context(), a.Person); err != nil || !cmp.Equal(again, p) {
			t.Errorf("read again: %+v, %v", again, err)
		}
		_, err = s.SetProfile(t.Context(), a.Person, board.ProfileChange{Handle: &b.Handle})
		var refusal *board.Error
		if !errors.As(err, &refusal) || refusal.Code != board.Duplicate || refusal.Field != "handle" {
			t.Errorf("a handle that is taken: %v", err)
		}
		if _, err := s.SetProfile(t.Context(), "nobody", board.ProfileChange{}); board.CodeOf(err) != board.NotFound {
			t.Errorf("nobody's: %v", err)
		}
	})
}

func TestAPictureIsReplacedAndRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		a := account(t, s, "Ana")
		for _, name := range []string{"one", "two"} {
			data := []byte(name + "\x00\xff")
			if err := s.SetPicture(t.Context(), a.Person, name, data); err != nil {
				t.Fatal(err)
			}
			if got, err := s.Picture(t.Context(), name); err != nil || !bytes.Equal(got, data) {
				t.Errorf("%q, %v", got, err)
			}
		}
		if err := s.RemovePicture(t.Context(), a.Person); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"one", "two", ""} {
			if _, err := s.Picture(t.Context(), name); board.CodeOf(err) != board.NotFound {
				t.Errorf("%q is still there: %v", name, err)
			}
		}
	})
}

func TestTheDataOfAPersonIsAllOfItAndNobodyElses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		r := newRoom(t, s)
		a, err := s.SignUp(t.Context(), board.NewAccount{
			Name: "Marlene", Role: board.DJ, Email: "marlene@example.org", Password: "$argon2id$hash",
			Identity: &board.Identity{Issuer: "https://id.example", Subject: "7"}, Passkey: &board.Passkey{ID: "key", Credential: []byte(`{"secret":1}`)},
		})
		if err != nil {
			t.Fatal(err)
		}
		own, err := s.CreateEvent(t.Context(), board.Event{Title: "Marlene's"}, a.Person)
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.CreateToken(t.Context(), a.Person, "console")
		if err != nil {
			t.Fatal(err)
		}
		cookie := session(t, s, a)
		if err := s.SetPicture(t.Context(), a.Person, "picture", []byte("jpeg")); err != nil {
			t.Fatal(err)
		}
		if err := s.SetRole(t.Context(), r.code, a.Person, board.Cohost); err != nil {
			t.Fatal(err)
		}
		r.commit(board.Command{Person: a.Person, Op: board.Ask{ID: boardtest.RequestID(1), Title: "Harbour Lights", Note: "mine"}},
			ask(ben, 2), vote(a.Person, 2, true), vote(ben, 1, true),
			board.Command{Person: a.Person, Op: board.Set{Request: boardtest.RequestID(2), Status: board.Accepted, Change: uuid.NewString()}})
		r.subscribe(a.Person, "", "marlene")
		r.subscribe(ben, "", "stranger")
		d, err := s.Data(t.Context(), a.Person)
		if err != nil {
			t.Fatal(err)
		}
		acts := []string{}
		for _, act := range d.Acts {
			acts = append(acts, act.Act)
		}
		for what, is := range map[string]any{
			"name": d.Profile.Name, "address": d.Profile.Email, "picture": string(d.Profile.Picture), "passkeys": len(d.Ways.Passkeys), "sites": len(d.Ways.Sites),
			"password": d.Ways.PasswordAt > 0, "sessions": len(d.Sessions), "tokens": len(d.Tokens), "events": len(d.Crews), "requests": len(d.Requests),
			"votes": len(d.Votes), "alerts": len(d.Alerts), "acts": strings.Join(acts, " "),
		} {
			want := map[string]any{
				"name": "Marlene", "address": "marlene@example.org", "picture": "jpeg", "passkeys": 1, "sites": 1, "password": true, "sessions": 1, "tokens": 1,
				"events": 2, "requests": 1, "votes": 2, "alerts": 1, "acts": "token_created picture_changed set",
			}[what]
			if is != want {
				t.Errorf("%s: %v; want %v", what, is, want)
			}
		}
		encoded, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{token, cookie, "argon2id", "secret", "stranger", "shared", ben} {
			if strings.Contains(string(encoded), secret) {
				t.Errorf("it tells %q: %s", secret, encoded)
			}
		}
		if !strings.Contains(string(encoded), own.Code) {
			t.Errorf("an own event is missing: %s", encoded)
		}
		if _, err := s.Data(t.Context(), "nobody"); board.CodeOf(err) != board.NotFound {
			t.Errorf("nobody's: %v", err)
		}
	})
}

func TestTheTrailTellsWhoDidWhatInTheOrderOfTime(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var now atomic.Int64
		now.Store(start)
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return now.Add(1000) }})
		r := newRoom(t, s)
		a := account(t, s, "Ana\nLuz")
		change := uuid.NewString()
		r.commit(ask(ben, 1), board.Command{Person: boardtest.DJ, Op: board.Set{Request: boardtest.RequestID(1), Status: board.Accepted, Change: change}})
		if err := s.SetAccountRole(t.Context(), a.Person, board.DJ); err != nil {
			t.Fatal(err)
		}
		r.commit(board.Command{Person: boardtest.DJ, Op: board.Undo{Change: change, ID: uuid.NewString()}})
		if _, err := s.AddSecret(t.Context(), "guests"); err != nil {
			t.Fatal(err)
		}
		list := func(q board.TrailQuery) (acts []board.Act, words string) {
			t.Helper()
			acts, err := s.Trail(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, act := range acts {
				words += " " + act.Act
			}
			return acts, strings.TrimSpace(words)
		}
		acts, words := list(board.TrailQuery{})
		if want := "account_added set role_changed undo key_added"; words != want {
			t.Fatalf("%q; want %q", words, want)
		}
		set, role := acts[1], acts[2]
		if set.Person != boardtest.DJ || set.Event != r.code || set.FromVersion != set.ToVersion-1 || set.ToVersion == 0 || set.UndoneBy == "" {
			t.Errorf("an act on a board: %+v", set)
		}
		if role.Person != board.Operator || role.Subject != a.Person || string(role.Before) != `{"role":"member"}` || string(role.After) != `{"role":"dj"}` {
			t.Errorf("an act outside of any: %+v", role)
		}
		encoded, err := json.Marshal(acts[0])
		if err != nil || bytes.ContainsRune(encoded, '\n') {
			t.Errorf("a name with a newline is more than one record: %s, %v", encoded, err)
		}
		for _, test := range []struct {
			query board.TrailQuery
			want  string
		}{
			{board.TrailQuery{Event: r.code}, "set undo"},
			{board.TrailQuery{Person: a.Person}, "account_added role_changed"},
			{board.TrailQuery{Person: boardtest.DJ}, "set undo"},
			{board.TrailQuery{Since: role.At}, "role_changed undo key_added"},
			{board.TrailQuery{Since: role.At, Person: boardtest.DJ}, "undo"},
		} {
			if _, got := list(test.query); got != test.want {
				t.Errorf("%+v: %q; want %q", test.query, got, test.want)
			}
		}
	})
}
