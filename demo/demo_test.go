package demo

import (
	"math/rand/v2"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// TestARoundNeverRunsDryOrOver plays a round on a ledger, as the store does.
func TestARoundNeverRunsDryOrOver(t *testing.T) {
	state := board.State{Event: Event(), Requests: map[string]*board.Request{}}
	ballots := map[board.BallotKey]*board.Ballot{}
	songs := map[string][]string{}
	now := int64(1)
	commit := func(commands []board.Command) {
		l := board.Ledger{
			Now: now, Version: state.Cookie.Version + 1, Event: state.Event, Requests: map[string]*board.Request{}, Ballots: ballots,
			Asked: map[string]board.Asked{}, Entries: map[string]*board.Entry{}, Songs: songs, LastNumber: len(state.Requests),
		}
		for id, req := range state.Requests {
			mine := *req
			l.Requests[id] = &mine
		}
		for _, answer := range l.Run(commands) {
			if code := board.CodeOf(answer.Err); code != "" && code != board.RequestLimit && code != board.Cooldown {
				t.Fatal(answer.Err)
			}
		}
		state.Requests, state.Cookie.Version, songs = l.Requests, l.Version, l.Songs
	}
	commit(Begin())
	random := rand.New(rand.NewPCG(1, 2))
	played, asked := 0, len(First)
	for n := 1; n <= int(Lasts/Every); n++ {
		now += Every.Milliseconds()
		commit(Beat(state.View(board.Crew), n, random))
		waiting, playing := 0, 0
		for _, req := range state.Requests {
			switch req.Status {
			case board.New, board.Accepted:
				waiting++
			case board.Playing:
				playing++
			}
		}
		if waiting == 0 || waiting > mostWishes || playing != 1 {
			t.Fatalf("at beat %d, %d wait and %d play", n, waiting, playing)
		}
	}
	for _, req := range state.Requests {
		if req.Status == board.Played {
			played++
		}
	}
	if played < 15 || len(state.Requests) < asked+15 {
		t.Errorf("in a round %d songs were played and %d asked for", played, len(state.Requests))
	}
}
