package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

func TestAGuestWhoComesByAnotherSiteKeepsVotesAndRequests(t *testing.T) {
	s, _ := openWithIssuer(t)
	event := s.event()
	b := s.browser().guest("Captain")
	id := newID(t)
	b.send("/api/v1/events/"+event+"/requests", map[string]any{"id": id, "title": "Slow Ferry"}).want(http.StatusCreated, "")
	b.come("club", "minna", "/e/"+event).leads("/e/" + event)
	if me := b.me(event); !strings.Contains(string(me.body), id) {
		t.Errorf("the request is not theirs: %s", me.body)
	}
	person := b.person()
	account, err := s.store.Account(t.Context(), person)
	if err != nil || account.Name != "Captain" || account.Role != board.Member {
		t.Errorf("%+v, %v", account, err)
	}
	identities, err := s.store.Identities(t.Context(), person)
	if err != nil || len(identities) != 1 || identities[0].Subject != "minna" || identities[0].Label != "Club · Minna Tidewater" {
		t.Errorf("%+v, %v", identities, err)
	}
	b.signOut()
	b.come("club", "minna", "/e/"+event).leads("/e/" + event)
	if b.person() != person {
		t.Error("the second time it is somebody else")
	}
}

func TestWhoIsNewIsCalledByTheFirstWordOfTheirName(t *testing.T) {
	s, o := openWithIssuer(t)
	o.join("admin", "Admin Istrator", "", false)
	for member, want := range map[string]string{"minna": "Minna", "admin": "Listener"} {
		b := s.browser()
		b.come("club", member, "/")
		if account, err := s.store.Account(t.Context(), b.person()); err != nil || account.Name != want {
			t.Errorf("%s: %+v, %v", member, account, err)
		}
	}
}

func TestAnotherSiteIsAddedToTheAccountThatIsSignedIn(t *testing.T) {
	s, o := openWithIssuer(t)
	b, d := s.browser(), s.device()
	b.signUp(d, "Minna").want(http.StatusCreated, "")
	person := b.person()
	b.add("club", "minna", "/account").leads("/account")
	b.add("club", "minna", "/account").leads("/account") // again: nothing changes
	if b.person() != person {
		t.Error("somebody else is signed in")
	}
	other := s.browser()
	other.come("club", "minna", "/").leads("/")
	if other.person() != person {
		t.Error("the site signs in somebody else")
	}

	o.join("otto", "Otto", "", false)
	third := s.browser()
	third.come("club", "otto", "/")
	third.add("club", "minna", "/account").shows(http.StatusConflict, "already belongs to another account")
	if owner, err := s.store.FindIdentity(t.Context(), o.url, "minna"); err != nil || owner.Person != person {
		t.Errorf("it is %+v's now, %v", owner, err)
	}

	back := third.recognised(third.led(third.form("/signin", "/signin/with/club")), "otto")
	third.signOut()
	third.arrive(back).shows(http.StatusConflict, "Somebody else is signed in here by now")
}

