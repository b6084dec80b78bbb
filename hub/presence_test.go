package hub_test

import (
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
)

func TestPresenceIsToldEveryTenSecondsAndAtMostEveryFive(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, mia, board.Cookie{})
		defer p.Leave()
		after(20 * time.Second)
		p.take() // settle
		p.frames = nil
		after(time.Minute)
		if got := p.take(); got != 6 {
			n.Errorf("%d frames in a quiet minute", got)
		}
		for range 60 { // somebody comes or goes each second
			n.join(l, board.Crew, dj, board.Cookie{}).Leave()
			other := n.join(l, board.Public, noah, board.Cookie{})
			after(700 * time.Millisecond)
			other.Leave()
			after(300 * time.Millisecond)
		}
		if got := p.take(); got > 12 {
			n.Errorf("%d frames in a lively minute", got)
		}
	})
}

func TestPresenceCountsBothAudiencesAndFollowsTheBoard(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p, crew := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Crew, dj, board.Cookie{})
		defer p.Leave()
		if p.view.Here != 1 || crew.view.Here != 2 {
			n.Errorf("here: %d, then %d", p.view.Here, crew.view.Here)
		}
		n.ask(l, 1)
		after(5 * time.Second)
		p.take()
		crew.take()
		if p.view.Here != 2 || crew.view.Here != 2 {
			n.Errorf("here: %d and %d", p.view.Here, crew.view.Here)
		}
		crew.Leave()
		crew.Leave()
		after(5 * time.Second)
		if p.take(); p.view.Here != 1 {
			n.Errorf("here: %d", p.view.Here)
		}
	})
}

func TestPresenceIsSummedOverReplicasAndForgetsTheDead(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(n.bus, hub.Options{})
		p := n.join(here, board.Public, mia, board.Cookie{})
		defer p.Leave()
		q, r := n.join(there, board.Public, noah, board.Cookie{}), n.join(there, board.Crew, dj, board.Cookie{})
		// A replica that will fall silent without a word.
		if err := n.bus.Publish(n.Context(), code, hub.Message{Replica: "dying", Here: 40}); err != nil {
			n.Fatal(err)
		}
		after(10 * time.Second)
		p.take()
		q.take()
		if p.view.Here != 43 || q.view.Here != 43 {
			n.Errorf("here: %d on one, %d on the other", p.view.Here, q.view.Here)
		}
		after(10 * time.Second)
		if p.take(); p.view.Here != 3 {
			n.Errorf("here: %d after one fell silent", p.view.Here)
		}
		q.Leave()
		after(10 * time.Second)
		if p.take(); p.view.Here != 2 {
			n.Errorf("here: %d after one left", p.view.Here)
		}
		r.Leave()
		end()
		after(5 * time.Second)
		if p.take(); p.view.Here != 1 {
			n.Errorf("here: %d after the other replica ended", p.view.Here)
		}
	})
}

func TestTheCrewIsToldWhoOfItIsAtTheDeskAndThePublicIsNot(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		here, there, end := n.beside(n.bus, hub.Options{})
		defer end()
		mine, public := n.join(here, board.Crew, dj, board.Cookie{}), n.join(here, board.Public, mia, board.Cookie{})
		defer mine.Leave()
		defer public.Leave()
		desk := func(names string) {
			n.Helper()
			mine.take()
			var got []string
			for _, one := range mine.view.Desk {
				got = append(got, one.Name)
			}
			if strings.Join(got, " ") != names {
				n.Errorf("at the desk: %v, want %s", got, names)
			}
		}
		desk("Nova")
		cohost, twice := n.join(there, board.Crew, mia, board.Cookie{}), n.join(here, board.Crew, mia, board.Cookie{})
		after(10 * time.Second)
		desk("Mia Nova")
		twice.Leave()
		after(10 * time.Second)
		desk("Mia Nova")
		cohost.Leave()
		after(10 * time.Second)
		desk("Nova")
		public.take()
		if public.view.Desk != nil {
			n.Errorf("the public is told of %v", public.view.Desk)
		}
	})
}

func TestWhoLeavesTheDeskIsGoneWithTheNextBeat(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		mine, cohost := n.join(l, board.Crew, dj, board.Cookie{}), n.join(l, board.Crew, mia, board.Cookie{})
		defer mine.Leave()
		after(5 * time.Second)
		if mine.take(); len(mine.view.Desk) != 2 {
			n.Errorf("at the desk: %v", mine.view.Desk)
		}
		cohost.Leave()
		n.join(l, board.Public, noah, board.Cookie{}) // as many are here as before
		after(5 * time.Second)
		if mine.take(); len(mine.view.Desk) != 1 {
			n.Errorf("after one left, at the desk: %v", mine.view.Desk)
		}
	})
}
