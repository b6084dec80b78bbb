package board

import "time"

// AccountRole is what an account may do outside of any event.
type AccountRole string

// The roles of accounts. An admin is the owner of every event.
const (
	Member AccountRole = "member"
	DJ     AccountRole = "dj" // opens events
	Admin  AccountRole = "admin"
)

// Account is a person who signed up, as others see them. There is no account
// without a name and a handle.
type Account struct {
	Person string
	Name   string
	Handle string // unique, of small letters, digits and hyphens
	Role   AccountRole
}

// NewAccount is what somebody signs up with. Any of the ways in may be absent.
type NewAccount struct {
	Person   string // "": one is made
	Name     string
	Handle   string // "": one is made from the name
	Role     AccountRole
	Email    string // in small letters
	Verified bool   // the e-mail address is known to be the person's
	Password string // hashed
	Identity *Identity
	Passkey  *Passkey
}

// Identity is whom another site says a person is. The issuer and the subject
// together name one person for ever; nothing else about them does.
type Identity struct {
	Issuer    string
	Subject   string
	Label     string // what the person knows it by
	CreatedAt int64  // Unix ms
}

// Passkey is a credential of WebAuthn that signs an account in.
type Passkey struct {
	ID         string // in base64url
	Name       string // what the person knows it by
	Credential []byte // JSON, whole, as the library wrote it
	CreatedAt  int64  // Unix ms
	UsedAt     int64  // Unix ms, 0 for never
}

// Mate is one of an event's crew.
type Mate struct {
	Account
	EventRole Role
}

// Invitation is a way into an event's crew for whoever holds its link.
type Invitation struct {
	ID        string // tells it from others; it opens nothing
	Event     string
	Role      Role   // cohost or moderator
	Author    string // who invites; the role is given in this person's name
	CreatedAt int64  // Unix ms
	ExpiresAt int64
	UsedAt    int64  // or withdrawn; 0: open
	UsedBy    string // "" for nobody
}

// Summary is an event in a DJ's list of events.
type Summary struct {
	Event  Event
	Role   Role // of whose list it is
	Asked  int  // requests of listeners
	Played int

	Rehearsal bool // to practise on, with a crowd that is made up
}

// Due is what the clock has to do, by the codes of events.
type Due struct {
	Starting []string // go live
	Ending   []string // end
	Closing  []string // their last call is over
	Fading   []string // have requests that waited too long
}

// Song is what everybody may know of what was played, long after.
type Song struct {
	Title  string
	Artist string
}

// Budget is how many attempts somebody has in a while. The key says whose it
// is without saying who that is.
type Budget struct {
	Key  string
	Most int
	Per  time.Duration
}
