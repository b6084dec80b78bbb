package hub

import (
	"cmp"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
)

// Options are the settings of a registry and its hubs. The zero value of a
// field stands for its default.
type Options struct {
	Log        *slog.Logger          // default: slog.Default
	Registerer prometheus.Registerer // default: one of its own, that nobody reads
	Replica    string                // names this process on the bus; default: random

	// Turn is told of each request whose turn comes with a commit of this
	// process. It is called on the hub's goroutine and must not wait.
	Turn func(event, request string, turn board.Turn) // default: nobody is

	VoteEvery  time.Duration // at most one flush of vote totals in this time; default 250 ms
	AskEvery   time.Duration // the same for new requests; default 100 ms
	WholeEvery time.Duration // how old a whole board may be that a herd is given; default 1 s
	RingBytes  int           // of recent frames, per audience; default 256 KiB
	Idle       time.Duration // a hub that nobody uses ends after this; default 60 s

	DJLane      int // commands that may wait in each lane; defaults 256,
	RequestLane int // 1024,
	VoteLane    int // 8192

	AuditEvery   time.Duration // how often, roughly, a hub is compared with the database; default 30 s
	MarkEvery    time.Duration // how often votes are looked at for made ones, at most; default 5 s
	CommitWithin time.Duration // how long a busy store is tried again; default 5 s
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Registerer == nil {
		o.Registerer = prometheus.NewRegistry()
	}
	if o.Turn == nil {
		o.Turn = func(string, string, board.Turn) {}
	}
	o.Replica = cmp.Or(o.Replica, rand.Text())
	o.VoteEvery = cmp.Or(o.VoteEvery, 250*time.Millisecond)
	o.AskEvery = cmp.Or(o.AskEvery, 100*time.Millisecond)
	o.WholeEvery = cmp.Or(o.WholeEvery, time.Second)
	o.RingBytes = cmp.Or(o.RingBytes, 256<<10)
	o.Idle = cmp.Or(o.Idle, time.Minute)
	o.DJLane = cmp.Or(o.DJLane, 256)
	o.RequestLane = cmp.Or(o.RequestLane, 1024)
	o.VoteLane = cmp.Or(o.VoteLane, 8192)
	o.AuditEvery = cmp.Or(o.AuditEvery, 30*time.Second)
	o.MarkEvery = cmp.Or(o.MarkEvery, 5*time.Second)
	o.CommitWithin = cmp.Or(o.CommitWithin, 5*time.Second)
	return o
}
