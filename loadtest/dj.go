package loadtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
)

// dj runs the board as a person behind the decks does: one thing at a time,
// each answered before the next.
type dj struct {
	*link
	rng    *rand.Rand
	speed  float64
	ended  func() float64 // how far the night is, 0 to 1
	done   []*command     // acknowledged, in order
	turns  int
	called bool // last call
	own    int
}

// A DJ plays about 15 songs an hour, and does something about once a minute.
const (
	songsPerHour = 15.0
	turnsPerHour = 60.0
	answerWithin = 15 * time.Second
)

var reasons = []string{"dont_have", "not_tonight", "already_played", "Not with this crowd, sorry! 🙏"}

// work does what a DJ does until ctx is done.
func (d *dj) work(ctx context.Context) {
	play := time.NewTimer(0)
	defer play.Stop()
	turn := time.NewTimer(0)
	defer turn.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-play.C:
			d.playNext(ctx)
			play.Reset(seconds(3600 / songsPerHour / d.speed * (0.7 + 0.6*d.rng.Float64())))
		case <-turn.C:
			d.turn(ctx)
			turn.Reset(seconds(3600 / turnsPerHour / d.speed * (0.5 + d.rng.Float64())))
		}
	}
}

// act sends a command and waits for its answer, which it reports.
func (d *dj) act(ctx context.Context, op board.Op) bool {
	c := &command{class: classDJ, op: op, done: make(chan struct{})}
	d.send(c)
	timer := time.NewTimer(answerWithin)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return false
	case <-c.done:
	}
	if c.outcome != acked {
		return false
	}
	d.done = append(d.done, c)
	d.tell(op)
	if len(d.done)%journalEvery == 0 {
		d.run.readJournal(ctx)
	}
	return true
}

// tell notes what listeners would tell each other about.
func (d *dj) tell(op board.Op) {
	switch op := op.(type) {
	case board.Ask:
		d.run.tell(momentSong, op.Title)
	case board.Set:
		if req := d.now().view.Rows[op.Request]; op.Status == board.Playing && req != nil {
			d.run.tell(momentSong, req.Title)
		}
	case board.SetEvent:
		if op.Gate != "" {
			d.run.tell(momentGate, "requests: "+strings.ReplaceAll(string(op.Gate), "_", " "))
		}
		if op.Announcement != nil && *op.Announcement != "" {
			d.run.tell(momentNote, string(*op.Announcement))
		}
	}
}

func (d *dj) set(ctx context.Context, op board.Set) bool {
	op.Change = newID()
	return d.act(ctx, op)
}

// playNext plays the head of the queue, else the most wanted, else a song of
// the DJ's own.
func (d *dj) playNext(ctx context.Context) {
	h := d.now()
	d.own++
	switch queue := board.Queue(h.view.Rows); {
	case d.own%8 == 0 || len(queue) == 0 && len(h.ranked()) == 0:
		title, artist := song(2000 + d.own)
		d.act(ctx, board.Ask{ID: newID(), Title: title, Artist: artist, Own: true})
	case len(queue) > 0:
		i := max(slices.IndexFunc(queue, func(q *board.Request) bool { return q.Next }), 0)
		d.set(ctx, board.Set{Request: queue[i].ID, Status: board.Playing, From: board.Accepted})
	default:
		req := h.ranked()[0]
		d.set(ctx, board.Set{Request: req.ID, Status: board.Playing, From: req.Status})
	}
}

// turn does one thing that comes to mind.
func (d *dj) turn(ctx context.Context) {
	d.turns++
	h := d.now()
	queue := board.Queue(h.view.Rows)
	fresh := d.fresh(h)
	on := true
	switch lot := d.rng.IntN(20); {
	case !d.called && d.ended() > 0.85:
		d.called = d.act(ctx, board.SetEvent{Gate: board.GateLastCall, Change: newID()})
	case d.turns%25 == 5:
		d.announce(ctx)
	case d.turns%10 == 7 && d.merge(ctx, h):
	case lot < 3 && len(d.done) > 0:
		d.undo(ctx)
	case lot < 6 && len(queue) > 2:
		op := board.Set{Request: queue[len(queue)-1].ID, Place: board.Place{Given: true, Before: queue[d.rng.IntN(len(queue)-1)].ID}}
		if lot == 5 {
			op = board.Set{Request: queue[0].ID, Place: board.Place{Given: true}}
		}
		d.set(ctx, op)
	case lot < 7 && len(queue) > 1:
		d.set(ctx, board.Set{Request: queue[d.rng.IntN(len(queue))].ID, Next: &on})
	case len(fresh) == 0:
	case lot < 9:
		req := fresh[len(fresh)-1]
		d.set(ctx, board.Set{Request: req.ID, Status: board.Declined, Reason: reasons[d.rng.IntN(len(reasons))], From: req.Status})
	case lot < 10:
		d.set(ctx, board.Set{Request: fresh[d.rng.IntN(len(fresh))].ID, Status: board.Later})
	case lot < 11 && d.turns%3 == 0:
		d.set(ctx, board.Set{Request: fresh[len(fresh)-1].ID, Status: board.Hidden})
	case len(queue) < 8:
		d.set(ctx, board.Set{Request: fresh[0].ID, Status: board.Accepted, From: fresh[0].Status})
	case d.rng.IntN(3) == 0:
		d.set(ctx, board.Set{Request: queue[len(queue)-1].ID, Status: board.Later})
	}
}

// fresh are the requests to be decided about, most wanted first.
func (d *dj) fresh(h *held) []*board.Request {
	return slices.DeleteFunc(slices.Clone(h.ranked()), func(q *board.Request) bool { return q.Status == board.Accepted })
}

func (d *dj) announce(ctx context.Context) {
	text := board.Optional(fmt.Sprintf("Bar is open 🍹 · round %d", d.turns))
	if d.now().view.Event.Announcement != "" {
		text = ""
	}
	d.act(ctx, board.SetEvent{Announcement: &text, Change: newID()})
}

// undo takes the latest change back; now and then that is taken back as well.
func (d *dj) undo(ctx context.Context) {
	latest := d.done[len(d.done)-1]
	if _, twice := latest.op.(board.Undo); twice && d.rng.IntN(4) > 0 {
		return
	}
	if change := latest.changeID(); change != "" {
		d.act(ctx, board.Undo{Change: change, ID: newID()})
	}
}

// merge puts the later of two requests for the same song into the earlier, and
// reports whether there were two.
func (d *dj) merge(ctx context.Context, h *held) bool {
	first := map[string]*board.Request{}
	for _, req := range board.Sorted(h.view.Rows) {
		if !slices.Contains(h.ranked(), req) {
			continue
		}
		key := req.Title + "\x00" + req.Artist
		if first[key] != nil {
			return d.set(ctx, board.Set{Request: req.ID, Into: first[key].ID})
		}
		first[key] = req
	}
	return false
}
