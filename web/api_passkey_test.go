package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
)

const (
	registerBegin  = "/api/v1/passkeys/register/begin"
	registerFinish = "/api/v1/passkeys/register/finish"
	loginBegin     = "/api/v1/passkeys/login/begin"
	loginFinish    = "/api/v1/passkeys/login/finish"
)

// signUp signs up with a passkey of the device.
func (b *browser) signUp(d *device, name string) *reply {
	b.t.Helper()
	return b.send(registerFinish, d.makes(b.send(registerBegin, map[string]any{"name": name})))
}

func (b *browser) signIn(d *device) *reply {
	b.t.Helper()
	return b.send(loginFinish, d.proves(b.send(loginBegin, nil)))
}

func (b *browser) signOut() {
	b.t.Helper()
	b.call("DELETE", "/api/v1/session", "", nil, "Origin", b.url).want(http.StatusNoContent, "")
}

func TestAGuestWhoSignsUpWithAPasskeyKeepsVotesAndRequests(t *testing.T) {
	s := openNamed(t)
	event := s.event()
	b, d := s.browser().guest("Minna"), s.device()
	id := newID(t)
	b.send("/api/v1/events/"+event+"/requests", map[string]any{"id": id, "title": "Slow Ferry"}).want(http.StatusCreated, "")

	r := b.signUp(d, "").want(http.StatusCreated, "")
	if r.text("name") != "Minna" || r.text("role") != "member" {
		t.Errorf("signed up: %s", r.body)
	}
	mine := func() {
		t.Helper()
		if me := b.me(event).want(http.StatusOK, ""); !strings.Contains(string(me.body), `"requests":["`+id+`"]`) || !strings.Contains(string(me.body), `"votes":["`+id+`"]`) {
			t.Errorf("the requests are not theirs: %s", me.body)
		}
	}
	mine()
	person := b.person()
	b.signOut()
	if b.person() != "" {
		t.Fatal("still signed in")
	}
	b.guest("Minna")
	second := newID(t)
	b.send("/api/v1/events/"+event+"/requests", map[string]any{"id": second, "title": "Amber Window"}).want(http.StatusCreated, "")
	b.signIn(d).want(http.StatusOK, "")
	if b.person() != person {
		t.Error("signed in as somebody else")
	}
	if me := b.me(event); !strings.Contains(string(me.body), id) || !strings.Contains(string(me.body), second) {
		t.Errorf("not all is theirs: %s", me.body)
	}
}

func TestWhoIsSignedInGetsAnotherPasskey(t *testing.T) {
	s := openNamed(t)
	b, phone, laptop := s.browser(), s.device(), s.device()
	b.signUp(phone, "Minna").want(http.StatusCreated, "")
	person := b.person()
	begun := b.send(registerBegin, nil)
	var options struct {
		PublicKey struct{ ExcludeCredentials []struct{ ID string } }
	}
	if err := json.Unmarshal(begun.body, &options); err != nil || len(options.PublicKey.ExcludeCredentials) != 1 {
		t.Errorf("the passkey that is there is not excluded: %s, %v", begun.body, err)
	}
	b.send(registerFinish, laptop.makes(begun)).want(http.StatusCreated, "")
	other := s.browser()
	other.signIn(laptop).want(http.StatusOK, "")
	if other.person() != person {
		t.Error("the second passkey signs in somebody else")
	}
	b.send(registerFinish, laptop.makes(b.send(registerBegin, nil))).want(http.StatusConflict, board.Duplicate)
	passkeys, err := s.store.Passkeys(t.Context(), person)
	if err != nil || len(passkeys) != 2 || passkeys[1].UsedAt == 0 || !bytes.Contains(passkeys[1].Credential, []byte(`"flags"`)) {
		t.Errorf("%+v, %v", passkeys, err)
	}
}

