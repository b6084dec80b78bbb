package main

import (
	"net"
	"net/netip"
	"testing"
)

func TestLANAddressIsTheOneThatPhonesReach(t *testing.T) {
	for name, c := range map[string]struct {
		addrs []string
		want  string
	}{
		"a laptop at home":            {[]string{"127.0.0.1/8", "::1/128", "192.168.1.20/24", "fe80::1/64"}, "192.168.1.20"},
		"with containers beside":      {[]string{"172.17.0.1/16", "192.168.1.20/24"}, "192.168.1.20"},
		"a venue's network":           {[]string{"172.17.0.1/16", "10.4.5.6/16"}, "10.4.5.6"},
		"a rented server":             {[]string{"172.18.0.1/16", "203.0.113.7/24"}, "203.0.113.7"},
		"only a virtual machine's":    {[]string{"127.0.0.1/8", "172.20.3.4/20"}, "172.20.3.4"},
		"no network":                  {[]string{"127.0.0.1/8", "::1/128"}, ""},
		"only what a machine made up": {[]string{"169.254.10.1/16"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var addrs []net.Addr
			for _, s := range c.addrs {
				prefix := netip.MustParsePrefix(s)
				addrs = append(addrs, &net.IPNet{IP: prefix.Addr().AsSlice(), Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen())})
			}
			got, ok := lanAddress(addrs)
			if ok != (c.want != "") || ok && got.String() != c.want {
				t.Errorf("picked %v, want %q", got, c.want)
			}
		})
	}
}
