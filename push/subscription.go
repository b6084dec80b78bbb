package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"net/netip"
	"net/url"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// maxEndpoint is how long an endpoint may be, in bytes. The longest known have
// some 600.
const maxEndpoint = 1024

// Wish is a subscription as a browser tells it.
type Wish struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		P256dh string `json:"p256dh"`
		Auth   string `json:"auth"`
	} `json:"keys"`
	Key string `json:"key"` // ours, that it subscribed under
}

// Subscription checks what a browser tells. Errors: required, too_long,
// bad_subscription, internal, busy.
func (s *Sender) Subscription(ctx context.Context, w Wish) (sub board.Subscription, err error) {
	if err := s.checkEndpoint(w.Endpoint); err != nil {
		return sub, err
	}
	point, err := decode(w.Keys.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return sub, board.Errorf(board.BadSubscription, "The browser's key is no point of the curve P-256.").In("keys.p256dh")
	}
	auth, err := decode(w.Keys.Auth)
	if err != nil || len(auth) != 16 {
		return sub, board.Errorf(board.BadSubscription, "What browser and server share is 16 bytes in base64url.").In("keys.auth")
	}
	number, err := s.numberOf(ctx, w.Key)
	if err != nil {
		return sub, err
	}
	encode := base64.RawURLEncoding.EncodeToString
	return board.Subscription{Endpoint: w.Endpoint, P256dh: encode(point), Auth: encode(auth), Key: number}, nil
}

// checkEndpoint refuses what cannot be a push service's address. Where its name
// leads is looked at whenever it is called.
func (s *Sender) checkEndpoint(endpoint string) error {
	switch {
	case endpoint == "":
		return board.Errorf(board.Required, "A subscription has an endpoint.").In("endpoint")
	case len(endpoint) > maxEndpoint:
		return board.Errorf(board.TooLong, "An endpoint has {n} bytes at most.", "n", maxEndpoint).In("endpoint")
	}
	address, err := url.Parse(endpoint)
	if err != nil || address.Scheme != "https" || address.User != nil || address.Fragment != "" || !visible(endpoint) {
		return errEndpoint
	}
	if s.opts.Local {
		return nil
	}
	if port := address.Port(); port != "" && port != "443" || strings.HasSuffix(address.Host, ":") || !named(address.Hostname()) {
		return errEndpoint
	}
	return nil
}

var errEndpoint = board.Errorf(board.BadSubscription, "An endpoint is the https address of a push service.").In("endpoint")

// visible reports whether a text is of visible ASCII characters alone.
func visible(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// named reports whether a host is a full name, and no address in any spelling
// that some resolver might take for one.
func named(host string) bool {
	_, err := netip.ParseAddr(host)
	at := strings.LastIndexByte(host, '.')
	last := host[at+1:]
	return err != nil && at > 0 && last != "" && strings.Trim(last, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789") == "" &&
		(last[0] < '0' || last[0] > '9')
}

// decode reads base64url, with or without its padding.
func decode(s string) ([]byte, error) {
	return base64.RawURLEncoding.Strict().DecodeString(strings.TrimRight(s, "="))
}
