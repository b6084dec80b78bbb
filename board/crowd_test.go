package board_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

// song asks for a song by its plain title as the person.
func song(nth int, title string) board.Ask {
	key := strings.ToLower(title)
	return board.Ask{ID: boardtest.RequestID(nth), Title: title, Spelling: board.Spelling{Song: key, Title: key, Words: key}}
}

func TestABannedPersonOnlyReads(t *testing.T) {
	n := newNight(t)
	first, second, third := n.ask(minna, 1), n.ask(minna, 2), n.ask(otto, 3)
	n.set(second, board.Accepted)
	ban := n.must(boardtest.Guard, board.SetBan{Request: first, Reason: "Four of the same.", For: 60, Change: n.change()})
	if ban.Person != minna || n.request(first).Status != board.Hidden || n.request(second).Status != board.Accepted {
		t.Errorf("banned %s: %+v, %+v", ban.Person, n.request(first), n.request(second))
	}
	n.refused(board.Banned, minna, song(4, "Once more"))
	n.refused(board.Banned, minna, board.Vote{Request: third, On: true})
	_, err := n.do(minna, board.Vote{Request: third, On: true})
	var refusal *board.Error
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Detail, "Four of the same.") || refusal.RetryAfter == 0 || refusal.RetryAfter > 60 {
		t.Errorf("the refusal says %q, to try again in %d s", refusal.Detail, refusal.RetryAfter)
	}
	n.must(minna, board.Set{Request: second, Status: board.Withdrawn}) // what is theirs, they may take back
	n.store.Advance(60_000)
	n.must(minna, board.Vote{Request: third, On: true})
}

func TestABanIsTakenBackWithWhatItHid(t *testing.T) {
	n := newNight(t)
	first := n.ask(minna, 1)
	change := n.must(boardtest.DJ, board.SetBan{Person: minna, Change: n.change()}).Change
	n.refused(board.Banned, minna, song(2, "Once more"))
	n.must(boardtest.DJ, board.Undo{Change: change, ID: n.change()})
	if got := n.request(first).Status; got != board.New {
		t.Errorf("after undo the request is %s", got)
	}
	n.must(minna, song(2, "Once more"))
	change = n.must(boardtest.DJ, board.SetBan{Person: minna, Change: n.change()}).Change
	n.set(first, board.Accepted)
	n.refused(board.Conflict, boardtest.DJ, board.Undo{Change: change, ID: n.change()})
	n.must(boardtest.DJ, board.SetBan{Person: minna, Off: true, Change: n.change()})
	n.must(minna, song(3, "At last"))
}

func TestNobodyOfTheCrewIsBanned(t *testing.T) {
	n := newNight(t)
	n.refused(board.BadMove, boardtest.DJ, board.SetBan{Person: boardtest.Guard, Change: n.change()})
	n.refused(board.BadMove, boardtest.Guard, board.SetBan{Person: boardtest.DJ, Change: n.change()})
	n.refused(board.Forbidden, minna, board.SetBan{Person: otto, Change: n.change()})
	n.refused(board.NotFound, boardtest.DJ, board.SetBan{Request: boardtest.RequestID(9), Change: n.change()})
}

func TestWhatIsNotPlayedIsRefusedAtTheDoor(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetBlocks{Add: []board.Block{
		{Kind: board.BlockSong, Title: "Antarctica", Key: "antarctica"},
		{Kind: board.BlockArtist, Artist: "The Tidal Clocks", Key: "the tidal clocks"},
		{Kind: board.BlockWord, Word: "Blimey", Key: "blimey"},
	}, Change: n.change()})
	for _, spelling := range []board.Spelling{
		{Song: "antarctica", Title: "antarctica"},
		{Song: "anybody antarctica", Title: "antarctica", Artist: "anybody"},
		{Song: "clocks harbour lights the tidal", Title: "harbour lights", Artist: "the tidal clocks"},
		{Song: "clocks harbour lights the tidal", Title: "the tidal clocks harbour lights"},
		{Song: "harmless", Title: "harmless", Words: "oh blimey indeed"},
	} {
		n.refused(board.Blocked, minna, board.Ask{ID: boardtest.RequestID(1), Title: "x", Spelling: spelling})
	}
	n.must(minna, board.Ask{ID: boardtest.RequestID(1), Title: "x", Spelling: board.Spelling{
		Song: "antarctica hotel", Title: "hotel antarctica", Words: "hotel antarctica blimeyish",
	}})
	n.must(boardtest.DJ, board.Ask{ID: boardtest.RequestID(2), Title: "x", Spelling: board.Spelling{Song: "antarctica"}})
	n.refused(board.Forbidden, boardtest.Guard, board.SetBlocks{Add: []board.Block{{Kind: board.BlockWord, Word: "a", Key: "a"}}, Change: n.change()})
	n.must(cohst, board.SetBlocks{Remove: []board.Block{{Kind: board.BlockSong, Title: "Antarctica", Key: "antarctica"}}, Change: n.change()})
	n.must(minna, song(3, "Antarctica"))
}

