// Package storetest gives tests real databases of their own: an SQLite file in
// a temporary folder, and a database of a real Postgres. It never runs in
// production.
package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/cueslip/cueslip/store"
)

// SQLite returns the URL of a fresh, migrated file.
func SQLite(t testing.TB) string {
	t.Helper()
	data, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cueslip.db")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

// migrated is a migrated file, made once for the process: each test begins with
// a copy. Migrating takes most of a second under the race detector.
var migrated = sync.OnceValues(func() (data []byte, err error) {
	dir, err := os.MkdirTemp("", "cueslip-sqlite-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "cueslip.db")
	ctx := context.Background() // outlives the test that asks first
	s, err := store.Open(ctx, "sqlite:"+path, store.Options{})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(s.Migrate(ctx), s.Close()); err != nil { // closing writes the log back into the file
		return nil, err
	}
	return os.ReadFile(path)
})

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
