package main

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary behave as cueslip itself, so that the tests
// run real processes of exactly the code that is tested, race detector and all.
const asProgram = "CUESLIP_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// patience bounds every wait in these tests; nothing is timed against it.
const patience = 60 * time.Second

// program prepares a cueslip process.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Dir = t.TempDir()
	return cmd
}

// command runs cueslip to its end and returns what it printed, and its exit
// code.
func command(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := program(t, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(stdout.String()), strings.TrimSpace(stderr.String()), cmd.ProcessState.ExitCode()
}

// mustCommand is command for one that has to succeed.
func mustCommand(t *testing.T, args ...string) string {
	t.Helper()
	out, errs, code := command(t, args...)
	if code != 0 {
		t.Fatalf("cueslip %s: exit code %d: %s", strings.Join(args, " "), code, errs)
	}
	return out
}

// server is a running `cueslip serve`.
type server struct {
	cmd   *exec.Cmd
	lines map[string]string // what it printed, by the first word of the line
	log   *buffer
}

// start runs a server until the line that begins with last has been printed.
func start(t *testing.T, last string, args ...string) *server {
	t.Helper()
	return startIn(t, t.TempDir(), last, args...)
}

// startIn is start with a folder for what the server keeps for itself.
func startIn(t *testing.T, temporary, last string, args ...string) *server {
	t.Helper()
	s := &server{
		cmd:   program(t, append(args, "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0")...),
		lines: map[string]string{}, log: &buffer{},
	}
	s.cmd.Env = append(s.cmd.Env, "TMPDIR="+temporary)
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.end(t, syscall.SIGKILL) })
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		s.lines[word] = rest
		if word == last {
			return s
		}
	}
	t.Fatalf("the server printed no line %q: %s", last, s.log)
	return nil
}

// url is where the server can be reached.
func (s *server) url() string { return s.lines["ready"] }

// end sends the signal and waits for the end of the process; it returns the
// exit code, -1 when a signal ended it.
func (s *server) end(t *testing.T, signal syscall.Signal) int {
	t.Helper()
	if s.cmd.ProcessState != nil {
		return s.cmd.ProcessState.ExitCode()
	}
	if err := s.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait() // the exit code says it
	return s.cmd.ProcessState.ExitCode()
}

// buffer collects a log that is still being written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
