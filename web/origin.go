package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// origins are the places whose pages may write and open sockets, and those
// whose pages may only frame the widget.
type origins struct {
	allowed   map[string]bool // scheme and host, exactly
	embedders []string
	plain     bool // plain http: on this machine and its network, our own address is allowed too
}

func newOrigins(c Config) (origins, error) {
	o := origins{allowed: map[string]bool{}, plain: !strings.HasPrefix(c.PublicURL, "https://")}
	for _, origin := range append([]string{c.PublicURL}, c.Origins...) {
		if origin == "" {
			continue
		}
		clean, err := ParseOrigin(origin)
		if err != nil {
			return o, err
		}
		o.allowed[clean] = true
	}
	for _, origin := range c.EmbedOrigins {
		clean, err := ParseOrigin(origin)
		if err != nil {
			return o, err
		}
		o.embedders = append(o.embedders, clean)
	}
	return o, nil
}

// ParseOrigin returns the canonical spelling of an origin: scheme and host,
// and a port unless it is the scheme's own.
func ParseOrigin(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || *u != (url.URL{Scheme: u.Scheme, Host: u.Host}) || !plainHost(u.Hostname()) {
		return "", fmt.Errorf("%q is not an origin like https://example.org", s)
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	return u.Scheme + "://" + strings.TrimSuffix(host, ":"), nil
}

// plainHost reports whether a host is a name or an address without anything
// that has a meaning in a header.
func plainHost(host string) bool {
	odd := func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune(".-_:", r)
	}
	return host != "" && !strings.ContainsFunc(host, odd)
}

var errOrigin = board.Errorf(board.BadOrigin, "This page may not do that here.")

// check refuses calls that a page of another place makes, with or without the
// knowledge of its reader. cookie says whether the call carries one: without
// it nothing can be done in anybody's name. Browsers name the origin of every
// write and every socket, so that a cookie without one is refused as well.
func (o origins) check(r *http.Request, cookie bool) error {
	site := r.Header.Get("Sec-Fetch-Site")
	values := r.Header.Values("Origin")
	switch {
	case len(values) > 1:
		return errOrigin
	case len(values) == 1:
		if !o.allows(values[0], r.Host) {
			return errOrigin
		}
		return nil
	case site == "cross-site" || site == "same-site":
		return errOrigin
	case cookie && site == "":
		return errOrigin
	default:
		return nil
	}
}

// checkSocket is check for sockets, for which every browser names its origin.
func (o origins) checkSocket(r *http.Request, cookie bool) error {
	if cookie && r.Header.Get("Origin") == "" {
		return errOrigin
	}
	return o.check(r, cookie)
}

// allows reports whether an origin is one of ours. host is what the caller
// says this server is called: on an address that only this machine or its
// network can mean, a page from there is our own. A public name is never taken
// at its word, since anybody can point one here.
func (o origins) allows(origin, host string) bool {
	if o.allowed[strings.ToLower(origin)] {
		return true
	}
	return o.plain && nearby(host) && strings.EqualFold(origin, "http://"+host)
}

// nearby reports whether a host, with or without port, is on this machine or
// its local network.
func nearby(host string) bool {
	name := hostname(host)
	ip, err := netip.ParseAddr(name)
	return loopback(host) || strings.HasSuffix(name, ".local") || err == nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

// loopback reports whether a host, with or without port, is this machine's own
// name or address for itself.
func loopback(host string) bool {
	name := hostname(host)
	ip, err := netip.ParseAddr(name)
	return name == "localhost" || strings.HasSuffix(name, ".localhost") || err == nil && ip.IsLoopback()
}

// hostname is a host without its port.
func hostname(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.Trim(host, "[]"))
}

// guardWrites lets no page of another place write. Reading never writes.
func (s *Server) guardWrites(next http.Handler) http.Handler {
	browser := http.NewCrossOriginProtection()
	for origin := range s.origins.allowed {
		if err := browser.AddTrustedOrigin(origin); err != nil {
			panic(err) // newOrigins has parsed it
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
			next.ServeHTTP(w, r)
			return
		}
		_, err := r.Cookie(s.cookieName())
		cookie := err == nil && r.Header.Get("Authorization") == ""
		if err := s.origins.check(r, cookie); err != nil {
			s.fail(w, r, err)
			return
		}
		if err := browser.Check(r); err != nil {
			s.fail(w, r, errOrigin.Because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}
