package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/loadtest"
)

func TestExitCodeTellsBreachesFromLimits(t *testing.T) {
	for _, tt := range []struct {
		name     string
		breaches []loadtest.Breach
		max      string
		code     int
	}{
		{"everything is kept", nil, "settle=1s", 0},
		{"a figure is over its limit", nil, "settle=1ms", exitOver},
		{"a promise is broken", []loadtest.Breach{{Rule: "all boards agree"}}, "settle=1s", exitBroken},
		{"both", []loadtest.Breach{{Rule: "all boards agree"}}, "settle=1ms", exitBroken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			folder, code := t.TempDir(), 0
			file := filepath.Join(folder, "one.json")
			first := results{JSON: file}
			if err := first.write(&loadtest.Report{Own: true, SettleMS: 20, Breaches: tt.breaches}, &code); err != nil {
				t.Fatal(err)
			}
			page := filepath.Join(folder, "out.html")
			again := merge{Files: []string{file}, results: results{Max: []string{tt.max}, Report: page}}
			code = 0
			if err := again.Run(&code); err != nil {
				t.Fatal(err)
			}
			if code != tt.code {
				t.Errorf("the exit code is %d, want %d", code, tt.code)
			}
			if data, err := os.ReadFile(page); err != nil || !strings.Contains(string(data), "settle at most") {
				t.Errorf("the page does not tell the limit: %v", err)
			}
		})
	}
}

func TestMistypedLimitIsRefusedBeforeTheRun(t *testing.T) {
	r := run{results: results{Max: []string{"votes.p99=1s"}}}
	if err := r.Run(t.Context(), new(int)); err == nil || !strings.Contains(err.Error(), "votes.p99") {
		t.Errorf("it ended with %v", err)
	}
}