func TestAPasskeyProvesNothingOutsideOfItsCeremony(t *testing.T) {
	s := openNamed(t)
	d := s.device()
	s.browser().signUp(d, "Minna").want(http.StatusCreated, "")
	for _, c := range []struct {
		what string
		do   func(b *browser) *reply
		code board.Code
	}{
		{"replayed in the same browser", func(b *browser) *reply {
			proof := d.proves(b.send(loginBegin, nil))
			b.send(loginFinish, proof).want(http.StatusOK, "")
			b.signOut()
			return b.send(loginFinish, proof)
		}, board.LoginExpired},
		{"replayed in a new ceremony", func(b *browser) *reply {
			proof := d.proves(b.send(loginBegin, nil))
			b.send(loginBegin, nil)
			return b.send(loginFinish, proof)
		}, board.SignIn},
		{"carried to another browser", func(b *browser) *reply {
			return s.browser().send(loginFinish, d.proves(b.send(loginBegin, nil)))
		}, board.LoginExpired},
		{"of another origin", func(b *browser) *reply {
			other := *d
			other.party.Origin = "https://localhost.evil.example"
			return b.signIn(&other)
		}, board.SignIn},
		{"of another port", func(b *browser) *reply {
			other := *d
			other.party.Origin = "http://localhost:1"
			return b.signIn(&other)
		}, board.SignIn},
		{"of another host", func(b *browser) *reply {
			other := *d
			other.party.ID = "evil.example"
			return b.signIn(&other)
		}, board.SignIn},
		{"in the name of another person", func(b *browser) *reply {
			other := *d
			other.keeps.Options.UserHandle = []byte("0123456789abcdef")
			return b.signIn(&other)
		}, board.SignIn},
		{"without naming a person", func(b *browser) *reply {
			other := *d
			other.keeps.Options.UserHandle = nil
			return b.signIn(&other)
		}, board.SignIn},
		{"without verifying its holder", func(b *browser) *reply {
			other := *d
			other.keeps.Options.UserNotVerified = true
			return b.signIn(&other)
		}, board.SignIn},
		{"with another key", func(b *browser) *reply {
			other := *d
			id := d.key.ID
			other.key = s.device().key
			other.key.ID = id
			return b.signIn(&other)
		}, board.SignIn},
		{"unknown", func(b *browser) *reply {
			other := s.device()
			other.keeps.Options.UserHandle = d.keeps.Options.UserHandle
			return b.signIn(other)
		}, board.SignIn},
		{"as an answer to making one", func(b *browser) *reply {
			b.send(registerBegin, map[string]any{"name": "Eve"})
			return b.send(loginFinish, d.proves(b.send(loginBegin, nil)))
		}, ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			b := s.browser()
			r := c.do(b)
			if got := board.Code(r.text("code")); got != c.code {
				t.Errorf("%d %s", r.status, r.body)
			}
			if c.code != "" && b.person() != "" {
				t.Error("signed in")
			}
		})
	}
}

func TestAPasskeyIsMadeInItsCeremonyOnly(t *testing.T) {
	s := openNamed(t)
	for what, spoil := range map[string]func(*device){
		"of another origin":             func(d *device) { d.party.Origin = "https://evil.example" },
		"of another host":               func(d *device) { d.party.ID = "evil.example" },
		"without verifying its holder":  func(d *device) { d.keeps.Options.UserNotVerified = true },
		"without anybody being present": func(d *device) { d.keeps.Options.UserNotPresent = true },
	} {
		t.Run(what, func(t *testing.T) {
			b, d := s.browser(), s.device()
			spoil(d)
			b.signUp(d, "Minna").want(http.StatusBadRequest, board.BadMessage)
			if b.person() != "" {
				t.Error("signed in")
			}
		})
	}
	b, d := s.browser(), s.device()
	made := d.makes(b.send(registerBegin, map[string]any{"name": "Minna"}))
	s.browser().send(registerFinish, made).want(http.StatusBadRequest, board.LoginExpired)
	b.send(registerFinish, made).want(http.StatusCreated, "")
	b.send(registerFinish, made).want(http.StatusBadRequest, board.LoginExpired)

	made = s.device().makes(b.send(registerBegin, nil)) // for Minna, but then she leaves
	b.signOut()
	b.send(registerFinish, made).want(http.StatusConflict, board.Conflict)
}

func TestAPasskeyWhoseCounterWentBackIsRefusedOnce(t *testing.T) {
	s := openNamed(t)
	b, d := s.browser(), s.device()
	d.key.Counter = 5
	b.signUp(d, "Minna").want(http.StatusCreated, "")
	d.key.Counter = 9
	b.signIn(d).want(http.StatusOK, "")
	b.signOut()
	d.key.Counter = 8
	b.signIn(d).want(http.StatusUnauthorized, board.SignIn)
	d.key.Counter = 10
	b.signIn(d).want(http.StatusOK, "")
}

func TestACeremonyIsOverAfterFiveMinutes(t *testing.T) {
	s, now := openTimed(t, func(c *Config) {
		c.PublicURL, c.NewAccounts = strings.Replace(c.PublicURL, "127.0.0.1", "localhost", 1), board.DJ
	})
	b, d := s.browser(), s.device()
	made := d.makes(b.send(registerBegin, map[string]any{"name": "Minna"}))
	now.Add(auth.PasskeyAge.Milliseconds() - 1)
	if r := b.send(registerFinish, made).want(http.StatusCreated, ""); r.text("role") != "dj" {
		t.Errorf("new accounts are DJs here: %s", r.body)
	}
	b.signOut()
	proof := d.proves(b.send(loginBegin, nil))
	now.Add(auth.PasskeyAge.Milliseconds())
	b.send(loginFinish, proof).want(http.StatusBadRequest, board.LoginExpired)
}

