package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
)

// Migrations go forward only, and each works with the release before it:
// expand, migrate, contract.
//
//go:embed migrations
var migrations embed.FS

// migrationLock is the key of the advisory lock of those who migrate.
const migrationLock = 0x637565736c6970 // "cueslip"

// migrationWait is how long one process waits for another one that migrates.
const migrationWait = 5 * time.Minute

// dialect is what migrating differs in.
type dialect interface {
	// migrate brings the schema up to date under a lock of all processes.
	migrate(ctx context.Context) ([]*goose.MigrationResult, error)
	// latest is the newest migration that this program brings along.
	latest() int64
}

// Migrate brings the schema up to date. Any number of processes may do so at
// once: one works, the others wait for it.
func (s *Store) Migrate(ctx context.Context) error {
	done, err := s.dialect.migrate(ctx)
	if err != nil {
		return refusal(ctx, "migrating", err)
	}
	for _, m := range done {
		s.log.InfoContext(ctx, "migrated", "migration", m.Source.Path, "took", m.Duration)
	}
	return nil
}

type postgres struct{ url string }

// migrate uses a connection of its own: a migration may take longer than any
// statement of a running board.
func (p postgres) migrate(ctx context.Context) ([]*goose.MigrationResult, error) {
	c, err := connector(p.url, 0, nil)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	defer db.Close() //nolint:errcheck // everything is committed
	provider, err := goose.NewProvider(goose.DialectPostgres, db, folder("postgres"), goose.WithSessionLocker(advisory{}))
	if err != nil {
		return nil, err
	}
	return provider.Up(ctx)
}

func (p postgres) latest() int64 { return latest("postgres") }

// advisory locks by waiting in the database, instead of asking again and
// again, so that a second replica starts as soon as the first has migrated.
type advisory struct{}

func (advisory) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, int64(migrationLock))
	return err
}

func (advisory) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `SELECT pg_advisory_unlock($1)`, int64(migrationLock))
	return err
}

type embedded struct{ path string }

func (e embedded) migrate(ctx context.Context) (_ []*goose.MigrationResult, err error) {
	release, err := lock(ctx, e.path+".migrating", migrationWait)
	if err != nil {
		return nil, fmt.Errorf("another process is migrating: %w", err)
	}
	defer func() {
		if e := release(); err == nil {
			err = e
		}
	}()
	db := openFile(e.path, 1, writers)
	defer db.Close() //nolint:errcheck // everything is committed
	provider, err := goose.NewProvider(goose.DialectSQLite3, db.DB, folder("sqlite"))
	if err != nil {
		return nil, err
	}
	return provider.Up(ctx)
}

func (e embedded) latest() int64 { return latest("sqlite") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(migrations, "migrations/"+name)
	if err != nil {
		panic(err) // the folders are embedded
	}
	return sub
}

// latest is the number of the last file: they are named 00001_….sql.
func latest(name string) (version int64) {
	files, err := fs.ReadDir(migrations, "migrations/"+name)
	if err != nil {
		panic(err) // the folders are embedded
	}
	for _, f := range files {
		if n, err := goose.NumericComponent(f.Name()); err == nil {
			version = max(version, n)
		}
	}
	return version
}
