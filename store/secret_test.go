package store_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestASecretIsMadeOnceAndSharedByAll(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		found := make([][]board.Key, 8)
		var all sync.WaitGroup
		for i := range found {
			s := storetest.OpenWith(t, url, store.Options{})
			all.Go(func() {
				keys, err := s.Secrets(t.Context(), "guests")
				if err != nil || len(keys) != 1 || keys[0].Number != 1 || len(keys[0].Value) != 32 {
					t.Errorf("%v, %v", keys, err)
				}
				found[i] = keys
			})
		}
		all.Wait()
		for _, keys := range found[1:] {
			if !cmp.Equal(keys, found[0]) {
				t.Errorf("%v and %v differ", keys, found[0])
			}
		}
		other, err := storetest.OpenWith(t, url, store.Options{}).Secrets(t.Context(), "other")
		if err != nil || cmp.Equal(other[0].Value, found[0][0].Value) {
			t.Errorf("another is the same: %v", err)
		}
	})
}

func TestKeysAreAddedAndRetiredOnceNothingThatTheySignedIsGood(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		numbers := func(keys []board.Key, err error) (list []int) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range keys {
				list = append(list, k.Number)
			}
			return list
		}
		same := func(what string, got []int, want ...int) {
			t.Helper()
			if !cmp.Equal(got, want) {
				t.Errorf("%s: %v; want %v", what, got, want)
			}
		}
		const day = 24 * 3_600_000
		same("the first", numbers(s.Secrets(t.Context(), "guests")), 1)
		now.Add(200 * day)
		if k, err := s.AddSecret(t.Context(), "guests"); err != nil || k.Number != 2 || k.Value != nil {
			t.Fatalf("added %v, %v", k, err)
		}
		same("retired when it has just been followed", numbers(s.RetireSecrets(t.Context())))
		same("both", numbers(s.Secrets(t.Context(), "guests")), 2, 1)
		now.Add(89 * day)
		if _, err := s.AddSecret(t.Context(), "guests"); err != nil {
			t.Fatal(err)
		}
		same("retired early", numbers(s.RetireSecrets(t.Context())))
		now.Add(day)
		same("retired", numbers(s.RetireSecrets(t.Context())), 1)
		same("left", numbers(s.Secrets(t.Context(), "guests")), 3, 2)
		now.Add(1000 * day)
		same("retired later", numbers(s.RetireSecrets(t.Context())), 2)
		if k, err := s.AddSecret(t.Context(), "guests"); err != nil || k.Number != 4 {
			t.Errorf("added %v, %v", k, err)
		}
		if k, err := s.AddSecret(t.Context(), "fresh"); err != nil || k.Number != 2 {
			t.Errorf("added to none %v, %v", k, err)
		}
		same("all", numbers(s.AllSecrets(t.Context())), 2, 1, 4, 3)
	})
}

func TestASecretThatCanBeGuessedIsRefused(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		for _, value := range []string{"", "00", "no hex at all", strings.Repeat("00", 32), strings.Repeat("a1b2c3", 20)} {
			err := s.Exec(t.Context(), `INSERT INTO secrets (name, number, value, created_at) VALUES ('guests', 1, ?, 0)
				ON CONFLICT (name, number) DO UPDATE SET value = excluded.value`, value)
			if err != nil {
				t.Fatal(err)
			}
			for name, read := range map[string]func() ([]board.Key, error){
				"one": func() ([]board.Key, error) { return s.Secrets(t.Context(), "guests") },
				"all": func() ([]board.Key, error) { return s.AllSecrets(t.Context()) },
			} {
				if keys, err := read(); board.CodeOf(err) != board.Internal || !strings.Contains(err.Error(), "can be guessed") || keys != nil {
					t.Errorf("%s with %q: %v, %v", name, value, keys, err)
				}
			}
		}
	})
}
