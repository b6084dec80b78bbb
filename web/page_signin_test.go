package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

var hiddenToken = regexp.MustCompile(`name="form" value="([^"]+)"`)

// form reads a page, fills in its form and sends it to action, as a browser
// does. fields are names and values.
func (b *browser) form(page, action string, fields ...string) *reply {
	b.t.Helper()
	shown := b.call("GET", page, "", nil)
	found := hiddenToken.FindSubmatch(shown.body)
	if found == nil {
		b.t.Fatalf("%s has no form:\n%s", page, shown.body)
	}
	values := url.Values{"form": {string(found[1])}}
	for i := 0; i < len(fields); i += 2 {
		values.Set(fields[i], fields[i+1])
	}
	return b.post(action, values)
}

func (b *browser) post(action string, values url.Values, headers ...string) *reply {
	b.t.Helper()
	return b.call("POST", action, "", values.Encode(), append([]string{"Content-Type", "application/x-www-form-urlencoded", "Origin", b.url}, headers...)...)
}

// leads fails the test unless the answer leads on to an address.
func (r *reply) leads(to string) *reply {
	r.t.Helper()
	if r.status != http.StatusSeeOther || r.header.Get("Location") != to {
		r.t.Fatalf("%s: %d to %q, want to %q\n%s", r.call, r.status, r.header.Get("Location"), to, r.body)
	}
	return r
}

// shows fails the test unless the answer is a page that says something.
func (r *reply) shows(status int, text string) *reply {
	r.t.Helper()
	if r.status != status || !strings.Contains(html.UnescapeString(string(r.body)), text) {
		r.t.Fatalf("%s: %d, want %d and %q in\n%s", r.call, r.status, status, text, r.body)
	}
	return r
}

func TestWithoutScriptOneSignsUpOutAndIn(t *testing.T) {
	s := openPlain(t)
	b := s.browser()
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).leads("/dj")
	minna := b.person()
	if minna == "" {
		t.Fatal("nobody is signed in")
	}
	b.call("GET", "/signin", "", nil).shows(http.StatusOK, "You are signed in as")
	other := s.browser()
	other.form("/signin", "/signin", "email", email, "password", "guess").shows(http.StatusUnauthorized, "address or the password is not right")
	other.form("/signin", "/signin", "email", email, "password", secret).leads("/dj")
	if other.person() != minna {
		t.Error("somebody else is signed in")
	}
	again := s.browser()
	again.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).shows(http.StatusConflict, "There already is an account")
	again.form("/signin", "/signup", "name", "Marlow", "email", "marlow@example.org", "password", "12345678").shows(http.StatusBadRequest, "list of common ones")
}

func TestAGuestKeepsVotesAndRequestsWhicheverWayTheyComeIn(t *testing.T) {
	m := openMailing(t)
	code := m.event()
	others := m.request(code, m.guest("Ben"), "Harbour Lights")
	asks := func(name string) *browser {
		b := m.browser().guest(name)
		b.call("POST", "/api/v1/events/"+code+"/requests", "", map[string]any{"id": newID(t), "title": name + "'s wish"}, "Origin", b.url).want(http.StatusCreated, "")
		b.call("PUT", "/api/v1/events/"+code+"/requests/"+others+"/vote", "", nil, "Origin", b.url).want(http.StatusOK, "")
		return b
	}
	keeps := func(b *browser, requests int) {
		t.Helper()
		me := b.me(code).want(http.StatusOK, "")
		if b.person() == "" || len(me.fields["requests"].([]any)) != requests || len(me.fields["votes"].([]any)) != requests+1 {
			t.Errorf("signed in as %q: %s", b.person(), me.body)
		}
	}
	// By signing up and confirming.
	first := asks("Minna")
	first.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret, "next", "/e/"+code).shows(http.StatusOK, "Look into your mail")
	link := m.link(email)
	first.form(link, link, "name", "Minna").leads("/e/" + code)
	keeps(first, 1)
	// By a password, in another browser.
	second := asks("Phone")
	second.form("/signin", "/signin", "email", email, "password", secret, "next", "/e/"+code).leads("/e/" + code)
	keeps(second, 2)
	// By a link, in a third.
	third := asks("Tablet")
	third.form("/signin", "/signin/link", "email", email, "next", "/e/"+code+"?x=1").shows(http.StatusOK, "Look into your mail")
	link = m.link(email)
	third.form(link, link).leads("/e/" + code + "?x=1")
	keeps(third, 3)
	// By a link of the command line, in a fourth.
	minna, _, err := m.store.AccountByEmail(t.Context(), email)
	if err != nil {
		t.Fatal(err)
	}
	printed, err := m.store.SignInLink(t.Context(), minna.Person)
	if err != nil {
		t.Fatal(err)
	}
	fourth := asks("Desk")
	fourth.form("/in/"+printed, "/in/"+printed).leads("/dj")
	keeps(fourth, 4)
}

