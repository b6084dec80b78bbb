package hub_test

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

func (p *listener) kind(i int) string {
	p.Helper()
	var m board.Message
	if err := json.Unmarshal(p.frames[i].Message(), &m); err != nil {
		p.Fatal(err)
	}
	return m.Type
}

func TestAReaderWithoutACookieGetsTheBoardThenPresence(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		for _, since := range []board.Cookie{{}, {Epoch: "other", Version: 2}, {Epoch: "e1"}} {
			p := n.join(l, board.Crew, dj, since)
			if len(p.frames) != 2 || p.kind(0) != "board" || p.kind(1) != "presence" || p.view.Here != 1 {
				n.Errorf("since %s: %d frames, the first a %s; %d here", since, len(p.frames), p.kind(0), p.view.Here)
			}
			n.wantFresh(p.view)
			p.Leave()
		}
	})
}

func TestAReaderWithACookieGetsADeltaEvenWhenEmpty(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		first := n.join(l, board.Public, mia, board.Cookie{})
		early := first.view.Cookie
		n.ask(l, 1)
		first.take()
		first.Leave()
		for _, since := range []board.Cookie{early, first.view.Cookie} {
			r, err := l.Join(n.Context(), board.Public, mia, "", since)
			if err != nil {
				n.Fatal(err)
			}
			p := &listener{night: n, Reader: r, view: &board.View{Audience: board.Public, Cookie: since, Rows: map[string]*board.Request{}}}
			p.view.Event = first.view.Event
			if since != early {
				p.view.Rows = first.view.Rows
			}
			p.feed(r.First())
			if p.kind(0) != "delta" {
				n.Errorf("since %s: the first message is a %s", since, p.kind(0))
			}
			n.wantFresh(p.view)
			p.Leave()
		}
	})
}

func TestAReaderAheadMakesTheHubReadTheDatabaseAndFlush(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(hub.NewMemoryBus(), hub.Options{}) // cut off from each other
		defer end()
		old := n.join(here, board.Public, mia, board.Cookie{})
		defer old.Leave()
		p := n.join(there, board.Public, mia, board.Cookie{})
		n.ask(there, 1)
		p.take()
		p.Leave()
		moved := n.join(here, board.Public, mia, p.view.Cookie)
		defer moved.Leave()
		if moved.kind(0) != "delta" || moved.view.Cookie != p.view.Cookie {
			n.Errorf("got a %s to %s", moved.kind(0), moved.view.Cookie)
		}
		old.take()
		n.wantFresh(old.view)
	})
}

func TestAReaderOfAFutureThatNeverCameGetsTheBoard(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		loads := n.store.loaded()
		r, err := l.Join(n.Context(), board.Public, "", "", board.Cookie{Epoch: "e1", Version: 1 << 40})
		if err != nil {
			n.Fatal(err)
		}
		defer r.Leave()
		if message := r.First()[0].Message(); !bytes.HasPrefix(message, []byte(`{"type":"board"`)) || n.store.loaded() != loads+1 {
			n.Errorf("got %s after %d reads", message, n.store.loaded()-loads)
		}
		n.store.set(func() { n.store.load = func(board.Cookie) error { return board.Errorf(board.Busy, "Down.") } })
		_, err = l.Join(n.Context(), board.Public, "", "", board.Cookie{Epoch: "e1", Version: 1 << 40})
		n.wantCode(err, board.Busy)
	})
}

func TestAReaderThatFellOutOfTheRingGetsOneMergedDelta(t *testing.T) {
	atNight(t, hub.Options{RingBytes: 2000}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		slow, quick := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Public, noah, board.Cookie{})
		defer slow.Leave()
		defer quick.Leave()
		for i := range 60 {
			n.ask(l, i+1)
			after(time.Second)
			quick.take()
		}
		slow.frames = nil
		if got := slow.take(); got != 1 || slow.kind(0) != "delta" {
			n.Errorf("%d frames, the first a %s", got, slow.kind(0))
		}
		n.wantFresh(slow.view)
		n.wantFresh(quick.view)
		n.ask(l, 61)
		slow.take()
		n.wantFresh(slow.view)
	})
}

func TestAReaderIsWokenOnceThereIsMore(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		frames, wake, err := p.Take()
		if len(frames) > 0 || err != nil {
			n.Fatalf("%d frames, error %v", len(frames), err)
		}
		n.ask(l, 1)
		<-wake
		if p.take() != 1 {
			n.Error("woken for nothing")
		}
	})
}

func TestAReaderOfAnOlderBoardContinuesFromItsPlaceInTheRing(t *testing.T) {
	for _, ring := range []int{0, 500} { // held, and not
		atNight(t, hub.Options{RingBytes: ring}, func(n *night) {
			l := n.lease(n.Registry)
			defer l.Release()
			if _, err := l.Whole(n.Context(), board.Public); err != nil {
				n.Fatal(err)
			}
			for i := range 5 {
				n.ask(l, i+1)
				after(110 * time.Millisecond)
			}
			p := n.join(l, board.Public, mia, board.Cookie{})
			defer p.Leave()
			p.take()
			n.wantFresh(p.view)
		})
	}
}

func TestAWholeBoardIsEncodedOnceForAllAndAtMostOnceASecondForAHerd(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		get := func() *hub.Whole {
			w, err := l.Recent(n.Context(), board.Public)
			if err != nil {
				n.Fatal(err)
			}
			return w
		}
		first := get()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if get() != first {
					n.Error("encoded again")
				}
			})
		}
		all.Wait()
		n.ask(l, 2)
		if get() != first {
			n.Error("encoded twice in a second")
		}
		after(time.Second)
		second := get()
		if second == first || second.ETag == first.ETag {
			n.Error("never encoded again")
		}
		after(time.Hour)
		if get() != second {
			n.Error("encoded again although nothing changed")
		}
		z, err := gzip.NewReader(bytes.NewReader(second.Gzip))
		if err != nil {
			n.Fatal(err)
		}
		if plain, err := io.ReadAll(z); err != nil || !bytes.Equal(plain, second.JSON) {
			n.Errorf("the compressed board is another one: %v", err)
		}
	})
}

