package main

import (
	"net/http"
	"strings"
	"testing"
)

func TestATokenOfTheCommandLineIsForItsScopes(t *testing.T) {
	database := "sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "ready", "serve", "--database-url", database)
	mustCommand(t, "user", "add", "--name", "Nova", "--role", "dj", "--database-url", database)
	token := func(more ...string) client {
		t.Helper()
		return client{s.url(), mustCommand(t, append([]string{"token", "create", "--user", "Nova", "--database-url", database}, more...)...)}
	}
	title := map[string]string{"title": "Night at the Pier"}
	token().call(t, http.MethodPost, "/api/v1/events", title, http.StatusCreated, nil)
	token("--scope", "events").call(t, http.MethodPost, "/api/v1/events", title, http.StatusCreated, nil)
	token("--scope", "read", "--scope", "board").call(t, http.MethodPost, "/api/v1/events", title, http.StatusForbidden, nil)
	_, errs, code := command(t, "token", "create", "--user", "Nova", "--scope", "everything", "--database-url", database)
	if code != exitUsage || !strings.Contains(errs, "scope") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
