package hub

import (
	"fmt"

	"github.com/cueslip/cueslip/board"
)

// Lane says how urgent a command is. It decides nothing else: rights are
// checked in the commit.
type Lane int

// The lanes, the most urgent one first.
const (
	LaneDJ Lane = iota
	LaneRequests
	LaneVotes
)

func (l Lane) String() string {
	switch l {
	case LaneDJ:
		return "dj"
	case LaneRequests:
		return "requests"
	case LaneVotes:
		return "votes"
	default:
		return fmt.Sprintf("Lane(%d)", int(l))
	}
}

// maxBatch is how many commands one commit carries out at most.
const maxBatch = 500

// job is a command on its way through the hub.
type job struct {
	command board.Command
	gone    <-chan struct{} // closed when the sender no longer waits; nil: never
	done    func(board.Answer, error)

	// Owned by the hub's goroutine, which alone answers.
	answered  bool
	collapsed []*job // older votes that this one makes pointless
}

// abandoned reports whether nobody waits for the job any more.
func (j *job) abandoned() bool {
	select {
	case <-j.gone:
		return true
	default:
		return false
	}
}

// lane is a bounded queue that can be looked into.
type lane struct {
	queue chan *job
	head  *job // taken off the queue to be looked at; owned by the hub's goroutine
}

// peek returns the job that is next in a lane, or nil. Jobs that nobody waits
// for any more are dropped.
func (h *hub) peek(l *lane) *job {
	for {
		if l.head == nil {
			select {
			case l.head = <-l.queue:
			default:
				return nil
			}
		}
		if !l.head.abandoned() {
			return l.head
		}
		h.finish(l.pop(), board.Answer{}, errAbandoned)
	}
}

func (l *lane) pop() *job {
	j := l.head
	l.head = nil
	return j
}

// gather takes the next batch off the lanes: a command that needs a commit of
// its own, or all others that wait, the DJ's first. The two kinds take turns,
// so that neither keeps the other waiting, and each lane stays in order.
func (h *hub) gather() []*job {
	if !h.alone {
		if j := h.nextAlone(); j != nil {
			h.alone = true
			return []*job{j}
		}
	}
	h.alone = false
	b := batch{votes: map[board.BallotKey]int{}}
	for i := range h.lanes {
		l := &h.lanes[i]
		for j := h.peek(l); j != nil && !j.command.Alone() && b.size < maxBatch; j = h.peek(l) {
			b.add(l.pop())
		}
	}
	if b.size == 0 {
		if j := h.nextAlone(); j != nil {
			h.alone = true
			return []*job{j}
		}
	}
	return b.list()
}

func (h *hub) nextAlone() *job {
	for i := range h.lanes {
		if j := h.peek(&h.lanes[i]); j != nil && j.command.Alone() {
			return h.lanes[i].pop()
		}
	}
	return nil
}

// batch is the commands of one commit to be. Votes of one voter on one request
// collapse to the last.
type batch struct {
	jobs  []*job // nil where a vote collapsed into a later one
	size  int
	votes map[board.BallotKey]int
}

func (b *batch) add(j *job) {
	if vote, ok := j.command.Op.(board.Vote); ok {
		key := board.BallotKey{Request: vote.Request, Person: j.command.Person}
		if i, twice := b.votes[key]; twice && supersedes(j, b.jobs[i]) {
			older := b.jobs[i]
			j.collapsed = append(j.collapsed, older)
			b.jobs[i] = nil
			b.size--
		}
		b.votes[key] = len(b.jobs)
	}
	b.jobs = append(b.jobs, j)
	b.size++
}

// supersedes reports whether a vote certainly undoes an older one. A vote of
// another page or session, or one that came out of order, is left for the rules to
// judge.
func supersedes(j, older *job) bool {
	vote, before := j.command.Op.(board.Vote), older.command.Op.(board.Vote)
	return j.command.By == older.command.By && vote.Client == before.Client && (vote.Seq > before.Seq || vote.Seq == 0 && before.Seq == 0)
}

func (b *batch) list() []*job {
	jobs := make([]*job, 0, b.size)
	for _, j := range b.jobs {
		if j != nil {
			jobs = append(jobs, j)
		}
	}
	return jobs
}
