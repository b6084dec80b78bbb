package main

import (
	"context"
	"fmt"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
)

// tokenCreate makes a personal token, which a server honours at once.
type tokenCreate struct {
	Data  database `embed:""`
	User  string   `required:"" help:"Name of the person whose token it is."`
	Name  string   `default:"command line" help:"What the token is for, to tell it from others."`
	Scope []string `enum:"read,board,events" help:"What it may be used for: read (boards), board (ask, vote, run boards) or events (open and list events); may be given several times. Everything, if not given."`
}

// Run carries the command out.
func (t *tokenCreate) Run(ctx context.Context, con *console) error {
	scopes, err := board.ParseScopes(t.Scope)
	if err != nil {
		return err
	}
	return t.Data.with(ctx, con.log, func(data *store.Store) error {
		account, err := data.AccountByName(ctx, t.User)
		if err != nil {
			return err
		}
		token, err := data.CreateToken(ctx, account.Person, t.Name, scopes...)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(con.out, token)
		return err
	})
}
