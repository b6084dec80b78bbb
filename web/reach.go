package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/cueslip/cueslip/board"
)

// reach is what a personal token has to be for so that a call can be made with
// it, whatever its person may do.
type reach string

// A call that names none of these is made with no personal token at all.
const (
	forAnyone  reach = "anyone" // it needs nobody, so that scopes do not matter
	forReading       = reach(board.ScopeRead)
	forBoards        = reach(board.ScopeBoard)
	forEvents        = reach(board.ScopeEvents)
	forBrowser reach = "session" // an account is its browsers' own
)

type reachKey struct{}

// within lets a call be made only with what reaches it; whoever asks who makes
// the call is told so.
func within(need reach, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		inner := r.WithContext(context.WithValue(r.Context(), reachKey{}, need))
		next(w, inner)
		r.Pattern = inner.Pattern // as it is counted
	}
}

// reachOf returns what a call needs.
func reachOf(r *http.Request) reach {
	need, _ := r.Context().Value(reachKey{}).(reach)
	return need
}

// may refuses what the visitor's personal token is not for. Sessions, guests
// and nobody pass: what they may do is decided elsewhere. Error: forbidden.
func (v visitor) may(need reach) error {
	if v.By.Kind != board.Token || need == forAnyone {
		return nil
	}
	switch need {
	case forReading, forBoards, forEvents:
		if len(v.By.Scopes) == 0 || slices.Contains(v.By.Scopes, board.Scope(need)) {
			return nil
		}
		return board.Errorf(board.Forbidden, "This token is not for that: it lacks the scope “{scope}”.", "scope", need)
	default:
		return board.Errorf(board.Forbidden, "This is not for personal tokens; please sign in with a browser.")
	}
}
