package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench is where one scenario's processes run. What was started last ends
// first.
type bench struct {
	options options
	dir     string // of everything
	program string // cueslip
	ends    []func() error
	token   string // of the DJ
	data    string // URL of the database
	redis   *redis
	ports   map[int]bool // given out already
}

// atEnd has something done at the end of the scenario.
func (b *bench) atEnd(end func() error) { b.ends = append(b.ends, end) }

func (b *bench) end() error {
	var errs []error
	for _, end := range slices.Backward(b.ends) {
		errs = append(errs, end())
	}
	b.ends = nil
	return errors.Join(errs...)
}

// build makes the server's program.
func build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "cueslip")
	return program, call(ctx, nil, "go", "build", "-o", program, "./cmd/cueslip")
}

// call runs a program to its end. as is whom to run it as, nil for oneself.
func call(ctx context.Context, as *syscall.Credential, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: as}
	if as != nil {
		cmd.Dir = "/"
	}
	out, err := os.CreateTemp("", "cueslip-") // not a pipe, which a server that it starts would keep open
	if err != nil {
		return fmt.Errorf("making a file: %w", err)
	}
	defer func() { _, _ = out.Close(), os.Remove(out.Name()) }()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", filepath.Base(name), err, said)
	}
	return nil
}

// ask runs the server's program and returns what it printed.
func (b *bench) ask(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, b.program, append(args, "--database-url", b.data)...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("cueslip %s: %w: %s", args[0], err, errs.String())
	}
	return strings.TrimSpace(string(out)), nil
}

// makeDJ makes the account and the token that all runs use.
func (b *bench) makeDJ(ctx context.Context) (err error) {
	if _, err = b.ask(ctx, "user", "add", "--name", "faults", "--role", "dj"); err != nil {
		return err
	}
	b.token, err = b.ask(ctx, "token", "create", "--user", "faults")
	return err
}

// port returns a free port below those that outgoing connections take.
func (b *bench) port() (int, error) {
	if b.ports == nil {
		b.ports = map[int]bool{}
	}
	for range 200 {
		port := 20_000 + rand.IntN(12_000)
		if b.ports[port] {
			continue
		}
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			b.ports[port] = true
			return port, l.Close()
		}
	}
	return 0, errors.New("no free port")
}

func (b *bench) address() (string, error) {
	port, err := b.port()
	return fmt.Sprintf("127.0.0.1:%d", port), err
}

// process is a started program.
type process struct {
	cmd  *exec.Cmd
	done chan struct{} // closed once it has ended
}

// start starts a program whose output goes to a file in the bench's folder.
func (b *bench) start(log io.Writer, name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...), done: make(chan struct{})} // ends with the scenario
	p.cmd.Stdout, p.cmd.Stderr = log, log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // an interrupt of the terminal is for us
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %s: %w", filepath.Base(name), err)
	}
	go func() {
		_ = p.cmd.Wait() // its state tells
		close(p.done)
	}()
	return p, nil
}

func (p *process) signal(s syscall.Signal) error {
	if err := p.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("sending %s: %w", s, err)
	}
	return nil
}

// kill ends the process as a power cut would, as far as it can tell.
func (p *process) kill() error {
	err := p.signal(syscall.SIGKILL)
	<-p.done
	return err
}

// until waits until something succeeds, at most for so long.
func until(ctx context.Context, most time.Duration, what string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for {
		err := do(ctx)
		if err == nil {
			return nil
		}
		timer := time.NewTimer(20 * time.Millisecond)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%s: not within %s: %w", what, most, err)
		case <-timer.C:
		}
	}
}

// answers asks whether an address answers with 200.
func answers(url string) func(context.Context) error {
	return func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return err //nolint:wrapcheck // ours
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err //nolint:wrapcheck // said with what was waited for
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return errors.New(res.Status)
		}
		return nil
	}
}

// pause waits, and reports false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
