package main

import (
	"testing"

	"github.com/alecthomas/kong"
)

func TestSeveralProvidersFitIntoOneVariable(t *testing.T) {
	t.Setenv("CUESLIP_PROVIDER", "google,id=a,secret=b;oidc,name=Club,issuer=https://login.example.org,id=c,secret=d")
	for args, want := range map[string]int{"": 2, "--provider=twitch,id=a,secret=b": 1} {
		var line commands
		parser, err := kong.New(&line, kong.DefaultEnvars("CUESLIP"))
		if err != nil {
			t.Fatal(err)
		}
		words := []string{"serve"}
		if args != "" {
			words = append(words, args)
		}
		if _, err := parser.Parse(words); err != nil || len(line.Serve.Provider) != want {
			t.Errorf("%q: %v, %v", args, line.Serve.Provider, err)
		}
	}
}