func TestAMailedLinkTakesAPressIsGoodOnceAndTenMinutes(t *testing.T) {
	m := openMailing(t)
	m.browser().form("/signin", "/signin/link", "email", email).shows(http.StatusOK, "Look into your mail")
	link := m.link(email)
	for range 3 { // previews and scanners
		page := m.browser().call("GET", link, "", nil).shows(http.StatusOK, "Make your account")
		if strings.Contains(string(page.body), `id="go"`) {
			t.Error("the page submits itself")
		}
		m.browser().call("HEAD", link, "", nil)
	}
	b := m.browser()
	b.form(link, link, "name", "").shows(http.StatusBadRequest, "Please fill this in")
	b.form(link, link, "name", "Minna").leads("/dj")
	b.form(link, link, "name", "Minna").shows(http.StatusGone, "does not work any more")
	late := m.browser()
	late.form("/signin", "/signin/link", "email", email)
	link = m.link(email)
	m.now.Add((10 * time.Minute).Milliseconds())
	late.form(link, link).shows(http.StatusGone, "does not work any more")
	if late.person() != "" {
		t.Error("an old link signs in")
	}
}

func TestALinkLeadsToOurOwnAddressWhateverTheCallSays(t *testing.T) {
	m := openMailing(t)
	b := m.browser()
	shown := b.call("GET", "/signin", "", nil, "Host", "evil.example")
	token := string(hiddenToken.FindSubmatch(shown.body)[1])
	headers := []string{"Host", "evil.example", "X-Forwarded-Host", "evil.example", "Forwarded", "host=evil.example"}
	b.post("/signin/link", url.Values{"form": {token}, "email": {email}}, headers...).shows(http.StatusOK, "Look into your mail")
	m.link(email) // which has checked it
	m.call("POST", "/api/v1/session/link", "", map[string]any{"email": email}, headers...).want(http.StatusAccepted, "")
	m.link(email)
}

func TestWhatIsShownDoesNotTellWhetherAnAddressIsKnown(t *testing.T) {
	m := openMailing(t)
	m.browser().form("/signin", "/signup", "name", "Minna", "email", email, "password", secret)
	link := m.link(email)
	m.browser().form(link, link, "name", "Minna").leads("/dj")
	tokens := hiddenToken
	uniform := func(fields ...string) {
		t.Helper()
		var pages []string
		for _, address := range []string{email, "nobody@example.org"} {
			r := m.browser().form("/signin", fields[0], append(fields[1:len(fields):len(fields)], "email", address)...)
			page := strings.ReplaceAll(tokens.ReplaceAllString(string(r.body), ""), address, "ADDRESS")
			pages = append(pages, http.StatusText(r.status)+page)
		}
		if pages[0] != pages[1] {
			t.Errorf("%s: one is told\n%s\nand the other\n%s", fields[0], pages[0], pages[1])
		}
	}
	uniform("/signin", "password", "guess")
	uniform("/signin/link")
	m.link(email)
	m.link("nobody@example.org")
	uniform("/signup", "name", "Somebody", "password", secret)
}

