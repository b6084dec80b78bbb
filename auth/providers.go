package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/cueslip/cueslip/board"
)

// ProviderAge is how long somebody may take at another site.
const ProviderAge = 10 * time.Minute

// siteDeadline is how long another site may take for one of our calls.
const siteDeadline = 8 * time.Second

const kindProvider = "sign-in at another site"

// Providers lets people in by what other sites say of them. It asks a site
// only when somebody goes there, so that one that is down harms nobody else.
// It is safe for concurrent use.
type Providers struct {
	sites  []*provider
	store  flows
	client *http.Client
}

// NewProviders returns the providers of the site at publicURL, to which they
// send people back. No two of them may be alike.
func NewProviders(publicURL string, list []Provider, store flows) *Providers {
	p := &Providers{store: store, client: &http.Client{Timeout: siteDeadline}}
	for _, one := range list {
		redirect := publicURL + "/signin/with/" + one.Key + "/callback"
		p.sites = append(p.sites, &provider{Provider: one, redirect: redirect})
	}
	return p
}

// List returns the providers in the order in which they were configured.
func (p *Providers) List() []Provider {
	list := make([]Provider, len(p.sites))
	for i, site := range p.sites {
		list[i] = site.Provider
	}
	return list
}

// Name returns what people call the provider of that key. Error: not_found.
func (p *Providers) Name(key string) (string, error) {
	site, err := p.find(key)
	if err != nil {
		return "", err
	}
	return site.Name, nil
}

func (p *Providers) find(key string) (*provider, error) {
	for _, site := range p.sites {
		if site.Key == key {
			return site, nil
		}
	}
	return nil, board.Errorf(board.NotFound, "There is no such way to sign in here.")
}

// visit is somebody's visit to another site.
type visit struct {
	Provider, State, Nonce, Verifier string

	Person string // who adds it to their account, "" to come in
	Next   string // where to go afterwards
}

// Begin returns the address to which somebody goes to be recognised, and the
// token with which they come back. person is the account that the identity is
// added to, "" to come in by it. Errors: not_found, busy.
func (p *Providers) Begin(ctx context.Context, key, person, next string) (address, token string, err error) {
	site, err := p.find(key)
	if err != nil {
		return "", "", err
	}
	config, _, err := site.discovered(p.client)
	if err != nil {
		return "", "", err
	}
	v := visit{key, rand.Text(), rand.Text(), oauth2.GenerateVerifier(), person, next}
	token, err = p.store.BeginFlow(ctx, kindProvider, v, ProviderAge)
	if err != nil {
		return "", "", err
	}
	options := []oauth2.AuthCodeOption{oauth2.S256ChallengeOption(v.Verifier)}
	if site.UserURL == "" {
		options = append(options, oidc.Nonce(v.Nonce))
	}
	if site.Claims != "" {
		options = append(options, oauth2.SetAuthURLParam("claims", site.Claims))
	}
	return config.AuthCodeURL(v.State, options...), token, nil
}

// Arrival is somebody who came back from another site.
type Arrival struct {
	Identity board.Identity
	Name     string // as the site calls them, may be empty
	Person   string // whose account it is added to, "" to come in
	Next     string // where to go afterwards
}

// Finish checks with what somebody came back: that they left from this browser
// for this site, once and not long ago, and whom the site itself says they are.
// What it says of e-mail addresses is not even asked for. Next is also known
// after most errors. Errors: not_found, login_expired; forbidden when the site
// or the person said no; sign_in when the answer cannot be trusted; busy when
// the site cannot be reached.
func (p *Providers) Finish(ctx context.Context, key, token string, answer url.Values) (Arrival, error) {
	site, err := p.find(key)
	if err != nil {
		return Arrival{}, err
	}
	var v visit
	if err := p.store.TakeFlow(ctx, kindProvider, token, &v); err != nil {
		return Arrival{}, err
	}
	arrival := Arrival{Person: v.Person, Next: v.Next}
	if v.Provider != key || subtle.ConstantTimeCompare([]byte(v.State), []byte(answer.Get("state"))) != 1 {
		return arrival, site.distrusted(errors.New("another state"))
	}
	config, found, err := site.discovered(p.client)
	if err != nil {
		return arrival, err
	}
	if err := site.checkIssuer(found, answer); err != nil {
		return arrival, err
	}
	if answer.Has("error") {
		return arrival, site.refused(answer.Get("error"))
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), siteDeadline)
	defer cancel()
	proof, err := config.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(v.Verifier))
	if err != nil {
		return arrival, site.failed(err)
	}
	var who person
	if found != nil {
		who, err = site.personOf(ctx, found, proof, v.Nonce)
	} else {
		who, err = site.ask(ctx, config, proof)
	}
	if err != nil {
		return arrival, err
	}
	arrival.Name = who.name
	arrival.Identity = board.Identity{Issuer: site.Issuer, Subject: who.subject, Label: site.label(who.name)}
	return arrival, nil
}