func TestPasskeysWorkUnderANameWithHTTPSOrOnThisMachine(t *testing.T) {
	for address, want := range map[string]string{
		"https://requests.example.org": "requests.example.org", "https://Requests.Example.org:8443": "requests.example.org",
		"http://localhost:8080": "localhost", "http://cue.localhost": "cue.localhost",
		"http://requests.example.org": "", "https://192.0.2.7": "", "https://[2001:db8::1]": "", "http://127.0.0.1:8080": "", "": "",
	} {
		p, err := auth.NewPasskeys(address, nil, discard())
		if err != nil || p.Host() != want {
			t.Errorf("%s: %q, %v; want %q", address, p.Host(), err, want)
		}
	}
}

func TestTheCookieOfACeremonyIsOutOfReachOfScripts(t *testing.T) {
	s := openNamed(t)
	cookie := s.browser().send(loginBegin, nil).want(http.StatusOK, "").header.Get("Set-Cookie")
	parts := strings.Split(cookie, "; ")
	if !strings.HasPrefix(cookie, "cueslip-passkey=") || !slices.Contains(parts, "HttpOnly") || !slices.Contains(parts, "SameSite=Lax") ||
		!slices.Contains(parts, "Path=/") || !slices.Contains(parts, "Max-Age=300") {
		t.Errorf("cookie %q", cookie)
	}
	s = open(t, func(c *Config) { c.PublicURL = "https://requests.example.org" })
	cookie = s.call("POST", loginBegin, "", nil).want(http.StatusOK, "").header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-cueslip-passkey=") || !strings.Contains(cookie, "; Secure") {
		t.Errorf("cookie over https %q", cookie)
	}
}

func TestNobodySignsUpWhereNewAccountsAreOff(t *testing.T) {
	s := openNamed(t, func(c *Config) { c.NewAccounts = "" })
	s.browser().send(registerBegin, map[string]any{"name": "Minna"}).want(http.StatusForbidden, board.Forbidden)
}

// passkeys meets every answer of the calls about passkeys.
func (w *walk) passkeys() {
	s, nameless := openNamed(w.t), open(w.t, func(c *Config) { c.NewAccounts = board.Member })
	s.met, nameless.met = w.met, w.met
	b, d := s.browser(), s.device()
	begin := func(name string) *reply { return b.send(registerBegin, map[string]any{"name": name}) }
	begin("").want(http.StatusBadRequest, board.Required)
	begin(strings.Repeat("e", 25)).want(http.StatusBadRequest, board.TooLong)
	begin("a\u202eb").want(http.StatusBadRequest, board.InvalidText)
	begin("Admin").want(http.StatusForbidden, board.NameReserved)
	b.signUp(d, "Minna").want(http.StatusCreated, "")
	b.send(registerFinish, d.makes(b.send(registerBegin, nil))).want(http.StatusConflict, board.Duplicate)
	made := s.device().makes(b.send(registerBegin, nil))
	b.signOut()
	b.send(registerFinish, made).want(http.StatusConflict, board.Conflict)
	b.signIn(d).want(http.StatusOK, "")
	for _, path := range []string{registerBegin, registerFinish, loginBegin, loginFinish} {
		credential := map[string]any{"credential": map[string]any{"id": "AAEC"}}
		body := any(credential)
		if path == registerBegin {
			body = map[string]any{"name": "Minna"}
		}
		s.call("POST", path, "nonsense", body)
		s.call("POST", path, s.dj, body)
		s.call("POST", path, "", body, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
		nameless.call("POST", path, "", body).want(http.StatusNotFound, board.NotFound)
		if path == loginBegin {
			continue
		}
		s.call("POST", path, "", `{"text":"`+strings.Repeat("a", maxMessage)+`"}`).want(413, board.TooLarge)
		s.call("POST", path, "", `{}`, "Content-Type", "text/plain").want(415, board.UnsupportedType)
		s.call("POST", path, "", `{"colour":"red"}`).want(http.StatusBadRequest, board.BadMessage)
		s.call("POST", path, "", "{\"name\":\"\xff\"}").want(http.StatusBadRequest, board.InvalidText)
		s.call("POST", path, "", `{}`).want(http.StatusBadRequest, board.Required)
		if path != registerBegin {
			s.call("POST", path, "", credential).want(http.StatusBadRequest, board.LoginExpired)
		}
	}
	b.send(loginBegin, nil)
	b.send(loginFinish, map[string]any{"credential": map[string]any{"id": "AAEC"}}).want(http.StatusBadRequest, board.BadMessage)
	d.key.Counter = 0
	d.keeps.Options.UserNotVerified = true
	b.signIn(d).want(http.StatusUnauthorized, board.SignIn)
	few := openNamed(w.t, func(c *Config) { c.GuestRate = Rate{1, time.Hour} })
	few.met = w.met
	few.browser().send(loginBegin, nil).want(http.StatusOK, "")
	few.browser().send(loginBegin, nil).want(http.StatusTooManyRequests, board.SlowDown)
	few.browser().send(registerBegin, map[string]any{"name": "Minna"}).want(http.StatusTooManyRequests, board.SlowDown)
}
