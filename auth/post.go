package auth

import (
	"context"
	"log/slog"
	"net/url"
	"strings"
	"sync"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/tongue"
)

// mailsAtOnce bounds the mails that are on their way.
const mailsAtOnce = 32

// post sends mails beside the calls that ask for them, so that how long a call
// takes does not tell whether an address is known.
type post struct {
	mail *Mail
	site *url.URL
	log  *slog.Logger

	ctx   context.Context // of every sending
	stop  context.CancelFunc
	slots chan struct{}

	mu     sync.Mutex
	closed bool           // guarded by mu
	under  sync.WaitGroup // Go is called with mu held
}

func newPost(mail *Mail, publicURL string, log *slog.Logger) *post {
	site, err := url.Parse(publicURL)
	if err != nil || site.Host == "" {
		panic("auth: links need the address that people use") // which the server has checked
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	p := &post{mail: mail, site: site, log: log, slots: make(chan struct{}, mailsAtOnce)}
	p.ctx, p.stop = context.WithCancel(context.Background())
	return p
}

// send mails words, and a link to a page of ours unless the path is empty,
// whenever that succeeds. Errors: busy when too many are on their way, moved
// when the server is going down.
func (p *post) send(to string, w words, path string, t *tongue.Tongue) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return board.Errorf(board.Moved, "This server is about to restart; please try again in a moment.")
	}
	select {
	case p.slots <- struct{}{}:
	default:
		return board.Errorf(board.Busy, "Many mails are on their way; please try again in a moment.")
	}
	p.under.Go(func() {
		defer func() { <-p.slots }()
		parts := []string{t.Say(w.before)}
		if path != "" {
			parts = append(parts, p.site.JoinPath(path).String())
		}
		parts = append(parts, t.Say(w.after), "Cueslip, "+p.site.Host)
		if err := p.mail.Send(p.ctx, to, t.Say(w.subject)+" · "+p.site.Hostname(), strings.Join(parts, "\n\n")+"\n"); err != nil {
			p.log.Error("mail not sent", "error", strings.ReplaceAll(err.Error(), to, "…")) // servers repeat the address
		}
	})
	return nil
}

func (p *post) close(ctx context.Context) {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	defer context.AfterFunc(ctx, p.stop)()
	p.under.Wait()
	p.stop()
}
