package push

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// newClient returns a client for addresses that anybody may have chosen: it
// follows nobody elsewhere, uses no proxy, and connects to public addresses only.
func newClient(opts Options) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second}
	if !opts.Local {
		dialer.ControlContext = publicOnly
	}
	return &http.Client{
		Timeout: tryWithin,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
		Transport: &http.Transport{
			DialContext:            dialer.DialContext,
			TLSClientConfig:        &tls.Config{RootCAs: opts.Roots, MinVersion: tls.VersionTLS12},
			ForceAttemptHTTP2:      true,
			MaxIdleConns:           maxHosts,
			MaxConnsPerHost:        hostWorkers,
			IdleConnTimeout:        time.Minute,
			TLSHandshakeTimeout:    5 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			DisableCompression:     true,
		},
	}
}

var errPrivate = errors.New("push: that address is not on the public internet")

// publicOnly is asked about each address once its name has been resolved, so
// that no name leads anywhere else, not even one that changes its mind.
func publicOnly(_ context.Context, _, address string, _ syscall.RawConn) error {
	peer, err := netip.ParseAddrPort(address)
	if err != nil || peer.Port() != 443 || !onInternet(peer.Addr()) {
		return errPrivate
	}
	return nil
}

// onInternet reports whether an address may be anybody's on the public
// internet.
func onInternet(addr netip.Addr) bool {
	addr = addr.Unmap()
	if !addr.IsGlobalUnicast() || addr.IsPrivate() || addr.Zone() != "" {
		return false
	}
	for _, reserved := range notInternet {
		if reserved.Contains(addr) {
			return false
		}
	}
	return true
}

// notInternet are networks for special purposes (RFC 6890 and its registry), of
// those that pass for global unicast. Some of them carry IPv4 addresses inside.
var notInternet = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),
	netip.MustParsePrefix("100.64.0.0/10"), // shared by the customers of a provider
	netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("::/96"),
	netip.MustParsePrefix("64:ff9b::/96"),   // NAT64
	netip.MustParsePrefix("64:ff9b:1::/48"), // the same, local
	netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001::/23"), // Teredo among them
	netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("2002::/16"), // 6to4
	netip.MustParsePrefix("3fff::/20"),
	netip.MustParsePrefix("5f00::/16"),
	netip.MustParsePrefix("fec0::/10"), // site-local, of old
}
