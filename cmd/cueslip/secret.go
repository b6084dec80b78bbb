package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
)

// secretRotate adds a key, which signs from then on.
type secretRotate struct {
	Data database `embed:""`
	Name string   `default:"guests" help:"Which secret; see secret list."`
}

// Run carries the command out.
func (s *secretRotate) Run(ctx context.Context, con *console) error {
	return s.Data.with(ctx, con.log, func(data *store.Store) error {
		key, err := data.AddSecret(ctx, s.Name)
		if err == nil {
			_, err = fmt.Fprintf(con.out, "%v: servers sign with it within a minute; what older keys have signed stays valid\n", key)
		}
		return err
	})
}

// secretList shows which keys there are, and how old they are.
type secretList struct {
	Data database `embed:""`
}

// Run carries the command out.
func (s *secretList) Run(ctx context.Context, con *console) error {
	return s.Data.with(ctx, con.log, func(data *store.Store) error {
		keys, err := data.AllSecrets(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "name\tkey\tage\tuse") // Flush tells what went wrong
		newest := ""
		for _, k := range keys {
			use := "verifies"
			if k.Name != newest {
				newest, use = k.Name, "signs and verifies"
			}
			_, _ = fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", k.Name, k.Number, age(k), use)
		}
		return table.Flush()
	})
}

func age(k board.Key) string {
	old := time.Since(time.UnixMilli(k.CreatedAt))
	if days := int(old.Hours() / 24); days > 0 {
		return fmt.Sprintf("%d d", days)
	}
	return old.Truncate(time.Second).String()
}

// secretRetire deletes keys of which nothing that they signed is good any more.
type secretRetire struct {
	Data database `embed:""`
}

// Run carries the command out.
func (s *secretRetire) Run(ctx context.Context, con *console) error {
	return s.Data.with(ctx, con.log, func(data *store.Store) error {
		keys, err := data.RetireSecrets(ctx)
		if err != nil {
			return err
		}
		for _, key := range keys {
			if _, err := fmt.Fprintln(con.out, "retired", key); err != nil {
				return err
			}
		}
		return nil
	})
}
