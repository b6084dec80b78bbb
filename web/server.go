// Package web is the public face of Cueslip: the HTTP and websocket interface
// under /api/v1, the pages, and the operator's listener. It authenticates,
// checks and limits what comes in and hands it to the event's hub; it never
// decides what a board is, and never writes to one by itself.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/push"
)

// Store is what the web needs to know beside the boards: people, roles, events
// and their journals. Errors carry codes, as *[board.Error].
type Store interface {
	Ready(ctx context.Context) error

	Load(ctx context.Context, event string, since board.Cookie) (board.Delta, error)
	Me(ctx context.Context, event, person string) (board.MeFrame, error)
	Role(ctx context.Context, event, person string) (board.Role, error)
	Crew(ctx context.Context, event string) ([]board.Mate, error)
	Door(ctx context.Context, event string) (bans map[string]board.Ban, blocks []board.Block, err error)
	Admit(ctx context.Context, event, person string, kind board.Admission) error
	Journal(ctx context.Context, event string, limit int) ([]board.Entry, error)
	Names(ctx context.Context, persons []string) (map[string]string, error)

	Invite(ctx context.Context, event string, role board.Role, author string) (token string, i board.Invitation, err error)
	Invitation(ctx context.Context, token string) (board.Invitation, error)
	Invitations(ctx context.Context, event string) ([]board.Invitation, error)
	UseInvitation(ctx context.Context, token, person string) error
	WithdrawInvitation(ctx context.Context, event, id, by string) error

	CreateEvent(ctx context.Context, e board.Event, owner string) (board.Event, error)
	Event(ctx context.Context, code string) (board.Event, error)
	EventsOf(ctx context.Context, person string) ([]board.Summary, error)
	Owned(ctx context.Context, person string) ([]board.Event, error)
	Subscribe(ctx context.Context, event, person, session string, sub board.Subscription) error
	Unsubscribe(ctx context.Context, event, person, endpoint string) error
	MoveSubscription(ctx context.Context, person, session, from string, sub board.Subscription) error

	Tip(ctx context.Context, event string) (string, error)
	Songs(ctx context.Context, events []string) (map[string][]board.Song, error)
	Due(ctx context.Context, now int64) (board.Due, error)
	Round(ctx context.Context, now int64, e board.Event, commands []board.Command, lasts time.Duration) (board.Round, error)
	Rehearse(ctx context.Context, person string, e board.Event, commands []board.Command, lasts time.Duration) (board.Event, error)
	Rehearsals(ctx context.Context, events []string) ([]string, error)
	HoldDemo(ctx context.Context, replica string, now, until int64) (held bool, err error)
	HoldRehearsal(ctx context.Context, event, replica string, now, until int64) (held bool, err error)

	Account(ctx context.Context, person string) (board.Account, error)
	AccountByHandle(ctx context.Context, handle string) (board.Account, error)
	SignUp(ctx context.Context, n board.NewAccount) (board.Account, error)
	StartSession(ctx context.Context, person, agent string) (token string, err error)
	Claim(ctx context.Context, guest, person string) error
	Authenticate(ctx context.Context, token string) (board.Login, error)
	PairLink(ctx context.Context, person string) (token string, expires int64, err error)
	Redeem(ctx context.Context, link string) (board.Account, error)
	Revoke(ctx context.Context, token string) error
	Revoked(ctx context.Context) (ids []string, err error)
	Sweep(ctx context.Context) (more bool, err error)

	Profile(ctx context.Context, person string) (board.Profile, error)
	SetProfile(ctx context.Context, person string, c board.ProfileChange) (board.Profile, error)
	Picture(ctx context.Context, name string) ([]byte, error)
	SetPicture(ctx context.Context, person, name string, data []byte) error
	RemovePicture(ctx context.Context, person string) error
	Identities(ctx context.Context, person string) ([]board.Identity, error)
	RenamePasskey(ctx context.Context, person, id, name string) error
	RemovePasskey(ctx context.Context, person, id string, mail bool) error
	RemoveIdentity(ctx context.Context, person, issuer, subject string, mail bool) error
	Credentials(ctx context.Context, person string, kind board.CredentialKind) ([]board.Credential, error)
	CreateToken(ctx context.Context, person, name string, scopes ...board.Scope) (string, error)
	RevokeCredential(ctx context.Context, person string, kind board.CredentialKind, id string) error
	RevokeSessions(ctx context.Context, person, but string) (gone []string, err error)
	Data(ctx context.Context, person string) (board.Data, error)
	Erase(ctx context.Context, person string) error

	BeginFlow(ctx context.Context, kind string, data any, age time.Duration) (token string, err error)
	TakeFlow(ctx context.Context, kind, token string, data any) error

	auth.Store // what the entrance needs
	push.Store // what alerts need

	PasskeyByID(ctx context.Context, id string) (p board.Passkey, person string, err error)
	Passkeys(ctx context.Context, person string) ([]board.Passkey, error)
	AddPasskey(ctx context.Context, person string, p board.Passkey) error
	UsePasskey(ctx context.Context, id string, credential []byte) error

	FindIdentity(ctx context.Context, issuer, subject string) (board.Account, error)
	AddIdentity(ctx context.Context, person string, i board.Identity) error
}

