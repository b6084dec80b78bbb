package main

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store/storetest"
)

// addDJ adds a DJ beside the running server and returns their program.
func addDJ(t *testing.T, s *server, database string) client {
	t.Helper()
	link := mustCommand(t, "user", "add", "--name", "ana", "--role", "dj", "--public-url", s.url(), database)
	if !strings.HasPrefix(link, s.url()+"/in/") {
		t.Fatalf("user add printed %q, want a link to %s", link, s.url())
	}
	return client{s.url(), mustCommand(t, "token", "create", "--user", "ana", database)}
}

func TestWhatWasAcknowledgedSurvivesKill9(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		database := "--database-url=" + url
		s := start(t, "ready", "serve", database)
		dj := addDJ(t, s, database)
		event := dj.openEvent(t, "Friday at Kaiku")
		minna, otto := dj.guest(t, "Minna"), dj.guest(t, "Otto")
		first := minna.ask(t, event, "Slow Ferry")
		second := otto.ask(t, event, "Lantern Moth")
		otto.vote(t, event, first)
		dj.set(t, event, second, board.Playing)

		s.end(t, syscall.SIGKILL)
		again := start(t, "ready", "serve", database)
		dj.url, minna.url = again.url(), again.url()

		view := dj.board(t, event, board.Crew)
		if got := view.Rows[first]; got == nil || got.Votes != 2 || got.Status != board.New {
			t.Errorf("the request with two votes came back as %+v", got)
		}
		if got := view.Rows[second]; got == nil || got.Status != board.Playing {
			t.Errorf("the request that plays came back as %+v", got)
		}
		minna.vote(t, event, first) // a repeat: the guest is still the same person
		if got := dj.board(t, event, board.Public).Rows[first].Votes; got != 2 {
			t.Errorf("after the asker voted for their own request it has %d votes, want 2", got)
		}
	})
}

func TestSIGTERMEndsTheServerInGoodOrder(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		database := "--database-url=" + url
		s := start(t, "ready", "serve", database)
		event := addDJ(t, s, database).openEvent(t, "Friday at Kaiku")
		var sockets []*websocket.Conn
		for range 5 {
			sockets = append(sockets, client{url: s.url()}.listen(t.Context(), t, event))
		}
		began := time.Now()
		ended := make(chan int)
		go func() { ended <- s.end(t, syscall.SIGTERM) }()
		for _, socket := range sockets {
			if code := closed(t, socket); code != websocket.StatusServiceRestart {
				t.Errorf("a socket was closed with %d, want 1012", code)
			}
		}
		if code := <-ended; code != 0 {
			t.Errorf("exit code %d: %s", code, s.log)
		}
		if took := time.Since(began); took > 25*time.Second {
			t.Errorf("going down took %s", took)
		}
	})
}

// closed reads a socket to its end and returns the code that it was closed
// with.
func closed(t *testing.T, socket *websocket.Conn) websocket.StatusCode {
	t.Helper()
	for {
		if _, _, err := socket.Read(t.Context()); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

func TestSecondServerOnTheSameFileIsRefused(t *testing.T) {
	t.Parallel()
	database := "--database-url=sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "ready", "serve", database)
	refused(t, "another server", "serve", "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0", database)
	addDJ(t, s, database) // other commands still work beside it
}

// refused runs a command that has to fail with one line that says so.
func refused(t *testing.T, says string, args ...string) {
	t.Helper()
	_, errs, code := command(t, args...)
	last := errs[strings.LastIndex(errs, "\n")+1:]
	if code == 0 || !strings.HasPrefix(last, "cueslip: ") || !strings.Contains(last, says) {
		t.Errorf("cueslip %s: exit code %d and %q, want a sentence with %q", strings.Join(args, " "), code, errs, says)
	}
}

func TestEachWrongSettingIsNamedInASentence(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = taken.Close() })
	file := "--database-url=sqlite:" + t.TempDir() + "/cueslip.db"
	for says, args := range map[string][]string{
		"--addr":                    {"serve", "--addr", "8080"},
		"--ops-addr":                {"serve", "--ops-addr", "localhost"},
		"address already in use":    {"serve", file, "--ops-addr", "127.0.0.1:0", "--addr", taken.Addr().String()},
		"--public-url":              {"serve", "--public-url", "requests.example.org"},
		"without a path":            {"serve", "--public-url", "https://example.org/requests"},
		"--guest-rate":              {"serve", "--guest-rate", "many"},
		"--provider":                {"serve", "--provider", "google,id=a"},
		"Google is there twice":     {"serve", "--provider", "google,id=a,secret=b", "--provider", "google,id=c,secret=d"},
		"--new-accounts":            {"serve", "--new-accounts", "kings"},
		"--smtp-url or --mail-from": {"serve", "--smtp-url", "mail.example.org:587", "--mail-from", "cueslip@example.org"},
		"needs --mail-from":         {"serve", "--smtp-url", "smtp://mail.example.org"},
		"no address to send from":   {"serve", "--smtp-url", "smtp://mail.example.org", "--mail-from", "nobody"},
		"--trusted-proxy":           {"serve", "--trusted-proxy", "nearby"},
		"--database-url":            {"serve", "--database-url", "mysql://localhost/cueslip"},
		"--redis-url":               {"serve", "--redis-url", "localhost:6379", "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0", "--database-url", "sqlite:" + t.TempDir() + "/redis.db"},
		"needs the path":            {"migrate", "--database-url", "sqlite:"},
		"cannot be opened":          {"migrate", "--database-url", "postgres://nobody@127.0.0.1:1/none?sslmode=disable"},
		"--role":                    {"user", "add", "--name", "ana", "--role", "king"},
		"missing flags: --user":     {"token", "create"},
		"no account of this name":   {"token", "create", "--user", "nobody", file},
		"unexpected argument dance": {"dance"},
		"unknown flag --colour":     {"serve", "--colour", "red"},
		"expected one of":           {},
		"has not been migrated":     {"serve", "--migrate=false", "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0", "--database-url", "sqlite:" + t.TempDir() + "/new.db"},
	} {
		t.Run(says, func(t *testing.T) {
			t.Parallel()
			refused(t, says, args...)
		})
	}
}

