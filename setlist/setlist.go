// Package setlist writes down what became of a night: what was played, in
// order, or everything that was asked for, as text, a table, JSON or a
// playlist. It decides nothing and reads nothing but what it is given.
package setlist

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

// Format is how a list is written down.
type Format string

// The formats.
const (
	Text     Format = "txt"
	CSV      Format = "csv"
	JSON     Format = "json"
	Playlist Format = "m3u" // in UTF-8; names songs, since where they lie nobody knows
)

// Formats are all of them.
var Formats = []Format{Text, CSV, JSON, Playlist}

// Type is the media type of what is written.
func (f Format) Type() string {
	switch f {
	case CSV:
		return "text/csv; charset=utf-8"
	case JSON:
		return "application/json"
	case Playlist:
		return "audio/x-mpegurl; charset=utf-8"
	default:
		return "text/plain; charset=utf-8"
	}
}

// List is what is written down.
type List struct {
	Event board.Event
	Rows  []*board.Request
	Names bool // of those who asked, which are theirs
}

// Played returns the set list of an event: what was played and what plays, in
// the order of playing.
func Played(event board.Event, rows []*board.Request) List {
	played := slices.DeleteFunc(slices.Clone(rows), func(q *board.Request) bool {
		return q.Status != board.Played && q.Status != board.Playing
	})
	slices.SortFunc(played, func(a, b *board.Request) int {
		return cmp.Or(cmp.Compare(a.PlayedAt, b.PlayedAt), cmp.Compare(a.Number, b.Number))
	})
	return List{Event: event, Rows: played}
}

// Asked returns everything that listeners asked for, by number; what was
// withdrawn is its asker's.
func Asked(event board.Event, rows []*board.Request) List {
	asked := slices.DeleteFunc(slices.Clone(rows), func(q *board.Request) bool {
		return q.Own || q.Status == board.Withdrawn
	})
	slices.SortFunc(asked, func(a, b *board.Request) int { return cmp.Compare(a.Number, b.Number) })
	return List{Event: event, Rows: asked}
}

// Write writes the list.
func (l List) Write(w io.Writer, f Format) error {
	switch f {
	case CSV:
		return l.writeCSV(w)
	case JSON:
		return l.writeJSON(w)
	case Playlist:
		return l.writePlaylist(w)
	default:
		return l.writeText(w)
	}
}

// song is a song on one line, as decks and shops search for it.
func song(q *board.Request) string {
	if q.Artist == "" {
		return q.Title
	}
	return q.Artist + " - " + q.Title
}

// clock is a time of day where the event was; nothing for none.
func (l List) clock(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(l.zone()).Format("15:04")
}

func (l List) zone() *time.Location {
	zone, err := time.LoadLocation(l.Event.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

func (l List) writeText(w io.Writer) error {
	start := time.UnixMilli(l.Event.StartsAt).In(l.zone())
	if _, err := fmt.Fprintf(w, "%s\n%s\n\n", l.Event.Title, start.Format("2006-01-02")); err != nil {
		return fmt.Errorf("setlist: writing: %w", err)
	}
	for i, q := range l.Rows {
		line := fmt.Sprintf("%3d  %5s  %s", i+1, l.clock(cmp.Or(q.PlayedAt, q.At)), song(q))
		if l.Names && q.Name != "" {
			line += "  (" + q.Name + ")"
		}
		if _, err := fmt.Fprintln(w, line); err != nil {
			return fmt.Errorf("setlist: writing: %w", err)
		}
	}
	return nil
}

// writeCSV quotes every cell, and keeps each from being a formula (ASVS 5.0,
// 1.2.10). It begins with a mark by which spreadsheets know UTF-8.
func (l List) writeCSV(w io.Writer) error {
	var out strings.Builder
	out.WriteString("\ufeff")
	row := func(cells ...string) {
		for i, cell := range cells {
			if i > 0 {
				out.WriteByte(',')
			}
			out.WriteString(`"` + strings.ReplaceAll(inert(cell), `"`, `""`) + `"`)
		}
		out.WriteString("\r\n")
	}
	header := []string{"number", "title", "artist", "status", "reason", "votes", "asked_at", "played_at", "own"}
	if l.Names {
		header = append(header, "name", "dedication")
	}
	row(header...)
	for _, q := range l.Rows {
		cells := []string{
			strconv.Itoa(q.Number), q.Title, q.Artist, string(q.Status), q.Reason, strconv.Itoa(q.Votes),
			stamp(q.At), stamp(q.PlayedAt), strconv.FormatBool(q.Own),
		}
		if l.Names {
			cells = append(cells, q.Name, q.Dedication)
		}
		row(cells...)
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("setlist: writing: %w", err)
	}
	return nil
}

// inert returns a cell that no spreadsheet calculates.
func inert(cell string) string {
	if first, _ := utf8.DecodeRuneInString(cell); cell != "" && strings.ContainsRune("=+-@\t\r\x00＝＋－＠", first) {
		return "'" + cell
	}
	return cell
}

func stamp(ms int64) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).UTC().Format(time.RFC3339)
}

func (l List) writeJSON(w io.Writer) error {
	type entry struct {
		Number     int          `json:"number"`
		Title      string       `json:"title"`
		Artist     string       `json:"artist"`
		Status     board.Status `json:"status"`
		Reason     string       `json:"reason,omitempty"`
		Votes      int          `json:"votes"`
		AskedAt    int64        `json:"asked_at"`
		PlayedAt   int64        `json:"played_at,omitempty"`
		Own        bool         `json:"own,omitempty"`
		Name       string       `json:"name,omitempty"`
		Dedication string       `json:"dedication,omitempty"`
	}
	list := make([]entry, len(l.Rows))
	for i, q := range l.Rows {
		list[i] = entry{q.Number, q.Title, q.Artist, q.Status, q.Reason, q.Votes, q.At, q.PlayedAt, q.Own, "", ""}
		if l.Names {
			list[i].Name, list[i].Dedication = q.Name, q.Dedication
		}
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(map[string]any{
		"event": l.Event.Code, "title": l.Event.Title, "starts_at": l.Event.StartsAt, "ended_at": l.Event.EndedAt, "songs": list,
	}); err != nil {
		return fmt.Errorf("setlist: writing: %w", err)
	}
	return nil
}

func (l List) writePlaylist(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "#EXTM3U\n#PLAYLIST:%s\n", l.Event.Title); err != nil {
		return fmt.Errorf("setlist: writing: %w", err)
	}
	for _, q := range l.Rows {
		name := strings.NewReplacer("/", "-", "\\", "-").Replace(song(q))
		if strings.HasPrefix(name, "#") {
			name = "_" + name // or the line would be a comment
		}
		if _, err := fmt.Fprintf(w, "#EXTINF:-1,%s\n%s.mp3\n", song(q), name); err != nil {
			return fmt.Errorf("setlist: writing: %w", err)
		}
	}
	return nil
}

// FileName is what a browser saves the list as: of plain letters only.
func (l List) FileName(what string, f Format) string {
	day := time.UnixMilli(l.Event.StartsAt).In(l.zone()).Format("2006-01-02")
	return fmt.Sprintf("cueslip-%s-%s-%s.%s", day, l.Event.Code, what, f)
}
