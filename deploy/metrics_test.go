// Package deploy_test holds the alerts and the dashboard to the metrics that a
// server has.
package deploy_test

import (
	"encoding/json"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/web"
)

// described is a registry that notes what is registered, whether or not it has
// a value yet.
type described struct {
	*prometheus.Registry
	mu    sync.Mutex
	names map[string]bool
}

var nameOf = regexp.MustCompile(`fqName: "([^"]+)"`)

func (d *described) Register(c prometheus.Collector) error {
	descriptions := make(chan *prometheus.Desc)
	go func() {
		defer close(descriptions)
		c.Describe(descriptions)
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	for each := range descriptions {
		if found := nameOf.FindStringSubmatch(each.String()); found != nil {
			d.names[found[1]] = true
		}
	}
	return d.Registry.Register(c)
}

func (d *described) MustRegister(all ...prometheus.Collector) {
	for _, c := range all {
		if err := d.Register(c); err != nil {
			panic(err)
		}
	}
}

var quiet = slog.New(slog.DiscardHandler)

// registered are the names of the metrics that a server with Redis has.
func registered(t *testing.T) map[string]bool {
	t.Helper()
	data, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/cueslip.db", store.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := data.Close(); err != nil {
			t.Error(err)
		}
	})
	metrics := &described{Registry: prometheus.NewRegistry(), names: map[string]bool{"up": true}}
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	bus, err := hub.NewRedisBus("redis://127.0.0.1:1", hub.RedisOptions{Log: quiet, Registerer: metrics}) // nobody is there
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bus.Close(); err != nil {
			t.Error(err)
		}
	})
	hubs := hub.New(data, bus, hub.Options{Log: quiet, Registerer: metrics})
	if _, err := web.New(web.Config{PublicURL: "http://localhost"}, data, hubs, quiet, metrics); err != nil {
		t.Fatal(err)
	}
	return metrics.names
}

// names finds the metrics in an expression: they begin with what our own and
// the client library's begin with.
var names = regexp.MustCompile(`\b(?:cueslip|process|go)_[a-z_]+|\bup\b`)

func check(t *testing.T, have map[string]bool, expression string) {
	t.Helper()
	found := names.FindAllString(expression, -1)
	if len(found) == 0 {
		t.Errorf("no metric in %s", expression)
	}
	for _, name := range found {
		base := name
		for _, suffix := range []string{"_bucket", "_sum", "_count"} {
			base = strings.TrimSuffix(base, suffix)
		}
		if !have[name] && !have[base] {
			t.Errorf("%s is no metric of a server; it stands in %s", name, expression)
		}
	}
}

func TestAlertsAndDashboardAskForMetricsThatExist(t *testing.T) {
	have := registered(t)

	rules, err := os.ReadFile("prometheus/rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	expressions := regexp.MustCompile(`(?s)expr:(.*?)\n +(?:for|labels):`).FindAllStringSubmatch(string(rules), -1)
	if alerts := strings.Count(string(rules), "- alert:"); alerts == 0 || len(expressions) != alerts {
		t.Fatalf("%d expressions in %d alerts", len(expressions), alerts)
	}
	for _, e := range expressions {
		check(t, have, e[1])
	}

	raw, err := os.ReadFile("grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var dashboard struct {
		Panels []struct {
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(raw, &dashboard); err != nil {
		t.Fatal(err)
	}
	for _, panel := range dashboard.Panels {
		if panel.Type != "row" && len(panel.Targets) == 0 {
			t.Error("a panel asks for nothing")
		}
		for _, target := range panel.Targets {
			check(t, have, target.Expr)
		}
	}
}

// TestEachAlertIsExplained holds the operating guide to the alerts.
func TestEachAlertIsExplained(t *testing.T) {
	rules, err := os.ReadFile("prometheus/rules.yml")
	if err != nil {
		t.Fatal(err)
	}
	guide, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	tests, err := os.ReadFile("prometheus/rules_test.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, alert := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(string(rules), -1) {
		if !strings.Contains(string(guide), "`"+alert[1]+"`") {
			t.Errorf("docs/operating.md does not say what to do about %s", alert[1])
		}
		if !strings.Contains(string(tests), "alertname: "+alert[1]) {
			t.Errorf("no test of the alert %s", alert[1])
		}
	}
}
