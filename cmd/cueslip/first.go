package main

import (
	"context"
	"fmt"
	"io"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/web"
)

// night is an event, and a way in for its DJ.
type night struct {
	code string
	dj   board.Account
	link string // signs the DJ in, once
}

// firstNight finds the DJ called dj and their latest event that has not ended,
// and makes what there is none of.
func firstNight(ctx context.Context, data *store.Store) (night, error) {
	const name = "dj"
	dj, err := data.AccountByName(ctx, name)
	if board.CodeOf(err) == board.NotFound {
		dj, err = data.AddAccount(ctx, name, board.DJ)
	}
	if err != nil {
		return night{}, fmt.Errorf("making the first DJ: %w", err)
	}
	events, err := data.EventsOf(ctx, dj.Person)
	if err != nil {
		return night{}, fmt.Errorf("reading the events of the first DJ: %w", err)
	}
	for _, summary := range events {
		if summary.Event.State != board.Ended {
			return openNight(ctx, data, summary.Event.Code, dj)
		}
	}
	event, err := data.CreateEvent(ctx, board.Event{Title: "First night"}, dj.Person)
	if err != nil {
		return night{}, fmt.Errorf("making the first event: %w", err)
	}
	return openNight(ctx, data, event.Code, dj)
}

func openNight(ctx context.Context, data *store.Store, code string, dj board.Account) (night, error) {
	link, err := data.SignInLink(ctx, dj.Person)
	if err != nil {
		return night{}, fmt.Errorf("making a sign-in link: %w", err)
	}
	return night{code, dj, link}, nil
}

// printLinks says that the server is ready, and where listeners and the DJ of a
// night go, if there is one. The DJ's link is that of this machine: browsers
// keep some features for https and localhost.
func (a *app) printLinks(out io.Writer, n night) error {
	lines := fmt.Sprintf("ready %s\n", a.local)
	if n.code != "" {
		lines += fmt.Sprintf("board %s\ndj %s\n", boardURL(a.local, n.code), signInURL(a.local, n.link, "/dj/"+n.code))
	}
	if a.lan != nil {
		phones := a.public.String()
		if n.code != "" {
			phones = boardURL(a.public, n.code)
		}
		qr, err := web.TerminalQR(phones)
		if err != nil {
			return fmt.Errorf("drawing the QR code: %w", err)
		}
		lines += fmt.Sprintf("phones %s\n\n%s", phones, qr)
	}
	_, err := io.WriteString(out, lines)
	return err
}
