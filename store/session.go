package store

import (
	"context"
	"database/sql"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"github.com/cueslip/cueslip/board"
)

// maxParameters is how many values a statement may carry: fewer than SQLite
// (32,766) and Postgres (65,535) allow.
const maxParameters = 30_000

// session runs statements written with `?` on a pool or in a transaction of
// either database. A slice among the arguments stands for a list.
type session struct {
	on interface {
		sqlx.ExtContext
		Rebind(query string) string
	}
}

func (q session) all(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := q.bind(query, args)
	if err != nil {
		return err
	}
	return sqlx.SelectContext(ctx, q.on, dest, query, args...)
}

// one reads a single row; sql.ErrNoRows if there is none.
func (q session) one(ctx context.Context, dest any, query string, args ...any) error {
	query, args, err := q.bind(query, args)
	if err != nil {
		return err
	}
	return sqlx.GetContext(ctx, q.on, dest, query, args...)
}

func (q session) run(ctx context.Context, query string, args ...any) error {
	query, args, err := q.bind(query, args)
	if err != nil {
		return err
	}
	_, err = q.on.ExecContext(ctx, query, args...)
	return err
}

func (q session) bind(query string, args []any) (string, []any, error) {
	lists := false
	for _, arg := range args {
		switch v := reflect.ValueOf(arg); v.Kind() {
		case reflect.String:
			if !storable(v.String()) {
				return "", nil, errInvalidText
			}
		case reflect.Slice:
			lists = true
			for i := range v.Len() {
				if item := v.Index(i); item.Kind() == reflect.String && !storable(item.String()) {
					return "", nil, errInvalidText
				}
			}
		}
	}
	if lists {
		var err error
		if query, args, err = sqlx.In(query, args...); err != nil {
			return "", nil, err
		}
	}
	return q.on.Rebind(query), args, nil
}

// storable reports whether Postgres takes the text. SQLite would take any, and
// a board must be able to move from one to the other.
func storable(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

var errInvalidText = board.Errorf(board.InvalidText, "This text has characters that cannot be stored.")

// change runs do in one writing transaction, and commits it if do says so.
// An error of the commit itself leaves its outcome unknown, and is busy.
func (s *Store) change(ctx context.Context, doing string, do func(context.Context, session) (keep bool, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, writeDeadline)
	defer cancel()
	tx, err := s.writes.BeginTxx(ctx, nil)
	if err != nil {
		return refusal(ctx, doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back; else the first error counts
	keep, err := do(ctx, session{tx})
	if err != nil || !keep {
		return refusal(ctx, doing, err)
	}
	if err := tx.Commit(); err != nil {
		return outcome(ctx, doing, err)
	}
	return nil
}

// snapshot says how a database reads several statements as of one moment.
type snapshot = sql.TxOptions

// view runs do in one reading transaction, which sees one moment only.
func (s *Store) view(ctx context.Context, doing string, do func(context.Context, session) error) error {
	ctx, cancel := context.WithTimeout(ctx, readDeadline)
	defer cancel()
	tx, err := s.reads.BeginTxx(ctx, &s.snapshot)
	if err != nil {
		return refusal(ctx, doing, err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was written
	return refusal(ctx, doing, do(ctx, session{tx}))
}

// tuples writes n rows of placeholders: "(?,?),(?,?)".
func tuples(n, columns int) string {
	row := ",(?" + strings.Repeat(",?", columns-1) + ")"
	return strings.Repeat(row, n)[1:]
}

// snake spells a field of a struct as the column that it is read from.
func snake(field string) string {
	var b strings.Builder
	lower := false
	for _, r := range field {
		if unicode.IsUpper(r) && lower {
			b.WriteByte('_')
		}
		lower = unicode.IsLower(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
