package text

import (
	"net/url"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// The links that a profile may show.
const (
	MaxLinks = 5
	MaxLink  = 200 // characters
)

// Link checks an address that somebody shows of themselves: of the web, and
// without a password in it. Errors: as [Clean], and bad_message.
func Link(field, s string) (string, error) {
	s, err := Clean(field, s, MaxLink, true)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || strings.ContainsAny(s, " \\<>\"'`") {
		return "", board.Errorf(board.BadMessage, "A link is an address that begins with https:// or http://.").In(field)
	}
	return s, nil
}

// Tip is Link for where people tip a DJ; "" is none. Money is never asked for
// over plain http. Errors: as [Link].
func Tip(field, s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	link, err := Link(field, s)
	if err == nil && !strings.HasPrefix(link, "https://") {
		err = board.Errorf(board.BadMessage, "A tip link begins with https://.").In(field)
	}
	return link, err
}

// Links is Link for a list of them; empty ones are left out. Errors: as [Link],
// and too_long for too many.
func Links(field string, list []string) ([]string, error) {
	links := []string{}
	for _, s := range list {
		if strings.TrimSpace(s) == "" {
			continue
		}
		link, err := Link(field, s)
		if err != nil {
			return nil, err
		}
		links = append(links, link)
	}
	if len(links) > MaxLinks {
		return nil, board.Errorf(board.TooLong, "A profile shows up to {n} links.", "n", MaxLinks).In(field)
	}
	return links, nil
}
