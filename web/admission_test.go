package web

import (
	"net/http"
	"testing"
	"time"

	"github.com/cueslip/cueslip/board"
)

// room opens an event that asks for the code on its room's screen.
func (s *site) room() (code string, shownAt func(time.Time) string) {
	s.t.Helper()
	code = s.event()
	s.call("PATCH", "/api/v1/events/"+code, s.dj, `{"admission":"room_code"}`).want(http.StatusOK, "")
	key, err := s.server.secrets.newest(s.t.Context(), roomSecret)
	if err != nil {
		s.t.Fatal(err)
	}
	return code, func(at time.Time) string { return roomCode(key.Value, code, at) }
}

func (s *site) comeIn(event, token, typed string) *reply {
	s.t.Helper()
	return s.call("POST", "/api/v1/events/"+event+"/admission", token, map[string]any{"room": typed})
}

func TestARoomsCodeIsGoodWhileItIsShownAndALittleLonger(t *testing.T) {
	s := open(t)
	code, shownAt := s.room()
	_, elsewhere := s.room()
	now := time.Now()
	s.comeIn(code, s.guest("Ana"), elsewhere(now)).want(http.StatusForbidden, board.Challenged)
	for _, old := range []time.Time{now.Add(-3 * roomCodeSpan), now.Add(-2 * time.Hour), now.Add(2 * roomCodeSpan)} {
		s.comeIn(code, s.guest("Ana"), shownAt(old)).want(http.StatusForbidden, board.Challenged)
	}
	s.comeIn(code, s.guest("Ana"), shownAt(now)).want(http.StatusNoContent, "")
}

func TestARoomsCodeCannotBeFoundByTrying(t *testing.T) {
	s := open(t)
	code, shownAt := s.room()
	ana, ben := s.guest("Ana"), s.guest("Ben")
	for range roomTries {
		s.comeIn(code, ana, "AAAAA").want(http.StatusForbidden, board.Challenged)
	}
	refused := s.comeIn(code, ana, shownAt(time.Now())).want(http.StatusTooManyRequests, board.SlowDown)
	if wait := refused.number("retry_after"); wait < 60 {
		t.Errorf("try again in %d s", wait)
	}
	s.comeIn(code, ben, shownAt(time.Now())).want(http.StatusNoContent, "") // who is nobody's neighbour in this
}
