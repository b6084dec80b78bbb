package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

// TestMain lets this program also be the other processes of some tests.
func TestMain(m *testing.M) {
	ctx := context.Background()
	switch args := strings.Split(os.Getenv("CUESLIP_TEST_PROCESS"), " "); args[0] {
	case "":
		os.Exit(m.Run())
	case "migrate":
		exit(migrate(ctx, args[1]))
	case "ask":
		exit(askForEver(ctx, args[1], args[2]))
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), "CUESLIP_TEST_PROCESS="+strings.Join(args, " "))
	cmd.Stderr = os.Stderr
	return cmd
}

func migrate(ctx context.Context, url string) error {
	s, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	if err := s.Ready(ctx); err != nil {
		return err
	}
	return s.Close()
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		if strings.HasPrefix(url, "sqlite:") {
			url = "sqlite:" + t.TempDir() + "/new/folder/cueslip.db"
		}
		s := storetest.Open(t, url)
		if !strings.HasPrefix(url, "sqlite:") {
			if err := s.Exec(t.Context(), `DROP SCHEMA public CASCADE`); err != nil {
				t.Fatal(err)
			}
			if err := s.Exec(t.Context(), `CREATE SCHEMA public`); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Ready(t.Context()); board.CodeOf(err) != board.Busy {
			t.Fatalf("ready before migrating: %v", err)
		}
		var others []*exec.Cmd
		for range 4 {
			cmd := process(t, "migrate", url)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			others = append(others, cmd)
		}
		for _, cmd := range others {
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
		}
		if err := s.Ready(t.Context()); err != nil {
			t.Errorf("after migrating: %v", err)
		}
		newRoom(t, s).commit(ask(ann, 1))
	})
}

// askForEver commits requests and votes, and prints the number of each request
// once it is committed.
func askForEver(ctx context.Context, url, event string) error {
	s, err := store.Open(ctx, url, store.Options{Serve: true})
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if _, err := s.Commit(ctx, event, []board.Command{ask(ann, n), vote(ben, n, true)}); err != nil {
			return err
		}
		fmt.Println(n)
	}
}

func TestWhatWasAcknowledgedOutlivesAKilledProcess(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s := storetest.Open(t, url)
		r := newRoom(t, s)
		r.commit(setEvent(board.SetEvent{Limits: &board.Limits{}}))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		known := 0
		for range 3 {
			cmd := process(t, "ask", url, r.code)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			last, fresh := 0, 0
			for fresh < 20 && lines.Scan() {
				if last, err = strconv.Atoi(lines.Text()); err != nil {
					t.Fatal(err)
				}
				if last > known {
					fresh++
				}
			}
			if err := cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			for lines.Scan() { // acknowledged before it died
				last, _ = strconv.Atoi(lines.Text())
			}
			cmd.Wait() //nolint:errcheck // it was killed
			known = max(known, last)
		}
		r = room{t, storetest.Open(t, url), r.code}
		state := r.state()
		for n := 1; n <= known; n++ {
			if q := state.Requests[boardtest.RequestID(n)]; q == nil || q.Votes != 2 || q.Number != n {
				t.Fatalf("No. %d of %d acknowledged: %+v", n, known, q)
			}
		}
		r.audit()
	})
}
