package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
)

// database says where the data is kept.
type database struct {
	DatabaseURL string `default:"sqlite:data/cueslip.db" help:"postgres://… or sqlite:PATH."`
}

// Validate is called by kong once the flags are read.
func (d *database) Validate() error {
	if path, ok := strings.CutPrefix(d.DatabaseURL, "sqlite:"); ok {
		if path == "" {
			return fmt.Errorf("--database-url sqlite: needs the path of a file, as in sqlite:data/cueslip.db")
		}
		return nil
	}
	u, err := url.Parse(d.DatabaseURL)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Path == "" || u.Path == "/" {
		return fmt.Errorf("--database-url has to be postgres://USER@HOST/DATABASE or sqlite:PATH")
	}
	return nil
}

// open opens the database, whose schema is brought up to date if asked for.
func (d *database) open(ctx context.Context, options store.Options, upToDate bool) (*store.Store, error) {
	data, err := store.Open(ctx, d.DatabaseURL, options)
	if err != nil {
		var refusal *board.Error // speaks to people who ask for songs
		if errors.As(err, &refusal) && refusal.Err != nil {
			err = refusal.Err
		}
		return nil, fmt.Errorf("the database cannot be opened: %w", err)
	}
	if upToDate {
		err = data.Migrate(ctx)
	} else {
		err = data.Ready(ctx)
	}
	if err != nil {
		_ = data.Close()
		return nil, fmt.Errorf("the database is not ready: %w", err)
	}
	return data, nil
}

// with opens the database beside a server that may be running, and closes it
// again. The schema is brought up to date first: each migration suits the
// previous release too, so a running server is not disturbed.
func (d *database) with(ctx context.Context, log *slog.Logger, do func(*store.Store) error) error {
	data, err := d.open(ctx, store.Options{Log: log}, true)
	if err != nil {
		return err
	}
	if err := do(data); err != nil {
		_ = data.Close()
		return err
	}
	if err := data.Close(); err != nil {
		return fmt.Errorf("closing the database: %w", err)
	}
	return nil
}
