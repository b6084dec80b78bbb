package main

import (
	"context"
	"fmt"

	"github.com/cueslip/cueslip/store"
)

// migrate brings the schema up to date. Several may run at once, also beside a
// server: one does the work and the others wait.
type migrate struct {
	Data database `embed:""`
}

// Run carries the command out.
func (m *migrate) Run(ctx context.Context, con *console) error {
	return m.Data.with(ctx, con.log, func(*store.Store) error {
		_, err := fmt.Fprintln(con.out, "The schema is up to date.")
		return err
	})
}
