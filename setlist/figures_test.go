package setlist

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
)

// asked is a request of somebody at a time of 28 November in Helsinki.
func asked(id, asker, clock string, status board.Status) *board.Request {
	zone := time.FixedZone("EET", 2*3600)
	at, err := time.ParseInLocation("2006-01-02 15:04", "2026-11-28 "+clock, zone)
	if err != nil {
		panic(err)
	}
	return &board.Request{Row: board.Row{ID: id, Status: status, At: at.UnixMilli()}, Asker: asker}
}

// after has a request played so many minutes after it was asked for.
func after(minutes int64, q *board.Request) *board.Request {
	q.PlayedAt = q.At + minutes*60_000
	return q
}

func TestFiguresCountWhatListenersAskedFor(t *testing.T) {
	merged := asked("e", "otto", "22:40", board.Merged)
	merged.Into = "a"
	own := after(0, asked("own", "dj", "20:00", board.Played))
	own.Own = true
	f := FiguresOf(board.Event{Zone: "Europe/Helsinki"}, []*board.Request{
		after(30, asked("a", "minna", "22:16", board.Played)), after(10, asked("b", "minna", "22:29", board.Playing)),
		asked("c", "otto", "00:01", board.Accepted), asked("d", "ida", "22:31", board.Declined), merged, own,
		asked("f", "eve", "12:00", board.Withdrawn),
	})
	if f.Asked != 5 || f.Accepted != 4 || f.Played != 3 || f.People != 3 || f.Share() != 80 || f.Wait() != 10*time.Minute {
		t.Errorf("%+v: %d %% after %s", f, f.Share(), f.Wait())
	}
	want := []Quarter{{"22:15", 2}, {"22:30", 2}, {"00:00", 1}}
	if diff := cmp.Diff(want, f.Busiest(8)); diff != "" {
		t.Errorf("the busiest (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[:2], f.Busiest(2)); diff != "" {
		t.Errorf("the two busiest (-want +got):\n%s", diff)
	}
}

func TestANightOfNothingHasFigures(t *testing.T) {
	f := FiguresOf(board.Event{}, nil)
	if f.Share() != 0 || f.Wait() != 0 || len(f.Busiest(8)) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestNightsAddUp(t *testing.T) {
	night := func(minutes int64, clock string) Figures {
		return FiguresOf(board.Event{Zone: "Europe/Helsinki"}, []*board.Request{
			after(minutes, asked("a", "minna", clock, board.Played)), asked("b", "otto", clock, board.Declined),
		})
	}
	f := Sum([]Figures{night(10, "22:00"), night(30, "22:10"), night(14, "23:00")})
	if f.Asked != 6 || f.Played != 3 || f.People != 6 || f.Share() != 50 || f.Wait() != 14*time.Minute {
		t.Errorf("%+v: %d %% after %s", f, f.Share(), f.Wait())
	}
	if diff := cmp.Diff([]Quarter{{"22:00", 4}, {"23:00", 2}}, f.Busiest(8)); diff != "" {
		t.Errorf("the busiest (-want +got):\n%s", diff)
	}
}

func TestMergesInACircleEnd(t *testing.T) {
	a, b := asked("a", "minna", "22:00", board.Merged), asked("b", "otto", "22:00", board.Merged)
	a.Into, b.Into = "b", "a"
	if f := FiguresOf(board.Event{}, []*board.Request{a, b}); f.Asked != 2 || f.Accepted != 0 {
		t.Errorf("%+v", f)
	}
}
