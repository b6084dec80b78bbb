package auth

import (
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/cueslip/cueslip/text"
)

// Provider is another site that says who people are.
type Provider struct {
	Key    string // names it in addresses
	Name   string // as people know it
	Issuer string // whose people they are; of OpenID Connect, also where it is discovered
	ID     string // of this Cueslip at the site
	Secret Secret
	Scopes []string
	Claims string // wanted beside the scopes, as JSON of OpenID Connect

	// Of a site that has OAuth 2 without OpenID Connect; else "".
	AuthURL, TokenURL, UserURL string
}

// Like reports whether another provider could be taken for this one.
func (p Provider) Like(other Provider) bool { return p.Key == other.Key || p.Issuer == other.Issuer }

// Secret is a text that shows itself to nobody by chance.
type Secret string

const redacted = "(secret)"

// String hides the secret.
func (Secret) String() string { return redacted }

// GoString hides the secret.
func (Secret) GoString() string { return redacted }

// LogValue hides the secret.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// presets are the sites that need no more than an id and a secret. Facebook's
// addresses are those without a version, which do not go out of date.
var presets = map[string]Provider{
	"google": {
		Name: "Google", Issuer: "https://accounts.google.com", Scopes: []string{oidc.ScopeOpenID, "profile"},
	},
	"twitch": {
		Name: "Twitch", Issuer: "https://id.twitch.tv/oauth2", Scopes: []string{oidc.ScopeOpenID},
		Claims: `{"id_token":{"preferred_username":null}}`,
	},
	"facebook": { //nolint:gosec // an address with "token" in it is no credential
		Name: "Facebook", Issuer: "https://www.facebook.com", Scopes: []string{"public_profile"},
		AuthURL: "https://www.facebook.com/dialog/oauth", TokenURL: "https://graph.facebook.com/oauth/access_token",
		UserURL: "https://graph.facebook.com/me?fields=id,name",
	},
	"discord": { //nolint:gosec // nor is this one
		Name: "Discord", Issuer: "https://discord.com", Scopes: []string{"identify"},
		AuthURL: "https://discord.com/oauth2/authorize", TokenURL: "https://discord.com/api/oauth2/token",
		UserURL: "https://discord.com/api/users/@me",
	},
	"oidc": {Scopes: []string{oidc.ScopeOpenID, "profile"}},
}

// UnmarshalText reads "google,id=…,secret=…" or
// "oidc,name=Club,issuer=https://…,id=…,secret=…". Its errors never repeat what
// may be a secret.
func (p *Provider) UnmarshalText(written []byte) error {
	parts := strings.Split(string(written), ",")
	kind := strings.TrimSpace(parts[0])
	preset, ok := presets[kind]
	if !ok {
		return fmt.Errorf("a provider begins with google, twitch, facebook, discord or oidc, as in google,id=…,secret=…")
	}
	*p = preset
	p.Key = kind
	fields := map[string]*string{"id": &p.ID, "secret": (*string)(&p.Secret)}
	if kind == "oidc" {
		fields["name"], fields["issuer"] = &p.Name, &p.Issuer
	}
	for i, part := range parts[1:] {
		name, value, _ := strings.Cut(part, "=")
		field, ok := fields[strings.TrimSpace(name)]
		if !ok {
			return fmt.Errorf("part %d of the provider %s is none of its fields; values have no commas", i+2, kind)
		}
		*field = strings.TrimSpace(value)
	}
	for name, value := range fields {
		if *value == "" {
			return fmt.Errorf("the provider %s lacks %s=…", kind, name)
		}
	}
	if kind == "oidc" {
		return p.readOIDC()
	}
	return nil
}

// readOIDC checks what a preset would say.
func (p *Provider) readOIDC() error {
	name, err := text.Clean("name", p.Name, text.MaxName, true)
	if err != nil {
		return fmt.Errorf("the name of a provider is one line of at most %d characters", text.MaxName)
	}
	issuer, err := url.Parse(p.Issuer)
	if err != nil || issuer.Host == "" || issuer.User != nil || issuer.RawQuery != "" || issuer.Fragment != "" ||
		issuer.Scheme != "https" && (issuer.Scheme != "http" || !loopback(issuer.Hostname())) {
		return fmt.Errorf("the issuer of the provider %q has to be an address as in https://login.example.org", name)
	}
	p.Name, p.Key = name, text.HandleOf(name)
	return nil
}

// loopback reports whether a host is this machine, which nobody listens in on.
func loopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}
