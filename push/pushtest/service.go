// Package pushtest is a push service with its browsers, for tests: it speaks TLS
// on this machine, checks who sends, and opens what is sealed as a browser does.
// It never runs in production.
package pushtest

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for a message that must come.
const patience = 20 * time.Second

// Service is a push service. It is safe for concurrent use.
type Service struct {
	// Set once.
	t        testing.TB
	server   *httptest.Server
	messages chan Message

	mu       sync.Mutex
	browsers map[string]*Browser
	answer   func(try int) (status int, says string)
	tries    int
}

// Browser is one subscription.
type Browser struct {
	Endpoint, P256dh, Auth string

	key  *ecdh.PrivateKey
	auth []byte
}

// Message is what a browser was sent.
type Message struct {
	To           *Browser
	Event        string
	Place        string
	Request      string
	Number       int
	Song         string
	Turn         string
	TTL, Urgency string
	Topic        string
	Claims       Claims `json:"-"`
}

// New starts a service that takes every message, and stops it after the test.
func New(t testing.TB) *Service {
	t.Helper()
	s := &Service{t: t, messages: make(chan Message, 256), browsers: map[string]*Browser{}}
	s.server = httptest.NewUnstartedServer(http.HandlerFunc(s.take))
	s.server.EnableHTTP2 = true
	s.server.StartTLS()
	t.Cleanup(s.server.Close)
	return s
}

// URL is the service's origin.
func (s *Service) URL() string { return s.server.URL }

// Roots vouch for the service.
func (s *Service) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.server.Certificate())
	return pool
}

// Browser subscribes another browser.
func (s *Service) Browser() *Browser {
	s.t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	auth := make([]byte, 16)
	rand.Read(auth) // never fails
	s.mu.Lock()
	defer s.mu.Unlock()
	name := fmt.Sprintf("browser-%d", len(s.browsers)+1)
	b := &Browser{
		Endpoint: s.server.URL + "/send/" + name,
		P256dh:   base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()),
		Auth:     base64.RawURLEncoding.EncodeToString(auth),
		key:      key, auth: auth,
	}
	s.browsers[name] = b
	return b
}

// Answer has the service answer so from now on, by how many calls it has had
// since. A status of 201 takes the message; what it says otherwise is when to
// come again, or where to go.
func (s *Service) Answer(answer func(try int) (status int, says string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.tries = answer, 0
}

// Tries returns how many calls there were since Answer was called, or ever.
func (s *Service) Tries() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tries
}

// Next waits for the next message that was taken.
func (s *Service) Next() Message {
	s.t.Helper()
	select {
	case m := <-s.messages:
		return m
	case <-time.After(patience):
		s.t.Fatal("no message came")
		return Message{}
	}
}

func (s *Service) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.tries++
	answer, try := s.answer, s.tries
	b := s.browsers[path.Base(r.URL.Path)]
	s.mu.Unlock()
	status := http.StatusCreated
	if answer != nil {
		var says string
		status, says = answer(try)
		header := "Retry-After"
		if status/100 == 3 {
			header = "Location"
		}
		w.Header().Set(header, says)
	}
	if b == nil {
		status = http.StatusNotFound
	}
	if status != http.StatusCreated {
		w.WriteHeader(status)
		return
	}
	m, err := s.read(r, b)
	if err != nil {
		s.t.Errorf("a browser cannot read what it was sent: %v", err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.messages <- m
	w.WriteHeader(status)
}

func (s *Service) read(r *http.Request, b *Browser) (m Message, err error) {
	h := r.Header
	if r.Method != http.MethodPost || h.Get("Content-Encoding") != "aes128gcm" {
		return m, fmt.Errorf("%s of %q", r.Method, h.Get("Content-Encoding"))
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return m, err
	}
	if len(body) > 4096 {
		return m, fmt.Errorf("%d bytes are more than services take", len(body))
	}
	text, err := decrypt(b.key, b.auth, body)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return m, err
	}
	m.To, m.TTL, m.Urgency, m.Topic = b, h.Get("TTL"), h.Get("Urgency"), h.Get("Topic")
	if m.Claims, err = readClaims(h.Get("Authorization")); err != nil {
		return m, err
	}
	if until := time.Until(time.Unix(m.Claims.Expires, 0)); m.Claims.Audience != s.server.URL || until <= 0 || until > 24*time.Hour {
		return m, fmt.Errorf("the claims are %+v", m.Claims)
	}
	return m, nil
}
