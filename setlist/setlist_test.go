package setlist

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
)

// night is an evening in Helsinki, of which one song plays.
func night() (board.Event, []*board.Request) {
	row := func(number int, title, artist string, status board.Status, playedAt int64) *board.Request {
		return &board.Request{Row: board.Row{
			Number: number, Title: title, Artist: artist, Name: "Minna", Dedication: "for Otto", Status: status, Votes: 3,
			At: 1_764_000_000_000, PlayedAt: playedAt,
		}}
	}
	own := row(4, "Intro", "", board.Played, 1_764_001_000_000)
	own.Own = true
	return board.Event{Code: "8Z4K2M7Q", Title: "Night at the Pier", StartsAt: 1_764_000_000_000, Zone: "Europe/Helsinki"}, []*board.Request{
		row(1, "Harbour Lights", "The Tidal Clocks", board.Playing, 1_764_003_000_000),
		row(2, `=HYPERLINK("https://evil.example")`, "@home", board.Played, 1_764_002_000_000),
		row(3, "Zombie Waltz", "", board.Declined, 0), own, row(5, "Changed Mind", "", board.Withdrawn, 0),
	}
}

func write(t *testing.T, l List, f Format) string {
	t.Helper()
	var out bytes.Buffer
	if err := l.Write(&out, f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestTheSetListIsInTheOrderOfPlaying(t *testing.T) {
	want := "Night at the Pier\n2025-11-24\n\n" +
		"  1  18:16  Intro\n  2  18:33  @home - =HYPERLINK(\"https://evil.example\")\n  3  18:50  The Tidal Clocks - Harbour Lights\n"
	if diff := cmp.Diff(want, write(t, Played(night()), Text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNamesAreWrittenOnlyWhereTheyAreWanted(t *testing.T) {
	for _, f := range []Format{Text, CSV, JSON} {
		l := Asked(night())
		if out := write(t, l, f); strings.Contains(out, "Minna") || strings.Contains(out, "Otto") || strings.Contains(out, "Changed Mind") {
			t.Errorf("%s: %s", f, out)
		}
		l.Names = true
		if out := write(t, l, f); !strings.Contains(out, "Minna") {
			t.Errorf("%s with names: %s", f, out)
		}
	}
}

func TestNoCellIsAFormula(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(write(t, Asked(night()), CSV), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := rows[2][1:3]; !cmp.Equal(got, []string{`'=HYPERLINK("https://evil.example")`, "'@home"}) {
		t.Errorf("%q", got)
	}
	for _, cell := range []string{"=1", "+1", "-1", "@a", "\ta", "\ra", "\x00", "＝1", "＋1", "－1", "＠a"} {
		if inert(cell) == cell {
			t.Errorf("%q may be calculated", cell)
		}
	}
}

func TestJSONSaysWhatTheSongsWere(t *testing.T) {
	var out struct {
		Event string
		Songs []struct {
			Number int
			Title  string
			Own    bool
		}
	}
	if err := json.Unmarshal([]byte(write(t, Played(night()), JSON)), &out); err != nil {
		t.Fatal(err)
	}
	if out.Event != "8Z4K2M7Q" || len(out.Songs) != 3 || !out.Songs[0].Own || out.Songs[2].Title != "Harbour Lights" {
		t.Errorf("%+v", out)
	}
}

func TestAPlaylistNamesSongsAndNoFolders(t *testing.T) {
	out := write(t, Played(night()), Playlist)
	if !strings.HasPrefix(out, "#EXTM3U\n") || !strings.Contains(out, "#EXTINF:-1,The Tidal Clocks - Harbour Lights\nThe Tidal Clocks - Harbour Lights.mp3\n") {
		t.Error(out)
	}
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "#") && strings.ContainsAny(line, `/\`) {
			t.Errorf("a path: %s", line)
		}
	}
}

func TestNoSongIsACommentOfAPlaylist(t *testing.T) {
	event, _ := night()
	out := write(t, Played(event, []*board.Request{{Row: board.Row{Title: "#1 Lighthouse", Status: board.Played}}}), Playlist)
	if !strings.HasSuffix(out, "\n_#1 Lighthouse.mp3\n") {
		t.Error(out)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add("=1+1", `a"b`)
	f.Add("\r\n", "\x00,")
	f.Fuzz(func(t *testing.T, title, artist string) {
		event, _ := night()
		out := write(t, Asked(event, []*board.Request{{Row: board.Row{Number: 1, Title: title, Artist: artist}}}), CSV)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %v", out, err)
		}
		for _, cell := range rows[1] {
			if inert(cell) != cell {
				t.Errorf("%q may be calculated", cell)
			}
		}
	})
}
