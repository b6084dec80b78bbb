package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/cueslip/cueslip/board"
)

// settleWithin bounds how long the boards may take to agree once the crowd has
// stopped and the server answers.
const settleWithin = 10 * time.Second

// gather lets everything come to rest, then collects what everybody holds and
// what the server says. It returns how long coming to rest took.
//
// Where other processes act on the event as well, the board may move while one
// reads: then everything is read again, until it held still all the time.
func (r *run) gather(ctx context.Context) (evidence, time.Duration, error) {
	r.mu.Lock()
	r.shut = true // who is still on the way in has done nothing yet
	r.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(ctx, 3*away, fmt.Errorf("it took longer than %s", 3*away))
	defer cancel()
	if err := r.quietDown(ctx); err != nil {
		return evidence{}, 0, err
	}
	began := r.clock.now()
	for {
		settled, err := r.settle(ctx)
		if err != nil {
			return evidence{}, 0, err
		}
		e, err := r.collect(ctx)
		if err == nil {
			var after truth
			if after, err = r.truth(ctx, board.Crew); err == nil && (r.own || after.Cookie == e.truth[board.Crew].Cookie) {
				return e, settled, nil
			}
		}
		if err != nil && time.Duration(r.clock.now()-began) > settleWithin {
			return evidence{}, 0, err
		}
		if err := r.pause(ctx, 100*time.Millisecond); err != nil {
			return evidence{}, 0, err
		}
	}
}

// othersRest is how long a shared event has to hold still for this process to
// believe that the others have stopped as well.
const othersRest = 4 * time.Second

// quietDown waits until nobody acts on a shared event any more.
func (r *run) quietDown(ctx context.Context) error {
	var last board.Cookie
	for still := time.Duration(0); !r.own && still < othersRest; {
		if err := r.pause(ctx, 250*time.Millisecond); err != nil {
			return err
		}
		t, err := r.truth(ctx, board.Crew)
		still += 250 * time.Millisecond
		if err != nil || t.Cookie != last {
			last, still = t.Cookie, 0
		}
	}
	return nil
}

func (r *run) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("settling: %w", context.Cause(ctx))
	case <-timer.C:
		return nil
	}
}

// collect reads everything once.
func (r *run) collect(ctx context.Context) (evidence, error) {
	e := evidence{own: r.own, truth: map[board.Audience]truth{}}
	for _, a := range []board.Audience{board.Public, board.Crew} {
		t, err := r.truth(ctx, a)
		if err != nil {
			return evidence{}, err
		}
		e.truth[a] = t
	}
	if err := r.crewBoard(ctx, &e); err != nil {
		return evidence{}, err
	}
	if !r.readJournal(ctx) {
		return evidence{}, errors.New("the journal could not be read")
	}
	e.journal, e.since, e.regrouped = r.journal, r.journalFrom, r.regrouped
	e.people = []testimony{r.dj.testify()}
	for _, p := range r.crowd() {
		e.people = append(e.people, p.testify())
	}
	return e, r.readMe(ctx, e.people)
}

