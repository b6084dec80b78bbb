package web

import (
	"math/rand/v2"
	"net/http"
	"net/netip"
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
	guest := func(address string) (string, bool) {
		r := s.call("POST", "/api/v1/guests", "", `{}`, at(address)...)
		if r.status == http.StatusTooManyRequests {
			r.want(http.StatusTooManyRequests, board.SlowDown)
		}
		return r.text("token"), r.status == http.StatusCreated
	}
	votes := map[string]int{}
	for range 300 {
		token, ok := guest("198.51.100.7")
		if !ok {
			t.Fatal("an honest guest was turned away")
		}
		for range 1 + rand.IntN(2) {
			song := songs[rand.IntN(len(songs))]
			s.call("PUT", path+"/requests/"+song+"/vote", token, nil, at("198.51.100.7")...).want(http.StatusOK, "")
		}
	}
	for _, song := range songs {
		votes[song] = s.row(code, song).Votes
	}

	stuffed, voted := songs[0], 0
	for range 3000 {
		if token, ok := guest("203.0.113.9"); ok {
			s.call("PUT", path+"/requests/"+stuffed+"/vote", token, nil, at("203.0.113.9")...).want(http.StatusOK, "")
			voted++
		}
	}
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
