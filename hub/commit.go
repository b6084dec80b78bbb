package hub

import (
	"context"
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"time"

	"github.com/cueslip/cueslip/board"
)

// outcome is what became of one commit.
type outcome struct {
	jobs      []*job
	committed board.Committed
	err       error // of the whole commit
	last      bool  // the committer is free again
}

// runCommitter commits one batch after the other, each within a deadline, and
// hands the outcomes back to the hub.
func (h *hub) runCommitter(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case jobs := <-h.work:
			bounded, cancel := context.WithTimeout(ctx, h.opts.CommitWithin)
			h.commit(bounded, ctx.Done(), jobs, true)
			cancel()
		}
	}
}

// commit carries a batch out. When it has a command that the store cannot
// store at all, halves are tried until the culprit stands alone, so that only
// that one fails.
func (h *hub) commit(ctx context.Context, ended <-chan struct{}, jobs []*job, last bool) {
	committed, err := h.persist(ctx, commandsOf(jobs))
	if board.CodeOf(err) == board.InvalidText && len(jobs) > 1 {
		h.commit(ctx, ended, jobs[:len(jobs)/2], false)
		h.commit(ctx, ended, jobs[len(jobs)/2:], last)
		return
	}
	if err == nil && len(committed.Answers) != len(jobs) {
		err = board.Errorf(board.Internal, "The outcome of this command is not known.")
	}
	select {
	case h.outcomes <- outcome{jobs, committed, err, last}:
	case <-ended:
	}
}

func commandsOf(jobs []*job) []board.Command {
	commands := make([]board.Command, len(jobs))
	for i, j := range jobs {
		commands[i] = j.command
	}
	return commands
}

// persist commits, and tries again while the store is busy and ctx lasts. A
// commit whose outcome is unknown is busy too: commands may be repeated.
func (h *hub) persist(ctx context.Context, commands []board.Command) (board.Committed, error) {
	h.metrics.batch.Observe(float64(len(commands)))
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, 250*time.Millisecond) {
		start := time.Now()
		committed, err := h.store.Commit(ctx, h.event, commands)
		h.metrics.commitSeconds.Observe(time.Since(start).Seconds())
		h.metrics.commits.WithLabelValues(outcomeName(err)).Inc()
		switch {
		case err != nil && ctx.Err() != nil:
			return committed, errBusy.Because(err)
		case board.CodeOf(err) != board.Busy:
			return committed, err
		}
		pause := time.NewTimer(wait/2 + rand.N(wait/2))
		select {
		case <-pause.C:
		case <-ctx.Done():
			pause.Stop()
			return committed, errBusy.Because(err)
		}
	}
}

func outcomeName(err error) string {
	if err == nil {
		return "ok"
	}
	return string(board.CodeOf(err))
}

// dispatch hands the next batch to the committer if that is free.
func (h *hub) dispatch() {
	if h.flying != nil {
		return
	}
	if jobs := h.gather(); len(jobs) > 0 {
		h.flying = jobs
		h.work <- jobs // has room: the committer is free
	}
}

// conclude takes the outcome of a commit in. Answers wait until the change is
// applied, so that who reads after an answer reads the change.
func (h *hub) conclude(o outcome) {
	if o.last {
		h.flying = nil
	}
	h.unanswered = append(h.unanswered, o)
	if o.err == nil {
		if d := o.committed.Delta; d.Version > d.Since {
			h.publish(Message{Delta: &d})
		}
		h.turns(o.committed)
		h.follow(o.committed.Delta)
	}
	h.answer(h.applied)
}

// turns passes on whose turn comes with a commit, before it is applied: of what
// it changed, and of what its commands are answered with, since one whose outcome
// was lost is done already. Where the board is behind, or an answer repeats, a
// turn may be passed on twice.
func (h *hub) turns(c board.Committed) {
	requests := slices.Clone(c.Delta.Requests)
	for _, answer := range c.Answers {
		if answer.Request != nil && !slices.Contains(requests, answer.Request) {
			requests = append(requests, answer.Request)
		}
	}
	for _, req := range requests {
		before := h.state.Requests[req.ID]
		if turn := req.Turn(); turn != "" && (before == nil || before.Turn() != turn) {
			h.opts.Turn(h.event, req.ID, turn)
		}
	}
}

// applied reports whether the state holds what a commit changed.
func (h *hub) applied(d board.Delta) bool {
	return d.Epoch == h.state.Cookie.Epoch && d.Version <= h.state.Cookie.Version
}

// answer answers the commits that failed and those that are ready to be.
func (h *hub) answer(ready func(board.Delta) bool) {
	var waiting []outcome
	for _, o := range h.unanswered {
		if o.err == nil && !ready(o.committed.Delta) {
			waiting = append(waiting, o)
			continue
		}
		for i, j := range o.jobs {
			if o.err != nil {
				h.finish(j, board.Answer{}, o.err)
			} else {
				h.finish(j, o.committed.Answers[i], nil)
			}
		}
	}
	h.unanswered = waiting
}

// finish answers a job and those that it stands for, once. A callback that
// panics harms nobody else.
func (h *hub) finish(j *job, answer board.Answer, err error) {
	for _, older := range j.collapsed {
		h.finish(older, answer, err)
	}
	if j.answered {
		return
	}
	j.answered = true
	if err == nil {
		answer.Err, err = nil, answer.Err
	}
	defer func() {
		if p := recover(); p != nil {
			h.log.Error("an answer's callback panicked", "panic", p, "stack", string(debug.Stack()))
		}
	}()
	j.done(answer, err)
}
