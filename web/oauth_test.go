package web

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/cueslip/cueslip/auth"
)

// userSite is a site with OAuth 2 and an address that says who somebody is, as
// Facebook and Discord are. It holds its clients to the rules.
type userSite struct {
	t    *testing.T
	url  string
	user string // as it answers

	mu    sync.Mutex
	codes map[string]url.Values // what was asked for, by code; guarded by mu
}

func newUserSite(t *testing.T) *userSite {
	t.Helper()
	u := &userSite{t: t, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /authorize", u.authorize)
	mux.HandleFunc("POST /token", u.token)
	mux.HandleFunc("GET /me", u.me)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	u.url = server.URL
	return u
}

func (u *userSite) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	if asked.Get("response_type") != "code" || asked.Get("client_id") != "cueslip" || asked.Get("code_challenge_method") != "S256" {
		http.Error(w, "not as it should be: "+asked.Encode(), http.StatusBadRequest)
		return
	}
	u.mu.Lock()
	u.codes["code"] = asked
	u.mu.Unlock()
	back := asked.Get("redirect_uri") + "?" + url.Values{"code": {"code"}, "state": {asked.Get("state")}}.Encode()
	http.Redirect(w, r, back, http.StatusFound)
}

func (u *userSite) token(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	asked, ok := u.codes[r.PostFormValue("code")]
	delete(u.codes, "code")
	u.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	w.Header().Set("Content-Type", "application/json")
	if !ok || r.PostFormValue("client_secret") != "hush" || r.PostFormValue("redirect_uri") != asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "pass", "token_type": "Bearer", "expires_in": 60})
}

func (u *userSite) me(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Authorization") != "Bearer pass" {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte(u.user))
}

// provider is a preset whose addresses are the site's.
func (u *userSite) provider(preset string) auth.Provider {
	p := providerOf(u.t, preset+",id=cueslip,secret=hush")
	p.AuthURL, p.TokenURL, p.UserURL = u.url+"/authorize", u.url+"/token", u.url+"/me"
	return p
}

func TestSitesWithoutOpenIDConnectSignPeopleInToo(t *testing.T) {
	var u *userSite
	s := openNamed(t, func(c *Config) {
		u = newUserSite(t)
		c.Providers = []auth.Provider{u.provider("discord"), u.provider("facebook")}
	})
	for preset, user := range map[string][3]string{
		"discord":  {`{"id":"80351110224678912","username":"minna_t","global_name":"Minna"}`, "https://discord.com", "80351110224678912"},
		"facebook": {`{"name":"Otto Pier","id":"10220"}`, "https://www.facebook.com", "10220"},
	} {
		u.user = user[0]
		b := s.browser()
		b.come(preset, "", "/e/4VAM0MMN").leads("/e/4VAM0MMN")
		account, err := s.store.FindIdentity(t.Context(), user[1], user[2])
		if err != nil || b.person() != account.Person {
			t.Errorf("%s: %+v, %v", preset, account, err)
		}
	}
	for what, answer := range map[string]string{"nobody": `{}`, "no JSON": `<html>`, "no text": `{"id":7}`, "endless": `{"id":"` + strings.Repeat("7", 300) + `"}`} {
		u.user = answer
		b := s.browser()
		b.come("discord", "", "/").shows(http.StatusUnauthorized, "cannot be trusted")
		if b.person() != "" {
			t.Errorf("%s: signed in", what)
		}
	}
}

func TestAVisitAsksForNoMoreThanAName(t *testing.T) {
	presets := map[string][2]string{ // scopes and claims
		"google": {"openid profile", ""}, "twitch": {"openid", `{"id_token":{"preferred_username":null}}`},
		"facebook": {"public_profile", ""}, "discord": {"identify", ""},
	}
	s := openNamed(t, func(c *Config) {
		for preset := range presets {
			one := providerOf(t, preset+",id=cueslip,secret=hush")
			if one.UserURL == "" {
				one.Issuer = newIssuer(t).url
			}
			c.Providers = append(c.Providers, one)
		}
	})
	for preset, want := range presets {
		asked := mustRequest(t, "GET", s.browser().leave(preset, "/")).URL.Query()
		if got := [2]string{asked.Get("scope"), asked.Get("claims")}; got != want {
			t.Errorf("%s: %q", preset, got)
		}
		if asked.Get("redirect_uri") != s.server.config.PublicURL+"/signin/with/"+preset+"/callback" || asked.Get("code_challenge_method") != "S256" ||
			len(asked.Get("state")) < 26 || asked.Has("client_secret") {
			t.Errorf("%s: %v", preset, asked)
		}
	}
}