func TestWhereToGoAfterwardsIsOurOwnPage(t *testing.T) {
	s := openPlain(t)
	s.member()
	for next, want := range map[string]string{"": "/dj", "/e/4VAM0MMN": "/e/4VAM0MMN", "//evil.example": elsewhere, `/\evil.example`: elsewhere, "https://evil.example": elsewhere} {
		b := s.browser()
		b.form("/signin?next="+url.QueryEscape(next), "/signin", "email", email, "password", secret, "next", next).leads(want)
	}
	b := s.browser()
	page := b.call("GET", "/signin?next="+url.QueryEscape("//evil.example"), "", nil).shows(http.StatusOK, "wanted to lead off this site")
	if strings.Contains(string(page.body), "evil.example") {
		t.Error("the page repeats where it was told to lead")
	}
	b.call("GET", elsewhere, "", nil).shows(http.StatusOK, "wanted to lead off this site")
	s.server.config.NewAccounts = board.Member
	a, err := s.store.SignUp(t.Context(), board.NewAccount{Name: "Marlow", Role: board.Member})
	if err != nil {
		t.Fatal(err)
	}
	link, err := s.store.SignInLink(t.Context(), a.Person)
	if err != nil {
		t.Fatal(err)
	}
	b.form("/in/"+link, "/in/"+link).leads("/") // a member has no use for the DJ's home
}

func TestEverySignInBeginsANewSessionAndEndsTheOldOne(t *testing.T) {
	s := openPlain(t)
	b := s.member()
	session := func() string {
		u, err := url.Parse(b.url)
		if err != nil {
			t.Fatal(err)
		}
		for _, cookie := range b.client.Jar.Cookies(u) {
			if cookie.Name == "cueslip" {
				return cookie.Value
			}
		}
		return ""
	}
	good := func(token string) bool {
		return s.call("GET", "/api/v1/events", token, nil).status == http.StatusOK
	}
	first := session()
	b.form("/signin", "/signin", "email", email, "password", secret).leads("/dj")
	second := session()
	if first == "" || second == "" || first == second || good(first) || !good(second) {
		t.Errorf("the sessions %q (%v) and %q (%v)", first, good(first), second, good(second))
	}
	b.call("DELETE", "/api/v1/session", "", nil, "Origin", b.url).want(http.StatusNoContent, "")
	if session() != "" || good(second) {
		t.Error("signed out, and the old cookie is good")
	}
}

func TestAFormIsTakenOnlyFromThePageThatThisBrowserWasShown(t *testing.T) {
	s := openPlain(t)
	s.member()
	victim, attacker := s.browser(), s.browser()
	token := func(b *browser) string {
		return string(hiddenToken.FindSubmatch(b.call("GET", "/signin", "", nil).body)[1])
	}
	own, theirs := token(victim), token(attacker)
	fields := func(form string) url.Values {
		return url.Values{"form": {form}, "email": {email}, "password": {secret}, "name": {"Minna"}}
	}
	none := []string{"Origin", ""}
	for name, test := range map[string]struct {
		headers []string
		form    string
		want    bool
	}{
		"our page":                        {nil, own, true},
		"our page, as browsers say":       {[]string{"Sec-Fetch-Site", "same-origin"}, own, true},
		"nothing said, our form":          {none, own, true},
		"nothing said, no form":           {none, "", false},
		"nothing said, a made up form":    {none, "AAAA", false},
		"nothing said, the other's form":  {none, theirs, false},
		"our origin, no form":             {nil, "", false},
		"our origin, the other's form":    {nil, theirs, false},
		"another site":                    {[]string{"Origin", "https://evil.example"}, own, false},
		"another site, as browsers say":   {[]string{"Origin", "", "Sec-Fetch-Site", "cross-site"}, own, false},
		"a neighbour, as browsers say":    {[]string{"Origin", "", "Sec-Fetch-Site", "same-site"}, own, false},
		"a sandbox":                       {[]string{"Origin", "null"}, own, false},
		"our host over another scheme":    {[]string{"Origin", strings.Replace(s.url, "http:", "https:", 1)}, own, false},
		"another site that says same":     {[]string{"Origin", "https://evil.example", "Sec-Fetch-Site", "same-origin"}, own, false},
		"our form, another body's format": {[]string{"Content-Type", "text/plain"}, own, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, action := range []string{"/signin", "/signup", "/in/3q2-7wAAAAD"} {
				r := victim.post(action, fields(test.form), test.headers...)
				if refused := r.status == http.StatusForbidden || r.status == http.StatusBadRequest; refused == test.want {
					t.Errorf("%s: %d", action, r.status)
				}
				if !test.want && victim.person() != "" {
					t.Errorf("%s: signed in", action)
				}
				victim.call("DELETE", "/api/v1/session", "", nil, "Origin", victim.url).want(http.StatusNoContent, "")
			}
		})
	}
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE"} {
		for _, action := range []string{"/signin", "/signup", "/signin/link", "/in/3q2-7wAAAAD"} {
			victim.call(method, action+"?"+fields(own).Encode(), "", nil)
			if victim.person() != "" {
				t.Errorf("%s %s signs in", method, action)
			}
		}
	}
	victim.form("/signin", "/signin", "email", email, "password", secret).leads("/dj")
	cookie := s.browser().call("GET", "/signin", "", nil).header.Get("Set-Cookie")
	if !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Lax") {
		t.Errorf("the form's cookie is %q", cookie)
	}
}

