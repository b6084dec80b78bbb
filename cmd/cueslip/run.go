package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"github.com/cueslip/cueslip/board"
)

// What run returns: the process's exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

const description = "Cueslip is a live song-request board for DJs. " +
	"Every flag can also be set in the environment: --public-url is CUESLIP_PUBLIC_URL."

// commands is the whole command line.
type commands struct {
	Serve   serve   `cmd:"" help:"Run the server."`
	Migrate migrate `cmd:"" help:"Bring the database's schema up to date."`
	User    struct {
		Add  userAdd  `cmd:"" help:"Add a person; prints a sign-in link, good once within a day."`
		Link userLink `cmd:"" help:"Print a fresh sign-in link for a person, good once within a day."`
		Role userRole `cmd:"" help:"Change what a person may do; it holds within a second."`
	} `cmd:"" help:"Look after accounts."`
	Token struct {
		Create tokenCreate `cmd:"" help:"Print a new personal token for the API, and nothing else."`
	} `cmd:"" help:"Look after personal tokens."`
	Secret struct {
		Rotate secretRotate `cmd:"" help:"Add a key, which signs from then on; nobody is signed out."`
		List   secretList   `cmd:"" help:"Show the keys and their ages, never their values."`
		Retire secretRetire `cmd:"" help:"Delete the keys that have signed nothing for 90 days."`
	} `cmd:"" help:"Look after the keys that sign what guests' browsers keep."`
	Audit  audit  `cmd:"" help:"Print who did what with a say, one JSON object a line, oldest first."`
	Health health `cmd:"" help:"Ask the server on this machine whether it is ready; exit code 0 if so."`
	Demo   demo   `cmd:"" help:"Show a living board with a simulated crowd, on a throw-away database."`

	LogJSON  bool       `name:"log-json" help:"Write the log as JSON instead of text."`
	LogLevel slog.Level `default:"info" help:"Least level that is logged: debug, info, warn or error."`
}

// console is where a command writes: answers to out, everything else to log.
type console struct {
	out io.Writer
	log *slog.Logger
}

// run carries out one command line and returns the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var line commands
	helped := false
	parser, err := kong.New(&line,
		kong.Name("cueslip"), kong.Description(description), kong.DefaultEnvars("CUESLIP"),
		kong.Writers(out, errs), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Exit(func(int) { helped = true }), kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return complain(errs, err, exitUsage)
	}
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return exitOK
	case err != nil:
		return complain(errs, err, exitUsage)
	}
	if err := parsed.Run(&console{out, line.logger(errs)}); err != nil {
		return complain(errs, err, exitFailed)
	}
	return exitOK
}

func (c *commands) logger(to io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogJSON {
		return slog.New(slog.NewJSONHandler(to, options))
	}
	return slog.New(slog.NewTextHandler(to, options))
}

// complain says in one line why a command failed. A refusal speaks for itself;
// its cause follows, since whoever runs the command looks after the machine.
func complain(to io.Writer, err error, code int) int {
	var refusal *board.Error
	if errors.As(err, &refusal) {
		text := refusal.Detail
		if refusal.Err != nil {
			text = fmt.Sprintf("%s (%v)", text, refusal.Err)
		}
		_, _ = fmt.Fprintln(to, "cueslip:", text)
		return code
	}
	_, _ = fmt.Fprintln(to, "cueslip:", err)
	return code
}
