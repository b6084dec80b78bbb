package loadtest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func acts(p nightPlan) []act {
	var all []act
	n := newNight(p)
	for {
		a, ok := n.next()
		if !ok {
			return all
		}
		all = append(all, a)
	}
}

func TestOneSeedMakesOneNight(t *testing.T) {
	plan := nightPlan{people: 254, lasts: time.Minute, speed: 60, seed: 7}
	first := acts(plan)
	if d := cmp.Diff(first, acts(plan), cmp.AllowUnexported(act{})); d != "" {
		t.Errorf("the same seed made another night:\n%s", d)
	}
	plan.seed = 8
	if cmp.Equal(first, acts(plan), cmp.AllowUnexported(act{})) {
		t.Error("another seed made the same night")
	}
}

func TestActsComeInOrderFromPeopleWhoAreThere(t *testing.T) {
	here := map[int]bool{}
	var last time.Duration
	for _, a := range acts(nightPlan{people: 100, lasts: time.Minute, speed: 60, seed: 1}) {
		if a.at < last || a.at >= time.Minute {
			t.Fatalf("%+v comes after %s", a, last)
		}
		last = a.at
		if a.kind == arrive {
			here[a.who] = true
		} else if !here[a.who] {
			t.Fatalf("%+v of somebody who is not there", a)
		}
	}
	if len(here) < 60 {
		t.Errorf("%d of 100 came", len(here))
	}
}

func TestExplicitRatesAreHeld(t *testing.T) {
	n := map[kind]int{}
	for _, a := range acts(nightPlan{people: 500, lasts: time.Minute, speed: 60, votes: 200, requests: 5, seed: 3}) {
		n[a.kind]++
	}
	if got := n[vote] + n[unvote]; got < 11_800 || got > 12_200 {
		t.Errorf("%d votes in a minute, want about 12000", got)
	}
	if got := n[ask]; got < 285 || got > 315 {
		t.Errorf("%d requests in a minute, want about 300", got)
	}
}

func TestMostWishesAreForTheSameSong(t *testing.T) {
	first, all := 0, 0
	for _, a := range acts(nightPlan{people: 254, lasts: 2 * time.Minute, speed: 60, seed: 5}) {
		if a.kind == want {
			all++
			if a.song == 0 {
				first++
			}
		}
	}
	if share := float64(first) / float64(all); share < 0.5 || share > 0.75 {
		t.Errorf("%d of %d wishes were for one song, want about 26 of 41", first, all)
	}
}

func TestSongsAreAllDifferent(t *testing.T) {
	seen := map[string]int{}
	for n := range 3000 {
		title, artist := song(n)
		if other, twice := seen[title+artist]; twice {
			t.Fatalf("songs %d and %d are both %q by %q", other, n, title, artist)
		}
		seen[title+artist] = n
	}
}
