package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver "postgres"

	"github.com/cueslip/cueslip/store"
)

// Postgres returns the URL of a fresh, migrated database. It is on the server
// that CUESLIP_TEST_POSTGRES names (the URL of a role that may create
// databases), else on one that is started for this process and ends with it.
// Without either the test is skipped, or fails if CUESLIP_TEST_REQUIRE is 1.
//
// The started server does not wait for the disk, unless CUESLIP_TEST_DURABLE
// is 1: then it runs on stock settings, for benchmarks.
func Postgres(t testing.TB) string {
	t.Helper()
	c, err := shared()
	switch {
	case errors.Is(err, errNone) && os.Getenv("CUESLIP_TEST_REQUIRE") != "1":
		t.Skipf("This test needs Postgres: %v.", err)
	case err != nil:
		t.Fatalf("starting Postgres: %v", err)
	}
	name := "cueslip_test_" + strings.ToLower(rand.Text())
	if _, err := c.admin.ExecContext(t.Context(), "CREATE DATABASE "+name+" TEMPLATE "+c.template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := c.admin.ExecContext(context.Background(), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return c.database(name)
}

var errNone = errors.New("set CUESLIP_TEST_POSTGRES, or install the package postgresql")

// cluster is a running server, with a migrated database to copy from.
type cluster struct {
	address  string    // of its administrator
	lifeline io.Closer // of a started server: it ends when this closes
	url      *url.URL
	admin    *sql.DB
	template string
	held     *sql.Conn // with a lock, for as long as this process lives
}

func (c *cluster) database(name string) string {
	u := *c.url
	u.Path = "/" + name
	return u.String()
}

// shared is the server of this process, started at first use.
var shared = sync.OnceValues(func() (*cluster, error) {
	c := &cluster{address: os.Getenv("CUESLIP_TEST_POSTGRES")}
	var err error
	if c.address == "" {
		if c, err = start(); err != nil {
			return nil, err
		}
	}
	if c.url, err = url.Parse(c.address); err != nil {
		return nil, errors.New("CUESLIP_TEST_POSTGRES is not a URL")
	}
	if c.admin, err = sql.Open("postgres", c.address); err != nil {
		return nil, err
	}
	c.template = "cueslip_template_" + strings.ToLower(rand.Text())
	c.admin.SetMaxOpenConns(4)
	return c, c.prepare(context.Background())
})

// prepare makes the template, and removes those of processes that are gone:
// each process holds a lock in the name of its own.
func (c *cluster) prepare(ctx context.Context) error {
	var err error
	if c.held, err = c.admin.Conn(ctx); err != nil {
		return err
	}
	if _, err := c.held.ExecContext(ctx, "SELECT pg_advisory_lock(hashtext($1))", c.template); err != nil {
		return err
	}
	var abandoned []string
	err = sqlx.NewDb(c.admin, "postgres").SelectContext(ctx, &abandoned, `SELECT datname FROM pg_database
		WHERE datname LIKE 'cueslip\_template\_%' AND pg_try_advisory_xact_lock(hashtext(datname))`)
	if err != nil {
		return err
	}
	for _, name := range abandoned {
		if _, err := c.admin.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name); err != nil {
			return err
		}
	}
	if _, err := c.admin.ExecContext(ctx, "CREATE DATABASE "+c.template); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.database(c.template), store.Options{})
	if err != nil {
		return err
	}
	return errors.Join(s.Migrate(ctx), s.Close())
}

// start runs a new server as the user postgres if this is root, since Postgres
// refuses to run as root. A child process that waits for the end of this one,
// however it ends, stops the server and removes its folder.
func start() (*cluster, error) {
	bins, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(bins) == 0 {
		return nil, errNone
	}
	slices.SortFunc(bins, func(a, b string) int { return release(a) - release(b) })
	bin := bins[len(bins)-1]
	dir, err := os.MkdirTemp("", "cueslip-postgres-")
	if err != nil {
		return nil, err
	}
	who, err := owner(dir)
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	if err := who.run(bin+"/initdb", "-D", dir+"/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return nil, err
	}
	if err := configure(dir, port); err != nil {
		return nil, err
	}
	lifeline, err := who.watch(bin, dir)
	if err != nil {
		return nil, err
	}
	if err := who.run(bin+"/pg_ctl", "-D", dir+"/data", "-l", dir+"/data/log", "-w", "-t", "30", "start"); err != nil {
		return nil, err
	}
	address := fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	return &cluster{address: address, lifeline: lifeline}, nil
}

func release(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

func configure(dir string, port int) error {
	conf := fmt.Sprintf("listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\nmax_connections = 400\n", port)
	if os.Getenv("CUESLIP_TEST_DURABLE") != "1" {
		conf += "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"
	}
	f, err := os.OpenFile(dir+"/data/postgresql.conf", os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, conf)
	return errors.Join(err, f.Close())
}

// freePort returns a port below those that outgoing connections take.
func freePort() (int, error) {
	for range 100 {
		var b [2]byte
		rand.Read(b[:]) // never fails
		port := 20_000 + (int(b[0])<<8+int(b[1]))%12_000
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			return port, l.Close()
		}
	}
	return 0, errors.New("no free port")
}

// runner starts the programs of Postgres as somebody it accepts.
type runner struct{ credential *syscall.Credential }

func owner(dir string) (runner, error) {
	if os.Geteuid() != 0 {
		return runner{}, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return runner{}, err
	}
	uid, err := strconv.Atoi(u.Uid)
	if err != nil {
		return runner{}, err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return runner{}, err
	}
	return runner{&syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, os.Chown(dir, uid, gid)
}

func (r runner) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...) // ends with this process, not with a test
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: r.credential}
	return cmd
}

func (r runner) run(name string, args ...string) error {
	cmd := r.command(name, args...)
	out, err := os.CreateTemp("", "cueslip-") // not a pipe, which the server would keep open
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) //nolint:errcheck // temporary
	defer out.Close()           //nolint:errcheck // only read
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", filepath.Base(name), err, said)
	}
	return nil
}

// watch starts the child that ends the server when the pipe to it closes.
func (r runner) watch(bin, dir string) (lifeline io.Closer, err error) {
	cmd := r.command("/bin/sh", "-c", `cat >/dev/null; "$1/pg_ctl" -D "$2/data" -m immediate -w stop >/dev/null 2>&1; rm -rf "$2"`, "sh", bin, dir)
	lifeline, err = cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	return lifeline, cmd.Start()
}
