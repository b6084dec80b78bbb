package hub

import (
	"crypto/tls"
	"errors"
	"fmt"
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
const redisPatience = time.Second

// redisOptions reads the forms of URL that NewRedisBus takes.
func redisOptions(s string) (*redis.UniversalOptions, error) {
	scheme, rest, ok := strings.Cut(s, "://")
	kind, known := redisKinds[strings.TrimPrefix(scheme, "rediss")]
	if plain := strings.TrimPrefix(scheme, "redis"); !known {
		kind, known = redisKinds[plain]
	}
	if !ok || !known {
		return nil, errors.New("hub: a Redis URL begins with redis://, rediss://, redis+sentinel:// or redis+cluster://")
	}
	// A list of hosts is no URL, so that the first one stands for all of them.
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@') + 1
	hosts := strings.Split(authority[at:], ",")
	u, err := url.Parse("redis://" + authority[:at] + hosts[0] + "/" + path)
	if err != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("hub: a Redis URL has to be as in redis://user:password@host:6379/0")
	}
	o := newRedisOptions()
	o.Username = u.User.Username()
	o.Password, _ = u.User.Password()
	if strings.HasPrefix(scheme, "rediss") {
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	for _, host := range hosts {
		addr, err := redisAddr(host, kind.port)
		if err != nil {
			return nil, err
		}
		o.Addrs = append(o.Addrs, addr)
	}
	return o, kind.path(o, strings.Split(strings.Trim(u.Path, "/"), "/"))
}

// redisKind is what the end of a scheme stands for.
type redisKind struct {
	port string // unless another is given
	path func(o *redis.UniversalOptions, path []string) error
}

var redisKinds = map[string]redisKind{
	"":          {"6379", func(o *redis.UniversalOptions, path []string) error { return redisDatabase(o, path) }},
	"+cluster":  {"6379", func(o *redis.UniversalOptions, path []string) error { o.IsClusterMode = true; return redisDatabase(o, path) }},
	"+sentinel": {"26379", redisMaster},
}

func redisMaster(o *redis.UniversalOptions, path []string) error {
	if o.MasterName = path[0]; o.MasterName == "" {
		return errors.New("hub: a Redis URL with Sentinels has to name the master, as in redis+sentinel://host:26379/mymaster")
	}
	return redisDatabase(o, path[1:])
}

func redisDatabase(o *redis.UniversalOptions, path []string) error {
	if len(path) == 0 || len(path) == 1 && path[0] == "" {
		return nil
	}
	var err error
	if o.DB, err = strconv.Atoi(path[0]); err != nil || o.DB < 0 || len(path) > 1 {
		return fmt.Errorf("hub: a Redis URL ends with the number of a database, not with %q", strings.Join(path, "/"))
	}
	if o.DB != 0 && (len(o.Addrs) > 1 && o.MasterName == "" || o.IsClusterMode) {
		return errors.New("hub: a Redis cluster has one database only")
	}
	return nil
}

func redisAddr(host, port string) (string, error) {
	if h, p, err := net.SplitHostPort(host); err == nil {
		host, port = h, p
	}
	host = strings.Trim(host, "[]")
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || host == "" || strings.ContainsAny(host, "/ ") {
		return "", fmt.Errorf("hub: a Redis URL names hosts as in redis.example.org:6379")
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
