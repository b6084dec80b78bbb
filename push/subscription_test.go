package push_test

import (
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/push"
	"github.com/cueslip/cueslip/push/pushtest"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestASubscriptionIsWhatBrowsersTell(t *testing.T) {
	t.Parallel()
	n := newNight(t, push.Options{})
	b := pushtest.New(t).Browser()
	good := func() push.Wish {
		w := n.wish(b)
		w.Endpoint = "https://push.example/send/abc?d=e"
		return w
	}
	if sub, err := n.Subscription(t.Context(), good()); err != nil || sub.Endpoint != good().Endpoint || sub.P256dh != b.P256dh || sub.Auth != b.Auth || sub.Key != 1 {
		t.Fatalf("%+v, %v", sub, err)
	}
	padded := good()
	padded.Keys.Auth += "=="
	if sub, err := n.Subscription(t.Context(), padded); err != nil || sub.Auth != b.Auth {
		t.Errorf("padded: %+v, %v", sub, err)
	}
	refused := func(what string, code board.Code, field string, change func(*push.Wish)) {
		t.Helper()
		w := good()
		change(&w)
		_, err := n.Subscription(t.Context(), w)
		if e, ok := err.(*board.Error); !ok || e.Code != code || e.Field != field { //nolint:errorlint // it is returned as it is
			t.Errorf("%s: %v; want %s in %s", what, err, code, field)
		}
	}
	for _, endpoint := range []string{
		"http://push.example/x", "ftp://push.example/x", "push.example", "https:///x", "https://:443/x", "https://push.example:8443/x", "https://push.example:/x",
		"https://ana:secret@push.example/x", "https://push.example/x#y", "https://push.example/ x", "https://push.example/\u00e9", "https://pu\u0301sh.example/x",
		"https://127.0.0.1/x", "https://127.1/x", "https://2130706433/x", "https://0x7f000001/x", "https://0x7f.1/x", "https://0177.0.0.1/x", "https://[::1]/x",
		"https://[::ffff:10.0.0.1]/x", "https://localhost/x", "https://push.example./x", "https://router/x", "https://%31%32%37.0.0.1/x", "://", "https://push.example:443:443/x",
	} {
		refused(endpoint, board.BadSubscription, "endpoint", func(w *push.Wish) { w.Endpoint = endpoint })
	}
	refused("no endpoint", board.Required, "endpoint", func(w *push.Wish) { w.Endpoint = "" })
	refused("a long one", board.TooLong, "endpoint", func(w *push.Wish) { w.Endpoint += strings.Repeat("x", 1024) })
	for _, key := range []string{"", "A", "????", b.Auth, "B" + strings.Repeat("A", 86), strings.Replace(b.P256dh, "B", "C", 1), b.P256dh + "AAAA"} {
		refused("the key "+key, board.BadSubscription, "keys.p256dh", func(w *push.Wish) { w.Keys.P256dh = key })
	}
	for _, auth := range []string{"", "AAAA", b.P256dh, b.Auth + "AAAA", b.Auth[:20] + "!!"} {
		refused("the secret "+auth, board.BadSubscription, "keys.auth", func(w *push.Wish) { w.Keys.Auth = auth })
	}
	for _, key := range []string{"", b.P256dh} {
		refused("under the key "+key, board.BadSubscription, "key", func(w *push.Wish) { w.Key = key })
	}
}

// FuzzSubscription holds that whatever passes leads to a name on the web, and
// has keys that a message can be sealed with.
func FuzzSubscription(f *testing.F) {
	for _, endpoint := range []string{"https://push.example/send/abc", "https://127.1/x", "https://[::1]:443/", "https://a.b:443?c", "https://a.0x7f/", ""} {
		f.Add(endpoint, "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "BTBZMqHH6r4Tts7J_aSIgg")
	}
	s := push.New(storetest.Open(f, storetest.SQLite(f)), push.Options{})
	key, err := s.PublicKey(f.Context())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, endpoint, p256dh, auth string) {
		w := push.Wish{Endpoint: endpoint, Key: key}
		w.Keys.P256dh, w.Keys.Auth = p256dh, auth
		sub, err := s.Subscription(t.Context(), w)
		if err != nil {
			switch board.CodeOf(err) {
			case board.BadSubscription, board.Required, board.TooLong:
			default:
				t.Errorf("%q: %v", endpoint, err)
			}
			return
		}
		rest, ok := strings.CutPrefix(strings.ToLower(sub.Endpoint), "https://")
		host := strings.TrimSuffix(strings.FieldsFunc(rest+"/", func(r rune) bool { return r == '/' || r == '?' })[0], ":443")
		last := host[strings.LastIndexByte(host, '.')+1:]
		if !ok || strings.ContainsAny(host, ":@[]% \\#") || !strings.Contains(host, ".") || last == "" || '0' <= last[0] && last[0] <= '9' {
			t.Errorf("%q leads to %q", endpoint, host)
		}
		if len(sub.P256dh) != 87 || len(sub.Auth) != 22 || sub.Key != 1 {
			t.Errorf("%q, %q became %+v", p256dh, auth, sub)
		}
	})
}
