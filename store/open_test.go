package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestASecondServerOnAnSQLiteFileIsRefused(t *testing.T) {
	url := storetest.SQLite(t)
	first := storetest.Open(t, url)
	_, err := store.Open(t.Context(), url, store.Options{Serve: true})
	if err == nil || !strings.Contains(err.Error(), "another server is running") {
		t.Fatalf("a second server: %v", err)
	}
	newRoom(t, first).commit(ask(ann, 1))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	storetest.Open(t, url)
}

func TestTheCommandLineWorksBesideAServer(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		r := newRoom(t, storetest.Open(t, url))
		cli := storetest.OpenWith(t, url, store.Options{})
		a, err := cli.AddAccount(t.Context(), "Marlene", board.DJ)
		if err != nil {
			t.Fatal(err)
		}
		token, err := cli.CreateToken(t.Context(), a.Person, "console")
		if err != nil {
			t.Fatal(err)
		}
		r.commit(ask(ann, 1))
		if got, err := r.Authenticate(t.Context(), token); err != nil || got.Account != a {
			t.Errorf("the server knows %+v, %v", got, err)
		}
	})
}

func TestAFileAndItsFolderAreMade(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data & more", "100%?")
	s := storetest.Open(t, "sqlite:"+folder+"/cue slip.db")
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(folder)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("the folder is open to others: %o", got)
	}
	if _, err := os.Stat(folder + "/cue slip.db"); err != nil {
		t.Error(err)
	}
}

func TestAnUnknownKindOfDatabaseIsRefused(t *testing.T) {
	for _, url := range []string{"", "mysql://x", "sqlite:", "data/cueslip.db"} {
		if _, err := store.Open(t.Context(), url, store.Options{}); err == nil {
			t.Errorf("%q was opened", url)
		}
	}
	_, err := store.Open(t.Context(), "postgres://me:geheim@127.0.0.1:1/x?connect_timeout=1", store.Options{})
	if board.CodeOf(err) != board.Busy || strings.Contains(err.Error(), "geheim") {
		t.Errorf("an unreachable server: %v", err)
	}
}

func TestAnSQLiteServerStartsAnEpochEachTime(t *testing.T) {
	url := storetest.SQLite(t)
	s := storetest.Open(t, url)
	r := newRoom(t, s)
	before := r.state().Cookie
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r = room{t, storetest.Open(t, url), r.code}
	if after := r.state().Cookie; after.Epoch == before.Epoch || after.Version != before.Version {
		t.Errorf("%v after %v", after, before)
	}
	if _, err := board.ParseCookie(before.String()); err != nil {
		t.Error(err)
	}
}

func TestAPostgresEpochOutlivesServersAndEndsWithARestore(t *testing.T) {
	url := storetest.Postgres(t)
	s := storetest.Open(t, url)
	r := newRoom(t, s)
	before := r.state().Cookie
	again := storetest.Open(t, url)
	if after := (room{t, again, r.code}).state().Cookie; after != before {
		t.Errorf("%v on another replica, want %v", after, before)
	}
	if _, err := board.ParseCookie(before.String()); err != nil {
		t.Error(err)
	}
	for _, restore := range []string{
		`UPDATE meta SET value = 'restored' WHERE name = 'restore_id'`,                            // by hand, into the same tables
		`CREATE TABLE copy AS TABLE boards; DROP TABLE boards; ALTER TABLE copy RENAME TO boards`, // as pg_restore --clean does
	} {
		if err := again.Exec(t.Context(), restore); err != nil {
			t.Fatal(err)
		}
		after := r.state().Cookie
		if after.Epoch == before.Epoch {
			t.Errorf("the epoch stayed after %s", restore)
		}
		if d := r.load(before); !d.Whole {
			t.Errorf("a cookie from before the restore: %+v", d)
		}
		if got := r.commit(ask(ann, int(after.Version))).Delta.Epoch; got != after.Epoch {
			t.Errorf("a commit is of epoch %s, want %s", got, after.Epoch)
		}
		before = after
	}
}

func TestAFrozenReplicaHoldsAnEventForAboutASecond(t *testing.T) {
	url := storetest.Postgres(t)
	frozen, well := storetest.Open(t, url), storetest.Open(t, url)
	r := newRoom(t, well)
	commit, err := frozen.Hold(t.Context(), r.code)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for {
		_, err := r.Commit(t.Context(), r.code, []board.Command{ask(ann, 1)})
		if err == nil {
			break
		}
		if board.CodeOf(err) != board.Busy || time.Since(began) > 10*time.Second {
			t.Fatalf("after %v: %v", time.Since(began), err)
		}
	}
	t.Logf("held for %v", time.Since(began))
	if err := commit(); err == nil {
		t.Error("the frozen replica committed when it woke up")
	}
	if got := r.load(board.Cookie{}).Version; got != 2 {
		t.Errorf("version %d, want 2", got)
	}
	(room{t, frozen, r.code}).commit(ask(ben, 2)) // it works again
}

func TestAFullDiskIsSaidAndNothingIsHalfKept(t *testing.T) {
	s := storetest.Open(t, storetest.SQLite(t))
	r := newRoom(t, s)
	r.commit(setEvent(board.SetEvent{Limits: &board.Limits{}}))
	if err := s.Exec(t.Context(), `PRAGMA max_page_count = 1`); err != nil { // as small as it is by now
		t.Fatal(err)
	}
	kept := 0
	for {
		_, err := r.Commit(t.Context(), r.code, []board.Command{ask(ann, kept+1)})
		if board.CodeOf(err) == board.StorageFull {
			break
		}
		if err != nil || kept > 10_000 {
			t.Fatalf("after %d requests: %v", kept, err)
		}
		kept++
	}
	if got := len(r.state().Requests); got != kept {
		t.Errorf("%d requests are there, %d were acknowledged", got, kept)
	}
	if err := s.Exec(t.Context(), `PRAGMA max_page_count = 1000000`); err != nil {
		t.Fatal(err)
	}
	r.commit(ask(ann, kept+1))
	r.audit()
}
