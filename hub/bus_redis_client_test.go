package hub

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

func TestARedisURLSaysWhereRedisIs(t *testing.T) {
	for url, want := range map[string]redis.UniversalOptions{
		"redis://localhost":                      {Addrs: []string{"localhost:6379"}},
		"redis://:p%40ss@redis.example.org:7/2":  {Addrs: []string{"redis.example.org:7"}, Password: "p@ss", DB: 2},
		"redis://ana:secret@[::1]:6380/":         {Addrs: []string{"[::1]:6380"}, Username: "ana", Password: "secret"},
		"redis://ana:secret@a:1,b:2,c":           {Addrs: []string{"a:1", "b:2", "c:6379"}, Username: "ana", Password: "secret", IsClusterMode: true},
		"redis+cluster://a:1":                    {Addrs: []string{"a:1"}, IsClusterMode: true},
		"redis+sentinel://:pw@a,b:2/mymaster/3":  {Addrs: []string{"a:26379", "b:2"}, Password: "pw", MasterName: "mymaster", DB: 3},
		"redis+sentinel://a:26379,b/mymaster":    {Addrs: []string{"a:26379", "b:26379"}, MasterName: "mymaster"},
		"rediss://redis.example.org:6379":        {Addrs: []string{"redis.example.org:6379"}},
		"rediss+cluster://redis.example.org:637": {Addrs: []string{"redis.example.org:637"}, IsClusterMode: true},
	} {
		got, err := redisOptions(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if strings.Join(got.Addrs, " ") != strings.Join(want.Addrs, " ") || got.Username != want.Username || got.Password != want.Password ||
			got.DB != want.DB || got.MasterName != want.MasterName || got.IsClusterMode != want.IsClusterMode {
			t.Errorf("%s: %+v", url, got)
		}
		if secure := strings.HasPrefix(url, "rediss"); (got.TLSConfig != nil) != secure {
			t.Errorf("%s: TLS is %v", url, !secure)
		}
	}
}
