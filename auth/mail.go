package auth

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// mailDeadline is how long handing one mail to the server may take.
const mailDeadline = 10 * time.Second

// Mail sends plain text by SMTP. It is safe for concurrent use.
type Mail struct {
	host  string
	port  int
	tls   string // starttls, implicit or none
	user  *url.Userinfo
	from  *netmail.Address
	roots *x509.CertPool // nil: those of the system
}

// NewMail sends by the server at an address like
// smtp://USER:PASSWORD@HOST:PORT?tls=starttls, with from as the sender.
// Encryption is a must unless tls=none is asked for; smtps:// and
// tls=implicit are encrypted from the first byte. Its errors do not repeat the
// address, which may hold a password.
func NewMail(address, from string) (*Mail, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "smtp" && u.Scheme != "smtps" || u.Hostname() == "" || u.Path != "" && u.Path != "/" || u.Fragment != "" {
		return nil, errors.New("a mail server is smtp://USER:PASSWORD@HOST:PORT or smtps://…")
	}
	m := &Mail{host: u.Hostname(), tls: "starttls", user: u.User}
	if u.Scheme == "smtps" {
		m.tls = "implicit"
	}
	for name, values := range u.Query() {
		if name != "tls" || len(values) != 1 || u.Scheme == "smtps" && values[0] != "implicit" {
			return nil, errors.New("a mail server takes one setting, tls=starttls, tls=implicit or tls=none")
		}
		m.tls = values[0]
	}
	ports := map[string]int{"starttls": 587, "implicit": 465, "none": 25}
	known := false
	if m.port, known = ports[m.tls]; !known {
		return nil, errors.New("a mail server has tls=starttls, tls=implicit or tls=none")
	}
	if u.Port() != "" {
		if m.port, err = strconv.Atoi(u.Port()); err != nil || m.port < 1 || m.port > 65535 {
			return nil, errors.New("a mail server's port is a number up to 65535")
		}
	}
	if m.from, err = netmail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("%q is no address to send from, as in Cueslip <cueslip@example.org>", from)
	}
	return m, nil
}

// Send hands one mail to the server, within ten seconds and as long as ctx is
// not done. to is an address that Address let through.
func (m *Mail) Send(ctx context.Context, to, subject, body string) error {
	ctx, cancel := context.WithTimeout(ctx, mailDeadline)
	defer cancel()
	letter := mail.NewMsg(mail.WithNoDefaultUserAgent())
	letter.FromMailAddress(m.from)
	if err := letter.To(to); err != nil {
		return fmt.Errorf("auth: addressing a mail: %w", err)
	}
	letter.Subject(subject)
	letter.SetDate()
	_, domain, _ := strings.Cut(m.from.Address, "@") // the name of this machine is nobody's business
	letter.SetMessageIDWithValue(rand.Text() + "@" + domain)
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(mail.TypeTextPlain, body)
	if err := m.hand(ctx, letter); err != nil {
		return fmt.Errorf("auth: sending a mail: %w", err)
	}
	return nil
}

func (m *Mail) hand(ctx context.Context, letter *mail.Msg) error {
	client, err := mail.NewClient(m.host, m.options()...)
	if err != nil {
		return err
	}
	line, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	// From here on the library does not look at ctx.
	defer context.AfterFunc(ctx, func() { _ = line.Close() })()
	if err := client.SendWithSMTPClient(line, letter); err != nil {
		_ = line.Close()
		return err
	}
	return client.CloseWithSMTPClient(line)
}

func (m *Mail) options() []mail.Option {
	secure := &tls.Config{ServerName: m.host, RootCAs: m.roots, MinVersion: tls.VersionTLS12}
	options := []mail.Option{mail.WithPort(m.port), mail.WithTimeout(mailDeadline / 2), mail.WithTLSConfig(secure)}
	login := mail.SMTPAuthAutoDiscover
	switch m.tls {
	case "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case "implicit":
		options = append(options, mail.WithSSL())
	case "none":
		options, login = append(options, mail.WithTLSPolicy(mail.NoTLS)), mail.SMTPAuthPlainNoEnc
	}
	if m.user != nil {
		password, _ := m.user.Password()
		options = append(options, mail.WithSMTPAuth(login), mail.WithUsername(m.user.Username()), mail.WithPassword(password))
	}
	return options
}
