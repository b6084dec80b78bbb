package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// epochPostgres names the history of a Postgres database: which cluster, on
// which time line, which tables in it, and a restore id for everything that
// these do not show. It is evaluated in every read of a version, because a
// fail-over or a restore may happen under a running server. pg_control_system
// may be forbidden to the role; then the cluster is left out.
const epochPostgres = `(SELECT substr(encode(sha256(convert_to(concat_ws('/', %s, substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),` +
	` CAST('boards' AS regclass)::oid, (SELECT value FROM meta WHERE name = 'restore_id')), 'UTF8')), 'hex'), 1, 24))`

// patience is how long a connection waits for the server's next bytes: longer
// than any statement may take there. Without it, a frozen server would hold
// lib/pq for ever, whatever the context says.
const patience = 6 * time.Second

// settings of each connection that serves boards. A frozen or slow holder of
// an event's lock is cut off after a second; whoever waits for it hears busy.
var settings = map[string]string{
	"lock_timeout":                        "1s",
	"statement_timeout":                   "2s",
	"idle_in_transaction_session_timeout": "1s",
	"default_transaction_isolation":       "read committed",
}

// lookupPostgres finds votes by their keys, one by one. A plain join would
// leave the planner to guess, from statistics that lag behind a growing crowd,
// and it would rather scan all votes of the event.
const lookupPostgres = `CROSS JOIN LATERAL (
	SELECT * FROM votes WHERE event = ? AND request = k.column1 AND person = k.column2 LIMIT 1) v`

func (s *Store) openPostgres(ctx context.Context) error {
	c, err := connector(s.url, patience, settings)
	if err != nil {
		return err
	}
	s.dialect, s.lookup, s.share = postgres{s.url}, lookupPostgres, " FOR SHARE"
	s.snapshot = sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	s.writes, s.reads = pool(c, 12), pool(c, 8)

	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := s.reads.PingContext(ctx); err != nil {
		s.Close() //nolint:errcheck // the first error counts
		return refusal(ctx, "reaching Postgres", err)
	}
	cluster := `(SELECT system_identifier FROM pg_control_system())`
	var id string
	if err := s.read().one(ctx, &id, `SELECT `+cluster); err != nil {
		s.log.WarnContext(ctx, "the database's system identifier may not be read", "err", err)
		cluster = `''`
	}
	s.epoch = fmt.Sprintf(epochPostgres, cluster)
	return nil
}

// pool gives writers and readers connections of their own, so that neither
// herd keeps the other waiting.
func pool(c *pq.Connector, size int) *sqlx.DB {
	db := sqlx.NewDb(sql.OpenDB(c), "postgres")
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	db.MapperFunc(snake)
	return db
}

func connector(address string, patience time.Duration, runtime map[string]string) (*pq.Connector, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the database's URL cannot be read") // the cause would show the password
	}
	q := u.Query()
	if !q.Has("sslmode") && os.Getenv("PGSSLMODE") == "" {
		q.Set("sslmode", defaultSSLMode(u.Hostname()))
		u.RawQuery = q.Encode()
	}
	cfg, err := pq.NewConfig(u.String())
	if err != nil {
		return nil, err
	}
	cfg.BinaryParameters = true // one round trip a statement instead of two
	cfg.ConnectTimeout = cmp.Or(cfg.ConnectTimeout, 5*time.Second)
	cfg.ApplicationName = cmp.Or(cfg.ApplicationName, "cueslip")
	if cfg.Runtime == nil {
		cfg.Runtime = map[string]string{}
	}
	for name, value := range runtime {
		cfg.Runtime[name] = cmp.Or(cfg.Runtime[name], value)
	}
	c, err := pq.NewConnectorConfig(cfg)
	if err != nil {
		return nil, err
	}
	c.Dialer(dialer{&net.Dialer{KeepAlive: 5 * time.Second}, patience})
	return c, nil
}

// defaultSSLMode encrypts where the server can, but not to this very machine.
func defaultSSLMode(host string) string {
	if ip, err := netip.ParseAddr(host); host == "" || host == "localhost" || err == nil && ip.IsLoopback() {
		return "disable"
	}
	return "prefer"
}

// dialer makes connections that do not wait for ever; patience 0 does.
type dialer struct {
	*net.Dialer
	patience time.Duration
}

func (d dialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return d.DialContext(ctx, network, address)
}

func (d dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := d.Dialer.DialContext(ctx, network, address)
	if err != nil || d.patience == 0 {
		return c, err
	}
	return impatient{c, d.patience}, nil
}

type impatient struct {
	net.Conn
	patience time.Duration
}

func (c impatient) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c impatient) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.patience)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}
