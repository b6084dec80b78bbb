package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/cueslip/cueslip/loadtest"
	"github.com/cueslip/cueslip/store"
)

// demo shows a board with a simulated crowd. Its data is gone afterwards.
type demo struct {
	settings  `embed:""`
	Listeners int `default:"60" help:"How many people are in the room."`
}

// Run carries the command out.
func (d *demo) Run(ctx context.Context, con *console) (err error) {
	folder, err := os.MkdirTemp("", "cueslip-demo-")
	if err != nil {
		return fmt.Errorf("making a folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	file := database{DatabaseURL: "sqlite:" + filepath.Join(folder, "cueslip.db")}
	data, err := file.open(ctx, store.Options{Log: con.log, Serve: true}, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, data.Close()) }()

	tonight, err := firstNight(ctx, data)
	if err != nil {
		return err
	}
	token, err := data.CreateToken(ctx, tonight.dj.Person, "demo")
	if err != nil {
		return fmt.Errorf("making the crowd's token: %w", err)
	}
	d.GuestRate = rate{} // the whole crowd comes from one address
	a, err := d.open(ctx, data, replicas{}, con.log)
	if err != nil {
		return err
	}

	var crowd sync.WaitGroup
	defer crowd.Wait()
	ctx, disperse := context.WithCancel(ctx)
	defer disperse()
	return a.run(ctx, func() error {
		if err := a.printLinks(con.out, tonight); err != nil {
			return err
		}
		crowd.Go(func() {
			options := loadtest.DemoOptions{URL: a.local.String(), Token: token, Event: tonight.code, Listeners: d.Listeners}
			if err := loadtest.Demo(ctx, options); err != nil && ctx.Err() == nil {
				con.log.Error("the crowd stays away", "err", err)
			}
		})
		return nil
	})
}
