package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/lib/pq"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/cueslip/cueslip/board"
)

var (
	errNoEvent   = board.Errorf(board.NotFound, "There is no event with this code.")
	errNoAccount = board.Errorf(board.NotFound, "There is no account of this name.")
	errSignIn    = board.Errorf(board.SignIn, "Sign in again: this key is unknown, used or expired.")
)

// refusal gives an error of a database the code that it has for people, and
// says what was being done. Refusals of our own pass as they are.
func refusal(ctx context.Context, doing string, err error) error {
	var known *board.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	cause := fmt.Errorf("store: %s: %w", doing, err)
	if ctx.Err() != nil { // lib/pq reports its own cancelling as 57014
		cause = fmt.Errorf("store: %s: %w (%w)", doing, err, ctx.Err())
	}
	switch code(ctx, err) {
	case board.Busy:
		return board.Errorf(board.Busy, "The database is busy; this is tried again.").Because(cause)
	case board.StorageFull:
		return board.Errorf(board.StorageFull, "The server's disk is full; nothing was changed.").Because(cause)
	case board.InvalidText:
		return errInvalidText.Because(cause)
	default:
		return board.Errorf(board.Internal, "Something went wrong in the database.").Because(cause)
	}
}

// outcome is refusal for an error of COMMIT. Whatever the database did not
// clearly refuse may have happened: busy, so that the caller tries again.
func outcome(ctx context.Context, doing string, err error) error {
	if err = refusal(ctx, doing, err); board.CodeOf(err) == board.Internal {
		return board.Errorf(board.Busy, "It is not known yet whether this was kept; it is tried again.").Because(err)
	}
	return err
}

func code(ctx context.Context, err error) board.Code {
	var (
		postgres *pq.Error
		embedded *sqlite.Error
		network  net.Error
	)
	switch {
	case errors.As(err, &postgres):
		return postgresCode(string(postgres.Code))
	case errors.As(err, &embedded):
		return sqliteCode(embedded.Code())
	case ctx.Err() != nil, errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, sql.ErrConnDone),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return board.Busy
	default:
		return board.Internal
	}
}

// postgresCode maps SQLSTATE: first whole codes, then classes.
func postgresCode(state string) board.Code {
	switch state {
	case "55P03", // lock_timeout
		"57014",          // statement_timeout, or cancelled
		"40001", "40P01", // serialization, deadlock
		"25P03",                            // idle_in_transaction_session_timeout
		"57P01", "57P02", "57P03", "57P05", // shutting down, crashed, starting
		"53200", "53300", // no memory, too many connections
		"25006", "55000": // not (yet) the primary
		return board.Busy
	case "53100":
		return board.StorageFull
	}
	switch {
	case strings.HasPrefix(state, "08"):
		return board.Busy
	case strings.HasPrefix(state, "22"), state == "54000": // data, and what is too long for an index
		return board.InvalidText
	default:
		return board.Internal
	}
}

func sqliteCode(extended int) board.Code {
	switch extended & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_INTERRUPT:
		return board.Busy
	case sqlite3.SQLITE_FULL:
		return board.StorageFull
	case sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_MISMATCH:
		return board.InvalidText
	default:
		return board.Internal
	}
}

// unique reports whether the error is a key that exists already.
func unique(err error) bool {
	var (
		postgres *pq.Error
		embedded *sqlite.Error
	)
	switch {
	case errors.As(err, &postgres):
		return postgres.Code == "23505"
	case errors.As(err, &embedded):
		return embedded.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || embedded.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	default:
		return false
	}
}
