package web

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/cueslip/cueslip/board"
)

// Rate is so many in so much time; the zero Rate is no limit.
type Rate struct {
	Count int
	Per   time.Duration
}

// ParseRate reads "600/5m"; "0" and "" are no limit.
func ParseRate(s string) (Rate, error) {
	if s == "" || s == "0" {
		return Rate{}, nil
	}
	count, per, ok := strings.Cut(s, "/")
	n, err := strconv.Atoi(count)
	if !ok || err != nil || n < 0 {
		return Rate{}, fmt.Errorf("%q is not a rate like 600/5m", s)
	}
	d, err := time.ParseDuration(per)
	if err != nil || d <= 0 {
		return Rate{}, fmt.Errorf("%q is not a rate like 600/5m", s)
	}
	return Rate{n, d}, nil
}

func (r Rate) String() string {
	if r.Count == 0 {
		return "0"
	}
	return fmt.Sprintf("%d/%s", r.Count, r.Per)
}

// maxPaces bounds how many people's paces are remembered. When more come, all
// begin afresh, which is lenient, never harsh.
const maxPaces = 50_000

// How many commands a second a person may send, and how many at once.
const (
	guestPace, guestBurst = 20, 60
	crewPace, crewBurst   = 50, 150
)

func newPace(crew bool) *rate.Limiter {
	if crew {
		return rate.NewLimiter(crewPace, crewBurst)
	}
	return rate.NewLimiter(guestPace, guestBurst)
}

// paces limits the commands of each person to each event, over HTTP and all
// sockets together.
type paces struct {
	mu   sync.Mutex
	seen map[paceKey]*rate.Limiter
}

type paceKey struct {
	event, person string
	crew          bool
}

// allow reports whether the person may send one more command. An event "" is
// for what is sent to none.
func (p *paces) allow(event, person string, crew bool) bool {
	return p.of(event, person, crew).Allow()
}

// of returns the limiter of a person in an event. Nobody, who may send no
// commands, has one for each socket.
func (p *paces) of(event, person string, crew bool) *rate.Limiter {
	if person == "" {
		return newPace(crew)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seen == nil || len(p.seen) >= maxPaces {
		p.seen = map[paceKey]*rate.Limiter{}
	}
	key := paceKey{event, person, crew}
	limiter := p.seen[key]
	if limiter == nil {
		limiter = newPace(crew)
		p.seen[key] = limiter
	}
	return limiter
}

var errTooFast = board.Errorf(board.SlowDown, "That is too fast; please slow down.").After(time.Second)

// spend counts one of what somebody may do at a rate, over all replicas. Whose
// count it is, the database keeps sealed. Errors: slow_down, busy.
func (s *Server) spend(ctx context.Context, what, whose string, r Rate) error {
	key, err := s.secrets.newest(ctx, entranceSecret)
	if err != nil {
		return err
	}
	wait, err := s.store.Spend(ctx, board.Budget{Key: what + " " + digest(key.Value, whose, 16), Most: r.Count, Per: r.Per})
	if err == nil && wait > 0 {
		err = errTooFast.After(wait)
	}
	return err
}

// gate lets so many through at a time.
type gate chan struct{}

func (g gate) enter(ctx context.Context) error {
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gate) leave() { <-g }
