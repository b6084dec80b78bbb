package push_test

import (
	"context"
	"net/http"
	"strconv"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/push/pushtest"
)

func TestABrowserReadsWhatItIsSentAndFromWhom(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	phone := service.Browser()
	n.subscribe(ann, phone)
	n.plays(ann)
	m := service.Next()
	if m.To != phone || m.Event != n.code || m.Place != "Night at the Pier" || m.Number != 1 || m.Song != "Harbour Lights" || m.Turn != "playing" {
		t.Errorf("the message is %+v", m)
	}
	key, err := n.PublicKey(t.Context())
	if err != nil || m.Claims.Key != key || m.Claims.Subject != "https://requests.example.org" {
		t.Errorf("it is from %+v, %v; want %s", m.Claims, err, key)
	}
	ttl, err := strconv.Atoi(m.TTL)
	if err != nil || ttl < 1 || ttl > 180 || m.Urgency != "high" || len(m.Topic) != 32 {
		t.Errorf("it is worth %s s, is of urgency %s and topic %q", m.TTL, m.Urgency, m.Topic)
	}
	n.drain()
	n.wantOutcomes(map[string]int{"sent": 1})
}

func TestABrowserIsSentToUnderTheKeyThatItSubscribedUnder(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	early := service.Browser()
	n.subscribe(ann, early)
	old, err := n.PublicKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.AddSecret(t.Context(), "push"); err != nil {
		t.Fatal(err)
	}
	late := service.Browser()
	n.subscribe(ann, late)
	n.plays(ann)
	for range 2 {
		if m := service.Next(); (m.Claims.Key == old) != (m.To == early) {
			t.Errorf("a browser is sent to under a key that its service does not take: %+v", m.Claims)
		}
	}
}

func TestABrowserThatIsGoneIsForgotten(t *testing.T) {
	t.Parallel()
	for _, status := range []int{http.StatusNotFound, http.StatusGone} {
		service := pushtest.New(t)
		n := newNight(t, trusting(service))
		n.subscribe(ann, service.Browser())
		service.Answer(func(int) (int, string) { return status, "" })
		n.plays(ann)
		n.drain()
		n.wantOutcomes(map[string]int{"gone": 1})
		id := n.plays(ann)
		if told, err := n.Alerts(t.Context(), n.code, id, board.OnNow); err != nil || len(told) > 0 {
			t.Errorf("%d: still told: %v, %v", status, told, err)
		}
	}
}

func TestABusyServiceIsAskedAgainWhenItSays(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	n.subscribe(ann, service.Browser())
	service.Answer(func(try int) (int, string) {
		if try > 1 {
			return http.StatusCreated, ""
		}
		return http.StatusTooManyRequests, "1"
	})
	n.plays(ann)
	service.Next()
	n.drain()
	n.wantOutcomes(map[string]int{"sent": 1})
}

func TestWhatAServiceRefusesIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	n.subscribe(ann, service.Browser())
	service.Answer(func(int) (int, string) { return http.StatusForbidden, "" })
	n.plays(ann)
	n.drain()
	n.wantOutcomes(map[string]int{"failed": 1})
	if tries := service.Tries(); tries != 1 {
		t.Errorf("it was tried %d times", tries)
	}
}

func TestNobodyIsFollowedElsewhere(t *testing.T) {
	t.Parallel()
	service, other := pushtest.New(t), pushtest.New(t)
	n := newNight(t, trusting(service))
	n.subscribe(ann, service.Browser())
	service.Answer(func(int) (int, string) { return http.StatusTemporaryRedirect, other.URL() })
	n.plays(ann)
	n.drain()
	n.wantOutcomes(map[string]int{"failed": 1})
	if other.Tries() > 0 {
		t.Error("a redirect led elsewhere")
	}
}

func TestASenderSendsWhatItHasBeforeItEnds(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	n.subscribe(ann, service.Browser())
	asked, free := make(chan struct{}), make(chan struct{})
	service.Answer(func(try int) (int, string) {
		if try == 1 {
			close(asked)
			<-free
		}
		return http.StatusCreated, ""
	})
	n.plays(ann)
	<-asked
	n.plays(ann)
	n.plays(ann)
	within, cancel := context.WithCancel(t.Context())
	cancel()
	if err := n.Drain(within); err == nil {
		t.Error("it had nothing left to send")
	}
	select {
	case <-n.ended:
		t.Error("it ended with messages under way")
	default:
	}
	close(free)
	n.drain()
	<-n.ended
	n.wantOutcomes(map[string]int{"sent": 3})
}

func TestASenderThatEndsWaitsForNoServiceThatRests(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, trusting(service))
	n.subscribe(ann, service.Browser())
	asked := make(chan struct{}, 8)
	service.Answer(func(int) (int, string) {
		asked <- struct{}{}
		return http.StatusServiceUnavailable, "100"
	})
	n.plays(ann)
	<-asked
	n.drain()
	n.wantOutcomes(map[string]int{"dropped": 1})
}

func TestNothingIsSentToThisMachineUnlessItIsAllowed(t *testing.T) {
	t.Parallel()
	service := pushtest.New(t)
	n := newNight(t, push.Options{Roots: service.Roots()})
	b := service.Browser()
	lenient := push.New(n.Store, push.Options{Local: true})
	sub, err := lenient.Subscription(t.Context(), n.wish(b))
	if err == nil {
		err = n.Subscribe(t.Context(), n.code, ann, "", sub) // as if a name led there
	}
	if err != nil {
		t.Fatal(err)
	}
	n.plays(ann)
	n.drain()
	if service.Tries() > 0 {
		t.Error("it was sent to a private address")
	}
	n.wantOutcomes(map[string]int{"failed": 1})
}