func TestASongIsAskedForOnceAtATime(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{Repeat: 3600}, Change: n.change()})
	first := n.must(minna, song(1, "Paper Lantern")).Request
	again, err := n.do(otto, song(2, "Paper Lantern"))
	if board.CodeOf(err) != board.Duplicate || again.Request == nil || again.Request.ID != first.ID {
		t.Fatalf("again: %+v, %v", again.Request, err)
	}
	n.must(otto, song(2, "Another"))
	n.must(boardtest.DJ, board.Set{Request: boardtest.RequestID(2), Into: first.ID, Change: n.change()})
	if again, err = n.do(otto, song(3, "Another")); board.CodeOf(err) != board.Duplicate || again.Request.ID != first.ID {
		t.Errorf("merged: %+v, %v", again.Request, err)
	}
	n.set(first.ID, board.Played)
	n.refused(board.Duplicate, otto, song(3, "Paper Lantern"))
	n.store.Advance(3_600_000)
	third := n.must(otto, song(3, "Paper Lantern")).Request.ID
	n.must(otto, board.Set{Request: third, Status: board.Withdrawn})
	n.must(minna, song(4, "Paper Lantern"))
	n.must(boardtest.DJ, song(5, "Paper Lantern")) // the crew knows what it does
	own := song(6, "Intro")
	own.Own = true
	n.must(boardtest.DJ, own)
	n.refused(board.Duplicate, otto, song(7, "Intro"))
}

func TestAnEventTakesSoManyRequestsAtATime(t *testing.T) {
	n := newNight(t)
	n.must(boardtest.DJ, board.SetEvent{Limits: &board.Limits{Total: 2}, Change: n.change()})
	first := n.must(minna, song(1, "One")).Request.ID
	n.must(otto, song(2, "Two"))
	n.refused(board.RequestLimit, kalle, song(3, "Three"))
	n.set(first, board.Played)
	n.must(kalle, song(3, "Three"))
}

func TestAnEventAdmitsWhomItSays(t *testing.T) {
	for admission, want := range map[board.Admission][2]board.Code{ // a guest, an account
		board.Anyone:     {"", ""},
		board.ByAccount:  {board.Challenged, ""},
		board.ByProof:    {board.Challenged, board.Challenged},
		board.ByRoomCode: {board.Challenged, board.Challenged},
	} {
		n := newNight(t)
		id := n.ask(otto, 1)
		n.must(boardtest.DJ, board.SetEvent{Admission: admission, Change: n.change()})
		for i, signed := range []bool{false, true} {
			for _, op := range []board.Op{board.Vote{Request: id, On: true}, song(2, "Two")} {
				committed, err := n.store.Commit(context.Background(), code, []board.Command{{Person: minna, Signed: signed, Op: op}})
				if err != nil {
					t.Fatal(err)
				}
				err = committed.Answers[0].Err
				if got := board.CodeOf(err); got != want[i] {
					t.Errorf("%s: signed in %v, %T: %q", admission, signed, op, got)
				}
				if refusal := (*board.Error)(nil); errors.As(err, &refusal) && refusal.Challenge.Kind != admission {
					t.Errorf("%s asks for %+v", admission, refusal.Challenge)
				}
			}
		}
		n.must(boardtest.Guard, board.Vote{Request: id, On: true})
	}
}

