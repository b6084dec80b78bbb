package web

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// board answers with the whole board, or with what changed since a cookie.
// Whole boards come from the hub's cache, compressed once for everybody.
func (s *Server) board(w http.ResponseWriter, r *http.Request) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	since, err := board.ParseCookie(r.URL.Query().Get("since"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	audience, err := s.mayRead(r, code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	lease, err := s.hubs.Lease(r.Context(), code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer lease.Release()

	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "no-cache")
	if audience == board.Crew {
		h.Set("Cache-Control", "private, no-store") // notes and names are not for whoever uses this computer next
		h.Set("Vary", "Accept-Encoding, Authorization, Cookie")
	}
	if since != (board.Cookie{}) {
		frame, err := lease.Since(r.Context(), audience, since)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if frame != nil {
			h.Set("Cache-Control", "no-store")
			h.Set("Content-Length", strconv.Itoa(len(frame)))
			_, _ = w.Write(frame)
			return
		}
	}
	whole, err := lease.Whole(r.Context(), audience)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	h.Set("ETag", whole.ETag)
	if matches(r.Header.Get("If-None-Match"), whole.ETag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := whole.JSON
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = whole.Gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body)
}

// presence answers with how many look at a board, for those who don't: looking
// by a socket would be one more.
func (s *Server) presence(w http.ResponseWriter, r *http.Request) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	lease, err := s.hubs.Lease(r.Context(), code)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer lease.Release()
	here, err := lease.Here(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]any{"here": here})
}

// mayRead returns the audience that a call asks for, if the caller belongs to
// it. Anyone may read a public board.
func (s *Server) mayRead(r *http.Request, code string) (board.Audience, error) {
	audience, err := audienceOf(r)
	if err != nil || audience == board.Public {
		return audience, err
	}
	who, err := s.person(r)
	if err != nil {
		return audience, err
	}
	return audience, s.requireCrew(r.Context(), code, who)
}

// matches reports whether an If-None-Match names the tag (RFC 9110, 13.1.2).
func matches(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") && one != "" {
			return true
		}
	}
	return false
}

// acceptsGzip reports whether the caller takes gzip (RFC 9110, 12.5.3).
func acceptsGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, quality, _ := strings.Cut(strings.TrimSpace(one), ";")
		if c := strings.TrimSpace(coding); !strings.EqualFold(c, "gzip") && c != "*" {
			continue
		}
		q := strings.TrimPrefix(strings.ReplaceAll(quality, " ", ""), "q=")
		weight, err := strconv.ParseFloat(q, 64)
		return q == "" || err == nil && weight > 0
	}
	return false
}
