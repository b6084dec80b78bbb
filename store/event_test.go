package store_test

import (
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestANewEventIsLiveUnlessItStartsLater(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return start }})
		live, err := s.CreateEvent(t.Context(), board.Event{Title: "Pier", Zone: "Europe/Berlin"}, boardtest.DJ)
		if err != nil {
			t.Fatal(err)
		}
		want := board.Event{
			Code: live.Code, Title: "Pier", State: board.Live, Gate: board.GateOpen, Voting: true, Zone: "Europe/Berlin",
			Limits: board.Limits{Open: 3}, Admission: board.Anyone, Dedications: true, Declines: board.TellNow, StartsAt: start, Version: 1,
		}
		if diff := cmp.Diff(want, live); diff != "" || !regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{8}$`).MatchString(live.Code) {
			t.Errorf("live (-want +got):\n%s", diff)
		}
		if got, err := s.Event(t.Context(), live.Code); err != nil || got != live {
			t.Errorf("read back %+v, %v", got, err)
		}
		later, err := s.CreateEvent(t.Context(), board.Event{Title: "Wedding", StartsAt: start + 1}, boardtest.DJ)
		if err != nil || later.State != board.Scheduled || later.Gate != board.GateClosed || later.StartsAt != start+1 {
			t.Errorf("scheduled: %+v, %v", later, err)
		}
		if _, err := s.Event(t.Context(), "00000000"); board.CodeOf(err) != board.NotFound {
			t.Errorf("no event: %v", err)
		}
	})
}

func TestANewEventIsSetUpAsTheLastOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		block := board.Block{Kind: board.BlockWord, Word: "Blimey", Key: "blimey"}
		limits := board.Limits{Open: 2, Cooldown: 60, Total: 40, Repeat: 600, Fade: 1200}
		r.commit(setEvent(board.SetEvent{
			Title: ptr("Wedding"), Gate: board.GateClosed, Voting: ptr(false), Limits: &limits, Declines: board.TellNever,
			Admission: board.ByProof, Approval: ptr(true), Dedications: ptr(false),
		}), crewDoes(board.SetBlocks{Add: []board.Block{block}, Change: uuid.NewString()}))
		next, err := r.CreateEvent(t.Context(), board.Event{Title: "Next"}, boardtest.DJ)
		want := board.Event{
			Code: next.Code, Title: "Next", State: board.Live, Gate: board.GateOpen, Voting: true, Limits: limits, Declines: board.TellNever,
			Admission: board.ByProof, Approval: true, StartsAt: next.StartsAt, Version: 1,
		}
		if diff := cmp.Diff(want, next); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if _, blocks, err := r.Door(t.Context(), next.Code); err != nil || len(blocks) != 1 || blocks[0] != block {
			t.Errorf("it does not take %+v, %v", blocks, err)
		}
		if other, err := r.CreateEvent(t.Context(), board.Event{Title: "Other"}, ann); err != nil || other.Approval {
			t.Errorf("somebody else's: %+v, %v", other, err)
		}
	})
}

func TestRequestsFadeWhereTheEventWantsIt(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{Fade: 60}}), ask(ann, 1))
		for after, want := range map[int64]int{59_999: 0, 60_000: 1} {
			if due, err := r.Due(t.Context(), start+after); err != nil || len(due.Fading) != want {
				t.Errorf("after %d ms: %v, %v", after, due.Fading, err)
			}
		}
		now.Store(start + 60_000)
		r.commit(board.Command{Person: board.Clock, Op: board.Sweep{Reason: board.Faded, Change: uuid.NewString()}})
		if got := r.state().Requests[boardtest.RequestID(1)]; got.Status != board.Declined || got.Reason != board.Faded {
			t.Errorf("%+v", got)
		}
		if due, err := r.Due(t.Context(), start+120_000); err != nil || len(due.Fading) != 0 {
			t.Errorf("afterwards: %v, %v", due.Fading, err)
		}
	})
}

func TestEventsStartAndEndWhenDue(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		later, err := s.CreateEvent(t.Context(), board.Event{Title: "Wedding", StartsAt: start + 5000}, boardtest.DJ)
		if err != nil {
			t.Fatal(err)
		}
		check := func(want board.Due) {
			t.Helper()
			due, err := s.Due(t.Context(), now.Load())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, due); diff != "" {
				t.Errorf("due (-want +got):\n%s", diff)
			}
		}
		const hours = 3_600_000
		check(board.Due{})
		now.Store(start + 5000)
		check(board.Due{Starting: []string{later.Code}})
		(room{t, s, later.Code}).commit(board.Command{Person: board.Clock, Op: board.SetEvent{State: board.Live, Change: boardtest.ChangeID(1)}})
		check(board.Due{})
		now.Store(start + 11*hours)
		r.commit(setEvent(board.SetEvent{Gate: board.GateLastCall, ClosesIn: 60}))
		check(board.Due{})
		now.Store(start + 11*hours + 60_000)
		check(board.Due{Closing: []string{r.code}})
		r.commit(board.Command{Person: board.Clock, Op: board.SetEvent{Gate: board.GateClosed, Change: boardtest.ChangeID(3)}})
		now.Store(start + 5000 + 12*hours)
		check(board.Due{Ending: []string{later.Code}})
		now.Store(start + 23*hours)
		r.commit(board.Command{Person: board.Clock, Op: board.SetEvent{State: board.Ended, Change: boardtest.ChangeID(2)}})
		check(board.Due{Ending: []string{later.Code}})
	})
}

func TestADJSeesTheirEventsNewestFirst(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		var now atomic.Int64
		s := storetest.OpenWith(t, url, store.Options{Serve: true, Clock: func() int64 { return now.Add(1) }})
		first, second := newRoom(t, s), newRoom(t, s)
		first.commit(ask(ann, 1), ask(ben, 2), board.Command{Person: boardtest.DJ, Op: board.Ask{ID: boardtest.RequestID(3), Title: "Mine", Own: true}})
		first.commit(set(1, board.Played))
		if err := s.SetRole(t.Context(), second.code, ann, board.Moderator); err != nil {
			t.Fatal(err)
		}
		list, err := s.EventsOf(t.Context(), boardtest.DJ)
		if err != nil || len(list) != 2 || list[0].Event.Code != second.code || list[1].Event.Code != first.code {
			t.Fatalf("%+v, %v", list, err)
		}
		if got := list[1]; got.Asked != 2 || got.Played != 1 || got.Role != board.Owner {
			t.Errorf("%+v", got)
		}
		list, err = s.EventsOf(t.Context(), ann)
		if err != nil || len(list) != 1 || list[0].Role != board.Moderator {
			t.Errorf("of a moderator: %+v, %v", list, err)
		}
		if list, err := s.EventsOf(t.Context(), cat); err != nil || len(list) != 0 {
			t.Errorf("of a listener: %+v, %v", list, err)
		}
	})
}

func TestTheJournalTellsWhatTheCrewDid(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1))
		accept, play := set(1, board.Accepted), set(1, board.Playing)
		r.commit(accept, play)
		back := undo(play.Op.(board.Set).Change)
		r.commit(back)
		entries, err := r.Journal(t.Context(), r.code, 100)
		if err != nil || len(entries) != 3 {
			t.Fatalf("%+v, %v", entries, err)
		}
		for i, id := range []string{back.Op.(board.Undo).ID, play.Op.(board.Set).Change, accept.Op.(board.Set).Change} {
			if entries[i].ID != id || entries[i].Person != boardtest.DJ {
				t.Errorf("entry %d is %+v, want %s", i, entries[i], id)
			}
		}
		request := boardtest.RequestID(1)
		if e := entries[1]; e.UndoneBy != entries[0].ID || e.Before.Requests[request].Status != board.Accepted || e.After.Requests[request].Status != board.Playing {
			t.Errorf("%+v", e)
		}
		if entries, err := r.Journal(t.Context(), r.code, 1); err != nil || len(entries) != 1 || entries[0].ID != back.Op.(board.Undo).ID {
			t.Errorf("the latest: %+v, %v", entries, err)
		}
	})
}

func TestAnAuditNamesAWrongTotal(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2), vote(cat, 2, true))
		r.audit()
		if err := r.Exec(t.Context(), `UPDATE requests SET votes = 7 WHERE event = ? AND number = 2`, r.code); err != nil {
			t.Fatal(err)
		}
		want := "store: event " + r.code + ": No. 002 shows 7 votes, counted are 2"
		if err := r.Audit(t.Context(), r.code); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	})
}