func TestAnAnswerOfAnotherSiteHoldsForItsVisitOnly(t *testing.T) {
	s, o := openWithIssuer(t)
	o.join("eve", "Eve", "", false)
	for _, c := range []struct {
		what   string
		do     func(b *browser) *reply
		status int
	}{
		{"swapped state", func(b *browser) *reply {
			return b.arrive(with(t, b.recognised(b.leave("club", "/"), "minna"), "state", "another"))
		}, http.StatusUnauthorized},
		{"no state", func(b *browser) *reply {
			return b.arrive(with(t, b.recognised(b.leave("club", "/"), "minna"), "state", ""))
		}, http.StatusUnauthorized},
		{"swapped nonce", func(b *browser) *reply {
			return b.arrive(b.recognised(with(t, b.leave("club", "/"), "nonce", "another"), "minna"))
		}, http.StatusUnauthorized},
		{"swapped challenge", func(b *browser) *reply {
			return b.arrive(b.recognised(with(t, b.leave("club", "/"), "code_challenge", strings.Repeat("A", 43)), "minna"))
		}, http.StatusBadRequest},
		{"another issuer", func(b *browser) *reply {
			return b.arrive(with(t, b.recognised(b.leave("club", "/"), "minna"), "iss", "https://evil.example"))
		}, http.StatusUnauthorized},
		{"made-up code", func(b *browser) *reply {
			return b.arrive(with(t, b.recognised(b.leave("club", "/"), "minna"), "code", "made-up"))
		}, http.StatusBadRequest},
		{"replayed", func(b *browser) *reply {
			back := b.recognised(b.leave("club", "/"), "minna")
			b.arrive(back).leads("/")
			b.signOut()
			return b.arrive(back)
		}, http.StatusBadRequest},
		{"replayed with its cookie", func(b *browser) *reply {
			back := b.recognised(b.leave("club", "/"), "minna")
			at := mustRequest(t, "GET", back).URL
			cookies := b.client.Jar.Cookies(at)
			b.arrive(back).leads("/")
			b.signOut()
			b.client.Jar.SetCookies(at, cookies)
			return b.arrive(back)
		}, http.StatusBadRequest},
		{"another browser's, without a visit of its own", func(b *browser) *reply {
			eve := s.browser()
			return b.arrive(eve.recognised(eve.leave("club", "/"), "eve"))
		}, http.StatusBadRequest},
		{"another browser's, during a visit of its own", func(b *browser) *reply {
			eve := s.browser()
			b.leave("club", "/")
			return b.arrive(eve.recognised(eve.leave("club", "/"), "eve"))
		}, http.StatusUnauthorized},
		{"never left", func(b *browser) *reply { return b.arrive("/signin/with/club/callback?code=a&state=b") }, http.StatusBadRequest},
	} {
		t.Run(c.what, func(t *testing.T) {
			b := s.browser()
			c.do(b).shows(c.status, "Try again with Club")
			if person := b.person(); person != "" {
				t.Errorf("signed in as %s", person)
			}
		})
	}
}

func TestAnAnswerOfOneSiteIsNoneOfAnother(t *testing.T) {
	s, o := openWithIssuer(t, func(c *Config) {
		other := newIssuer(t, c.PublicURL+"/signin/with/other/callback")
		other.join("minna", "Minna of the others", "", false)
		c.Providers = append(c.Providers, other.provider("Other"))
	})
	b := s.browser()
	b.come("club", "minna", "/").leads("/")
	theirs := b.person()
	b.signOut()
	other := s.browser()
	other.come("other", "minna", "/").leads("/")
	if other.person() == theirs {
		t.Error("the same subject of another issuer is the same person")
	}
	eve := s.browser()
	back := eve.recognised(eve.leave("other", "/"), "minna")
	eve.arrive(strings.Replace(back, "/with/other/", "/with/club/", 1)).shows(http.StatusUnauthorized, "cannot be trusted")
	if eve.person() != "" || o.url == "" {
		t.Error("signed in")
	}
}

func TestAnAddressOfAVictimIsNotTheirAccount(t *testing.T) {
	const address = "victim@example.org"
	s, o := openWithIssuer(t, func(c *Config) { c.Providers[0].Scopes = append(c.Providers[0].Scopes, "email") })
	victim, err := s.store.SignUp(t.Context(), board.NewAccount{Name: "Victim", Role: board.Admin, Email: address, Verified: true, Password: "hash"})
	if err != nil {
		t.Fatal(err)
	}
	for subject, verified := range map[string]bool{"eve": false, "mallory": true} {
		o.join(subject, "Victim", address, verified)
		b := s.browser()
		b.come("club", subject, "/").leads("/")
		if person := b.person(); person == "" || person == victim.Person {
			t.Errorf("verified %t: signed in as %q", verified, person)
		}
	}
}

func TestAfterASignInPeopleStayOnThisSite(t *testing.T) {
	s, _ := openWithIssuer(t)
	for next, want := range map[string]string{
		"/e/4VAM0MMN?x=1": "/e/4VAM0MMN?x=1", "": "/", "https://evil.example": elsewhere, "//evil.example": elsewhere, `/\evil.example`: elsewhere,
	} {
		s.browser().come("club", "minna", next).leads(want)
	}
}

func TestWhoSaysNoAtTheOtherSiteMayTryAgain(t *testing.T) {
	s, _ := openWithIssuer(t)
	for word, want := range map[string]struct {
		status int
		text   string
	}{
		"access_denied":           {http.StatusForbidden, "You did not let Club sign you in"},
		"temporarily_unavailable": {http.StatusServiceUnavailable, "Club has trouble"},
		"<script>":                {http.StatusForbidden, "Club did not sign you in"},
	} {
		b := s.browser()
		state := mustRequest(t, "GET", b.leave("club", "/e/4VAM0MMN")).URL.Query().Get("state")
		r := b.arrive("/signin/with/club/callback?" + url.Values{"error": {word}, "state": {state}}.Encode())
		r.shows(want.status, want.text)
		r.shows(want.status, `name="next" value="/e/4VAM0MMN"`)
	}
}

