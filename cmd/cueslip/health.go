package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

// healthWithin bounds the question and its answer, below the time that those
// who ask regularly wait for one.
const healthWithin = 3 * time.Second

// health asks a server on this machine whether people may be sent to it. It
// is for images that hold no other program, and for service managers.
type health struct {
	OpsAddr string `default:"127.0.0.1:9091" help:"Operators' listener of the server."`
}

// Run carries the command out.
func (h *health) Run(ctx context.Context, con *console) error {
	host, err := reachable(h.OpsAddr)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthWithin)
	defer cancel()
	at := url.URL{Scheme: "http", Host: host, Path: "/readyz"}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return fmt.Errorf("--ops-addr %s: %w", h.OpsAddr, err)
	}
	answer, err := (&http.Client{Transport: &http.Transport{Proxy: nil}}).Do(r)
	if err != nil {
		return fmt.Errorf("no answer from %s: %w", host, errors.Unwrap(err))
	}
	defer answer.Body.Close() //nolint:errcheck // read as far as it matters
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", reason(answer))
	}
	_, err = fmt.Fprintln(con.out, "ready")
	return err
}

// reachable is the address at which this machine reaches a listener: one on
// all addresses is reached on loopback.
func reachable(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil || port == "0" || port == "" {
		return "", fmt.Errorf("--ops-addr has to be HOST:PORT as in 127.0.0.1:9091, not %q", addr)
	}
	if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return net.JoinHostPort(host, port), nil
}

// reason is what the server says in the answer, or else the status alone.
func reason(answer *http.Response) string {
	var problem struct {
		Detail string `json:"detail"`
	}
	err := json.NewDecoder(io.LimitReader(answer.Body, 8<<10)).Decode(&problem)
	if err != nil || problem.Detail == "" {
		return answer.Status
	}
	return problem.Detail
}
