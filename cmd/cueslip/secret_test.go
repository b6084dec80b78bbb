package main

import (
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

func TestKeysAreRotatedBesideARunningServer(t *testing.T) {
	database := "sqlite:" + t.TempDir() + "/cueslip.db"
	s := start(t, "ready", "serve", "--database-url", database)
	c := client{url: s.url()}.guest(t, "Ana")
	if out := mustCommand(t, "secret", "rotate", "--database-url", database); !strings.HasPrefix(out, "key 2 of guests") {
		t.Errorf("rotated: %s", out)
	}
	list := mustCommand(t, "secret", "list", "--database-url", database)
	want := `(?m)^guests +2 +\d+s +signs and verifies\nguests +1 +\d+s +verifies$`
	if !strings.HasPrefix(list, "name ") || !regexp.MustCompile(want).MatchString(list) {
		t.Errorf("listed:\n%s", list)
	}
	if out := mustCommand(t, "secret", "retire", "--database-url", database); out != "" {
		t.Errorf("retired: %s", out)
	}
	c.guest(t, "Ben")
	if code := s.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
	}
}

func TestAServerWithAGuessableSecretDoesNotStart(t *testing.T) {
	file := t.TempDir() + "/cueslip.db"
	mustCommand(t, "migrate", "--database-url", "sqlite:"+file)
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), `INSERT INTO secrets (name, number, value, created_at) VALUES ('guests', 1, '736563726574', 0)`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	_, errs, code := command(t, "serve", "--database-url", "sqlite:"+file, "--addr", "127.0.0.1:0", "--ops-addr", "127.0.0.1:0")
	if code != exitFailed || !strings.HasPrefix(errs, `cueslip: The secret "guests" can be guessed`) || strings.Contains(errs, "\n") {
		t.Errorf("exit code %d: %s", code, errs)
	}
}