func TestAWholeBoardShowsWhatWasAnsweredBefore(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		for i := 1; i <= 3; i++ {
			id := n.ask(l, i).Request.ID
			w, err := l.Whole(n.Context(), board.Public)
			if err != nil {
				n.Fatal(err)
			}
			if !bytes.Contains(w.JSON, []byte(id)) {
				n.Errorf("request %d is not on the board that was read after its answer", i)
			}
		}
	})
}

func TestAWholeBoardClaimsOnlyWhatWasFlushed(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		answer := n.vote(l, noah, 1, true) // not flushed yet
		w, err := l.Whole(n.Context(), board.Public)
		if err != nil {
			n.Fatal(err)
		}
		if w.Cookie.Version != answer.Cookie.Version-1 {
			n.Errorf("claims %s, flushed is one before %s", w.Cookie, answer.Cookie)
		}
		if !bytes.Contains(w.JSON, []byte(`"votes":2`)) {
			n.Errorf("lacks the newest votes: %s", w.JSON)
		}
		p := n.join(l, board.Public, mia, w.Cookie)
		defer p.Leave()
		after(time.Second)
		p.take()
		if p.view.Cookie != answer.Cookie {
			n.Errorf("came to %s, want %s", p.view.Cookie, answer.Cookie)
		}
	})
}

func TestSinceServesADeltaOrNothing(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		view := &board.View{Audience: board.Public}
		w, err := l.Whole(n.Context(), board.Public)
		if err != nil {
			n.Fatal(err)
		}
		if _, err := view.Receive(w.JSON); err != nil {
			n.Fatal(err)
		}
		n.ask(l, 1)
		answer := n.vote(l, noah, 1, true)
		frame, err := l.Since(n.Context(), board.Public, view.Cookie)
		if err != nil {
			n.Fatal(err)
		}
		if _, err := view.Receive(frame); err != nil {
			n.Fatal(err)
		}
		// Whoever names the answer's cookie is told up to it at once.
		if frame, err = l.Since(n.Context(), board.Public, answer.Cookie); err != nil {
			n.Fatal(err)
		}
		if want := `{"type":"delta","since":"e1.3","cookie":"e1.3"}`; string(frame) != want {
			n.Errorf("got %s, want %s", frame, want)
		}
		for _, since := range []board.Cookie{{}, {Epoch: "e1"}, {Epoch: "e0", Version: 2}, {Epoch: "e1", Version: 99}} {
			if frame, err := l.Since(n.Context(), board.Public, since); frame != nil || err != nil {
				n.Errorf("since %s: %s, %v", since, frame, err)
			}
		}
	})
}

func TestARestoredDatabaseMeansTheWholeBoardForEverybody(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		p, crew := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Crew, dj, board.Cookie{})
		defer p.Leave()
		defer crew.Leave()
		n.store.Restore("e2")
		after(1100 * time.Millisecond)
		for _, p := range []*listener{p, crew} {
			p.frames = nil
			p.take()
			if p.kind(0) != "board" || !p.stirs() {
				n.Errorf("got a %s", p.kind(0))
			}
			n.wantFresh(p.view)
		}
		n.ask(l, 2)
		p.take()
		n.wantFresh(p.view)
	})
}

func TestACommitInARestoredDatabaseIsAnswered(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		n.store.Restore("e2")
		if answer := n.ask(l, 1); answer.Cookie.Epoch != "e2" {
			n.Errorf("answered %+v", answer)
		}
		p.take()
		n.wantFresh(p.view)
	})
}

func TestOneIsNudgedWhenSomethingOfOnesOwnChanges(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		m, o := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Public, noah, board.Cookie{})
		nobody := n.join(l, board.Public, "", board.Cookie{})
		defer m.Leave()
		defer o.Leave()
		defer nobody.Leave()
		n.ask(l, 1)
		want := func(what string, mias, noahs bool) {
			n.Helper()
			if got := m.nudges(); got != mias {
				n.Errorf("%s: the asker is nudged: %v", what, got)
			}
			if got := o.nudges(); got != noahs {
				n.Errorf("%s: the other one is nudged: %v", what, got)
			}
		}
		everyone := func(what string) {
			n.Helper()
			if !m.stirs() || !o.stirs() {
				n.Errorf("%s: not everybody is stirred", what)
			}
		}
		want("asking", true, false)
		n.vote(l, noah, 1, true)
		want("voting", false, false)
		n.accept(l, 1, 1)
		n.accept(l, 1, 2)
		want("accepting", true, false)
		n.do(l, noah, ask(2), hub.LaneRequests)
		want("asking", false, true)
		merge := board.Set{Request: boardtest.RequestID(2), Into: boardtest.RequestID(1), Change: boardtest.ChangeID(3)}
		n.do(l, dj, merge, hub.LaneDJ)
		want("merging", false, true) // the asker of what was merged
		everyone("merging")
		n.do(l, dj, board.Undo{Change: boardtest.ChangeID(3), ID: boardtest.ChangeID(4)}, hub.LaneDJ)
		want("unmerging", false, true)
		everyone("unmerging")
		limits := board.SetEvent{Limits: &board.Limits{Open: 1}, Change: boardtest.ChangeID(5)}
		n.do(l, dj, limits, hub.LaneDJ)
		want("new limits", false, false)
		everyone("new limits")
		synctest.Wait()
	})
}
