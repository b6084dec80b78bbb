package auth_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/auth"
	"github.com/cueslip/cueslip/auth/smtptest"
)

func TestAMailServerIsOneAddress(t *testing.T) {
	const from = "Cueslip <cueslip@example.org>"
	for _, good := range []string{
		"smtp://mail.example.org", "smtps://u:p%40ss@mail.example.org", "smtp://u:p@mail.example.org:2525?tls=implicit",
		"smtp://mail.example.org:25?tls=none", "smtp://[::1]:25?tls=none", "smtps://mail.example.org?tls=implicit",
	} {
		if _, err := auth.NewMail(good, from); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{
		"", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://u:secret@mail.example.org?tls=maybe", "smtp://u:secret@h:99999",
		"smtp://u:secret@h/inbox", "smtp://u:secret@h?tls=none&x=1", "smtps://u:secret@h?tls=none", "smtp://u:secret@h:port",
	} {
		if _, err := auth.NewMail(bad, from); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, bad := range []string{"", "nobody", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"} {
		if _, err := auth.NewMail("smtp://mail.example.org", bad); err == nil {
			t.Errorf("from %q", bad)
		}
	}
}

func newMail(t *testing.T, url string) *auth.Mail {
	t.Helper()
	m, err := auth.NewMail(url, "Cueslip <cueslip@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAMailArrivesAsItWasWritten(t *testing.T) {
	server := smtptest.Start(t)
	err := newMail(t, server.URL).Send(t.Context(), "minna@example.org", "Slow ferry · für dich", "Line one\n\nhttps://example.org/in/abc\n")
	if err != nil {
		t.Fatal(err)
	}
	l := server.Next("minna@example.org")
	if l.From != "cueslip@example.org" || !strings.HasPrefix(l.Text, "Line one") || l.Link() != "https://example.org/in/abc" {
		t.Errorf("%+v", l)
	}
	if l.Header.Get("Auto-Submitted") != "auto-generated" || l.Header.Get("Message-Id") == "" || l.Header.Get("Date") == "" {
		t.Errorf("headers: %v", l.Header)
	}
}

func TestAMailIsNotSentInTheClearUnlessAskedFor(t *testing.T) {
	server := smtptest.Start(t)
	plain := strings.TrimSuffix(server.URL, "?tls=none")
	for _, url := range []string{plain, plain + "?tls=implicit", strings.Replace(server.URL, "letmein", "wrong", 1)} {
		if err := newMail(t, url).Send(t.Context(), "minna@example.org", "Hello", "Hello"); err == nil {
			t.Errorf("%s: sent", url)
		}
	}
	server.None()
}

func TestASilentMailServerIsLeftWhenTheCallerHasToGo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nothing was written
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := newMail(t, "smtp://"+listener.Addr().String()).Send(ctx, "minna@example.org", "Hello", "Hello"); err == nil {
		t.Error("sent")
	}
}
