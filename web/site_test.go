package web

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// patience is how long a test waits for what must come. It is generous: only
// what hangs takes so long.
const patience = 20 * time.Second

// site is a whole server on a database of its own, reached over loopback.
type site struct {
	t      *testing.T
	url    string
	store  *store.Store
	hubs   *hub.Registry
	server *Server
	client *http.Client
	dj     string     // token of a DJ
	met    *witnessed // of the contract
}

// open starts a site; change may set up its configuration.
func open(t *testing.T, change ...func(*Config)) *site {
	t.Helper()
	return openOn(t, storetest.Open(t, storetest.SQLite(t)), change...)
}

// openTimed starts a site whose database goes by the test's clock, in Unix ms. It
// shows the real time at first.
func openTimed(t *testing.T, change ...func(*Config)) (*site, *atomic.Int64) {
	t.Helper()
	now := &atomic.Int64{}
	now.Store(time.Now().UnixMilli())
	return openOn(t, storetest.OpenWith(t, storetest.SQLite(t), store.Options{Serve: true, Clock: now.Load}), change...), now
}

func openOn(t *testing.T, db *store.Store, change ...func(*Config)) *site {
	t.Helper()
	return openWith(t, db, db, change...)
}

// openWith starts a site whose hubs see the database through boards.
func openWith(t *testing.T, db *store.Store, boards hub.Store, change ...func(*Config)) *site {
	t.Helper()
	s := openReplica(t, db, boards, change...)
	s.dj = s.account("Nova", board.DJ)
	return s
}

// openReplica starts a site beside others on a database. It has no DJ.
func openReplica(t *testing.T, db *store.Store, boards hub.Store, change ...func(*Config)) *site {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	config := Config{PublicURL: "http://" + listener.Addr().String(), DrainOver: time.Millisecond}
	for _, set := range change {
		set(&config)
	}
	if config.Alerts == nil {
		config.Alerts = push.New(db, push.Options{Log: log})
	}
	hubs := hub.New(boards, hub.NewMemoryBus(), hub.Options{Log: log, Turn: config.Alerts.Tell})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := hubs.Run(ctx); err != nil {
			t.Errorf("hubs: %v", err)
		}
	}()
	server, err := New(config, db, hubs, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		server.Watch(ctx)
	}()
	front := &httptest.Server{Listener: listener, Config: HTTP(server.Handler(), log)}
	front.Start()
	t.Cleanup(func() {
		within, done := context.WithTimeout(context.Background(), patience)
		defer done()
		if err := server.Drain(within); err != nil {
			t.Error(err)
		}
		front.CloseClientConnections()
		front.Close()
		cancel()
		<-ended
		<-watched
	})
	s := &site{t: t, url: "http://" + listener.Addr().String(), store: db, hubs: hubs, server: server, client: &http.Client{Timeout: patience}, met: &witnessed{}}
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return s
}

