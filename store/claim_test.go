package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestAGuestWhoSignsUpKeepsRequestsAndOneVoteEach(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		other := newRoom(t, r.Store)
		a, err := r.SignUp(t.Context(), board.NewAccount{Name: "Ann", Role: board.Member})
		if err != nil {
			t.Fatal(err)
		}
		r.commit(ask(ann, 1), ask(ben, 2), ask(cat, 3), vote(ann, 2, true), vote(a.Person, 2, true), vote(ann, 3, true), vote(ann, 3, false))
		other.commit(ask(ann, 1))
		before := r.state().Cookie
		for range 2 { // repeating it is harmless
			if err := r.Claim(t.Context(), ann, a.Person); err != nil {
				t.Fatal(err)
			}
		}
		for n, want := range map[int]int{1: 1, 2: 2, 3: 1} {
			if got := r.state().Requests[boardtest.RequestID(n)].Votes; got != want {
				t.Errorf("request %d has %d votes, want %d", n, got, want)
			}
		}
		me, err := r.Me(t.Context(), r.code, a.Person)
		if err != nil || !me.Signed || me.Name != "Ann" || len(me.Requests) != 1 || len(me.Votes) != 2 {
			t.Errorf("after signing up: %+v, %v", me, err)
		}
		if me, err := r.Me(t.Context(), r.code, ann); err != nil || len(me.Requests)+len(me.Votes) != 0 {
			t.Errorf("the guest still has %+v, %v", me, err)
		}
		if got := other.state().Requests[boardtest.RequestID(1)].Asker; got != a.Person {
			t.Errorf("in the other event the asker is %s", got)
		}
		d := r.load(before)
		if d.Whole || len(d.Requests) != 2 { // the one asked for, and the one with a vote less
			t.Errorf("readers are told %+v", d)
		}
		r.audit()
		r.commit(vote(a.Person, 2, false))
		r.audit()
	})
}

func TestAnErasedPersonIsForgottenEverywhere(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		r := newRoom(t, s)
		a, err := s.SignUp(t.Context(), board.NewAccount{
			Name: "Marlene Quast", Role: board.DJ, Email: "marlene@example.org", Password: "$argon2id$…",
			Identity: &board.Identity{Issuer: "https://id.example", Subject: "7"}, Passkey: &board.Passkey{ID: "k", Credential: []byte("{}")},
		})
		if err != nil {
			t.Fatal(err)
		}
		own, err := s.CreateEvent(t.Context(), board.Event{Title: "Marlene's"}, a.Person)
		if err != nil {
			t.Fatal(err)
		}
		shared, err := s.CreateEvent(t.Context(), board.Event{Title: "Shared"}, a.Person)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.SetRole(t.Context(), shared.Code, ben, board.Cohost); err != nil {
			t.Fatal(err)
		}
		if err := s.SetRole(t.Context(), r.code, a.Person, board.Cohost); err != nil {
			t.Fatal(err)
		}
		token, err := s.StartSession(t.Context(), a.Person, "Firefox on Linux")
		if err != nil {
			t.Fatal(err)
		}
		r.commit(board.Command{Person: a.Person, Op: board.Ask{
			ID: boardtest.RequestID(1), Title: "Harbour Lights", Name: "Marlene Quast", Dedication: "from Marlene", Note: "call me: Marlene",
		}}, ask(ben, 2), vote(a.Person, 2, true),
			board.Command{Person: a.Person, Op: board.Set{Request: boardtest.RequestID(2), Status: board.Accepted, Change: uuid.NewString()}})

		past := newRoom(t, s) // where the person was of the crew once
		for _, role := range []board.Role{board.Cohost, board.Listener} {
			past.commit(crewDoes(board.SetCrew{Person: a.Person, Role: role, Change: uuid.NewString()}))
		}
		past.commit(crewDoes(board.SetBan{Person: a.Person, Change: uuid.NewString()}))

		r.subscribe(a.Person, "", "marlene")
		for _, begun := range []map[string]string{{"Email": "marlene@example.org"}, {"Person": a.Person, "Email": "marlene@example.net"}} {
			if _, err := s.BeginFlow(t.Context(), "mail", begun, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		bens, err := s.BeginFlow(t.Context(), "mail", map[string]string{"Person": ben, "Email": "ben@example.org"}, time.Minute)
		if err != nil {
			t.Fatal(err)
		}

		if err := s.Erase(t.Context(), a.Person); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Authenticate(t.Context(), token); board.CodeOf(err) != board.SignIn {
			t.Errorf("the session: %v", err)
		}
		found, err := s.Contains(t.Context(), a.Person, "Marlene Quast", "marlene@example.org", "marlene@example.net", "from Marlene", "call me", "push.example")
		if err != nil || len(found) > 0 {
			t.Errorf("still in the database: %v, %v", found, err)
		}
		if found, err := s.Contains(t.Context(), ben); err != nil || len(found) == 0 {
			t.Errorf("the search finds nothing at all: %v, %v", found, err)
		}
		if err := s.Flow(t.Context(), "mail", bens, &map[string]string{}); err != nil {
			t.Errorf("what somebody else has begun: %v", err)
		}
		for n, want := range map[int]int{1: 1, 2: 2} {
			if got := r.state().Requests[boardtest.RequestID(n)]; got.Votes != want {
				t.Errorf("request %d has %d votes, want %d", n, got.Votes, want)
			}
		}
		r.audit()
		if e, err := s.Event(t.Context(), own.Code); err != nil || e.State != board.Ended {
			t.Errorf("an event without anybody to run it: %+v, %v", e, err)
		}
		if role, err := s.Role(t.Context(), shared.Code, ben); err != nil || role != board.Owner {
			t.Errorf("the cohost is %s, %v", role, err)
		}
	})
}

func TestWhoIsErasedWhileTheyActLeavesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		r := newRoom(t, s)
		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{}}))
		a, err := s.AddAccount(t.Context(), "Marlene Quast", board.Member)
		if err != nil {
			t.Fatal(err)
		}
		session := r.session(a.Person)
		began, acting := make(chan struct{}), make(chan error, 1)
		go func() {
			for n := 1; n <= 5000; n++ { // far more than erasing takes
				if n == 2 {
					close(began)
				}
				c, err := r.Commit(context.Background(), r.code, []board.Command{{Person: a.Person, Signed: true, By: session, Op: board.Ask{
					ID: boardtest.RequestID(n), Title: "Harbour Lights", Name: "Marlene Quast",
				}}})
				if err == nil {
					err = c.Answers[0].Err
				}
				if err != nil {
					acting <- err
					return
				}
			}
			acting <- nil
		}()
		<-began
		if err := s.Erase(t.Context(), a.Person); err != nil {
			t.Fatal(err)
		}
		if err := <-acting; board.CodeOf(err) != board.SignIn {
			t.Errorf("who was erased is told %v", err)
		}
		if found, err := s.Contains(t.Context(), a.Person, "Marlene Quast"); err != nil || len(found) > 0 {
			t.Errorf("still in the database: %v, %v", found, err)
		}
		r.audit()
	})
}

func TestABanComesAlongWithAGuest(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		const minute, forEver = 60, 0
		for name, bans := range map[string]struct{ guest, person []int64 }{
			"of the guest":                      {guest: []int64{forEver}},
			"when the person's own is over":     {guest: []int64{forEver}, person: []int64{minute}},
			"when the person's own is shorter":  {guest: []int64{9 * minute}, person: []int64{minute}},
			"when the person's own has no end":  {guest: []int64{minute}, person: []int64{forEver}},
			"when only the person is banned":    {person: []int64{forEver}},
			"when the person's own goes longer": {guest: []int64{minute}, person: []int64{9 * minute}},
		} {
			t.Run(name, func(t *testing.T) {
				r := newRoom(t, s)
				r.commit(ask(ben, 1))
				a, err := s.AddAccount(t.Context(), uuid.NewString()[:8], board.Member)
				if err != nil {
					t.Fatal(err)
				}
				for person, lasting := range map[string][]int64{ann: bans.guest, a.Person: bans.person} {
					for _, seconds := range lasting {
						r.commit(crewDoes(board.SetBan{Person: person, For: seconds, Change: uuid.NewString()}))
					}
				}
				if err := s.Claim(t.Context(), ann, a.Person); err != nil {
					t.Fatal(err)
				}
				now.Add(2 * minute * 1000)
				r.refused(board.Banned, vote(a.Person, 1, true))
			})
		}
	})
}
