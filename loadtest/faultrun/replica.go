package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// replica is one server process that can be ended and started again at the
// same addresses.
type replica struct {
	bench     *bench
	name      string
	addr, ops string
	flags     []string
	log       *os.File
	process   *process
}

// replica starts a server and waits until it is ready.
func (b *bench) replica(ctx context.Context, name string, flags ...string) (r *replica, err error) {
	r = &replica{bench: b, name: name, flags: flags}
	if r.addr, err = b.address(); err != nil {
		return nil, err
	}
	if r.ops, err = b.address(); err != nil {
		return nil, err
	}
	if r.log, err = os.OpenFile(filepath.Join(b.dir, name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, fmt.Errorf("opening a log: %w", err)
	}
	b.atEnd(func() error { _ = r.process.kill(); return r.log.Close() })
	return r, r.start(ctx)
}

func (r *replica) url() string { return "http://" + r.addr }

// start starts the process and waits until it is ready.
func (r *replica) start(ctx context.Context) (err error) {
	b := r.bench
	args := []string{"serve", "--addr", r.addr, "--ops-addr", r.ops, "--database-url", b.data, "--guest-rate", "0", "--log-level", "warn"}
	if b.redis != nil {
		args = append(args, "--redis-url", b.redis.url())
	}
	if r.process, err = b.start(r.log, b.program, append(args, r.flags...)...); err != nil {
		return err
	}
	return until(ctx, 20*time.Second, "starting "+r.name, answers("http://"+r.ops+"/readyz"))
}

// crash kills the process and starts it again after a while, as whatever
// supervises it would.
func (r *replica) crash(ctx context.Context, down time.Duration) error {
	if err := r.process.kill(); err != nil {
		return err
	}
	pause(ctx, down)
	return r.start(context.WithoutCancel(ctx)) // the next ones need it, even if the night is over
}

// roll tells the process to go, waits until it has gone, and starts it again.
func (r *replica) roll(ctx context.Context) error {
	if err := r.process.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-r.process.done:
	case <-time.After(30 * time.Second):
		return fmt.Errorf("%s did not go within 30 s of SIGTERM", r.name)
	}
	if code := r.process.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("%s went with exit code %d", r.name, code)
	}
	return r.start(context.WithoutCancel(ctx))
}