// account adds an account and returns a token of it.
func (s *site) account(name string, role board.AccountRole) string {
	s.t.Helper()
	a, err := s.store.AddAccount(s.t.Context(), name, role)
	if err != nil {
		s.t.Fatal(err)
	}
	token, err := s.store.CreateToken(s.t.Context(), a.Person, "test")
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// session starts a session of the account that a token is of.
func (s *site) session(token string) string {
	s.t.Helper()
	a, err := s.store.Authenticate(s.t.Context(), token)
	if err != nil {
		s.t.Fatal(err)
	}
	session, err := s.store.StartSession(s.t.Context(), a.Person, "Firefox on Android")
	if err != nil {
		s.t.Fatal(err)
	}
	return session
}

// crew adds an account with a role in an event, and returns its token.
func (s *site) crew(event string, role board.Role) string {
	s.t.Helper()
	token := s.account(string(role)+" of "+event, board.Member)
	a, err := s.store.Authenticate(s.t.Context(), token)
	if err == nil {
		err = s.store.SetRole(s.t.Context(), event, a.Person, role)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return token
}

// guest makes a guest and returns its token.
func (s *site) guest(name string) string {
	s.t.Helper()
	r := s.call("POST", "/api/v1/guests", "", map[string]any{"name": name})
	r.want(http.StatusCreated, "")
	return r.text("token")
}

// link returns the token of a sign-in link.
func (s *site) link() string {
	s.t.Helper()
	dj, err := s.store.AccountByName(s.t.Context(), "Nova")
	if err != nil {
		s.t.Fatal(err)
	}
	link, err := s.store.SignInLink(s.t.Context(), dj.Person)
	if err != nil {
		s.t.Fatal(err)
	}
	return link
}

// event opens an event of the DJ without limits and returns its code.
func (s *site) event() string {
	s.t.Helper()
	r := s.call("POST", "/api/v1/events", s.dj, map[string]any{"title": "Night at the Pier"})
	r.want(http.StatusCreated, "")
	code := r.text("code")
	s.call("PATCH", "/api/v1/events/"+code, s.dj, map[string]any{"limits": map[string]any{"open": 0}}).want(http.StatusOK, "")
	return code
}

// request asks for a song and returns its id.
func (s *site) request(event, token, title string) string {
	s.t.Helper()
	id := newID(s.t)
	s.call("POST", "/api/v1/events/"+event+"/requests", token, map[string]any{"id": id, "title": title}).want(http.StatusCreated, "")
	return id
}

func newID(t *testing.T) string {
	t.Helper()
	id, err := uuid.NewV7()
	if err != nil {
		t.Fatal(err)
	}
	return id.String()
}

// reply is the answer to a call.
type reply struct {
	t      *testing.T
	call   string
	status int
	header http.Header
	body   []byte
	fields map[string]any
}

// call makes a call; body is nothing, raw JSON or what is encoded as such.
func (s *site) call(method, path, token string, body any, headers ...string) *reply {
	s.t.Helper()
	var data []byte
	switch body := body.(type) {
	case nil:
	case string:
		data = []byte(body)
	default:
		data = encode(body)
	}
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(data))
	if err != nil {
		s.t.Fatal(err)
	}
	if data != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(headers); i += 2 {
		switch name, value := headers[i], headers[i+1]; {
		case value == "":
			r.Header.Del(name)
		case name == "Host":
			r.Host = value
		default:
			r.Header.Set(name, value)
		}
	}
	return s.do(r)
}

func (s *site) do(r *http.Request) *reply {
	s.t.Helper()
	var sent []byte
	if r.Body != nil {
		var err error
		if sent, err = io.ReadAll(r.Body); err != nil {
			s.t.Fatal(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(sent))
	}
	response, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close() //nolint:errcheck // reading it says the same
	data, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if response.Header.Get("Content-Encoding") == "" {
		s.met.hold(s.t, r, sent, response, data)
	}
	out := &reply{t: s.t, call: r.Method + " " + r.URL.Path, status: response.StatusCode, header: response.Header, body: data}
	if strings.Contains(response.Header.Get("Content-Type"), "json") && response.Header.Get("Content-Encoding") == "" {
		if err := json.Unmarshal(data, &out.fields); err != nil && len(data) > 0 {
			s.t.Fatalf("%s: %v: %s", out.call, err, data)
		}
	}
	return out
}

// want fails the test unless the answer has the status, and the code.
func (r *reply) want(status int, code board.Code) *reply {
	r.t.Helper()
	if r.status != status || board.Code(r.text("code")) != code && (code != "" || r.status >= 400) {
		r.t.Fatalf("%s: %d %s; want %d %s", r.call, r.status, r.body, status, code)
	}
	return r
}

// text returns a field of the answer, "" if it has none.
func (r *reply) text(field string) string {
	s, _ := r.fields[field].(string)
	return s
}

func (r *reply) number(field string) int {
	n, _ := r.fields[field].(float64)
	return int(n)
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

// forget lets everybody begin afresh, where pace is not what is tested.
func (p *paces) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen = nil
}

func encode(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}
