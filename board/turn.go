package board

// Turn is what an asker is told about a request while it is worth telling.
type Turn string

// The turns that are told.
const (
	UpNext Turn = "next"    // the DJ has fixed it as next
	OnNow  Turn = "playing" // it plays
)

// Turn returns whether a request's turn has come, "" if it has not. What the DJ
// plays of their own has none: nobody asked for it.
func (q *Request) Turn() Turn {
	switch {
	case q.Own:
		return ""
	case q.Status == Playing:
		return OnNow
	case q.Status == Accepted && q.Next:
		return UpNext
	default:
		return ""
	}
}

// Subscription is where a browser is told, as its push service gave it to the
// browser. The endpoint opens that browser to whoever has a key: it belongs in
// no log.
type Subscription struct {
	Endpoint string
	P256dh   string // the browser's key, an uncompressed point in base64url
	Auth     string // what browser and server share, in base64url
	Key      int    // number of our key, under which alone the service takes messages
}

// Alert tells one browser that a slip's turn has come.
type Alert struct {
	Event   string
	Place   string // the event's title
	Request string // the slip's id
	Number  int
	Song    string
	Turn    Turn
	Subscription
}
