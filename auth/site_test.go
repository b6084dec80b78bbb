package auth

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/oauth2"

	"github.com/cueslip/cueslip/board"
)

// metadata serves what an issuer says of itself, changed by change.
func metadata(t *testing.T, change func(issuer string, says map[string]any)) (site *provider, asked *atomic.Int64) {
	t.Helper()
	asked = &atomic.Int64{}
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		says := map[string]any{
			"issuer": server.URL, "authorization_endpoint": server.URL + "/auth", "token_endpoint": server.URL + "/token", "jwks_uri": server.URL + "/keys",
		}
		change(server.URL, says)
		if says["issuer"] == nil {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(says) // who is gone by now misses it
	}))
	t.Cleanup(server.Close)
	return &provider{Provider: Provider{Key: "club", Name: "Club", Issuer: server.URL}}, asked
}

func TestASiteIsDiscoveredOnceForAllWhoWait(t *testing.T) {
	var ill atomic.Bool
	ill.Store(true)
	site, asked := metadata(t, func(_ string, says map[string]any) {
		if ill.Load() {
			delete(says, "issuer")
		}
	})
	if _, _, err := site.discovered(http.DefaultClient); board.CodeOf(err) != board.Busy {
		t.Errorf("of a site that is ill: %v", err)
	}
	ill.Store(false)
	asked.Store(0)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, found, err := site.discovered(http.DefaultClient); err != nil || found == nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	before := asked.Load()
	if _, _, err := site.discovered(http.DefaultClient); err != nil || asked.Load() != before {
		t.Errorf("asked again: %v", err)
	}
}

func TestAnIssuerThatIsCalledOtherwiseIsNoneOfOurs(t *testing.T) {
	site, _ := metadata(t, func(_ string, says map[string]any) { says["issuer"] = "https://evil.example" })
	if _, _, err := site.discovered(http.DefaultClient); board.CodeOf(err) != board.Busy {
		t.Errorf("discovered: %v", err)
	}
}

func TestAnAnswerNamesItsIssuerWhereTheSiteSaysSo(t *testing.T) {
	for _, says := range []bool{true, false} {
		site, _ := metadata(t, func(_ string, metadata map[string]any) {
			metadata["authorization_response_iss_parameter_supported"] = says
		})
		_, found, err := site.discovered(http.DefaultClient)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			answer url.Values
			holds  bool
		}{
			{url.Values{"iss": {site.Issuer}}, true},
			{url.Values{}, !says},
			{url.Values{"iss": {""}}, false},
			{url.Values{"iss": {site.Issuer + "/"}}, false},
			{url.Values{"iss": {"https://evil.example"}}, false},
		} {
			if err := site.checkIssuer(found, c.answer); (err == nil) != c.holds {
				t.Errorf("says so %t, answer %v: %v", says, c.answer, err)
			}
		}
	}
}

func TestASiteIsToldOurSecretAsItWants(t *testing.T) {
	for _, c := range []struct {
		methods []string
		want    oauth2.AuthStyle
	}{
		{nil, oauth2.AuthStyleInHeader},
		{[]string{"client_secret_post", "client_secret_basic"}, oauth2.AuthStyleInHeader},
		{[]string{"client_secret_post"}, oauth2.AuthStyleInParams},
	} {
		site, _ := metadata(t, func(_ string, says map[string]any) { says["token_endpoint_auth_methods_supported"] = c.methods })
		config, _, err := site.discovered(http.DefaultClient)
		if err != nil || config.Endpoint.AuthStyle != c.want {
			t.Errorf("%q: %v, %v", c.methods, config, err)
		}
	}
}
