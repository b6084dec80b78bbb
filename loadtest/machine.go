package loadtest

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

// Machine says where the crowd ran, and of which code.
type Machine struct {
	System string `json:"system"` // as in linux/amd64
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"` // that the crowd may use
	Go     string `json:"go"`
	Commit string `json:"commit"` // "" when built outside a repository; ends with + when files were changed
}

func machine() Machine {
	m := Machine{System: runtime.GOOS + "/" + runtime.GOARCH, CPU: processor(), Cores: runtime.GOMAXPROCS(0), Go: runtime.Version()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return m
	}
	changed := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			m.Commit = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			changed = "+"
		}
	}
	if m.Commit != "" {
		m.Commit += changed
	}
	return m
}

// processor reads the model's name where the system tells it in a file.
func processor() string {
	data, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func (m Machine) String() string {
	text := fmt.Sprintf("%s, %d cores, %s", m.System, m.Cores, m.Go)
	if m.CPU != "" {
		text = m.CPU + ", " + text
	}
	return text
}
