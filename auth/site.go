package auth

import (
	"cmp"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// provider is a site and what was discovered of it.
type provider struct {
	// Set once.
	Provider
	redirect string

	looking singleflight.Group
	mu      sync.Mutex
	found   *oidc.Provider // guarded by mu; nil until it was discovered
}

// person is whom a site says somebody is.
type person struct{ subject, name string }

// discovered returns how to talk to the site; found is nil for one without
// OpenID Connect. What was discovered is kept; a site that cannot be reached
// is tried again by the next one who wants to go there. Error: busy.
func (p *provider) discovered(client *http.Client) (config *oauth2.Config, found *oidc.Provider, err error) {
	config = &oauth2.Config{ClientID: p.ID, ClientSecret: string(p.Secret), RedirectURL: p.redirect, Scopes: p.Scopes}
	if p.UserURL != "" {
		config.Endpoint = oauth2.Endpoint{AuthURL: p.AuthURL, TokenURL: p.TokenURL, AuthStyle: oauth2.AuthStyleInParams}
		return config, nil, nil
	}
	p.mu.Lock()
	found = p.found
	p.mu.Unlock()
	if found == nil {
		if found, err = p.discover(client); err != nil {
			return nil, nil, board.Errorf(board.Busy, "{site} cannot be reached at the moment; try again soon, or come in another way.", "site", p.Name).Because(err)
		}
	}
	config.Endpoint = found.Endpoint()
	config.Endpoint.AuthStyle = authStyle(found)
	return config, found, nil
}

func (p *provider) discover(client *http.Client) (*oidc.Provider, error) {
	found, err, _ := p.looking.Do("", func() (any, error) { // for all who wait, so that none of them may end it
		ctx, cancel := context.WithTimeout(oidc.ClientContext(context.Background(), client), siteDeadline)
		defer cancel()
		found, err := oidc.NewProvider(ctx, p.Issuer)
		if err != nil {
			return nil, fmt.Errorf("auth: discovering %s: %w", p.Key, err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.found = found
		return found, nil
	})
	if err != nil {
		return nil, err
	}
	return found.(*oidc.Provider), nil
}

// authStyle is how the site wants to be told our secret. Trying both would cost
// a code, which is good once.
func authStyle(found *oidc.Provider) oauth2.AuthStyle {
	var metadata struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if found.Claims(&metadata) == nil && slices.Contains(metadata.Methods, "client_secret_post") && !slices.Contains(metadata.Methods, "client_secret_basic") {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// checkIssuer refuses an answer that another site gave (RFC 9207).
func (p *provider) checkIssuer(found *oidc.Provider, answer url.Values) error {
	var metadata struct {
		Says bool `json:"authorization_response_iss_parameter_supported"`
	}
	if found != nil {
		if err := found.Claims(&metadata); err != nil {
			return p.distrusted(err)
		}
	}
	if issuer := answer.Get("iss"); issuer != p.Issuer && (metadata.Says || answer.Has("iss")) {
		return p.distrusted(fmt.Errorf("the answer is of %q", issuer))
	}
	return nil
}

// personOf reads whom an ID token is about, after checking who signed it, for
// whom, and for which visit.
func (p *provider) personOf(ctx context.Context, found *oidc.Provider, proof *oauth2.Token, nonce string) (person, error) {
	raw, ok := proof.Extra("id_token").(string)
	if !ok {
		return person{}, p.distrusted(errors.New("no ID token"))
	}
	token, err := found.VerifierContext(ctx, &oidc.Config{ClientID: p.ID}).Verify(ctx, raw)
	if err != nil {
		return person{}, p.distrusted(err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(nonce)) != 1 {
		return person{}, p.distrusted(errors.New("another nonce"))
	}
	var called names
	if err := token.Claims(&called); err != nil {
		return person{}, p.distrusted(err)
	}
	if called.best() == "" && found.UserInfoEndpoint() != "" {
		info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(proof))
		if err == nil && info.Subject == token.Subject {
			_ = info.Claims(&called) // without a name it works as well
		}
	}
	return p.known(token.Subject, called)
}

// names are what sites call people.
type names struct {
	Name       string `json:"name"`
	Preferred  string `json:"preferred_username"`
	GlobalName string `json:"global_name"`
	Username   string `json:"username"`
}

func (n names) best() string { return cmp.Or(n.GlobalName, n.Name, n.Preferred, n.Username) }

// ask asks a site without OpenID Connect who its token is about.
func (p *provider) ask(ctx context.Context, config *oauth2.Config, proof *oauth2.Token) (person, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.UserURL, nil)
	if err != nil {
		return person{}, fmt.Errorf("auth: asking %s: %w", p.Key, err)
	}
	response, err := config.Client(ctx, proof).Do(r)
	if err != nil {
		return person{}, p.failed(err)
	}
	defer response.Body.Close() //nolint:errcheck // reading it says the same
	if response.StatusCode != http.StatusOK {
		return person{}, p.distrusted(fmt.Errorf("status %d", response.StatusCode))
	}
	var user struct {
		ID string `json:"id"`
		names
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, 1<<20)).Decode(&user); err != nil {
		return person{}, p.distrusted(err)
	}
	return p.known(user.ID, user.names)
}

// maxSubject is how long a subject may be, as OpenID Connect has it.
const maxSubject = 255

func (p *provider) known(subject string, called names) (person, error) {
	if subject == "" || len(subject) > maxSubject {
		return person{}, p.distrusted(fmt.Errorf("a subject of %d bytes", len(subject)))
	}
	return person{subject, called.best()}, nil
}

// label is what a person knows their identity at the site by.
func (p *provider) label(name string) string {
	const most = 64
	label, err := text.Clean("label", p.Name+" · "+name, most, true)
	if err != nil || name == "" {
		return p.Name
	}
	return label
}

// distrusted refuses an answer that may be somebody else's.
func (p *provider) distrusted(cause error) error {
	return board.Errorf(board.SignIn, "The answer of {site} cannot be trusted, so you are not signed in. Please start again.", "site", p.Name).
		Because(fmt.Errorf("auth: %s: %w", p.Key, cause))
}

// refused is the error for what a site answers instead of a code.
func (p *provider) refused(word string) error {
	cause := fmt.Errorf("auth: %s answers %q", p.Key, word)
	switch word {
	case "access_denied":
		return board.Errorf(board.Forbidden, "You did not let {site} sign you in; nothing has changed.", "site", p.Name).Because(cause)
	case "temporarily_unavailable", "server_error":
		return board.Errorf(board.Busy, "{site} has trouble at the moment; try again soon, or come in another way.", "site", p.Name).Because(cause)
	default:
		return board.Errorf(board.Forbidden, "{site} did not sign you in. Whoever runs this Cueslip finds the reason in its log.", "site", p.Name).Because(cause)
	}
}

// failed is the error for a call to the site that did not succeed.
func (p *provider) failed(err error) error {
	var answer *oauth2.RetrieveError
	if errors.As(err, &answer) && answer.Response != nil && answer.Response.StatusCode < http.StatusInternalServerError {
		if answer.ErrorCode == "invalid_grant" {
			return board.Errorf(board.LoginExpired, "This took too long, or was done already; please start again.").Because(err)
		}
		return p.refused(answer.ErrorCode)
	}
	return board.Errorf(board.Busy, "{site} cannot be reached at the moment; try again soon, or come in another way.", "site", p.Name).Because(err)
}
