package auth

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestAProviderIsReadFromOneLine(t *testing.T) {
	for written, want := range map[string][4]string{ // key, name, issuer, secret
		"google,id=a.apps.example,secret=s": {"google", "Google", "https://accounts.google.com", "s"},
		"twitch, id=a , secret=s=":          {"twitch", "Twitch", "https://id.twitch.tv/oauth2", "s="},
		"facebook,secret=s,id=a":            {"facebook", "Facebook", "https://www.facebook.com", "s"},
		"discord,id=a,secret=s":             {"discord", "Discord", "https://discord.com", "s"},
		"oidc,name=Club Nights,issuer=https://login.example.org/realms/a,id=a,secret=s": {"club-nights", "Club Nights", "https://login.example.org/realms/a", "s"},
		"oidc,name=Club,issuer=http://localhost:9998,id=a,secret=s":                     {"club", "Club", "http://localhost:9998", "s"},
	} {
		var p Provider
		if err := p.UnmarshalText([]byte(written)); err != nil {
			t.Errorf("%s: %v", written, err)
		}
		if got := [4]string{p.Key, p.Name, p.Issuer, string(p.Secret)}; got != want {
			t.Errorf("%s: %q", written, got)
		}
	}
}

func TestAProviderThatCannotBeIsRefusedWithoutItsSecret(t *testing.T) {
	const secret = "canary"
	for written, want := range map[string]string{
		"":                                  "begins with",
		"canary":                            "begins with",
		"google,secret=canary":              "lacks id",
		"google,id=a,secret=":               "lacks secret",
		"google,id=a,canary":                "part 3",
		"google,id=a,secret=x,name=canary":  "part 4",
		"oidc,name=Club,id=a,secret=canary": "lacks issuer",
		"oidc,name=Club,issuer=http://login.example.org,id=a,secret=canary":        "has to be an address",
		"oidc,name=Club,issuer=login.example.org,id=a,secret=canary":               "has to be an address",
		"oidc,name=Club,issuer=https://login.example.org?a,id=a,secret=canary":     "has to be an address",
		"oidc,name=Club\u202e,issuer=https://login.example.org,id=a,secret=canary": "the name of a provider",
	} {
		var p Provider
		err := p.UnmarshalText([]byte(written))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", written, err)
		}
	}
}

func TestASecretShowsItselfToNobodyByChance(t *testing.T) {
	p := Provider{Key: "club", Secret: "canary"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("provider", "one", p, "secret", p.Secret)
	slog.New(slog.NewTextHandler(&log, nil)).Info("provider", "one", p, "secret", p.Secret)
	encoded, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q %s", p, p, p, p.Secret, p.Secret, encoded) + log.String()
	if strings.Contains(shown, "canary") {
		t.Errorf("there it is: %s", shown)
	}
}
