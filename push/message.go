package push

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

// How long a message is worth anything: a song lasts as long.
const (
	nextWorth    = 5 * time.Minute
	playingWorth = 3 * time.Minute
)

// maxWords is how many bytes of a title go into a message, which the service
// worker shows in a few lines; push services take 4 KB.
const maxWords = 400

// message is an alert on its way.
type message struct {
	board.Alert
	expires time.Time
	topic   string // one that waits at the service is replaced by a later one
	body    []byte
}

func newMessage(a board.Alert, now time.Time) message {
	worth := nextWorth
	if a.Turn == board.OnNow {
		worth = playingWorth
	}
	body, err := json.Marshal(map[string]any{
		"event": a.Event, "place": cut(a.Place), "request": a.Request, "number": a.Number, "song": cut(a.Song), "turn": a.Turn,
	})
	if err != nil {
		panic(err) // these always encode
	}
	sum := sha256.Sum256([]byte(a.Event + " " + a.Request))
	return message{Alert: a, expires: now.Add(worth), topic: base64.RawURLEncoding.EncodeToString(sum[:24]), body: body}
}

// cut shortens a text that is too long for a message.
func cut(s string) string {
	if len(s) <= maxWords {
		return s
	}
	end := maxWords
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "…"
}
