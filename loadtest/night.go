package loadtest

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// What a person of the crowd does.
type kind int

const (
	arrive   kind = iota // opens the link
	want                 // wants one song: votes if it is asked for, else asks
	ask                  // asks for a song, whether or not others did
	vote                 // looks down the board and votes
	unvote               // changes their mind
	withdraw             // takes the latest request back
	again                // taps twice: sends the same request once more
	sleep                // the phone sleeps for a while
)

func (k kind) String() string {
	return [...]string{"arrive", "want", "ask", "vote", "unvote", "withdraw", "again", "sleep"}[k]
}

// act is one step of the model. What it comes to depends on the board at that
// moment; everything that is drawn by lot is drawn here, so that one seed
// always makes one night.
type act struct {
	at   time.Duration // since the link was posted
	who  int
	kind kind
	song int           // of want and ask
	pick float64       // in [0, 1): which row of the board, or of one's own
	nap  time.Duration // of sleep
}

// How people behave, per hour of a real night. A DJ counted 26 of 41 requests
// for one song: a Zipf distribution with exponent 2 gives the first song 61 %
// of all wishes, so most who want a song find it asked for and vote instead.
const (
	wishes     = 2.0 // songs that one person comes up with
	votes      = 6.0 // rows that one person votes for while looking around
	naps       = 4.0 // times that a phone sleeps
	napMinutes = 4.0 // for how long, on average
	shortNap   = 2.0 // seconds; with explicit rates, when everybody is to be there
	shortNaps  = 12.0
	zipf       = 2.0
	regrets    = 0.06 // of votes that are taken back
	withdraws  = 0.05 // of requests
	doubles    = 0.03 // of requests that are sent twice
	rush       = 0.6  // of people who come with the first rush after the link is posted
	rushLasts  = 8 * time.Minute
)

// nightPlan says what kind of night it is.
type nightPlan struct {
	people   int
	lasts    time.Duration // real time; 0: without end
	speed    float64       // minutes of the night per real minute
	votes    float64       // per real second; with requests, explicit rates
	requests float64
	taste    float64 // exponent of the Zipf distribution of wishes; 0: zipf
	seed     uint64
}

// explicit reports whether rates were asked for, instead of a night's own.
func (p nightPlan) explicit() bool { return p.votes > 0 || p.requests > 0 }

// night makes the acts of a crowd, in order of time, from a seed alone.
type night struct {
	plan     nightPlan
	rng      *rand.Rand
	zipf     *rand.Zipf
	arrivals []act // still to come, in order
	here     []bool
	streams  []stream
	fresh    int // the next song that nobody has thought of
}

// stream is one kind of act with its own pace.
type stream struct {
	kind kind
	next time.Duration
	rate float64 // per real second, of the whole crowd
	even bool    // evenly spaced, to hold a rate, instead of by chance
}

func newNight(p nightPlan) *night {
	rng := rand.New(rand.NewPCG(p.seed, 0xc0e5119))
	n := &night{plan: p, rng: rng, zipf: rand.NewZipf(rng, cmp.Or(p.taste, zipf), 1, 999), here: make([]bool, p.people)}
	perHour := func(each float64) float64 { return each * float64(p.people) * p.speed / 3600 }
	n.streams = []stream{{kind: sleep, rate: perHour(naps)}, {kind: vote, rate: perHour(votes)}, {kind: want, rate: perHour(wishes)}}
	if p.explicit() {
		n.streams = []stream{
			{kind: sleep, rate: shortNaps * float64(p.people) / 3600},
			{kind: vote, rate: p.votes, even: true},
			{kind: ask, rate: p.requests, even: true},
		}
	}
	n.streams = slices.DeleteFunc(n.streams, func(s stream) bool { return s.rate <= 0 })
	n.arrivals = n.drawArrivals()
	return n
}

// drawArrivals lets most people come in the rush after the link is posted, and
// the others one by one. With explicit rates everybody is there at the start.
func (n *night) drawArrivals() []act {
	arrivals := make([]act, n.plan.people)
	var at time.Duration
	scale := rushLasts.Seconds() / n.plan.speed
	lasts := n.plan.lasts.Seconds()
	if lasts == 0 {
		lasts = 2 * 3600 / n.plan.speed
	}
	early := int(math.Ceil(rush * float64(n.plan.people)))
	for i := range arrivals {
		switch {
		case n.plan.explicit():
		case i < early:
			at += seconds(n.rng.ExpFloat64() * math.Min(scale, lasts/3) / float64(early))
		default:
			at += seconds(n.rng.ExpFloat64() * lasts / 2 / float64(n.plan.people-early+1))
		}
		arrivals[i] = act{at: at, who: i, kind: arrive}
	}
	return arrivals
}

// next returns the next act, or false when the night is over.
func (n *night) next() (act, bool) {
	for {
		s := &n.streams[0]
		for i := range n.streams {
			if n.streams[i].next < s.next {
				s = &n.streams[i]
			}
		}
		if len(n.arrivals) > 0 && n.arrivals[0].at <= s.next {
			a := n.arrivals[0]
			n.arrivals = n.arrivals[1:]
			n.here[a.who] = true
			return a, n.within(a.at)
		}
		a := n.draw(s)
		if !n.within(a.at) || n.here[a.who] { // who has not come yet does nothing
			return a, n.within(a.at)
		}
	}
}

func (n *night) within(at time.Duration) bool { return n.plan.lasts == 0 || at < n.plan.lasts }

func (n *night) pause(s *stream) time.Duration {
	if s.even {
		return seconds((0.5 + n.rng.Float64()) / s.rate)
	}
	return seconds(n.rng.ExpFloat64() / s.rate)
}

// draw draws the stream's next act: when, who and to what.
func (n *night) draw(s *stream) act {
	a := act{at: s.next, kind: s.kind, who: n.rng.IntN(n.plan.people), pick: n.rng.Float64()}
	s.next += n.pause(s)
	chance := n.rng.Float64()
	switch s.kind {
	case sleep:
		a.nap = seconds(n.rng.ExpFloat64() * napMinutes * 60 / n.plan.speed)
		if n.plan.explicit() {
			a.nap = seconds(n.rng.ExpFloat64() * shortNap)
		}
	case vote:
		if chance < regrets {
			a.kind = unvote
		}
	case ask:
		a.song = n.fresh
		if chance < 0.1 { // somebody does not look before asking
			a.song = int(n.zipf.Uint64())
		}
		n.fresh++
	case want:
		a.song = int(n.zipf.Uint64())
		switch {
		case chance < withdraws:
			a.kind = withdraw
		case chance < withdraws+doubles:
			a.kind = again
		}
	}
	return a
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
