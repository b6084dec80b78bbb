package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

func TestTheAuditLogTellsWhatWasDoneWithASay(t *testing.T) {
	database := "sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "ready", "serve", "--database-url", database)
	on := func(args ...string) []string { return append(args, "--database-url", database) }
	mustCommand(t, on("user", "add", "--name", "Nova", "--role", "member")...)
	mustCommand(t, on("user", "role", "--name", "Nova", "--role", "dj")...)
	nova := client{s.url(), mustCommand(t, on("token", "create", "--user", "Nova")...)}
	event := nova.openEvent(t, "Night at the Pier")
	nova.call(t, http.MethodPatch, event, map[string]string{"announcement": "One\nline"}, http.StatusBadRequest, nil)
	nova.call(t, http.MethodPatch, event, map[string]string{"gate": "last_call"}, http.StatusOK, nil)
	mustCommand(t, on("secret", "rotate")...)

	read := func(args ...string) (words string, last map[string]any) {
		t.Helper()
		for line := range strings.SplitSeq(mustCommand(t, on(append([]string{"audit"}, args...)...)...), "\n") {
			last = map[string]any{}
			if err := json.Unmarshal([]byte(line), &last); err != nil {
				t.Fatalf("%v: %s", err, line)
			}
			words += " " + last["act"].(string)
		}
		return strings.TrimSpace(words), last
	}
	if words, _ := read("--since", "24h"); words != "account_added link_made role_changed token_created event key_added" {
		t.Errorf("all of it: %s", words)
	}
	words, gate := read("--event", strings.ToLower(event[strings.LastIndexByte(event, '/')+1:]))
	if words != "event" || gate["name"] != "Nova" || gate["to_version"] != gate["from_version"].(float64)+1 {
		t.Errorf("on the board: %s: %v", words, gate)
	}
	if words, _ := read("--user", "nova"); words != "account_added link_made role_changed token_created event" {
		t.Errorf("of and on Nova: %s", words)
	}
	mustCommand(t, on("user", "role", "--name", "Nova", "--role", "member")...)
	for status := http.StatusCreated; status != http.StatusForbidden; { // within a second
		status = nova.status(t, http.MethodPost, "/api/v1/events", `{"title":"Another"}`)
	}
	if out, _, code := command(t, on("audit", "--user", "nobody")...); code != exitFailed || out != "" {
		t.Errorf("nobody's: %d %s", code, out)
	}
}
