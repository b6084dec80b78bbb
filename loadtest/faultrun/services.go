package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// postgres is a server with stock settings: a commit is on the disk before it
// is acknowledged.
type postgres struct {
	bin, data string
	as        *syscall.Credential
}

// postgres starts a server and makes its database the bench's.
func (b *bench) postgres(ctx context.Context) (*postgres, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		return nil, errors.New("install the package postgresql first")
	}
	slices.SortFunc(bins, func(a, b string) int { return release(a) - release(b) })
	dir, err := os.MkdirTemp(b.dir, "postgres-")
	if err != nil {
		return nil, fmt.Errorf("making a folder: %w", err)
	}
	p := &postgres{bin: bins[len(bins)-1], data: dir + "/data"}
	if p.as, err = owner(dir); err != nil {
		return nil, err
	}
	port, err := b.port()
	if err != nil {
		return nil, err
	}
	if err := call(ctx, p.as, p.bin+"/initdb", "-D", p.data, "-U", "cueslip", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"); err != nil {
		return nil, err
	}
	conf, err := os.OpenFile(p.data+"/postgresql.conf", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, fmt.Errorf("opening the settings: %w", err)
	}
	_, err = fmt.Fprintf(conf, "listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\n", port)
	if err := errors.Join(err, conf.Close()); err != nil {
		return nil, fmt.Errorf("writing the settings: %w", err)
	}
	b.atEnd(func() error { return p.control(context.Background(), "stop") })
	if err := p.control(ctx, "start"); err != nil {
		return nil, err
	}
	b.data = fmt.Sprintf("postgres://cueslip@127.0.0.1:%d/postgres?sslmode=disable", port)
	return p, nil
}

// control starts, or stops or restarts without a word of farewell.
func (p *postgres) control(ctx context.Context, what string) error {
	args := []string{"-D", p.data, "-l", p.data + "/log", "-w", "-t", "60", what}
	if what != "start" {
		args = append(args, "-m", "immediate")
	}
	return call(ctx, p.as, p.bin+"/pg_ctl", args...)
}

func release(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// owner is whom Postgres runs as, since it refuses to run as root; the folder
// becomes theirs.
func owner(dir string) (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // nobody else
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, fmt.Errorf("looking for the user postgres: %w", err)
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return nil, fmt.Errorf("the user postgres: %w", err)
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return nil, fmt.Errorf("the user postgres: %w", err)
	}
	if err := os.Chown(dir, uid, gid); err != nil {
		return nil, fmt.Errorf("giving the folder away: %w", err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
}

// redis is a server that keeps nothing.
type redis struct {
	bench   *bench
	port    string
	process *process
}

// startRedis starts a server and has replicas use it.
func (b *bench) startRedis(ctx context.Context) (*redis, error) {
	port, err := b.port()
	if err != nil {
		return nil, err
	}
	b.redis = &redis{bench: b, port: strconv.Itoa(port)}
	b.atEnd(func() error { return b.redis.process.kill() })
	return b.redis, b.redis.start(ctx)
}

func (r *redis) url() string { return "redis://127.0.0.1:" + r.port + "/0" }

func (r *redis) start(ctx context.Context) (err error) {
	r.process, err = r.bench.start(nil, "redis-server", "--port", r.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", r.bench.dir)
	if err != nil {
		return err
	}
	return until(ctx, 10*time.Second, "starting redis", func(ctx context.Context) error {
		return exec.CommandContext(ctx, "redis-cli", "-p", r.port, "ping").Run()
	})
}

// front is where the crowd goes: a proxy before the replicas if there is one,
// else the replicas themselves.
func (b *bench) front(ctx context.Context, replicas []*replica) ([]string, error) {
	var urls []string
	for _, r := range replicas {
		urls = append(urls, r.url())
	}
	haproxy, err := exec.LookPath("haproxy")
	if err != nil {
		haproxy, err = exec.LookPath("/usr/sbin/haproxy")
	}
	if b.options.direct || err != nil {
		fmt.Println("without a proxy: the crowd is spread over the replicas")
		return urls, nil
	}
	addr, err := b.address()
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile("deploy/haproxy.cfg")
	if err != nil {
		return nil, fmt.Errorf("reading the proxy's settings: %w", err)
	}
	settings := string(text)
	for from, to := range map[string]string{"bind :80": "bind " + addr, "127.0.0.1:8081": replicas[0].addr, "127.0.0.1:8082": replicas[1].addr} {
		if !strings.Contains(settings, from) {
			return nil, fmt.Errorf("deploy/haproxy.cfg does not say %s", from)
		}
		settings = strings.ReplaceAll(settings, from, to)
	}
	file := filepath.Join(b.dir, "haproxy.cfg")
	if err := os.WriteFile(file, []byte(settings), 0o600); err != nil {
		return nil, fmt.Errorf("writing the proxy's settings: %w", err)
	}
	log, err := os.Create(filepath.Join(b.dir, "haproxy.log"))
	if err != nil {
		return nil, fmt.Errorf("opening a log: %w", err)
	}
	proxy, err := b.start(log, haproxy, "-db", "-f", file)
	if err != nil {
		return nil, err
	}
	b.atEnd(func() error { return errors.Join(proxy.kill(), log.Close()) })
	return []string{"http://" + addr}, until(ctx, 10*time.Second, "starting haproxy", answers("http://"+addr+"/readyz"))
}
