package main

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestDemoShowsABoardThatLivesAndLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	temporary := t.TempDir()
	s := startIn(t, temporary, "dj", "demo", "--listeners", "20")
	event := s.lines["board"]
	event = "/api/v1/events/" + event[strings.LastIndex(event, "/")+1:]
	client{url: s.url()}.watch(t, event, func(view *board.View) bool {
		return view.Here >= 5 && len(view.Rows) >= 1
	})
	if code := s.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d: %s", code, s.log)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("the demo left %v behind (%v)", left, err)
	}
}
