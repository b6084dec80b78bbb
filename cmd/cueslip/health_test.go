package main

import (
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHealthSaysWhetherTheServerIsReady(t *testing.T) {
	t.Parallel()
	answers := map[string]struct {
		status int
		body   string
		code   int
		says   string
	}{
		"ready":     {http.StatusOK, `{"status":"ready"}`, exitOK, "ready"},
		"going":     {http.StatusServiceUnavailable, `{"detail":"This server is going down."}`, exitFailed, "not ready: This server is going down."},
		"no JSON":   {http.StatusBadGateway, `<html>`, exitFailed, "not ready: 502 Bad Gateway"},
		"elsewhere": {http.StatusNotFound, ``, exitFailed, "not ready: 404 Not Found"},
	}
	for name, want := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ops := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/readyz" {
					t.Errorf("asked for %s", r.URL.Path)
				}
				w.WriteHeader(want.status)
				_, _ = w.Write([]byte(want.body))
			}))
			defer ops.Close()
			out, errs, code := command(t, "health", "--ops-addr", ops.Listener.Addr().String())
			if code != want.code || !strings.Contains(out+errs, want.says) {
				t.Errorf("exit code %d, printed %q; want %d, %q", code, out+errs, want.code, want.says)
			}
		})
	}
}

func TestHealthFailsWhereNobodyListens(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := listener.Addr().String()
	_ = listener.Close()
	if _, errs, code := command(t, "health", "--ops-addr", addr); code != exitFailed || !strings.Contains(errs, "no answer from "+addr) {
		t.Errorf("exit code %d: %q", code, errs)
	}
}

func TestAListenerOnAllAddressesIsReachedOnLoopback(t *testing.T) {
	for addr, want := range map[string]string{
		":9091": "localhost:9091", "0.0.0.0:9091": "localhost:9091", "[::]:9091": "localhost:9091",
		"10.1.2.3:9091": "10.1.2.3:9091", "127.0.0.1:0": "", "9091": "",
	} {
		got, err := reachable(addr)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%s: %q, %v, want %q", addr, got, err, want)
		}
	}
}
