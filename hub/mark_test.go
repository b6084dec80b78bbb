package hub_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/hub"
)

func TestTheCrewIsToldOfMadeVotesAndNobodyElse(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		crew, public := n.join(l, board.Crew, dj, board.Cookie{}), n.join(l, board.Public, "", board.Cookie{})
		defer crew.Leave()
		defer public.Leave()
		n.ask(l, 1)
		id := boardtest.RequestID(1)
		for i := range board.SuspectVotes {
			c := board.Command{Person: fmt.Sprintf("00000000-0000-4000-a000-%012d", i), Batch: "made", Op: board.Vote{Request: id, On: true}}
			if _, err := l.Do(n.Context(), c, hub.LaneVotes); err != nil {
				t.Fatal(err)
			}
		}
		after(6 * time.Second)
		crew.take()
		public.take()
		if got := crew.view.Rows[id].Suspect; got != board.SuspectVotes {
			t.Errorf("the crew sees %d made votes", got)
		}
		if got := public.view.Rows[id]; got.Suspect != 0 || got.Votes != board.SuspectVotes+1 {
			t.Errorf("the public sees %+v", got)
		}
	})
}

func TestWhoIsBannedIsToldAtOnce(t *testing.T) {
	atNight(t, hub.Options{}, func(n *night) {
		l := n.lease(n.Registry)
		defer l.Release()
		banned, other := n.join(l, board.Public, mia, board.Cookie{}), n.join(l, board.Public, noah, board.Cookie{})
		defer banned.Leave()
		defer other.Leave()
		n.do(l, dj, board.SetBan{Person: mia, Change: boardtest.ChangeID(1)}, hub.LaneDJ)
		if !banned.nudges() || other.nudges() {
			t.Error("not the banned person alone was told to look")
		}
	})
}
