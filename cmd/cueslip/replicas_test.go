package main

import (
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub/redistest"
	"github.com/cueslip/cueslip/store/storetest"
)

// page is a socket that follows a board all the time.
type page struct {
	changed chan struct{} // receives after something came
	ended   chan websocket.StatusCode
	views   chan *board.View // the board as it is: there is always one
}

// follow opens a page, which lives until its socket ends.
func (c client) follow(t *testing.T, event string) *page {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	socket := c.listen(ctx, t, event)
	p := &page{changed: make(chan struct{}, 1), ended: make(chan websocket.StatusCode, 1), views: make(chan *board.View, 1)}
	p.views <- &board.View{Audience: board.Public}
	done := make(chan struct{})
	t.Cleanup(func() { cancel(); <-done })
	go func() {
		defer close(done)
		for {
			_, frame, err := socket.Read(ctx)
			if err != nil {
				p.ended <- websocket.CloseStatus(err)
				return
			}
			view := <-p.views
			known, err := view.Receive(frame)
			p.views <- view
			if !known || err != nil {
				t.Errorf("a page was sent %s: %v", frame, err)
			}
			select {
			case p.changed <- struct{}{}:
			default:
			}
		}
	}()
	return p
}

// sees waits until the board shows the request with so many votes, and returns
// how long that took.
func (p *page) sees(t *testing.T, request string, votes int) time.Duration {
	t.Helper()
	began := time.Now()
	late := time.NewTimer(patience)
	defer late.Stop()
	for {
		view := <-p.views
		row := view.Rows[request]
		there := row != nil && row.Votes == votes
		p.views <- view
		if there {
			return time.Since(began)
		}
		select {
		case <-p.changed:
		case <-late.C:
			t.Fatalf("the page never showed request %s with %d votes", request, votes)
		}
	}
}

// pair is two servers on one Postgres and one Redis, and an event.
type pair struct {
	redis    *redistest.Server
	database string
	one, two *server
	dj       client // of the first server
	event    string
}

func startPair(t *testing.T) *pair {
	t.Helper()
	p := &pair{redis: redistest.Start(t), database: "--database-url=" + storetest.Postgres(t)}
	p.one = start(t, "ready", "serve", p.database, "--redis-url", p.redis.URL())
	p.two = start(t, "ready", "serve", p.database, "--redis-url", p.redis.URL())
	p.dj = addDJ(t, p.one, p.database)
	p.event = p.dj.openEvent(t, "Friday at Kaiku")
	return p
}

// at is the same person as a client of another server.
func (c client) at(s *server) client { return client{s.url(), c.token} }

func TestWhatHappensOnOneReplicaIsSeenOnTheOther(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	here, there := client{url: p.one.url()}.follow(t, p.event), client{url: p.two.url()}.follow(t, p.event)
	minna, otto := p.dj.guest(t, "Minna"), client{url: p.two.url()}.guest(t, "Otto")
	request := minna.ask(t, p.event, "Slow Ferry")
	there.sees(t, request, 1)
	otto.vote(t, p.event, request)
	here.sees(t, request, 2)
	minna.at(p.two).vote(t, p.event, request) // a repeat, of the same guest
	p.dj.at(p.two).guest(t, "Ida").vote(t, p.event, request)
	here.sees(t, request, 3)
	there.sees(t, request, 3)
}

// The limit here is for hanging; what is logged is the figure.
const followLimit = 10 * time.Second

func TestReplicasFollowEachOtherWithoutRedis(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	there := client{url: p.two.url()}.follow(t, p.event)
	minna := p.dj.guest(t, "Minna")
	request := minna.ask(t, p.event, "Slow Ferry")
	votes := 1
	slowest := func() (took time.Duration) {
		for range 4 {
			p.dj.guest(t, "Otto").vote(t, p.event, request)
			votes++
			took = max(took, there.sees(t, request, votes))
		}
		return took
	}
	byRedis := slowest()
	p.redis.Stop()
	without := slowest()
	if without > followLimit {
		t.Errorf("without Redis, the other replica took %s to follow", without)
	}
	late := start(t, "ready", "serve", p.database, "--redis-url", p.redis.URL())
	redistest.Eventually(t, "a server that starts without Redis warns", func() bool {
		return strings.Contains(late.log.String(), "Redis does not pass messages on")
	})
	another := client{url: late.url()}.follow(t, p.event)
	another.sees(t, minna.ask(t, p.event, "Lantern Moth"), 1)
	p.redis.Again()
	redistest.Eventually(t, "all servers pass messages on", func() bool {
		for _, s := range []*server{p.one, p.two, late} {
			log := s.log.String()
			if strings.LastIndex(log, "Redis passes messages on") <= strings.LastIndex(log, "Redis does not pass messages on") {
				return false
			}
		}
		return true
	})
	t.Logf("slowest change: %s by Redis, %s without, %s when it is back", byRedis, without, slowest())

	p.redis.Freeze()
	if code := late.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("while Redis was frozen a server ended with exit code %d: %s", code, late.log)
	}
}

func TestAReplicaMayDieOrBeEndedWhileAnotherGoesOn(t *testing.T) {
	t.Parallel()
	p := startPair(t)
	minna, otto := p.dj.guest(t, "Minna"), p.dj.guest(t, "Otto")
	gone, stays := client{url: p.one.url()}.follow(t, p.event), client{url: p.two.url()}.follow(t, p.event)
	var requests []string
	for range 3 {
		request := minna.ask(t, p.event, "Slow Ferry")
		otto.vote(t, p.event, request)
		requests = append(requests, request)
	}
	p.one.end(t, syscall.SIGKILL) // perhaps before the last was published
	for _, request := range requests {
		stays.sees(t, request, 2)
	}
	if code := <-gone.ended; code != -1 {
		t.Errorf("the socket of a server that was killed was closed with %d", code)
	}
	again := start(t, "ready", "serve", p.database, "--redis-url", p.redis.URL())
	back := client{url: again.url()}.follow(t, p.event)
	for _, request := range requests {
		back.sees(t, request, 2)
	}
	p.dj.at(p.two).guest(t, "Ida").vote(t, p.event, requests[0])
	back.sees(t, requests[0], 3)

	began := time.Now()
	if code := p.two.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d: %s", code, p.two.log)
	}
	if took := time.Since(began); took > 25*time.Second {
		t.Errorf("going down took %s", took)
	}
	if code := <-stays.ended; code != websocket.StatusServiceRestart {
		t.Errorf("a socket was closed with %d, want 1012", code)
	}
	otto.at(again).ask(t, p.event, "Lantern Moth")
	back.sees(t, requests[0], 3)
}
