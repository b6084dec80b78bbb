package main

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/web"
)

// settings say where a server listens and whom it trusts.
type settings struct {
	Addr         string          `default:"127.0.0.1:8080" help:"Where people connect; port 0 picks a free one."`
	OpsAddr      string          `default:"127.0.0.1:9091" help:"Where operators read /healthz, /readyz and /metrics; port 0 picks a free one. Keep it private."`
	PublicURL    string          `help:"Address under which people reach the server, if it is not --addr."`
	EmbedOrigin  []string        `help:"Origins whose pages may show the widget in a frame, as in https://dj-nova.example."`
	Lan          bool            `help:"Listen on the whole local network, and show a QR code for phones there."`
	NewAccounts  string          `default:"dj" enum:"dj,member,off" help:"What those are who sign up by themselves: dj, who may open events, or member; off lets nobody sign up."`
	Provider     []auth.Provider `sep:";" placeholder:"PROVIDER" help:"Another site that signs people in, as in google,id=…,secret=… (twitch, facebook and discord alike) or oidc,name=Club,issuer=https://…,id=…,secret=…. May be repeated; several in the environment are parted by semicolons."`
	SMTPURL      string          `name:"smtp-url" help:"Mail server for sign-in links, as in smtp://USER:PASSWORD@HOST:587?tls=starttls (or tls=implicit, tls=none); none: no links are mailed."`
	MailFrom     string          `help:"Sender of the mails, as in 'Cueslip <cueslip@example.org>'."`
	Demo         bool            `default:"true" negatable:"" help:"Keep a demo board on the front page, which visitors can vote on."`
	GuestRate    rate            `default:"600/5m" help:"New guests per address and time; 0 is no limit."`
	TrustedProxy []netip.Prefix  `help:"Networks of reverse proxies whose X-Forwarded-For is believed, as in 10.0.0.0/8."`
}

// Validate is called by kong once the flags are read.
func (s *settings) Validate() error {
	if s.PublicURL != "" {
		if _, err := publicURL(s.PublicURL); err != nil {
			return err
		}
	}
	for _, origin := range s.EmbedOrigin {
		if _, err := web.ParseOrigin(origin); err != nil {
			return fmt.Errorf("--embed-origin: %w", err)
		}
	}
	for i, one := range s.Provider {
		if slices.ContainsFunc(s.Provider[:i], one.Like) {
			return fmt.Errorf("--provider %s is there twice", one.Name)
		}
	}
	if _, err := s.mail(); err != nil {
		return err
	}
	for flag, addr := range map[string]string{"addr": s.Addr, "ops-addr": s.OpsAddr} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			return fmt.Errorf("--%s has to be HOST:PORT as in 127.0.0.1:8080, not %q", flag, addr)
		}
	}
	return nil
}

// mail is how mail is sent, nil if there is no server for it.
func (s *settings) mail() (*auth.Mail, error) {
	if s.SMTPURL == "" {
		return nil, nil //nolint:nilnil // having none is a way to run it
	}
	if s.MailFrom == "" {
		return nil, fmt.Errorf("--smtp-url needs --mail-from, as in 'Cueslip <cueslip@example.org>'")
	}
	mail, err := auth.NewMail(s.SMTPURL, s.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("--smtp-url or --mail-from cannot be used: %w", err)
	}
	return mail, nil
}

// addresses are those of a listener: how this machine reaches it, how its
// network does (nil without --lan), and the one that is printed for people.
type addresses struct {
	local, lan, public *url.URL
}

func (s *settings) addresses(listener net.Listener) (addresses, error) {
	a := addresses{local: localURL(listener)}
	a.public = a.local
	if s.Lan {
		lan, ok := lanURL(listener)
		if !ok {
			return a, fmt.Errorf("--lan found no local network that this machine is in")
		}
		a.lan, a.public = lan, lan
	}
	if s.PublicURL != "" {
		public, err := publicURL(s.PublicURL)
		if err != nil {
			return a, err
		}
		a.public = public
	}
	return a, nil
}

// origins are those whose pages may act with a visitor's cookie. Where people come
// over https it is the public one alone: at a visitor's own localhost there may be
// a page of anybody's.
func (a addresses) origins() []string {
	origins := []string{a.public.String()}
	if a.public.Scheme == "https" {
		return origins
	}
	if a.local != a.public {
		origins = append(origins, a.local.String())
	}
	if a.lan != nil && a.lan != a.public {
		origins = append(origins, a.lan.String())
	}
	if a.local.Hostname() == "localhost" {
		origins = append(origins, "http://127.0.0.1:"+a.local.Port())
	}
	return origins
}

// contact is where push services turn to. Browsers subscribe on https only, and
// on this machine, which nobody needs to be turned to about.
func (a addresses) contact() string {
	if a.public.Scheme == "https" {
		return a.public.String()
	}
	return "operator@localhost"
}

func (s *settings) web(a addresses) web.Config {
	mail, _ := s.mail() // Validate has read it before
	return web.Config{
		PublicURL:      a.public.String(),
		Origins:        a.origins(),
		EmbedOrigins:   s.EmbedOrigin,
		TrustedProxies: s.TrustedProxy,
		NewAccounts:    newAccounts[s.NewAccounts],
		Providers:      s.Provider,
		Mail:           mail,
		GuestRate:      s.GuestRate.Rate,
		Demo:           s.Demo,
	}
}

var newAccounts = map[string]board.AccountRole{"dj": board.DJ, "member": board.Member}
