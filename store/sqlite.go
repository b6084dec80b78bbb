package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

func init() { sqlx.BindDriver("sqlite", sqlx.QUESTION) }

// Connections to the file. A commit returns when it is on the disk. One
// connection writes, so that writers queue fairly inside this process; other
// processes are waited for. Votes land all over the file: 32 MB of it stay in
// memory, and up to 32 MB of log are gathered before it is written back.
var (
	writers = []string{
		"_txlock=immediate", "_pragma=busy_timeout(4000)", "_pragma=journal_mode(WAL)",
		"_pragma=synchronous(FULL)", "_pragma=foreign_keys(1)", "_pragma=cache_size(-32768)", "_pragma=wal_autocheckpoint(8000)",
	}
	readers = []string{"_pragma=busy_timeout(4000)", "_pragma=query_only(1)"}
)

// lookupSQLite finds votes by their keys: for want of anything else, a join is
// a lookup here.
const lookupSQLite = `JOIN votes v ON v.event = ? AND v.request = k.column1 AND v.person = k.column2`

func (s *Store) openSQLite(ctx context.Context, path string, serve bool) error {
	if path == "" {
		return fmt.Errorf("sqlite: needs the path of a file")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	if serve {
		release, err := lock(ctx, path+".lock", 0)
		if err != nil {
			return fmt.Errorf("another server is running on %s: %w", path, err)
		}
		s.release = release
	}
	s.dialect, s.lookup = embedded{path}, lookupSQLite
	s.epoch = "'" + random(12) + "'"
	s.writes, s.reads = openFile(path, 1, writers), openFile(path, 4, readers)
	// The first connection makes the file and its log, which readers cannot.
	if err := s.writes.PingContext(ctx); err != nil {
		s.Close() //nolint:errcheck // the first error counts
		return refusal(ctx, "opening "+path, err)
	}
	return nil
}

func openFile(path string, size int, options []string) *sqlx.DB {
	name := "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + strings.Join(options, "&")
	db := sqlx.MustOpen("sqlite", name)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.MapperFunc(snake)
	return db
}

// lock takes a lock between processes on an empty file of its own, by means
// of SQLite so that it is one code on every system. It ends with its process
// at the latest. wait 0 gives up at once.
func lock(ctx context.Context, path string, wait time.Duration) (release func() error, err error) {
	db := openFile(path, 1, []string{fmt.Sprintf("_pragma=busy_timeout(%d)", wait.Milliseconds()), "_txlock=exclusive"})
	tx, err := db.BeginTx(ctx, nil) // an exclusive lock on the file, until it ends
	if err != nil {
		db.Close() //nolint:errcheck // nothing was opened
		return nil, err
	}
	return func() error {
		if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) {
			db.Close() //nolint:errcheck // the first error counts
			return err
		}
		return db.Close()
	}, nil
}
