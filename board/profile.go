package board

// Profile is an account as its person sees it.
type Profile struct {
	Account
	Email     string   // "" for none
	Verified  bool     // it is known to be the person's
	Links     []string // addresses that the person shows
	Tip       string   // an address where people tip the DJ, "" for none
	Picture   string   // the name of it, "" for none
	CreatedAt int64    // Unix ms
}

// ProfileChange is what a person changes of a profile; nil stays as it is.
type ProfileChange struct {
	Name   *string
	Handle *string
	Links  *[]string
	Tip    *string // "" takes it away
}

// Data is everything that is kept about the person behind an account, without
// what signs the person in.
type Data struct {
	Profile     DataProfile      `json:"account"`
	Ways        DataWays         `json:"ways_in"`
	Sessions    []DataCredential `json:"sessions"`
	Tokens      []DataCredential `json:"tokens"`
	Crews       []DataCrew       `json:"events"`
	Requests    []DataRequest    `json:"requests"`
	Votes       []DataVote       `json:"votes"`
	Bans        []DataBan        `json:"bans"`
	Invitations []DataInvitation `json:"invitations"`
	Alerts      []DataAlerts     `json:"alerts"`
	Acts        []Act            `json:"acts"`
}

// DataProfile is the account itself. Times are in Unix ms, here and below.
type DataProfile struct {
	Person        string   `json:"person"`
	Name          string   `json:"name"`
	Handle        string   `json:"handle"`
	Role          string   `json:"role"`
	Email         string   `json:"email"`
	EmailVerified bool     `json:"email_verified"`
	Links         []string `json:"links"`
	Tip           string   `json:"tip"`
	Picture       []byte   `json:"picture"` // a JPEG, in base64
	CreatedAt     int64    `json:"created_at"`
}

// DataWays is how the person signs in.
type DataWays struct {
	PasswordAt int64         `json:"password_changed_at"` // 0 for none
	Passkeys   []DataPasskey `json:"passkeys"`
	Sites      []DataSite    `json:"sites"`
}

// DataPasskey is one passkey.
type DataPasskey struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	CreatedAt int64  `json:"created_at"`
	UsedAt    int64  `json:"used_at"`
}

// DataSite is another site that signs the person in.
type DataSite struct {
	Issuer    string `json:"issuer"`
	Subject   string `json:"subject"`
	Label     string `json:"label"`
	CreatedAt int64  `json:"created_at"`
}

// DataCredential is a session or a token.
type DataCredential struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	Agent     string `json:"agent"`
	Scopes    string `json:"scopes"`
	CreatedAt int64  `json:"created_at"`
	SeenAt    int64  `json:"seen_at"`
	ExpiresAt int64  `json:"expires_at"`
	RevokedAt int64  `json:"revoked_at"`
}

// DataCrew is an event whose crew the person belongs to.
type DataCrew struct {
	Event     string `json:"event"`
	Title     string `json:"title"`
	Role      Role   `json:"role"`
	CreatedAt int64  `json:"created_at"`
}

// DataRequest is what the person asked for.
type DataRequest struct {
	Event      string `json:"event"`
	ID         string `json:"id"`
	Number     int    `json:"number"`
	Title      string `json:"title"`
	Artist     string `json:"artist"`
	Name       string `json:"name"`
	Dedication string `json:"dedication"`
	Note       string `json:"note"`
	Status     Status `json:"status"`
	Votes      int    `json:"votes"`
	At         int64  `json:"at"`
}

// DataVote is one vote.
type DataVote struct {
	Event   string `json:"event"`
	Request string `json:"request"`
	On      bool   `json:"on"`
	At      int64  `json:"at"`
}

// DataBan is where the person may not take part.
type DataBan struct {
	Event  string `json:"event"`
	Reason string `json:"reason"`
	Until  int64  `json:"until"`
	At     int64  `json:"at"`
}

// DataInvitation is an invitation into a crew that the person made or used.
type DataInvitation struct {
	Event     string `json:"event"`
	Role      Role   `json:"role"`
	CreatedAt int64  `json:"created_at"`
	UsedAt    int64  `json:"used_at"`
}

// DataAlerts is a browser that is told when the person's songs are next or play.
type DataAlerts struct {
	Event    string `json:"event"`
	Endpoint string `json:"endpoint"` // of its push service
	At       int64  `json:"at"`
}
