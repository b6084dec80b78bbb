package auth

import (
	"testing"

	"github.com/cueslip/cueslip/auth/smtptest"
)

func TestAMailIsEncryptedForAServerThatIsKnown(t *testing.T) {
	for name, implicit := range map[string]bool{"once asked to": false, "from the first byte": true} {
		t.Run(name, func(t *testing.T) {
			server, roots := smtptest.StartTLS(t, implicit)
			mail, err := NewMail(server.URL, "cueslip@example.org")
			if err != nil {
				t.Fatal(err)
			}
			if err := mail.Send(t.Context(), "minna@example.org", "Hello", "Hello"); err == nil {
				t.Error("sent to a server whose certificate nobody knows")
			}
			server.None()
			mail.roots = roots
			if err := mail.Send(t.Context(), "minna@example.org", "Hello", "Hello"); err != nil {
				t.Fatal(err)
			}
			server.Next("minna@example.org")
		})
	}
}
