package web

import (
	"math/rand/v2"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// at returns the headers of a call from an address, as a proxy passes it on.
func at(address string) []string { return []string{"X-Forwarded-For", address} }

// TestAVenueGetsInAndAStufferIsTakenBackInOneClick has 300 honest guests behind
// one address, and 3,000 made ones behind another.
func TestAVenueGetsInAndAStufferIsTakenBackInOneClick(t *testing.T) {
	t.Parallel()
	s := open(t, func(c *Config) {
		c.GuestRate = Rate{600, 5 * time.Minute}
		c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	code := s.event()
	path := "/api/v1/events/" + code
	var songs []string
	for _, title := range []string{"Take the Tram", "Antarctica", "Losing It", "Zombie Waltz", "Paper Lantern", "Harbour Lights"} {
		songs = append(songs, s.request(code, s.dj, title))
	}
	vote := func(address, token, song string) {
		if r := s.call("PUT", path+"/requests/"+song+"/vote", token, nil, at(address)...); r.status != http.StatusOK {
			t.Errorf("a vote from %s: %d %s", address, r.status, r.body)
		}
	}
	const venue, stuffer = "198.51.100.7", "203.0.113.9"
	come(300, func() {
		r := s.call("POST", "/api/v1/guests", "", `{}`, at(venue)...)
		if r.status != http.StatusCreated {
			t.Errorf("an honest guest was turned away: %d %s", r.status, r.body)
			return
		}
		for range 1 + rand.IntN(2) {
			vote(venue, r.text("token"), songs[rand.IntN(len(songs))])
		}
	})
	votes := map[string]int{}
	for _, song := range songs {
		votes[song] = s.row(code, song).Votes
	}

	stuffed := songs[0]
	var made atomic.Int64
	come(3000, func() {
		switch r := s.call("POST", "/api/v1/guests", "", `{}`, at(stuffer)...); {
		case r.status == http.StatusCreated:
			vote(stuffer, r.text("token"), stuffed)
			made.Add(1)
		case r.status != http.StatusTooManyRequests || r.text("code") != string(board.SlowDown):
			t.Errorf("a made guest: %d %s", r.status, r.body)
		}
	})
	voted := int(made.Load())
	if voted > 600 {
		t.Errorf("%d of 3,000 made guests voted", voted)
	}
	for deadline := time.Now().Add(patience); s.row(code, stuffed).Suspect != voted; {
		if time.Now().After(deadline) {
			t.Fatalf("the crew sees %+v", s.row(code, stuffed))
		}
	}
	for _, song := range songs[1:] {
		if row := s.row(code, song); row.Suspect != 0 {
			t.Errorf("honest votes are suspect: %+v", row)
		}
	}

	void := s.call("POST", path+"/requests/"+stuffed+"/void", s.dj, `{}`).want(http.StatusOK, "")
	if row := s.row(code, stuffed); row.Votes != votes[stuffed] || row.Suspect != 0 || row.Voided != voted {
		t.Errorf("after one click: %+v; honest were %d", row, votes[stuffed])
	}
	s.call("POST", path+"/undo", s.dj, map[string]any{"change": void.text("change")}).want(http.StatusOK, "")
	if row := s.row(code, stuffed); row.Votes != votes[stuffed]+voted {
		t.Errorf("after undo: %+v", row)
	}
}

// come has so many people do something, as they come through a door: several at
// a time.
func come(people int, do func()) {
	var queue sync.WaitGroup
	at := make(chan struct{}, 16)
	for range people {
		at <- struct{}{}
		queue.Go(func() {
			defer func() { <-at }()
			do()
		})
	}
	queue.Wait()
}

// row returns a request as the crew's board shows it.
func (s *site) row(code, id string) board.Request {
	s.t.Helper()
	frame := s.call("GET", "/api/v1/events/"+code+"/board?audience=crew", s.dj, nil).want(http.StatusOK, "")
	view := board.View{Audience: board.Crew}
	if _, err := view.Receive(frame.body); err != nil {
		s.t.Fatal(err)
	}
	return *view.Rows[id]
}
