package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
)

// userAdd adds an account.
type userAdd struct {
	Data      database          `embed:""`
	Name      string            `required:"" help:"Name, as others see it."`
	Role      board.AccountRole `required:"" enum:"member,dj,admin" help:"What the person may do: member, dj (opens events) or admin."`
	PublicURL string            `default:"http://localhost:8080" help:"Address of the server, for the link."`
}

// Run carries the command out.
func (u *userAdd) Run(ctx context.Context, con *console) error {
	base, err := publicURL(u.PublicURL)
	if err != nil {
		return err
	}
	return u.Data.with(ctx, con.log, func(data *store.Store) error {
		account, err := data.AddAccount(ctx, u.Name, u.Role)
		if err != nil {
			return err
		}
		return printLink(ctx, con, data, base, account)
	})
}

// userLink makes a further sign-in link.
type userLink struct {
	Data      database `embed:""`
	Name      string   `required:"" help:"Name of the person."`
	PublicURL string   `default:"http://localhost:8080" help:"Address of the server, for the link."`
}

// Run carries the command out.
func (u *userLink) Run(ctx context.Context, con *console) error {
	base, err := publicURL(u.PublicURL)
	if err != nil {
		return err
	}
	return u.Data.with(ctx, con.log, func(data *store.Store) error {
		account, err := data.AccountByName(ctx, u.Name)
		if err != nil {
			return err
		}
		return printLink(ctx, con, data, base, account)
	})
}

// userRole changes an account's role.
type userRole struct {
	Data database          `embed:""`
	Name string            `required:"" help:"Name of the person."`
	Role board.AccountRole `required:"" enum:"member,dj,admin" help:"What the person may do from now on: member, dj (opens events) or admin."`
}

// Run carries the command out.
func (u *userRole) Run(ctx context.Context, con *console) error {
	return u.Data.with(ctx, con.log, func(data *store.Store) error {
		account, err := data.AccountByName(ctx, u.Name)
		if err != nil {
			return err
		}
		return data.SetAccountRole(ctx, account.Person, u.Role)
	})
}

func printLink(ctx context.Context, con *console, data *store.Store, base *url.URL, account board.Account) error {
	link, err := data.SignInLink(ctx, account.Person)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(con.out, signInURL(base, link, ""))
	return err
}
