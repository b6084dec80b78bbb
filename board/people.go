package board

// AccountRole is what an account may do outside of any event.
type AccountRole string

// The roles of accounts. An admin is the owner of every event.
const (
	Member AccountRole = "member"
	DJ     AccountRole = "dj" // opens events
	Admin  AccountRole = "admin"
)

// Account is a person who signed up, with the name that others see.
type Account struct {
	Person string
	Name   string
	Role   AccountRole
}

// Summary is an event in a DJ's list of events.
type Summary struct {
	Event  Event
	Role   Role // of whose list it is
	Asked  int  // requests of listeners
	Played int
}