// Config is how the server meets the world.
type Config struct {
	PublicURL      string            // scheme and host under which people reach it; https makes cookies secure
	Origins        []string          // further origins, scheme and host exactly, whose pages may write
	EmbedOrigins   []string          // origins whose pages may frame the widget
	TrustedProxies []netip.Prefix    // peers whose X-Forwarded-For is believed
	NewAccounts    board.AccountRole // what those are who sign up; "" lets nobody
	Providers      []auth.Provider   // other sites that sign people in
	Mail           *auth.Mail        // sends links to sign in with; nil: there are none
	Alerts         *push.Sender      // tells listeners whose turn has come; nil: one that tells nobody
	GuestRate      Rate              // new guests per client address; zero means no limit
	Arrivals       hub.Quota         // counts them, over all replicas; nil: over this process
	Demo           bool              // keep a demo board on the front page
	Notice         time.Duration     // how long proxies are given to notice that the server is going, before newcomers are refused
	DrainOver      time.Duration     // how long closing all sockets may take; 0 means 15 s
	Stall          time.Duration     // a socket that takes no byte for so long is closed; 0 means 10 s
}

// Server serves the pages and the interface. It is safe for concurrent use.
type Server struct {
	// Set once.
	config  Config
	store   Store
	replica string // of the made-up crowds
	hubs    *hub.Registry
	log     *slog.Logger
	metrics *metrics
	gather  prometheus.Gatherer
	origins origins
	routes  http.Handler

	passkeys  *auth.Passkeys
	providers *auth.Providers
	entrance  *auth.Entrance

	// Owned by RunDemo: the crowds of rehearsals whose dashboards are open, nil
	// for events that are none.
	rehearsals map[string]*crowdAt

	// Each guards itself.
	secrets  secrets
	accounts accounts
	roles    roles
	paces    paces       // commands per person over HTTP
	crowd    crowd       // the open sockets
	lookups  lookups     // of events, per address
	demo     demoBoard   // of the front page
	greeting gate        // how many may ask for their `me` at a time
	drawing  gate        // how many pictures may be decoded at a time
	going    atomic.Bool // not ready any more
	leaving  atomic.Bool // no new sockets
	moved    atomic.Bool // and no calls either
}

// New makes a server over a store and the hubs of its events.
func New(config Config, store Store, hubs *hub.Registry, log *slog.Logger, registerer prometheus.Registerer) (*Server, error) {
	config.PublicURL = strings.TrimSuffix(config.PublicURL, "/")
	if config.DrainOver == 0 {
		config.DrainOver = 15 * time.Second
	}
	if config.Arrivals == nil {
		config.Arrivals = &hub.MemoryQuota{}
	}
	if config.Alerts == nil {
		config.Alerts = push.New(store, push.Options{Log: log})
	}
	if config.Stall == 0 {
		config.Stall = 10 * time.Second
	}
	origins, err := newOrigins(config)
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	if registerer == nil {
		registerer = prometheus.NewRegistry()
	}
	metrics, gather, err := newMetrics(registerer)
	if err != nil {
		return nil, fmt.Errorf("web: registering metrics: %w", err)
	}
	s := &Server{
		config: config, store: store, hubs: hubs, log: log, metrics: metrics, gather: gather,
		origins: origins, secrets: secrets{read: store.Secrets}, replica: uuid.NewString(), rehearsals: map[string]*crowdAt{},
		demo: demoBoard{beginning: make(gate, 1)}, greeting: make(gate, 32), drawing: make(gate, 1),
	}
	if s.passkeys, err = auth.NewPasskeys(config.PublicURL, store, log); err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	s.providers = auth.NewProviders(config.PublicURL, config.Providers, store)
	s.entrance = auth.NewEntrance(store, auth.Options{
		Keys: s.entranceKeys, NewAccounts: config.NewAccounts, Mail: config.Mail, PublicURL: config.PublicURL, Log: log,
	})
	if err := registerer.Register(s.readiness()); err != nil {
		return nil, fmt.Errorf("web: registering metrics: %w", err)
	}
	s.routes = s.handler()
	return s, nil
}

// Handler serves everything that the public may reach.
func (s *Server) Handler() http.Handler { return s.routes }

// HTTP returns a server for a public handler with the limits that keep slow
// and oversized requests from harming others. What is over 16 KB of headers is
// answered with headers_too_large; far over that, by net/http with a bare 431.
func HTTP(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       75 * time.Second,
		MaxHeaderBytes:    2*maxHeaders - 4096, // net/http allows 4 KB more than told
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// address returns the public address of a path.
func (s *Server) address(r *http.Request, path string) string {
	if s.config.PublicURL != "" {
		return s.config.PublicURL + path
	}
	return (&url.URL{Scheme: "http", Host: r.Host, Path: path}).String()
}

// secure reports whether people reach the server over https.
func (s *Server) secure() bool { return strings.HasPrefix(s.config.PublicURL, "https://") }
