package board

import (
	"strings"
)

// Codes of events are written in Crockford's base 32: no I, L, O or U, so that
// a code read aloud in a loud room is typed as it was meant.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// CodeLength is the number of characters of an event's code, 5 bits each.
const CodeLength = 8

// EventCode spells 40 random bits as an event's code.
func EventCode(random [5]byte) string {
	var bits uint64
	for _, b := range random {
		bits = bits<<8 | uint64(b)
	}
	code := make([]byte, CodeLength)
	for i := range code {
		code[CodeLength-1-i] = crockford[bits&31]
		bits >>= 5
	}
	return string(code)
}

// ParseCode returns the canonical spelling of an event's code as a person may
// have typed it: any case, O for 0, I or L for 1, hyphens ignored. Error:
// not_found, since a malformed code names no event.
func ParseCode(s string) (string, error) {
	s = strings.NewReplacer("-", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(s))
	if len(s) != CodeLength || strings.Trim(s, crockford) != "" {
		return "", Errorf(NotFound, "There is no event with this code.")
	}
	return s, nil
}

// ParseID returns the canonical spelling of a UUID, or bad_id.
func ParseID(s string) (string, error) {
	if len(s) != 36 {
		return "", errBadID
	}
	for i := range len(s) {
		switch c := s[i]; {
		case i == 8 || i == 13 || i == 18 || i == 23:
			if c != '-' {
				return "", errBadID
			}
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
		default:
			return "", errBadID
		}
	}
	return strings.ToLower(s), nil
}

// ParseRequestID is ParseID for the ids of requests, which are UUIDv7
// (RFC 9562): made by clients, ordered by time, so that indexes stay compact.
func ParseRequestID(s string) (string, error) {
	id, err := ParseID(s)
	if err != nil {
		return "", err
	}
	version, variant := id[14], id[19]
	if version != '7' || variant < '8' || variant > 'b' {
		return "", errBadID
	}
	return id, nil
}

var errBadID = Errorf(BadID, "An id must be a UUID, in version 7 for a request.")
