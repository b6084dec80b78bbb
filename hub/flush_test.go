package hub_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

func TestAQuietBoardSendsAtOnce(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, "", board.Cookie{})
		defer p.Leave()
		n.ask(l, 1)
		if p.take() != 1 {
			n.Error("a new request did not leave at once")
		}
		after(time.Second)
		n.vote(l, noah, 1, true)
		if p.take() != 1 {
			n.Error("a vote did not leave at once")
		}
		n.wantFresh(p.view)
	})
}

func TestVotesLeaveAtMostFourTimesASecond(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		p := n.join(l, board.Public, "", board.Cookie{})
		defer p.Leave()
		after(time.Second)
		frames := 0
		for i := range 300 { // one each 10 ms: 3 s
			n.vote(l, boardtest.ChangeID(i), 1, true)
			frames += p.take()
			after(10 * time.Millisecond)
		}
		if frames < 11 || frames > 13 {
			n.Errorf("%d frames in 3 s", frames)
		}
		after(time.Second)
		p.take()
		n.wantFresh(p.view)
		if got := p.view.Rows[boardtest.RequestID(1)].Votes; got != 301 {
			n.Errorf("%d votes", got)
		}
	})
}

func TestNewRequestsLeaveAtMostTenTimesASecond(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, "", board.Cookie{})
		defer p.Leave()
		frames := 0
		for i := range 200 { // one each 10 ms: 2 s
			n.ask(l, i+1)
			frames += p.take()
			after(10 * time.Millisecond)
		}
		if frames < 19 || frames > 21 {
			n.Errorf("%d frames in 2 s", frames)
		}
	})
}

func TestTheDJsActsLeaveAtOnceWithEverythingPending(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		p := n.join(l, board.Public, "", board.Cookie{})
		defer p.Leave()
		n.vote(l, noah, 1, true) // too soon after the request to leave
		if p.take() != 0 {
			n.Error("the vote left too soon")
		}
		n.accept(l, 1, 1)
		if p.take() != 1 {
			n.Error("the DJ's act did not leave at once")
		}
		n.wantFresh(p.view)
		gate := board.SetEvent{Gate: board.GateLastCall, Change: boardtest.ChangeID(2)}
		n.do(l, dj, gate, hub.LaneDJ)
		if p.take() != 1 || p.view.Event.Gate != board.GateLastCall {
			n.Error("the gate did not leave at once")
		}
	})
}

func TestAVoteAloneIsSentAsItsTotal(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		p, crew := n.join(l, board.Public, "", board.Cookie{}), n.join(l, board.Crew, dj, board.Cookie{})
		defer p.Leave()
		defer crew.Leave()
		after(time.Second)
		n.vote(l, noah, 1, true)
		for _, p := range []*listener{p, crew} {
			p.take()
			if got, want := string(p.last()["requests"]), `[{"id":"`+boardtest.RequestID(1)+`","votes":2}]`; got != want {
				n.Errorf("sent %s, want %s", got, want)
			}
		}
	})
}

func TestARowThatChangedAndChangedBackIsSentWhole(t *testing.T) {
	atNight(t, hub.Options{VoteEvery: time.Minute, AskEvery: time.Minute}, func(n *night) {
		// The crew's acts flush at once, so only a withdrawn vote and votes
		// remain pending; a whole row must stay whole when votes follow it.
		l := n.lease(n.Registry)
		defer l.Release()
		p := n.join(l, board.Public, "", board.Cookie{})
		defer p.Leave()
		n.ask(l, 1)
		n.ask(l, 2) // pending
		n.vote(l, noah, 2, true)
		n.vote(l, noah, 2, false)
		after(2 * time.Minute)
		p.take()
		n.wantFresh(p.view)
	})
}

func TestAFrameLeavesForBothAudiencesEvenIfEmptyForOne(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		n.ask(l, 1)
		hide := board.Set{Request: boardtest.RequestID(1), Status: board.Hidden, Change: boardtest.ChangeID(1)}
		n.do(l, dj, hide, hub.LaneDJ)
		p, crew := n.join(l, board.Public, "", board.Cookie{}), n.join(l, board.Crew, dj, board.Cookie{})
		defer p.Leave()
		defer crew.Leave()
		decline := board.Set{Request: boardtest.RequestID(1), Status: board.Declined, Change: boardtest.ChangeID(2), Reason: "x"}
		n.do(l, dj, board.SetEvent{Declines: board.TellNever, Change: boardtest.ChangeID(3)}, hub.LaneDJ)
		n.do(l, dj, decline, hub.LaneDJ)
		p.take()
		crew.take()
		if p.view.Cookie != crew.view.Cookie {
			n.Errorf("the public is at %s, the crew at %s", p.view.Cookie, crew.view.Cookie)
		}
		n.wantFresh(p.view)
		n.wantFresh(crew.view)
	})
}

func TestFramesAreWebsocketFrames(t *testing.T) {
	for _, test := range []struct {
		title  int
		header int
	}{{1, 2}, {300, 4}, {70_000, 10}} {
		atNight(t, hub.Options{}, func(n *night) {
			l := n.lease(n.Registry)
			defer l.Release()
			p := n.join(l, board.Public, "", board.Cookie{})
			defer p.Leave()
			op := ask(1)
			if test.title > 1 {
				op.Title = strings.Repeat("x", test.title)
			}
			n.do(l, mia, op, hub.LaneRequests)
			if test.title == 1 {
				after(10 * time.Second) // a presence frame is short
			}
			p.take()
			f := p.frames[len(p.frames)-1]
			wire, message := f.Wire(), f.Message()
			if !json.Valid(message) || wire[0] != 0x81 || len(wire) != len(message)+test.header {
				n.Errorf("%d bytes of message, %d on the wire, beginning % x", len(message), len(wire), wire[:10])
			}
			length := int(wire[1])
			switch test.header {
			case 4:
				length = int(wire[2])<<8 | int(wire[3])
			case 10:
				length = int(wire[6])<<24 | int(wire[7])<<16 | int(wire[8])<<8 | int(wire[9])
			}
			if length != len(message) {
				n.Errorf("the header says %d bytes, the message has %d", length, len(message))
			}
		})
	}
}
