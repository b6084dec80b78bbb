// Package push tells listeners' browsers by Web Push (RFC 8030, 8291 and 8292)
// that their song is next or plays. It learns of turns after their commit, asks
// the store whom to tell, and hands each message to the browser's push service.
// It never makes anybody wait: what finds no room, no service or no time is
// dropped, since the board itself says the same.
package push

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cueslip/cueslip/board"
)

// Store is what a sender needs to know.
type Store interface {
	// Secrets returns the keys of a secret, newest first. Errors: internal, busy.
	Secrets(ctx context.Context, name string) ([]board.Key, error)
	// Alerts returns which browsers to tell that a request's turn has come,
	// whoever asks, each slip's turn once. Error: busy.
	Alerts(ctx context.Context, event, request string, turn board.Turn) ([]board.Alert, error)
	// DropSubscription forgets an endpoint. Error: busy.
	DropSubscription(ctx context.Context, endpoint string) error
}

// Options of a sender.
type Options struct {
	Contact    string                // whom push services turn to: an https address, or one of e-mail
	Log        *slog.Logger          // default: slog.Default
	Registerer prometheus.Registerer // default: one of its own, that nobody reads

	// Local allows push services on this machine and on private networks, under
	// any port, for tests. Otherwise whoever subscribes could make the server
	// knock at doors behind its firewall.
	Local bool
	Roots *x509.CertPool // who vouches for push services; default: the system's
}

// Bounds of what is under way.
const (
	turnQueue = 256             // turns of which it is not known yet whom to tell
	askWithin = 5 * time.Second // whom to tell
	tryWithin = 10 * time.Second
)

// Sender sends alerts. It is safe for concurrent use.
type Sender struct {
	// Set once.
	opts     Options
	store    Store
	log      *slog.Logger
	client   *http.Client
	messages *prometheus.CounterVec
	lines    *lines

	turns    chan turn
	stop     sync.Once
	stopping chan struct{} // closed by Drain
	done     chan struct{} // closed when Run has ended
}

// turn is a request whose turn has come.
type turn struct {
	event, request string
	is             board.Turn
}

// New returns a sender, which sends once it runs.
func New(store Store, opts Options) *Sender {
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	if opts.Registerer == nil {
		opts.Registerer = prometheus.NewRegistry()
	}
	s := &Sender{
		opts: opts, store: store, log: opts.Log, client: newClient(opts),
		messages: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "cueslip_push_messages_total",
			Help: "Alerts to browsers by outcome: sent, gone (the browser subscribes no more), failed, dropped.",
		}, []string{"outcome"}),
		turns: make(chan turn, turnQueue), stopping: make(chan struct{}), done: make(chan struct{}),
	}
	opts.Registerer.MustRegister(s.messages)
	s.lines = newLines(s.stopping, s.post, s.ended)
	return s
}

// Tell is called with each turn that comes. It never waits.
func (s *Sender) Tell(event, request string, is board.Turn) {
	select {
	case s.turns <- turn{event, request, is}:
	default:
		s.messages.WithLabelValues(string(dropped)).Inc()
	}
}

// Run sends until ctx is done, or until it has been drained. Everything that it
// started has ended when it returns.
func (s *Sender) Run(ctx context.Context) {
	defer close(s.done)
	defer s.lines.wait()
	for {
		select {
		case <-ctx.Done():
			return
		case t := <-s.turns:
			s.tell(ctx, t)
		case <-s.stopping:
			for {
				select {
				case t := <-s.turns:
					s.tell(ctx, t)
				default:
					return
				}
			}
		}
	}
}

// Drain sends what is under way, without waiting for services that want to be
// left alone, and ends Run. Call it when no more turns come.
func (s *Sender) Drain(ctx context.Context) error {
	s.stop.Do(func() { close(s.stopping) })
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// tell finds out whom to tell of a turn, and sends the messages on their way.
func (s *Sender) tell(ctx context.Context, t turn) {
	within, cancel := context.WithTimeout(ctx, askWithin)
	defer cancel()
	alerts, err := s.store.Alerts(within, t.event, t.request, t.is)
	if err != nil {
		s.messages.WithLabelValues(string(failed)).Inc()
		s.log.WarnContext(ctx, "a turn was told to nobody", "event", t.event, "error", err)
		return
	}
	for _, a := range alerts {
		s.lines.add(ctx, newMessage(a, time.Now()))
	}
}

// ended notes what became of a message.
func (s *Sender) ended(is outcome) { s.messages.WithLabelValues(string(is)).Inc() }
