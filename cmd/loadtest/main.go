// Command loadtest lets a simulated crowd loose on a Cueslip server, measures
// what the crowd feels, and checks that the server kept its promises. It ends
// with 1 if one was broken, with 3 if a figure is over its limit.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The process's exit codes.
const (
	exitBroken = 1 // the oracle found a breach
	exitFailed = 2 // the run could not be done
	exitOver   = 3 // nothing was broken, but a figure is over its limit
)

type commands struct {
	Run   run   `cmd:"" default:"withargs" help:"Let a crowd loose on a server (the default)."`
	Open  open  `cmd:"" help:"Open an event for several processes to share; prints its code."`
	Merge merge `cmd:"" help:"Add up the --json files of several processes at one event."`
}

func main() {
	var c commands
	parsed := kong.Parse(&c, kong.Name("loadtest"), kong.DefaultEnvars("CUESLIP"), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Description("A simulated crowd at one event of a Cueslip server."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := 0
	parsed.BindTo(ctx, (*context.Context)(nil))
	err := parsed.Run(&code)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		code = exitFailed
	}
	os.Exit(code)
}
