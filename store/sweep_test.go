package store_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestTheGuestsOfABigNightAreForgottenAFewAtATime(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		var asks, plays []board.Command
		for n := range 50 {
			asks = append(asks, ask(uuid.NewString(), n+1))
			plays = append(plays, board.Command{Person: boardtest.DJ, Op: board.Set{Request: boardtest.RequestID(n + 1), Status: board.Played, Change: uuid.NewString()}})
		}
		r.commit(asks...)
		r.commit(plays...)
		r.commit(board.Command{Person: boardtest.DJ, Op: board.SetEvent{State: board.Ended, Change: uuid.NewString()}})
		now.Add(91 * 24 * 60 * minute)
		known := func() int64 {
			t.Helper()
			n, err := s.Number(t.Context(), `SELECT count(*) FROM requests WHERE event = ? AND asker NOT LIKE '~%'`, r.code)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for left := int64(50); left > 0; left = known() {
			if more, err := s.Sweep(t.Context()); err != nil || !more {
				t.Fatalf("there is more: %v %v", more, err)
			}
			if forgot := left - known(); forgot < 1 || forgot > 20 { // who writes meanwhile waits for so many
				t.Fatalf("%d at a time", forgot)
			}
		}
		r.audit()
	})
}

func TestWhatIsKeptTooLongIsForgotten(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		const day = 24 * 60 * minute
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		a := account(t, s, "Ana")
		gone, kept := session(t, s, a), session(t, s, a)
		r.commit(ask(ann, 1), ask(ben, 2), vote(ann, 2, true), vote(a.Person, 2, true))
		r.commit(merge(1, 2))
		r.commit(next(2, true))
		r.subscribe(ben, "", "ben")
		r.wantTold(2, board.UpNext, "ben of 2")
		r.commit(board.Command{Person: boardtest.DJ, Op: board.SetEvent{State: board.Ended, Change: uuid.NewString()}})
		live := newRoom(t, s)
		live.commit(ask(cat, 1))
		live.subscribe(cat, "", "cat")
		if err := s.Revoke(t.Context(), gone); err != nil {
			t.Fatal(err)
		}
		if _, err := s.BeginFlow(t.Context(), "login", "data", time.Minute); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Invite(t.Context(), r.code, board.Cohost, boardtest.DJ); err != nil {
			t.Fatal(err)
		}
		sweep := func(days int64) {
			t.Helper()
			now.Store(start + days*day + 1)
			for more, rounds := true, 0; more; rounds++ {
				var err error
				if more, err = s.Sweep(t.Context()); err != nil || rounds > 20 {
					t.Fatalf("round %d: %v", rounds, err)
				}
			}
		}
		count := func(what string, want int64, query string, args ...any) {
			t.Helper()
			if n, err := s.Number(t.Context(), query, args...); err != nil || n != want {
				t.Errorf("%s: %d, %v; want %d", what, n, err, want)
			}
		}
		const owners = `SELECT count(DISTINCT person) FROM votes WHERE event = ? AND person IN (?)`
		guests := []string{ann, ben}
		sweep(0)
		count("browsers that are told", 2, `SELECT count(*) FROM subscriptions`)
		sweep(1)
		count("browsers that are told", 1, `SELECT count(*) FROM subscriptions`)
		count("what they were told", 0, `SELECT count(*) FROM told`)
		count("flows", 0, `SELECT count(*) FROM flows`)
		count("sessions", 2, `SELECT count(*) FROM credentials`)
		count("guests of the event", 2, owners, r.code, guests)
		sweep(31)
		count("sessions", 0, `SELECT count(*) FROM credentials WHERE revoked_at > 0`)
		count("revocations", 0, `SELECT count(*) FROM revocations`)
		count("invitations", 1, `SELECT count(*) FROM invitations`)
		sweep(89)
		count("invitations", 0, `SELECT count(*) FROM invitations`)
		count("guests of the event", 2, owners, r.code, guests)
		sweep(91)
		count("browsers that are told", 0, `SELECT count(*) FROM subscriptions`)
		count("guests of the event", 0, owners, r.code, guests)
		count("who still counts", 3, `SELECT count(DISTINCT person) FROM votes WHERE event = ? AND "on"`, r.code)
		count("an account's vote", 1, owners, r.code, []string{a.Person})
		count("a guest of an event that goes on", 1, owners, live.code, []string{cat})
		count("names", 0, `SELECT count(*) FROM requests WHERE event = ? AND (name <> '' OR asker IN (?))`, r.code, guests)
		r.audit()
		count("acts", 1, `SELECT count(*) FROM journal WHERE event = ? AND person <> '' AND kind = 'event'`, r.code)
		sweep(366)
		count("acts", 0, `SELECT count(*) FROM audit`)
		count("authors", 0, `SELECT count(*) FROM journal WHERE person <> ''`)
		if _, err := s.Authenticate(t.Context(), kept); board.CodeOf(err) != board.SignIn {
			t.Errorf("a session that is over: %v", err)
		}
	})
}
