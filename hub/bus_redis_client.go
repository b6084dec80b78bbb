package hub

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// redisPatience bounds what has no deadline of its own: dialling, the first
// words of a connection, and subscribing.
const redisPatience = 700 * time.Millisecond

// redisOptions reads the forms of URL that NewRedisBus takes.
func redisOptions(s string) (*redis.UniversalOptions, error) {
	scheme, rest, _ := strings.Cut(s, "://")
	base, kind, _ := strings.Cut(scheme, "+")
	if base != "redis" && base != "rediss" || kind != "" && kind != "cluster" && kind != "sentinel" {
		return nil, errors.New("a Redis URL begins with redis://, rediss://, redis+sentinel:// or redis+cluster://")
	}
	// A list of hosts is no URL, so that the first one stands for all of them.
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@') + 1
	hosts := strings.Split(authority[at:], ",")
	u, err := url.Parse("redis://" + authority[:at] + hosts[0] + "/" + path)
	if err != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("a Redis URL has to be as in redis://user:password@host:6379/0")
	}
	o := newRedisOptions()
	o.Username = u.User.Username()
	o.Password, _ = u.User.Password()
	if base == "rediss" {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	port := "6379"
	if kind == "sentinel" {
		port = "26379"
	}
	for _, host := range hosts {
		addr, err := redisAddr(host, port)
		if err != nil {
			return nil, err
		}
		o.Addrs = append(o.Addrs, addr)
	}
	database := strings.Trim(u.Path, "/")
	if kind == "sentinel" {
		if o.MasterName, database, _ = strings.Cut(database, "/"); o.MasterName == "" {
			return nil, errors.New("a Redis URL with Sentinels has to name the master, as in redis+sentinel://host:26379/mymaster")
		}
	} else {
		o.IsClusterMode = kind == "cluster" || len(hosts) > 1
	}
	return o, redisDatabase(o, database)
}

// redisLog takes what the client library says beside its errors, of which the
// bus itself tells what matters.
type redisLog struct{ log *slog.Logger }

func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.log.DebugContext(ctx, "the Redis client says", "what", fmt.Sprintf(format, v...))
}

func redisDatabase(o *redis.UniversalOptions, database string) error {
	if database == "" {
		return nil
	}
	n, err := strconv.Atoi(database)
	switch {
	case err != nil || n < 0:
		return fmt.Errorf("a Redis URL ends with the number of a database, not with %q", database)
	case n != 0 && o.IsClusterMode:
		return errors.New("a Redis cluster has one database only")
	}
	o.DB = n
	return nil
}

func redisAddr(host, port string) (string, error) {
	if h, p, err := net.SplitHostPort(host); err == nil {
		host, port = h, p
	}
	host = strings.Trim(host, "[]")
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" || strings.ContainsAny(host, "/ ") {
		return "", errors.New("a Redis URL names hosts as in redis.example.org:6379")
	}
	return net.JoinHostPort(host, port), nil
}

func newRedisOptions() *redis.UniversalOptions {
	return &redis.UniversalOptions{
		ClientName: "cueslip",
		Protocol:   2, // nothing here needs the newer one
		// A publication has the deadline of its context; it is worth one retry,
		// for a connection that turns out to be dead.
		ContextTimeoutEnabled: true,
		MaxRetries:            1,
		DialTimeout:           redisPatience,
		DialerRetries:         1,
		ReadTimeout:           redisPatience,
		WriteTimeout:          redisPatience,
		DisableIdentity:       true,
		// Servers that don't know these notifications are all that is in use,
		// and asking costs a round trip and a warning per connection.
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}
