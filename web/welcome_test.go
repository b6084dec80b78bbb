package web

import "testing"

func TestAnAgentIsNamedRoughly(t *testing.T) {
	for header, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36":                "Chrome on Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile Safari/604.1": "Safari on iPhone",
		"Mozilla/5.0 (Windows NT 10.0; rv:132.0) Gecko/20100101 Firefox/132.0":                                                             "Firefox on Windows",
		"curl/8.5.0": "curl", "": "", "\u202eevil/1": "",
	} {
		if got := agentOf(header); got != want {
			t.Errorf("%q: %q, want %q", header, got, want)
		}
	}
}
