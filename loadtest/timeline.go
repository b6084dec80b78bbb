package loadtest

import (
	"sync"
	"time"
)

// Second is what happened in one second of a run. Durations are in the second
// in which what they measure began: a vote that waited for a dead server is
// seen where it was cast.
type Second struct {
	At     int64             `json:"at"`     // whole seconds since the run's start
	Frames int64             `json:"frames"` // frames that arrived
	Sent   int64             `json:"sent"`   // commands
	Lost   int64             `json:"lost"`   // sockets lost that nobody meant to close
	Online int64             `json:"online"` // pages with a live board at its end
	Asleep int64             `json:"asleep"` // phones that slept at its end
	Epochs int64             `json:"epochs"` // boards that began a new history
	Times  map[string]*Times `json:"times,omitempty"`
}

// The durations that are kept by the second, beside those by class of command.
const (
	timesFelt      = "felt"      // tapped until acknowledged, with every wait and repeat
	timesBoard     = "board"     // sent until a listener's board holds it, whatever class
	timesAcross    = "across"    // the same where sender and listener use different addresses
	timesReconnect = "reconnect" // socket lost until the board is live again
)

// Moment is something worth telling about a night.
type Moment struct {
	At   int64  `json:"at_ms"` // since the run's start
	Kind string `json:"kind"`
	Text string `json:"text"`
}

// What moments are about.
const (
	momentStart = "load"  // the load began or ended
	momentGate  = "gate"  // requests or voting opened or closed
	momentSong  = "song"  // a song is played
	momentNote  = "word"  // an announcement
	momentFault = "fault" // whoever runs the test did something to the server
)

// timeline keeps the seconds and the moments of a run. It is safe for
// concurrent use.
type timeline struct {
	mu      sync.Mutex
	seconds []Second // by number
	moments []Moment
	last    counters
}

// counters are what a run counts all along.
type counters struct{ frames, sent, lost, epochs int64 }

// record notes durations of something that began at a time of the run.
func (t *timeline) record(name string, began int64, took ...int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.reach(int(began / int64(time.Second)))
	if s.Times == nil {
		s.Times = map[string]*Times{}
	}
	times := s.Times[name]
	if times == nil {
		times = newTimes(2)
		s.Times[name] = times
	}
	for _, each := range took {
		times.record(each)
	}
}

// reach makes the seconds up to the i-th. t.mu is held.
func (t *timeline) reach(i int) *Second {
	for len(t.seconds) <= i {
		t.seconds = append(t.seconds, Second{At: int64(len(t.seconds))})
	}
	return &t.seconds[i]
}

// sample notes what was counted so far in the second that has just ended; at
// the very end, in the one that has not.
func (t *timeline) sample(now int64, c counters, online, asleep int64, last bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := max(int((now+int64(time.Second)/2)/int64(time.Second))-1, 0)
	if last {
		i = int(now / int64(time.Second))
	}
	s := t.reach(i)
	s.Frames += c.frames - t.last.frames
	s.Sent += c.sent - t.last.sent
	s.Lost += c.lost - t.last.lost
	s.Epochs += c.epochs - t.last.epochs
	s.Online, s.Asleep = online, asleep
	t.last = c
}

// tell notes a moment.
func (t *timeline) tell(now int64, kind, text string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.moments = append(t.moments, Moment{At: now / int64(time.Millisecond), Kind: kind, Text: text})
}

// told returns everything that was noted. Nothing may be recorded any more.
func (t *timeline) told() ([]Second, []Moment) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.seconds, t.moments
}
