package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"github.com/cueslip/cueslip/loadtest"
)

// results say what becomes of a report.
type results struct {
	Max    []string `sep:"none" placeholder:"FIGURE=TIME" help:"Exit with 3 when a figure is over this, as in vote.p99=100ms, dj.board.p99=250ms, reconnect.p99=5s; docs/loadtest.md lists the figures. May be given more than once."`
	JSON   string   `type:"path" help:"Write the figures to this file; merge adds such files up."`
	Report string   `type:"path" help:"Write one HTML page with charts to this file."`
}

func (r *results) limits() ([]loadtest.Limit, error) {
	var limits []loadtest.Limit
	for _, text := range r.Max {
		l, err := loadtest.ParseLimit(text)
		if err != nil {
			return nil, err
		}
		limits = append(limits, l)
	}
	return limits, nil
}

// write writes a report everywhere, and chooses the exit code.
func (r *results) write(report *loadtest.Report, code *int) error {
	if r.JSON != "" {
		data, err := json.Marshal(report)
		if err != nil {
			return fmt.Errorf("encoding the report: %w", err)
		}
		if err := os.WriteFile(r.JSON, append(data, '\n'), 0o600); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	if r.Report != "" {
		var page bytes.Buffer
		if err := report.HTML(&page); err != nil {
			return err
		}
		if err := os.WriteFile(r.Report, page.Bytes(), 0o600); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	if err := report.Print(os.Stdout); err != nil {
		return err
	}
	switch {
	case len(report.Breaches) > 0:
		*code = exitBroken
	case !report.WithinLimits():
		*code = exitOver
	}
	return nil
}
