package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func subscription(endpoint string) board.Subscription {
	return board.Subscription{Endpoint: "https://push.example/" + endpoint, P256dh: "point", Auth: "shared", Key: 1}
}

// subscribe has a browser told of the room's event.
func (r room) subscribe(person, session, endpoint string) {
	r.Helper()
	if err := r.Subscribe(r.Context(), r.code, person, session, subscription(endpoint)); err != nil {
		r.Fatal(err)
	}
}

// tells returns which browsers are told that a request's turn has come, each as
// "endpoint of slip".
func (r room) tells(n int, turn board.Turn) []string {
	r.Helper()
	alerts, err := r.Alerts(r.Context(), r.code, boardtest.RequestID(n), turn)
	if err != nil {
		r.Fatal(err)
	}
	told := []string{}
	for _, a := range alerts {
		if a.Turn != turn || a.Event != r.code || a.Place != "Night at the Pier" || a.Song != "Harbour Lights" ||
			a.P256dh != "point" || a.Auth != "shared" || a.Key != 1 {
			r.Errorf("%+v", a)
		}
		told = append(told, fmt.Sprintf("%s of %d", a.Endpoint[len("https://push.example/"):], a.Number))
	}
	return told
}

func (r room) wantTold(n int, turn board.Turn, want ...string) {
	r.Helper()
	if got := r.tells(n, turn); !slices.Equal(got, want) {
		r.Errorf("of request %d, %s: told %v, want %v", n, turn, got, want)
	}
}

func next(n int, on bool) board.Command {
	return board.Command{Person: boardtest.DJ, Op: board.Set{Request: boardtest.RequestID(n), Next: &on, Change: uuid.NewString()}}
}

func TestATurnIsToldToItsAskerOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2))
		r.subscribe(ann, "", "ann")
		r.wantTold(1, board.UpNext) // it is not next
		r.commit(next(1, true))
		r.wantTold(1, board.UpNext, "ann of 1")
		r.wantTold(1, board.UpNext)
		r.commit(next(1, false))
		r.commit(next(1, true))
		r.wantTold(1, board.UpNext) // told before
		played := r.commit(set(1, board.Playing)).Answers[0].Change
		r.wantTold(1, board.UpNext)
		r.wantTold(1, board.OnNow, "ann of 1")
		r.commit(undo(played))
		r.commit(set(1, board.Playing))
		r.wantTold(1, board.OnNow)
		r.commit(next(2, true))
		r.wantTold(2, board.UpNext) // nobody subscribed
		r.subscribe(ben, "", "ben")
		r.wantTold(2, board.UpNext, "ben of 2")
	})
}

func TestWhoseSongWasMergedIsToldOfTheirOwnSlip(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2), ask(ann, 3), ask(cat, 4))
		for _, who := range []string{ann, ben, cat} {
			r.subscribe(who, "", who[len(who)-1:])
		}
		r.commit(merge(2, 1))
		r.commit(merge(3, 1))
		r.commit(next(1, true))
		r.wantTold(1, board.UpNext, "1 of 1", "2 of 2")
		r.commit(merge(4, 1))
		r.wantTold(1, board.UpNext, "3 of 4")
	})
}

func TestWhateverReplicaAsksATurnIsToldOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		first := storetest.OpenWith(t, url, store.Options{Serve: true})
		r := newRoom(t, first)
		r.commit(ask(ann, 1))
		r.subscribe(ann, "", "ann")
		r.commit(next(1, true))
		var all sync.WaitGroup
		told := make([][]string, 8)
		for i := range told {
			other := room{t, storetest.OpenWith(t, url, store.Options{}), r.code}
			all.Go(func() { told[i] = other.tells(1, board.UpNext) })
		}
		all.Wait()
		if got := slices.Concat(told...); !slices.Equal(got, []string{"ann of 1"}) {
			t.Errorf("together they told %v", got)
		}
	})
}

func TestFewBrowsersOfAPersonAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		r.commit(ask(ann, 1), ask(ben, 2))
		r.subscribe(ben, "", "ben")
		for n := range 9 {
			r.subscribe(ann, "", fmt.Sprint(n))
			r.subscribe(ann, "", fmt.Sprint(n)) // again
		}
		r.commit(next(1, true))
		told := r.tells(1, board.UpNext)
		if len(told) != 5 || !slices.Contains(told, "8 of 1") {
			t.Errorf("told %v", told)
		}
		if err := r.Unsubscribe(t.Context(), r.code, ann, subscription("8").Endpoint); err != nil {
			t.Fatal(err)
		}
		if err := r.DropSubscription(t.Context(), subscription("ben").Endpoint); err != nil {
			t.Fatal(err)
		}
		r.commit(set(1, board.Playing), set(2, board.Playing))
		r.wantTold(2, board.OnNow)
		n, err := r.Number(t.Context(), `SELECT count(*) FROM subscriptions`)
		if err != nil || n != 4 {
			t.Errorf("%d are left, %v", n, err)
		}
	})
}

func TestOnlyAnEventThatGoesOnHasItsTurnsTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		if err := r.Subscribe(t.Context(), "NNNNNNNN", ann, "", subscription("ann")); board.CodeOf(err) != board.NotFound {
			t.Errorf("there is no such event: %v", err)
		}
		r.commit(setEvent(board.SetEvent{State: board.Ended}))
		if err := r.Subscribe(t.Context(), r.code, ann, "", subscription("ann")); board.CodeOf(err) != board.EventEnded {
			t.Errorf("it has ended: %v", err)
		}
	})
}

func TestABrowserIsFollowedToItsNextEndpoint(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		other := newRoom(t, r.Store)
		for _, at := range []room{r, other} {
			at.commit(ask(ann, 1), next(1, true))
			at.subscribe(ann, "", "old")
			at.subscribe(ben, "", "old") // somebody else's, who knows the endpoint
		}
		other.subscribe(ann, "", "new")
		move := func() error {
			return r.MoveSubscription(t.Context(), ann, "", subscription("old").Endpoint, subscription("new"))
		}
		if err := move(); err != nil {
			t.Fatal(err)
		}
		if err := move(); board.CodeOf(err) != board.NotFound {
			t.Errorf("again: %v", err)
		}
		r.wantTold(1, board.UpNext, "new of 1")
		other.wantTold(1, board.UpNext, "new of 1")
		if n, err := r.Number(t.Context(), `SELECT count(*) FROM subscriptions WHERE person = ?`, ben); err != nil || n != 2 {
			t.Errorf("of the other person: %d, %v", n, err)
		}
	})
}

func TestAlertsComeAlongWithAGuestAndEndWithTheSession(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		s := open()
		r := newRoom(t, s)
		a := account(t, s, "Ana")
		r.commit(ask(ann, 1), ask(ann, 2), ask(ann, 3))
		r.subscribe(ann, "", "phone")
		if err := s.Claim(t.Context(), ann, a.Person); err != nil {
			t.Fatal(err)
		}
		r.commit(next(1, true))
		r.wantTold(1, board.UpNext, "phone of 1")

		phone, laptop := session(t, s, a), session(t, s, a)
		of := func(token string) string {
			t.Helper()
			login, err := s.Authenticate(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			return login.By.ID
		}
		r.subscribe(a.Person, of(laptop), "laptop")
		r.subscribe(a.Person, of(phone), "phone")
		if err := s.Revoke(t.Context(), phone); err != nil {
			t.Fatal(err)
		}
		r.commit(next(2, true))
		r.wantTold(2, board.UpNext, "laptop of 2")
		if _, err := s.RevokeSessions(t.Context(), a.Person, ""); err != nil {
			t.Fatal(err)
		}
		r.commit(next(3, true))
		r.wantTold(3, board.UpNext)

		r.subscribe(ben, "", "ben") // who never opens the board again
		if err := s.Claim(t.Context(), ben, a.Person); err != nil {
			t.Fatal(err)
		}
		if err := s.Revoke(t.Context(), session(t, s, a)); err != nil {
			t.Fatal(err)
		}
		if n, err := r.Number(t.Context(), `SELECT count(*) FROM subscriptions`); err != nil || n != 0 {
			t.Errorf("a browser that is signed out is told: %d, %v", n, err)
		}
	})
}
