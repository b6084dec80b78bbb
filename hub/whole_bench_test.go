package hub

import (
	"fmt"
	"testing"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

// BenchmarkWholeAnew measures the encoding and compressing of a board of 500
// requests, which calls share; see encodeShare.
func BenchmarkWholeAnew(b *testing.B) {
	s := snapshot{cookie: board.Cookie{Epoch: "e1", Version: 500}, event: board.Event{Code: "ABCD2345", Title: "Night at the Pier"}}
	for i := range 500 {
		s.rows = append(s.rows, &board.Request{Row: board.Row{
			ID: boardtest.RequestID(i + 1), Number: i + 1, Title: fmt.Sprintf("Harbour Lights %d", i), Artist: "The Tidal Clocks",
			Status: board.New, Votes: i % 40, At: 1_764_000_000_000 + int64(i),
		}})
	}
	b.ReportAllocs()
	for b.Loop() {
		message := s.encodeBoard(board.Public, s.cookie)
		b.ReportMetric(float64(len(message)), "JSON-bytes")
		b.ReportMetric(float64(len(compress(message))), "gzip-bytes")
	}
}
