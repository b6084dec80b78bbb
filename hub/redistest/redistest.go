// Package redistest gives tests real Redis servers of their own, which they may
// stop, freeze and start again. It never runs in production.
package redistest

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

// patience bounds every wait for a server; nothing is timed against it.
const patience = 20 * time.Second

// Server is a Redis that keeps nothing. Its methods are for one goroutine.
type Server struct {
	t       testing.TB
	program string
	dir     string
	port    int
	args    []string

	process  *exec.Cmd // nil while stopped
	watcher  *exec.Cmd // kills the process if the test dies first
	lifeline io.Closer // of the watcher
}

// Start starts a server, which ends with the test. Without the program
// redis-server the test is skipped, or fails if CUESLIP_TEST_REQUIRE is 1.
func Start(t testing.TB) *Server {
	t.Helper()
	return start(t)
}

func start(t testing.TB, args ...string) *Server {
	t.Helper()
	program, err := exec.LookPath("redis-server")
	switch {
	case err != nil && os.Getenv("CUESLIP_TEST_REQUIRE") != "1":
		t.Skip("This test needs Redis: install the package redis-server.")
	case err != nil:
		t.Fatal(err)
	}
	s := &Server{t: t, program: program, dir: t.TempDir(), port: freePort(t), args: args}
	t.Cleanup(s.Stop)
	s.Again()
	return s
}

// Addr is the server's address.
func (s *Server) Addr() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// URL is the server's address as a URL.
func (s *Server) URL() string { return "redis://" + s.Addr() }

// Again starts a server that was stopped, at the same address, and waits until
// it answers.
func (s *Server) Again() {
	s.t.Helper()
	args := append([]string{
		"--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--appendonly", "no", "--daemonize", "no",
	}, s.args...)
	s.process = exec.Command(s.program, args...)
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.watcher = exec.Command("/bin/sh", "-c", `cat >/dev/null; kill -9 "$1"`, "sh", fmt.Sprint(s.process.Process.Pid))
	s.watcher.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	lifeline, err := s.watcher.StdinPipe()
	if err == nil {
		err = s.watcher.Start()
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.lifeline = lifeline
	Eventually(s.t, "Redis answers", func() bool {
		conn, err := net.Dial("tcp", s.Addr()) // first, since the client logs what it cannot reach
		if err != nil {
			return false
		}
		_ = conn.Close()
		return s.try("PING") == nil
	})
}

// Stop ends the server at once, as a crash does.
func (s *Server) Stop() {
	if s.process == nil {
		return
	}
	_ = s.watcher.Process.Kill() // first: afterwards the pid may be another's
	_ = s.watcher.Wait()
	_ = s.lifeline.Close()
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
	s.process = nil
}

// Freeze stops the process without ending it: connections stay, and nothing
// answers.
func (s *Server) Freeze() { s.signal(syscall.SIGSTOP) }

// Thaw lets a frozen server go on.
func (s *Server) Thaw() { s.signal(syscall.SIGCONT) }

func (s *Server) signal(signal syscall.Signal) {
	s.t.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
}

// Do sends a command that has to succeed.
func (s *Server) Do(command ...any) {
	s.t.Helper()
	if err := s.try(command...); err != nil {
		s.t.Fatalf("%v: %v", command, err)
	}
}

func (s *Server) try(command ...any) error {
	_, err := s.ask(command...)
	return err
}

func (s *Server) ask(command ...any) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client := redis.NewClient(&redis.Options{Addr: s.Addr(), MaxRetries: -1, DialerRetries: 1, DisableIdentity: true, Protocol: 2})
	defer client.Close() //nolint:errcheck // nothing was kept
	answer, err := client.Do(ctx, command...).Result()
	return fmt.Sprint(answer), err
}

// Cluster starts a cluster of three servers without replicas, and returns its
// URL.
func Cluster(t testing.TB) (url string, nodes []*Server) {
	t.Helper()
	const slots, size = 16384, 3
	var addrs []string
	for n := range size {
		bus := freePort(t)
		s := start(t, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "2000", "--cluster-port", fmt.Sprint(bus))
		s.Do("CLUSTER", "ADDSLOTSRANGE", n*slots/size, (n+1)*slots/size-1)
		s.Do("CLUSTER", "SET-CONFIG-EPOCH", n+1)
		for _, other := range nodes {
			s.Do("CLUSTER", "MEET", "127.0.0.1", other.port, other.args[len(other.args)-1])
		}
		nodes, addrs = append(nodes, s), append(addrs, s.Addr())
	}
	for _, s := range nodes {
		Eventually(t, "the cluster stands", func() bool {
			info, err := s.ask("CLUSTER", "INFO")
			return err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3")
		})
	}
	return "redis://" + strings.Join(addrs, ","), nodes
}

// Eventually waits until what is described is so.
func Eventually(t testing.TB, described string, so func() bool) {
	t.Helper()
	late := time.NewTimer(patience)
	defer late.Stop()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-late.C:
			t.Fatalf("it never came about that %s", described)
		}
	}
}

// freePort returns a port below those that outgoing connections take.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		var b [2]byte
		_, _ = rand.Read(b[:]) // never fails
		port := 20_000 + (int(b[0])<<8+int(b[1]))%12_000
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	t.Fatal("no port is free")
	return 0
}
