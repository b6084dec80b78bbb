// Package store keeps boards, votes, people and credentials in Postgres or in
// an embedded SQLite file, with one set of SQL for both. Every decision about a
// board is the [board.Ledger]'s: the store reads it under the event's lock,
// lets it decide, and writes what it decided in the same transaction. It knows
// nothing of sockets, of HTTP, or of who is looking at a board.
package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/cueslip/cueslip/board"
)

// Deadlines of whole operations. Postgres ends single statements, and waits
// for locks, much earlier; see openPostgres.
const (
	readDeadline  = 5 * time.Second
	writeDeadline = 5 * time.Second
)

// Options of a store; the zero value is good for a command line.
type Options struct {
	Log *slog.Logger // nil discards

	// Serve marks the server, of which an SQLite file has one at a time. The
	// command line works beside it: what is done through any other store is the
	// operator's act.
	Serve bool

	// Clock tells the time of commits in Unix ms; nil is the system's clock.
	Clock func() int64
}

// Store is a database. It is safe for concurrent use; it has no cache, so any
// number of stores, in any number of processes, may share one Postgres.
type Store struct {
	// Set once.
	url    string
	log    *slog.Logger
	now    func() int64
	serves bool
	writes *sqlx.DB
	reads  *sqlx.DB
	// epoch is an SQL expression: which history of the database this is.
	epoch string
	// lookup joins each key of a list k with the vote of that key, v.
	lookup string
	// share ends a query whose rows stay as they were read until the commit.
	share    string
	dialect  dialect
	snapshot snapshot
	release  func() error // gives the serve lock back

	marks marks
}

// Open connects to "postgres://…" or "sqlite:PATH". It does not migrate. For
// SQLite it makes the file and its folder if need be, and refuses a second
// server on the same file. Close the store when done.
func Open(ctx context.Context, url string, opts Options) (*Store, error) {
	s := &Store{url: url, log: opts.Log, now: opts.Clock, serves: opts.Serve, release: func() error { return nil }}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = func() int64 { return time.Now().UnixMilli() }
	}
	var err error
	switch path, embedded := strings.CutPrefix(url, "sqlite:"); {
	case embedded:
		err = s.openSQLite(ctx, path, opts.Serve)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		err = s.openPostgres(ctx)
	default:
		err = fmt.Errorf("a database is postgres://… or sqlite:PATH")
	}
	if err != nil {
		return nil, fmt.Errorf("store: opening: %w", err)
	}
	return s, nil
}

// Close waits for what is under way and closes every connection.
func (s *Store) Close() error {
	var errs []error
	for _, end := range []func() error{s.reads.Close, s.writes.Close, s.release} {
		if err := end(); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("store: closing: %w", errs[0])
	}
	return nil
}

// Ready reports whether the database is reached and migrated. Error: busy.
func (s *Store) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	var version int64
	err := s.read().one(ctx, &version, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
	if err != nil {
		return board.Errorf(board.Busy, "The database cannot be reached, or has not been migrated.").Because(err)
	}
	if latest := s.dialect.latest(); version < latest {
		return board.Errorf(board.Busy, "The database is at migration {version} of {latest}.", "version", version, "latest", latest)
	}
	return nil
}

func (s *Store) read() session { return session{s.reads} }

// marks remembers the hour in which events' versions were last noted, so that
// a commit writes such a note at most once an hour and process.
type marks struct {
	mu   sync.Mutex
	hour int64           // guarded by mu
	done map[string]bool // guarded by mu
}

// due reports whether the event's version is to be noted in this hour.
func (m *marks) due(event string, hour int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return hour > m.hour || hour == m.hour && !m.done[event]
}

func (m *marks) did(event string, hour int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if hour > m.hour || m.done == nil {
		m.hour, m.done = hour, map[string]bool{}
	}
	if hour == m.hour {
		m.done[event] = true
	}
}

// random returns n random bytes in hex.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
