package hub

import "testing"

func FuzzRedisOptions(f *testing.F) {
	for _, seed := range []string{
		"redis://me:word@host:6379/3", "rediss://a,b:1,c", "redis+sentinel://host/master/1", "redis+cluster://[::1]:7000", "redis://", "redis://h/x", "redis://a@b@c:1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, url string) {
		o, err := redisOptions(url)
		if err != nil {
			return
		}
		if len(o.Addrs) == 0 || o.DB < 0 || o.IsClusterMode && o.DB != 0 {
			t.Errorf("%q is read as %v, database %d", url, o.Addrs, o.DB)
		}
		for _, addr := range o.Addrs {
			if addr == "" {
				t.Errorf("%q names no host", url)
			}
		}
	})
}
