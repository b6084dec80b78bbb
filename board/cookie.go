package board

import (
	"strconv"
	"strings"
)

// Cookie is where a reader stands: the version of a board, in one history of
// the database. Versions of different epochs are never compared. The zero
// Cookie stands nowhere and asks for the whole board.
type Cookie struct {
	Epoch   string
	Version int64
}

// String is the cookie's spelling on the wire, opaque to clients.
func (c Cookie) String() string { return c.Epoch + "." + strconv.FormatInt(c.Version, 36) }

// ParseCookie reads what String wrote; "" is the zero Cookie. Error: bad_cookie.
func ParseCookie(s string) (Cookie, error) {
	if s == "" {
		return Cookie{}, nil
	}
	epoch, version, ok := strings.Cut(s, ".")
	v, err := strconv.ParseInt(version, 36, 64)
	if !ok || err != nil || v < 0 || version[0] == '+' || len(epoch) == 0 || len(epoch) > 32 || !alphanumeric(epoch) {
		return Cookie{}, Errorf(BadCookie, "This is not a cookie that a board handed out.").In("since")
	}
	return Cookie{epoch, v}, nil
}

func alphanumeric(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// MarshalText makes a Cookie a string in JSON.
func (c Cookie) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (c *Cookie) UnmarshalText(text []byte) (err error) {
	*c, err = ParseCookie(string(text))
	return err
}
