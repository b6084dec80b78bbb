package text

import (
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestAHandleIsMadeFromAnyName(t *testing.T) {
	for name, want := range map[string]string{
		"Ana": "ana", "Jörg Straße": "jorg-strasse", "JÖRG STRASSE": "jorg-strasse", "DJ  Nova!": "dj-nova",
		"夜": "dj", "": "dj", "X": "dj-x", "A name that goes on and on": "a-name-that-goes-on",
	} {
		if got := HandleOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestAHandleIsPlainAndNobodyElses(t *testing.T) {
	for handle, want := range map[string]board.Code{
		"ana": "", "@Ana": "", " dj-nova ": "", "n0va": "",
		"a": board.Required, "": board.Required, "an-endless-handle-of-a-dj": board.TooLong,
		"ana nova": board.InvalidText, "-ana": board.InvalidText, "a--b": board.InvalidText, "аna": board.InvalidText, "a/b": board.InvalidText,
		"admin": board.NameReserved, "cueslip": board.NameReserved, "the-dj": board.NameReserved,
	} {
		if _, err := Handle(handle); board.CodeOf(err) != want {
			t.Errorf("%q: %v, want %q", handle, err, want)
		}
	}
}
