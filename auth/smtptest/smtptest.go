// Package smtptest is a real mail server for tests: it listens on loopback and
// keeps what it is handed for the test to read. It never runs in production.
package smtptest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// patience is how long a test waits for a mail that must come.
const patience = 20 * time.Second

// Letter is a mail that arrived.
type Letter struct {
	From, To string // of the envelope
	Header   mail.Header
	Text     string
}

var links = regexp.MustCompile(`https?://\S+`)

// Link returns the first link in the letter, "" if there is none.
func (l Letter) Link() string { return links.FindString(l.Text) }

// Subject returns the subject as it is read.
func (l Letter) Subject() string {
	subject, err := new(mime.WordDecoder).DecodeHeader(l.Header.Get("Subject"))
	if err != nil {
		return ""
	}
	return subject
}

// Server is a mail server. It takes mail from who gives the user and password
// of its URL.
type Server struct {
	URL     string
	t       testing.TB
	letters chan Letter
}

// Start starts a server in the clear, which ends with the test.
func Start(t testing.TB) *Server {
	t.Helper()
	s := newServer(t)
	s.serve("smtp", "?tls=none", nil, false)
	return s
}

// StartTLS starts a server that encrypts once it is asked to, or else from the
// first byte. Its certificate is signed by one of the roots.
func StartTLS(t testing.TB, implicit bool) (s *Server, roots *x509.CertPool) {
	t.Helper()
	web := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate
	defer web.Close()
	roots = x509.NewCertPool()
	roots.AddCert(web.Certificate())
	s = newServer(t)
	scheme := map[bool]string{true: "smtps", false: "smtp"}[implicit]
	s.serve(scheme, "", &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}, implicit)
	return s, roots
}

func newServer(t testing.TB) *Server { return &Server{t: t, letters: make(chan Letter, 1000)} }

func (s *Server) serve(scheme, query string, secure *tls.Config, implicit bool) {
	s.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.URL = scheme + "://post:letmein@" + listener.Addr().String() + query
	if implicit {
		listener = tls.NewListener(listener, secure)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	server.Domain, server.TLSConfig, server.AllowInsecureAuth = "mail.example", secure, secure == nil
	server.ErrorLog = log.New(s.t.Output(), "", 0)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(listener); err != nil && !errors.Is(err, smtp.ErrServerClosed) {
			s.t.Errorf("mail server: %v", err)
		}
	}()
	s.t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
}

// Next returns the next mail that arrives, which must be to that address.
func (s *Server) Next(to string) Letter {
	s.t.Helper()
	select {
	case l := <-s.letters:
		if l.To != to {
			s.t.Fatalf("a mail came to %q, want one to %q", l.To, to)
		}
		return l
	case <-time.After(patience):
		s.t.Fatalf("no mail came to %q", to)
		return Letter{}
	}
}

// None fails the test if a mail has arrived that was not read.
func (s *Server) None() {
	s.t.Helper()
	select {
	case l := <-s.letters:
		s.t.Errorf("there is a mail to %q: %q", l.To, l.Text)
	default:
	}
}

// session is one connection.
type session struct {
	server *Server
	Letter
	known bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "post" || password != "letmein" {
			return smtp.ErrAuthFailed
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.known {
		return smtp.ErrAuthRequired
	}
	s.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.To != "" {
		return &smtp.SMTPError{Code: 452, Message: "one recipient, please"}
	}
	s.To = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	body := message.Body
	if strings.EqualFold(message.Header.Get("Content-Transfer-Encoding"), "quoted-printable") {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	s.Header, s.Text = message.Header, string(text)
	s.server.letters <- s.Letter
	return nil
}

func (s *session) Reset() { s.Letter = Letter{} }

func (s *session) Logout() error { return nil }