func TestMigrateMayRunTwiceAndBesideAServer(t *testing.T) {
	t.Parallel()
	storetest.EachURL(t, func(t *testing.T, url string) {
		database := "--database-url=" + url
		mustCommand(t, "migrate", database)
		s := start(t, "ready", "serve", "--migrate=false", database)
		mustCommand(t, "migrate", database)
		client{url: s.url()}.guest(t, "Minna")
	})
}

func TestFirstRunPrintsABoardAndAWayInForItsDJ(t *testing.T) {
	t.Parallel()
	database := "--database-url=sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "dj", "serve", "--first-run", database)
	first := s.lines["board"]
	code := first[strings.LastIndex(first, "/")+1:]
	if want := s.url() + "/e/" + code; first != want {
		t.Errorf("board %s, want %s", first, want)
	}
	link, next, _ := strings.Cut(s.lines["dj"], "?")
	if !strings.HasPrefix(link, s.url()+"/in/") || next != "next=/dj/"+code {
		t.Errorf("dj %s, want a sign-in link that leads to /dj/%s", s.lines["dj"], code)
	}
	client{url: s.url()}.board(t, "/api/v1/events/"+code, board.Public)
	if end := s.end(t, syscall.SIGTERM); end != 0 {
		t.Fatalf("exit code %d: %s", end, s.log)
	}

	again := start(t, "dj", "serve", "--first-run", database)
	if !strings.HasSuffix(again.lines["board"], "/e/"+code) {
		t.Errorf("the second start shows %s, want the same event %s", again.lines["board"], code)
	}
	token := again.lines["dj"]
	token = token[strings.LastIndex(token, "/in/")+len("/in/") : strings.Index(token, "?")]
	redeem := map[string]string{"link": token}
	visitor := client{url: again.url()}
	visitor.call(t, http.MethodPost, "/api/v1/session", redeem, http.StatusOK, nil)
	visitor.call(t, http.MethodPost, "/api/v1/session", redeem, http.StatusUnauthorized, nil)
}

func TestOperatorsHaveAListenerOfTheirOwn(t *testing.T) {
	t.Parallel()
	s := start(t, "ready", "serve", "--database-url=sqlite:"+t.TempDir()+"/cueslip.db")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url()+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // not read
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("people get %s for /metrics, want 404", answer.Status)
	}
}

func TestOverHTTPSOnlyThePublicAddressWrites(t *testing.T) {
	t.Parallel()
	s := start(t, "ready", "serve", "--database-url=sqlite:"+t.TempDir()+"/cueslip.db", "--public-url=https://requests.example.org")
	address, err := url.Parse(s.url())
	if err != nil {
		t.Fatal(err)
	}
	local := "http://127.0.0.1:" + address.Port()
	for origin, want := range map[string]int{
		"https://requests.example.org":       http.StatusCreated,
		"http://requests.example.org":        http.StatusForbidden,
		"http://localhost:" + address.Port(): http.StatusForbidden,
		local:                                http.StatusForbidden,
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, local+"/api/v1/guests", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", origin)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close() //nolint:errcheck // not read
		if answer.StatusCode != want {
			t.Errorf("a page of %s gets %d; want %d", origin, answer.StatusCode, want)
		}
	}
}
