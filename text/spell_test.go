package text

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

func TestOneSongIsSpelledOneWay(t *testing.T) {
	want := Spell("Harbour Lights", "The Tidal Clocks").Song
	for _, other := range [][2]string{
		{"HARBOUR  lights", "the tidal clocks"},
		{"Hárbour Lights (Live at the Pier)", "The Tidal Clocks feat. Ada Quast"},
		{"The Tidal Clocks - Harbour Lights", ""},
		{"Harbour Lights [Remaster]", "Tidal Clocks, The"},
		{"ＨＡＲＢＯＵＲ lights!!", "The Tidal Clocks"},
	} {
		if got := Spell(other[0], other[1]).Song; got != want {
			t.Errorf("%q: %q, want %q", other, got, want)
		}
	}
	for _, other := range [][2]string{{"Harbour Light", "The Tidal Clocks"}, {"Harbour Lights", ""}, {"", ""}, {"???", "!"}} {
		if got := Spell(other[0], other[1]).Song; got == want {
			t.Errorf("%q is taken for another song", other)
		}
	}
	if got := Spell("Don’t & Won't", "").Song; got != "and dont wont" {
		t.Errorf("apostrophes and ampersands: %q", got)
	}
	if got := Spell("夜の港", "").Song; got != "夜の港" {
		t.Errorf("other scripts: %q", got)
	}
}

func TestWordsAreOfEveryText(t *testing.T) {
	s := Spell("Harbour (Blimey Mix)", "Clocks", "Ada", "for Blímey’s sake")
	if want := "harbour blimey mix clocks ada for blimey s sake"; s.Words != want {
		t.Errorf("%q, want %q", s.Words, want)
	}
}

func TestABlockIsSpelledAsWhatItIsComparedWith(t *testing.T) {
	for block, want := range map[board.Block]string{
		{Kind: board.BlockSong, Title: "Harbour Lights", Artist: "Clocks"}: Spell("Clocks: Harbour Lights", "").Song,
		{Kind: board.BlockArtist, Artist: "The Tidal Clocks!"}:             Spell("x", "the tidal clocks").Artist,
		{Kind: board.BlockWord, Word: "Blímey!"}:                           "blimey",
		{Kind: board.BlockWord, Word: "!!"}:                                "",
	} {
		if got := Key(block); got != want {
			t.Errorf("%+v: %q, want %q", block, got, want)
		}
	}
}

func TestNoSpellingIsTooLongForAnIndex(t *testing.T) {
	long := strings.Repeat("ᄀᄁᄂᄃᄄᄅᄆᄇᄈᄉᄊᄋᄌ짜 ", 80) // a Hangul syllable of 15 letters each
	s := Spell(long, long)
	for name, spelled := range map[string]string{
		"a song": s.Song, "an artist": s.Artist,
		"a block of a song":    Key(board.Block{Kind: board.BlockSong, Title: long, Artist: long}),
		"a block of a word":    Key(board.Block{Kind: board.BlockWord, Word: long}),
		"a block of an artist": Key(board.Block{Kind: board.BlockArtist, Artist: long}),
	} {
		if len(spelled) > 1000 || !utf8.ValidString(spelled) || spelled != strings.TrimSpace(spelled) {
			t.Errorf("%s is spelled in %d bytes: %q", name, len(spelled), spelled)
		}
	}
	if got := Key(board.Block{Kind: board.BlockArtist, Artist: long}); got != s.Artist {
		t.Error("a long artist is not blocked")
	}
}

func TestManyTextsAreLookedAtAtOnce(t *testing.T) {
	var looking sync.WaitGroup
	for range 8 {
		looking.Go(func() {
			if Rude("Harbour Lights", "The Tidal Clocks") {
				t.Error("a harmless song is rude")
			}
			if !Rude("what a shit song") {
				t.Error("a rude text is not")
			}
		})
	}
	looking.Wait()
}

func FuzzSpell(f *testing.F) {
	f.Add("Harbour Lights (Live)", "The Tidal Clocks feat. Ada")
	f.Add("", "\xff\u0301")
	f.Fuzz(func(t *testing.T, title, artist string) {
		s := Spell(title, artist)
		if again := Plain(s.Title); again != s.Title {
			t.Errorf("%q: %q, then %q", title, s.Title, again)
		}
		if s.Words != strings.Join(strings.Fields(s.Words), " ") || !slices.IsSorted(strings.Fields(s.Song)) {
			t.Errorf("%q %q: %+v", title, artist, s)
		}
	})
}