// crewBoard reads the crew's board over HTTP. The replica that answers may
// have nobody at this event, and then follow the others within a second.
func (r *run) crewBoard(ctx context.Context, e *evidence) error {
	want := e.truth[board.Crew].Cookie
	for began := r.clock.now(); ; {
		data, err := r.client.bytes(ctx, r.options.Token, http.MethodGet, r.client.path("/board?audience=crew"), nil)
		if err != nil {
			return fmt.Errorf("reading the crew's board: %w", err)
		}
		if err := e.readCrew(data); err != nil {
			return err
		}
		if e.crew.Cookie == want || time.Duration(r.clock.now()-began) > followWithin {
			return nil // the oracle compares
		}
		if err := r.pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// followWithin bounds how long a replica may lag behind the database.
const followWithin = 5 * time.Second

// settle waits until every page is live at the version that the database is
// at, with every command answered. Running out of time is for the oracle to
// tell. On a shared event the time begins anew when somebody else acts.
func (r *run) settle(ctx context.Context) (time.Duration, error) {
	began, answered := r.clock.now(), int64(0)
	var last board.Cookie
	for tick := 0; ; tick++ {
		at, err := r.truth(ctx, board.Crew)
		now := r.clock.now()
		if err == nil && (answered == 0 || !r.own && at.Cookie != last) {
			answered, last = now, at.Cookie
		}
		restless := slices.DeleteFunc(r.links(), func(l *link) bool { return l.settled(at.Cookie) })
		if err == nil && len(restless) == 0 {
			return time.Duration(now - began), nil
		}
		if answered > 0 && now-answered > int64(settleWithin) {
			for _, l := range restless {
				r.breach(Breach{ruleAgree, l.name, "to settle within " + settleWithin.String() + " at " + at.Cookie.String(), l.state()})
			}
			return time.Duration(now - began), nil
		}
		if tick%25 == 0 { // as people do who pick up their phones
			for _, l := range restless {
				l.kick()
			}
		}
		if err := r.pause(ctx, 20*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

// state says in words how a page stands.
func (l *link) state() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := fmt.Sprintf("online %t, %d unanswered", l.online > 0, len(l.out))
	if l.held != nil {
		s += ", at " + l.held.view.Cookie.String()
	}
	if len(l.out) > 0 {
		s += ", first " + l.out[0].String()
	}
	return s
}

// truth asks for a digest of what the database holds.
func (r *run) truth(ctx context.Context, a board.Audience) (t truth, err error) {
	err = r.client.call(ctx, r.options.Token, http.MethodGet, r.client.path("/digest?audience="+string(a)), nil, &t)
	if err != nil {
		return t, fmt.Errorf("reading the %s digest: %w", a, err)
	}
	return t, nil
}

// readCrew takes the crew's board in, with the ids as they are listed.
func (e *evidence) readCrew(data []byte) error {
	e.crew, e.rows = &board.View{Audience: board.Crew}, nil
	if _, err := e.crew.Receive(data); err != nil {
		return fmt.Errorf("reading the crew's board: %w", err)
	}
	var frame struct {
		Requests []struct {
			ID string `json:"id"`
		} `json:"requests"`
	}
	if err := json.Unmarshal(data, &frame); err != nil {
		return fmt.Errorf("reading the crew's board: %w", err)
	}
	for _, req := range frame.Requests {
		e.rows = append(e.rows, req.ID)
	}
	return nil
}

// testify returns what a page did and holds.
func (l *link) testify() testimony {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := testimony{name: l.name, crew: l.audience == board.Crew, audience: l.audience, commands: l.commands, falls: l.falls, closed: l.closed != ""}
	if l.held != nil {
		t.cookie, t.digest = l.held.view.Cookie, l.held.digest()
	}
	return t
}

// readMe asks, for each listener, what the server holds of theirs.
func (r *run) readMe(ctx context.Context, people []testimony) error {
	crowd := r.crowd()
	errs := make([]error, len(crowd))
	next := make(chan int)
	var reading sync.WaitGroup
	for range 8 {
		reading.Go(func() {
			for i := range next {
				var me board.MeFrame
				errs[i] = r.client.call(ctx, crowd[i].token, http.MethodGet, r.client.path("/me"), nil, &me)
				people[i+1].me = &me // the first is the DJ
			}
		})
	}
	for i := range crowd {
		next <- i
	}
	close(next)
	reading.Wait()
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("asking what the server holds of each listener: %w", err)
	}
	return nil
}

// The journal tells its latest 100 entries: it is read before a DJ who works
// alone can have made more.
const (
	journalEvery = 40
	journalPage  = 100
)

// readJournal notes what is in the journal, and reports whether it could be
// read.
func (r *run) readJournal(ctx context.Context) bool {
	data, err := r.client.bytes(ctx, r.options.Token, http.MethodGet, r.client.path("/journal"), nil)
	if err != nil {
		return false
	}
	entries, err := journalOf(data)
	if err != nil {
		r.breach(Breach{ruleJournal, "DJ", "a list of changes", err.Error()})
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.journalFrom < 0
	page := map[string]int{}
	for _, entry := range entries {
		if page[entry.Change]++; page[entry.Change] > 1 || !slices.Contains(r.journal[entry.Change], entry.Version) {
			r.journal[entry.Change] = append(r.journal[entry.Change], entry.Version)
			r.regrouped = append(r.regrouped, entry.regrouped()...)
		}
	}
	switch full := len(entries) >= journalPage; {
	case full && (first || !r.own): // somebody else may have written in between
		r.journalFrom = max(r.journalFrom, entries[len(entries)-1].Version)
	case first:
		r.journalFrom = 0
	}
	return true
}

type journalEntry struct {
	Change  string          `json:"change"`
	Version int64           `json:"version"`
	Before  journalSnapshot `json:"before"`
	After   journalSnapshot `json:"after"`
}

type journalSnapshot struct {
	Requests map[string]struct {
		Into string `json:"into"`
	} `json:"requests"`
}

// regrouped lists the requests that a change put into another one, or took out
// of it, and those others.
func (e journalEntry) regrouped() (ids []string) {
	for _, side := range []journalSnapshot{e.Before, e.After} {
		for id, state := range side.Requests {
			if state.Into != "" {
				ids = append(ids, id, state.Into)
			}
		}
	}
	return ids
}

// journalOf reads the answer; what else is in it does not matter here.
func journalOf(data []byte) ([]journalEntry, error) {
	var journal struct {
		Entries []journalEntry `json:"entries"`
	}
	if err := json.Unmarshal(data, &journal); err != nil {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	return journal.Entries, nil
}
