// Package storetest gives tests real databases of their own: an SQLite file in
// a temporary folder, and a database of a real Postgres. It never runs in
// production.
package storetest

import (
	"testing"

	"github.com/cueslip/cueslip/store"
)

// SQLite returns the URL of a fresh, migrated file.
func SQLite(t testing.TB) string {
	t.Helper()
	url := "sqlite:" + t.TempDir() + "/cueslip.db"
	s, err := store.Open(t.Context(), url, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return url
}

// Open opens a server's store on the database, and closes it after the test.
// On SQLite, one of them may be open at a time.
func Open(t testing.TB, url string) *store.Store {
	t.Helper()
	return OpenWith(t, url, store.Options{Serve: true})
}

// OpenWith is Open with options.
func OpenWith(t testing.TB, url string, opts store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), url, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() }) //nolint:errcheck // the test may have closed it
	return s
}

// Databases are the kinds of database that every suite runs over.
var Databases = []struct {
	Name string
	New  func(testing.TB) string // the URL of a fresh, migrated database
}{{"sqlite", SQLite}, {"postgres", Postgres}}

// Each runs the test over every kind of database, in parallel. open opens a
// server's store; on Postgres, each further call opens another replica's.
func Each(t *testing.T, test func(t *testing.T, open func() *store.Store)) {
	EachURL(t, func(t *testing.T, url string) {
		test(t, func() *store.Store { return Open(t, url) })
	})
}

// EachURL is Each for tests that open the database themselves.
func EachURL(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	for _, db := range Databases {
		t.Run(db.Name, func(t *testing.T) {
			t.Parallel()
			test(t, db.New(t))
		})
	}
}
