package loadtest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/cueslip/cueslip/board"
)

// listener is one person with a phone. Its own state belongs to the goroutine
// that plays the night's acts.
type listener struct {
	*link
	client string // of the votes of this page
	seq    int64
	voted  map[string]bool
	asked  []*command // own requests, in order
	acted  int64      // ns of the run, the latest time
}

// openRequests is how many open requests a listener may have by default.
const openRequests = 3

// newListener makes a guest, as a page does at the first tap.
func newListener(ctx context.Context, r *run, n int) (*listener, error) {
	var guest struct {
		Token string `json:"token"`
	}
	for failures := 0; ; failures++ {
		err := r.client.call(ctx, "", http.MethodPost, "/api/v1/guests", struct{}{}, &guest)
		if err == nil {
			break
		}
		var refusal *board.Error
		if errors.As(err, &refusal) {
			r.figures.refused(refusal.Code)
			if !refusal.Retryable {
				return nil, fmt.Errorf("becoming a guest: %w", err)
			}
		}
		timer := time.NewTimer(backoff(failures, err))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, fmt.Errorf("becoming a guest: %w", err)
		case <-timer.C:
		}
	}
	label := fmt.Sprintf("listener %d", n)
	return &listener{
		link: newLink(r, label, guest.Token, board.Public, r.client.doors.of(n)), client: newID(), voted: map[string]bool{},
	}, nil
}

// free reports whether the person is looking at the board, and has not just
// done something: nobody taps for others.
func (p *listener) free(now int64, breath time.Duration) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.held != nil && p.nap == 0 && (p.online > 0 || p.lost > 0) && now-p.acted >= int64(breath)
}

// do does what the night says, and reports false when there was nothing to do
// it to.
func (p *listener) do(a act, rng *rand.Rand) bool {
	p.acted = p.run.clock.now()
	switch a.kind {
	case want:
		return p.wish(a, rng)
	case ask:
		return p.ask(a.song, rng)
	case vote:
		return p.voteFor(p.choose(a.pick)) || p.unvote(a.pick)
	case unvote:
		return p.unvote(a.pick) || p.voteFor(p.choose(a.pick))
	case withdraw:
		return p.withdraw()
	case again:
		return p.ask(a.song, rng) && p.again()
	case sleep:
		p.sleep(a.nap)
		return true
	default:
		return false
	}
}

// wish votes for the song if it is on the board, and asks for it if it is not.
func (p *listener) wish(a act, rng *rand.Rand) bool {
	title, artist := song(a.song)
	for _, req := range p.now().ranked() {
		if req.Title == title && req.Artist == artist {
			return p.voteFor(req)
		}
	}
	return p.ask(a.song, rng)
}

func (p *listener) ask(n int, rng *rand.Rand) bool {
	if !p.run.noLimits && p.open() >= openRequests {
		return false
	}
	op := board.Ask{ID: newID(), Name: nickname(rng), Dedication: dedications[rng.IntN(len(dedications))]}
	op.Title, op.Artist = song(n)
	if rng.IntN(10) == 0 {
		op.Note = "please, before midnight"
	}
	c := &command{class: classRequest, op: op}
	p.asked = append(p.asked, c)
	p.voted[op.ID] = true
	p.send(c)
	return true
}

// open counts the own requests that still wait, as far as the board tells.
func (p *listener) open() int {
	n, rows := 0, p.now().view.Rows
	for i, c := range p.asked {
		req := rows[c.op.(board.Ask).ID]
		waits := req != nil && (req.Status == board.New || req.Status == board.Accepted)
		if waits || i == len(p.asked)-1 { // the latest may not be on the board yet
			n++
		}
	}
	return n
}

// choose picks a row of the board: those further up are looked at more often.
func (p *listener) choose(pick float64) *board.Request {
	rows := p.now().ranked()
	if len(rows) == 0 {
		return nil
	}
	first := min(int(math.Pow(float64(len(rows)+1), pick))-1, len(rows)-1)
	for i := range rows {
		if req := rows[(first+i)%len(rows)]; !p.voted[req.ID] {
			return req
		}
	}
	return nil
}

func (p *listener) voteFor(req *board.Request) bool {
	if req == nil || p.voted[req.ID] {
		return false
	}
	p.cast(req.ID, true)
	return true
}

// unvote takes one of the person's votes back.
func (p *listener) unvote(pick float64) bool {
	var mine []*board.Request
	for _, req := range p.now().ranked() {
		if p.voted[req.ID] {
			mine = append(mine, req)
		}
	}
	if len(mine) == 0 {
		return false
	}
	p.cast(mine[int(pick*float64(len(mine)))].ID, false)
	return true
}

func (p *listener) cast(id string, on bool) {
	p.seq++
	p.voted[id] = on
	p.send(&command{class: classVote, op: board.Vote{Request: id, Client: p.client, Seq: p.seq, On: on}})
}

// withdraw takes the latest own request back that still waits on the board.
func (p *listener) withdraw() bool {
	for i := len(p.asked) - 1; i >= 0; i-- {
		id := p.asked[i].op.(board.Ask).ID
		if req := p.now().view.Rows[id]; req != nil && (req.Status == board.New || req.Status == board.Accepted) {
			p.send(&command{class: classRequest, op: board.Set{Request: id, Status: board.Withdrawn}})
			return true
		}
	}
	return false
}

// again sends the latest request once more, as an impatient finger does.
func (p *listener) again() bool {
	if len(p.asked) == 0 {
		return false
	}
	p.send(&command{class: classRequest, op: p.asked[len(p.asked)-1].op, repeat: true})
	return true
}
