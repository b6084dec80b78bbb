package main

import (
	"context"
	"errors"

	"github.com/cueslip/cueslip/store"
)

// serve runs the server until it is told to stop.
type serve struct {
	settings `embed:""`
	Data     database `embed:""`
	Others   replicas `embed:""`
	Migrate  bool     `default:"true" negatable:"" help:"Bring the schema up to date first."`
	FirstRun bool     `hidden:"" help:"Make a first DJ and a first event, and print their links."`
}

// Run carries the command out.
func (s *serve) Run(ctx context.Context, con *console) (err error) {
	data, err := s.Data.open(ctx, store.Options{Log: con.log, Serve: true}, s.Migrate)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	if _, err := data.AllSecrets(ctx); err != nil {
		return err
	}
	var first night
	if s.FirstRun {
		if first, err = firstNight(ctx, data); err != nil {
			return err
		}
	}
	a, err := s.open(ctx, data, s.Others, con.log)
	if err != nil {
		return err
	}
	return a.run(ctx, func() error { return a.printLinks(con.out, first) })
}