func TestOverHTTPSTheCookiesOfFormsAreOfTheHost(t *testing.T) {
	s := openPlain(t, func(c *Config) { c.PublicURL = "https://requests.example.org" })
	cookie := s.call("GET", "/signin", "", nil).header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-cueslip-form=") || !strings.Contains(cookie, "; Secure") || !strings.Contains(cookie, "; Path=/") {
		t.Errorf("the form's cookie is %q", cookie)
	}
}

func TestAStrangerAtTheVenueLocksNobodyOut(t *testing.T) {
	m := openMailing(t)
	dj := m.browser()
	dj.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret)
	link := m.link(email)
	dj.form(link, link, "name", "Minna").leads("/dj")
	dj.call("DELETE", "/api/v1/session", "", nil, "Origin", dj.url).want(http.StatusNoContent, "")
	stranger := m.browser()
	for range 10 {
		stranger.form("/signin", "/signin", "email", email, "password", "guess").shows(http.StatusUnauthorized, "not right")
	}
	for range 45 { // and the venue's address is used up
		stranger.send("/api/v1/session", map[string]any{"email": "other@example.org", "password": "guess"})
	}
	r := stranger.form("/signin", "/signin", "email", email, "password", secret).shows(http.StatusTooManyRequests, "tried too often")
	if r.header.Get("Retry-After") == "" {
		t.Error("no word of when to try again")
	}
	dj.form("/signin", "/signin", "email", email, "password", secret).leads("/dj")
	other := m.browser() // the DJ's new phone
	other.form("/signin", "/signin/link", "email", email).shows(http.StatusOK, "Look into your mail")
	link = m.link(email)
	other.form(link, link).leads("/dj")
}

func TestWhatTheServerDoesNotDoIsNotOffered(t *testing.T) {
	for name, test := range map[string]struct {
		site       *site
		mails, ups bool
	}{
		"everything": {openMailing(t).site, true, true},
		"no mail":    {openPlain(t), false, true},
		"neither":    {open(t), false, false},
	} {
		page := string(test.site.call("GET", "/signin", "", nil).shows(http.StatusOK, "Password").body)
		if strings.Contains(page, "E-mail me a link") != test.mails || strings.Contains(page, "Make an account") != test.ups {
			t.Errorf("%s:\n%s", name, page)
		}
	}
	b := open(t).browser()
	b.form("/signin", "/signin/link", "email", email).shows(http.StatusNotFound, "sends no e-mail")
	b.form("/signin", "/signup", "name", "Minna", "email", email, "password", secret).shows(http.StatusForbidden, "Nobody can sign up here")
}
