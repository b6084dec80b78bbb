package main

import "testing"

func FuzzPublicURL(f *testing.F) {
	for _, seed := range []string{"https://requests.example.org", "http://localhost:8080/", "https://me@x", "https://x/y", "//x", "https://x#", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := publicURL(s)
		if err != nil {
			return
		}
		again, err := publicURL(u.String())
		if err != nil || *again != *u || u.Path != "" || u.User != nil || u.Hostname() == "" {
			t.Errorf("%q is read as %q, and that as %v (%v)", s, u, again, err)
		}
	})
}
