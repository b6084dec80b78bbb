package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/hub"
	"github.com/cueslip/cueslip/store/storetest"
)

// BenchmarkBoardFromCache is a herd at the door: a board of 500 requests, over
// HTTP without the network.
func BenchmarkBoardFromCache(b *testing.B) {
	db := storetest.Open(b, storetest.SQLite(b))
	hubs := hub.New(db, hub.NewMemoryBus(), hub.Options{})
	defer hubs.Drain(b.Context()) //nolint:errcheck // nothing depends on it
	server, err := New(Config{}, db, hubs, discard(), nil)
	if err != nil {
		b.Fatal(err)
	}
	event, err := db.CreateEvent(b.Context(), board.Event{Title: "Night", Limits: board.Limits{Open: 1000}}, "dj")
	if err != nil {
		b.Fatal(err)
	}
	var commands []board.Command
	for i := range 500 {
		id := fmt.Sprintf("0192a000-0000-7000-8000-%012d", i)
		commands = append(commands, board.Command{Person: "fan", Op: board.Ask{ID: id, Title: "A song of many words", Artist: "An artist"}})
	}
	if _, err := db.Commit(b.Context(), event.Code, commands); err != nil {
		b.Fatal(err)
	}
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/api/v1/events/"+event.Code+"/board", nil)
	r.Header.Set("Accept-Encoding", "gzip")
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		server.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Code)
		}
	}
}
