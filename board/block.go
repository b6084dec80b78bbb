package board

import (
	"slices"
	"strings"
)

// BlockKind is what a block is about.
type BlockKind string

// The kinds of blocks. Songs and artists together are the do-not-play list.
const (
	BlockSong   BlockKind = "song"
	BlockArtist BlockKind = "artist"
	BlockWord   BlockKind = "word" // in any text that a listener sends
)

// Block is a song, an artist or a word that an event does not take.
type Block struct {
	Kind   BlockKind `json:"kind"`
	Title  string    `json:"title,omitempty"`
	Artist string    `json:"artist,omitempty"`
	Word   string    `json:"word,omitempty"`
	Key    string    `json:"key,omitempty"` // spelled for comparing, at the door
}

// Name is the name of a block in the book of an event.
func (b Block) Name() string { return string(b.Kind) + " " + b.Key }

// SplitBlockName is the inverse of [Block.Name].
func SplitBlockName(name string) (kind BlockKind, key string) {
	before, after, _ := strings.Cut(name, " ")
	return BlockKind(before), after
}

// Spelling is what the door makes of a request's texts for comparing: whatever
// the case, the accents and the punctuation, as words between single spaces.
type Spelling struct {
	Song   string // the words of title and artist, sorted: "Artist - Title" in one field is the same song
	Title  string
	Artist string
	Words  string // of every text together
}

// SetBlocks adds to what an event does not take, and removes from it.
type SetBlocks struct {
	Add    []Block `json:"add,omitempty"`
	Remove []Block `json:"remove,omitempty"`
	Change string  `json:"change,omitempty"`
}

func (SetBlocks) op() {}

// MaxBlocks is how many blocks an event may have.
const MaxBlocks = 1000

func (op *SetBlocks) check() (err error) {
	if len(op.Add)+len(op.Remove) == 0 {
		return Errorf(Required, "Say what to add or to remove.").In("add")
	}
	for field, list := range map[string][]Block{"add": op.Add, "remove": op.Remove} {
		for _, b := range list {
			if b.Key != "" {
				return Errorf(BadMessage, "There is no such field.").In("key")
			}
			ok := b.Kind == BlockSong && b.Title != "" && b.Word == "" ||
				b.Kind == BlockArtist && b.Artist != "" && b.Title+b.Word == "" ||
				b.Kind == BlockWord && b.Word != "" && b.Title+b.Artist == ""
			if !ok {
				return Errorf(BadMessage, "A block is a song with its title, an artist, or a word.").In(field)
			}
		}
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

// setBlocks changes what the event does not take.
func (l *Ledger) setBlocks(c Command, op SetBlocks, answer *Answer) *Error {
	answer.Change = op.Change
	if again, err := l.repeated(c, op.Change, op); again {
		return err
	}
	switch {
	case !l.role(c.Person).runs():
		return errForbidden
	case l.Event.State == Ended:
		return errEnded
	case len(l.Blocks.Now)+len(op.Add) > MaxBlocks:
		return Errorf(TooLong, "An event has at most {n} songs, artists and words that it does not take.", "n", MaxBlocks).In("add")
	}
	for _, b := range op.Remove {
		l.Blocks.put(b.Name(), nil)
	}
	for _, b := range op.Add {
		l.Blocks.put(b.Name(), &b)
	}
	l.record(c, kindBlocks, op.Change, fingerprint(op))
	return nil
}

// blocked returns the refusal of a request that the event does not take, or
// nil. Words are the event's own list, nobody else's.
func (l *Ledger) blocked(s Spelling) *Error {
	if len(l.Blocks.Now) == 0 {
		return nil
	}
	has := func(kind BlockKind, key string) (Block, bool) {
		b, ok := l.Blocks.get(Block{Kind: kind, Key: key}.Name())
		return b, ok && key != ""
	}
	_, song := has(BlockSong, s.Song)
	title, anyone := has(BlockSong, sorted(s.Title)) // by whomever, if it was blocked without an artist
	_, artist := has(BlockArtist, s.Artist)
	if song || anyone && title.Artist == "" || artist || s.Artist == "" && l.names(s.Title) {
		return Errorf(Blocked, "The DJ does not play this at this event.")
	}
	for _, b := range l.Blocks.Now {
		if b.Kind == BlockWord && strings.Contains(" "+s.Words+" ", " "+b.Key+" ") {
			return Errorf(Blocked, "This event does not take “{word}”.", "word", b.Word)
		}
	}
	return nil
}

func sorted(words string) string {
	list := strings.Fields(words)
	slices.Sort(list)
	return strings.Join(list, " ")
}

// names reports whether a title that came without an artist has all the words
// of a blocked artist at its beginning or end: "Artist - Title" in one field.
func (l *Ledger) names(title string) bool {
	for _, b := range l.Blocks.Now {
		if b.Kind == BlockArtist && (strings.HasPrefix(title, b.Key+" ") || strings.HasSuffix(title, " "+b.Key)) {
			return true
		}
	}
	return false
}

// repeats returns the request that already asks for the same song, or nil: one
// that waits or plays, or one whose fate was told within the event's limit.
func (l *Ledger) repeats(song string) *Request {
	window := int64(l.Event.Limits.Repeat) * 1000
	if window == 0 || song == "" {
		return nil
	}
	var found *Request
	for _, id := range l.Songs[song] {
		req := l.root(l.Requests[id])
		recent := l.Now-max(req.At, req.PlayedAt) < window
		switch {
		case req.Status.open(), req.Status == Playing:
			return req
		case slices.Contains([]Status{Played, Declined, Hidden}, req.Status) && recent:
			found = req
		}
	}
	return found
}