func TestAVisitIsOverAfterTenMinutes(t *testing.T) {
	var o *issuer
	s, now := openTimed(t, func(c *Config) {
		o = newIssuer(t, c.PublicURL+"/signin/with/club/callback")
		c.NewAccounts, c.Providers = board.Member, []auth.Provider{o.provider("Club")}
	})
	o.join("minna", "Minna", "", false)
	b := s.browser()
	back := b.recognised(b.leave("club", "/"), "minna")
	now.Add(auth.ProviderAge.Milliseconds())
	b.arrive(back).shows(http.StatusBadRequest, "took too long")
}

func TestASiteThatIsDownHarmsNobodyElse(t *testing.T) {
	s, o := openWithIssuer(t, func(c *Config) {
		c.Providers = append(c.Providers, providerOf(t, "oidc,name=Gone,issuer=http://127.0.0.1:1,id=a,secret=b"))
	})
	b := s.browser()
	b.form("/signin", "/signin/with/gone").shows(http.StatusServiceUnavailable, "Gone cannot be reached")
	b.come("club", "minna", "/").leads("/")
	b.signOut()
	back := b.recognised(b.leave("club", "/"), "minna")
	o.down()
	b.arrive(back).shows(http.StatusServiceUnavailable, "Club cannot be reached")
	b.form("/signin", "/signin/with/nobody").shows(http.StatusNotFound, "no such way to sign in")
	b.call("GET", "/signin/with/nobody/callback", "", nil).shows(http.StatusNotFound, "no such way to sign in")
}

func TestOnlyOurOwnPagesSendPeopleToAnotherSite(t *testing.T) {
	s, _ := openWithIssuer(t)
	b := s.browser()
	b.call("POST", "/signin/with/club", "", "next=/", "Origin", "https://evil.example", "Content-Type", "application/x-www-form-urlencoded").
		want(http.StatusForbidden, board.BadOrigin)
	b.call("POST", "/signin/with/club", "", "next=/", "Content-Type", "application/x-www-form-urlencoded").
		shows(http.StatusForbidden, "This form was open for too long")
	if r := b.call("GET", "/signin/with/club", "", nil); r.status == http.StatusOK {
		t.Errorf("a link leads there: %d", r.status)
	}
	cookie := strings.Join(b.form("/signin", "/signin/with/club").header.Values("Set-Cookie"), "\n")
	for _, part := range []string{"cueslip-login=", "; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=600"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %q", cookie, part)
		}
	}
}

func TestNobodySignsUpByAnotherSiteWhereNewAccountsAreOff(t *testing.T) {
	s, o := openWithIssuer(t, func(c *Config) { c.NewAccounts = "" })
	s.browser().come("club", "minna", "/").shows(http.StatusForbidden, "Nobody can sign up here")
	otto, err := s.store.AddAccount(t.Context(), "Otto", board.Member)
	if err == nil {
		err = s.store.AddIdentity(t.Context(), otto.Person, board.Identity{Issuer: o.url, Subject: "minna"})
	}
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	b.come("club", "minna", "/").leads("/")
	if b.person() != otto.Person {
		t.Error("who has an account does not get in")
	}
}

func TestComingInByAnotherSiteAddsNothingToTheAccountThatIsSignedIn(t *testing.T) {
	s, o := openWithIssuer(t)
	o.join("otto", "Otto", "", false)
	b := s.browser()
	b.come("club", "minna", "/")
	minna := b.person()
	b.come("club", "otto", "/").shows(http.StatusConflict, "Nobody here comes in by this yet")
	if _, err := s.store.FindIdentity(t.Context(), o.url, "otto"); board.CodeOf(err) != board.NotFound || b.person() != minna {
		t.Errorf("somebody has it now: %v", err)
	}
	s.browser().come("club", "otto", "/").leads("/")
	b.come("club", "otto", "/").leads("/")
	if b.person() == minna {
		t.Error("the browser did not change hands")
	}
	b.come("club", "minna", "/").leads("/")
	b.come("club", "minna", "/").leads("/") // as one does who has to sign in again
	if b.person() != minna {
		t.Error("somebody else is signed in")
	}
}