func TestTheEventIsHandedOverWithoutStopping(t *testing.T) {
	n := newNight(t)
	n.ask(minna, 1)
	n.refused(board.Forbidden, cohst, board.SetCrew{Person: otto, Role: board.Moderator, Change: n.change()})
	n.refused(board.BadMove, boardtest.DJ, board.SetCrew{Person: boardtest.DJ, Role: board.Listener, Change: n.change()})
	over := n.must(boardtest.DJ, board.SetCrew{Person: otto, Role: board.Owner, Change: n.change()}).Change
	n.refused(board.Forbidden, boardtest.DJ, board.SetCrew{Person: kalle, Role: board.Cohost, Change: n.change()})
	n.must(boardtest.DJ, board.Set{Request: boardtest.RequestID(1), Status: board.Accepted, Change: n.change()}) // now a cohost
	n.refused(board.Forbidden, boardtest.DJ, board.Undo{Change: over, ID: n.change()})
	n.must(boardtest.DJ, board.SetCrew{Person: boardtest.DJ, Role: board.Listener, Change: n.change()}) // one may go
	n.refused(board.Forbidden, boardtest.DJ, board.Set{Request: boardtest.RequestID(1), Status: board.Playing, Change: n.change()})
	n.must(otto, board.Set{Request: boardtest.RequestID(1), Status: board.Playing, Change: n.change()})
}

func TestAnInvitationRaisesAndLowersNobody(t *testing.T) {
	n := newNight(t)
	invite := func(person string, role board.Role) board.SetCrew {
		return board.SetCrew{Person: person, Role: role, Change: n.change(), Raises: true}
	}
	n.refused(board.BadMove, boardtest.DJ, invite(boardtest.DJ, board.Cohost))
	n.refused(board.BadMove, boardtest.DJ, invite(cohst, board.Moderator))
	n.refused(board.BadMove, boardtest.DJ, invite(cohst, board.Cohost))
	n.refused(board.Forbidden, cohst, invite(otto, board.Moderator))
	once := invite(otto, board.Moderator)
	n.must(boardtest.DJ, once)
	n.must(boardtest.DJ, once) // a repeat is harmless
	once.Person = kalle
	n.refused(board.KeyReused, boardtest.DJ, once)
	n.must(boardtest.DJ, invite(otto, board.Cohost))
	n.must(otto, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
}

func TestARightTakenAwayIsGivenBackByUndo(t *testing.T) {
	n := newNight(t)
	taken := n.must(boardtest.DJ, board.SetCrew{Person: cohst, Role: board.Listener, Change: n.change()}).Change
	n.refused(board.Forbidden, cohst, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
	n.must(boardtest.DJ, board.Undo{Change: taken, ID: n.change()})
	n.must(cohst, board.SetEvent{Gate: board.GateClosed, Change: n.change()})
}

// stuff casts votes of so many guests of a batch.
func stuff(n *night, batch, request string, from, to int) {
	n.Helper()
	for i := from; i < to; i++ {
		person := fmt.Sprintf("00000000-0000-4000-a000-%012d", i)
		_, err := n.store.Commit(context.Background(), code, []board.Command{{Person: person, Batch: batch, Op: board.Vote{Request: request, On: true}}})
		if err != nil {
			n.Fatal(err)
		}
	}
}

func TestMadeVotesAreTakenBackAtOnceAndCanBeGivenBack(t *testing.T) {
	n := newNight(t)
	honest, stuffed, merged := n.ask(minna, 1), n.ask(otto, 2), n.ask(kalle, 3)
	stuff(n, "", honest, 0, 50)
	stuff(n, "fakes", stuffed, 100, 140)
	stuff(n, "mixed", honest, 200, 240)
	stuff(n, "mixed", merged, 240, 280) // half and half: a crowd
	stuff(n, "", stuffed, 300, 303)
	n.must(boardtest.DJ, board.Set{Request: stuffed, Into: merged, Change: n.change()})
	n.refused(board.BadMove, boardtest.DJ, board.Void{Request: honest, Change: n.change()})
	n.refused(board.Forbidden, minna, board.Void{Request: merged, Change: n.change()})
	if got := n.request(merged).Votes; got != 85 {
		t.Fatalf("%d votes before", got)
	}
	void := n.must(boardtest.Guard, board.Void{Request: merged, Change: n.change()})
	if got := n.request(merged).Votes; got != 45 || n.request(stuffed).Voided != 40 || n.request(stuffed).Votes != 4 {
		t.Errorf("%d votes after, %+v", got, n.request(stuffed))
	}
	stuff(n, "fakes", stuffed, 140, 150) // later ones of the batch don't count either
	if got := n.request(merged).Votes; got != 45 {
		t.Errorf("%d votes after more of the batch", got)
	}
	n.must(boardtest.Guard, board.Undo{Change: void.Change, ID: n.change()})
	if got := n.request(merged).Votes; got != 95 || n.request(stuffed).Voided != 0 {
		t.Errorf("%d votes given back, %+v", got, n.request(stuffed))
	}
}
