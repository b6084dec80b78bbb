package main

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
)

// publicURL reads the address under which people reach the server.
func publicURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil:
		return nil, fmt.Errorf("--public-url has to be an address as in https://requests.example.org, not %q", s)
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("--public-url has to be an address without a path, not %q", s)
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}, nil
}

func boardURL(base *url.URL, code string) string { return base.JoinPath("e", code).String() }

// signInURL is the page that redeems a link and then goes on to next, a path.
func signInURL(base *url.URL, link, next string) string {
	u := base.JoinPath("in", link)
	if next != "" {
		u.RawQuery = "next=" + next
	}
	return u.String()
}

// listen opens a listener; setting is the flag to name when that fails.
func listen(ctx context.Context, setting, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("--%s %s cannot be listened on: %w", setting, addr, cause(err))
	}
	return listener, nil
}

// cause drops what a network error repeats of the address.
func cause(err error) error {
	if op, ok := err.(*net.OpError); ok && op.Err != nil { //nolint:errorlint // as the net package documents its own errors
		return op.Err
	}
	return err
}

// everywhere is the address with its host replaced, so that it is listened on
// from the whole local network.
func everywhere(addr string) (string, error) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("--addr has to be HOST:PORT, not %q", addr)
	}
	return net.JoinHostPort("", port), nil
}

// localURL is how a browser on this machine reaches the listener. Browsers
// trust localhost without https.
func localURL(listener net.Listener) *url.URL {
	addr := netip.MustParseAddrPort(listener.Addr().String())
	host := "localhost"
	if ip := addr.Addr(); !ip.IsLoopback() && !ip.IsUnspecified() {
		host = ip.WithZone("").String()
	}
	return at(host, int(addr.Port()))
}

func at(host string, port int) *url.URL {
	return &url.URL{Scheme: "http", Host: net.JoinHostPort(host, strconv.Itoa(port))}
}

// lanURL is how other machines of the local network reach the listener, if
// this machine is in one.
func lanURL(listener net.Listener) (*url.URL, bool) {
	addrs, _ := net.InterfaceAddrs() // unreadable: as if in no network
	ip, ok := lanAddress(addrs)
	if !ok {
		return nil, false
	}
	return at(ip.String(), int(netip.MustParseAddrPort(listener.Addr().String()).Port())), true
}

// lanAddress picks the address that phones on the same network most likely
// reach: home routers hand out 192.168, venues 10; containers and virtual
// machines tend to sit in 172.16/12.
func lanAddress(addrs []net.Addr) (netip.Addr, bool) {
	home, venue := netip.MustParsePrefix("192.168.0.0/16"), netip.MustParsePrefix("10.0.0.0/8")
	rank := func(ip netip.Addr) int {
		switch {
		case home.Contains(ip):
			return 0
		case venue.Contains(ip):
			return 1
		case !ip.IsPrivate():
			return 2
		default:
			return 3
		}
	}
	var found []netip.Addr
	for _, addr := range addrs {
		prefix, err := netip.ParsePrefix(addr.String())
		if ip := prefix.Addr(); err == nil && ip.Is4() && ip.IsGlobalUnicast() {
			found = append(found, ip)
		}
	}
	if len(found) == 0 {
		return netip.Addr{}, false
	}
	return slices.MinFunc(found, func(a, b netip.Addr) int { return cmp.Compare(rank(a), rank(b)) }), true
}
