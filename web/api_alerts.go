package web

import (
	"net/http"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/push"
)

// alertsKey answers with the key that a browser subscribes under.
func (s *Server) alertsKey(w http.ResponseWriter, r *http.Request) {
	_, _, err := s.listenerOf(r)
	var key string
	if err == nil {
		key, err = s.config.Alerts.PublicKey(r.Context())
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	answer(w, http.StatusOK, map[string]string{"key": key})
}

// subscribe has the caller's browser told when their songs are next or play.
func (s *Server) subscribe(w http.ResponseWriter, r *http.Request) {
	event, who, err := s.listenerOf(r)
	var wish push.Wish
	if err == nil {
		err = readJSON(w, r, &wish)
	}
	var sub board.Subscription
	if err == nil {
		sub, err = s.config.Alerts.Subscription(r.Context(), wish)
	}
	if err == nil {
		err = s.store.Subscribe(r.Context(), event.Code, who.Person, who.By.ID, sub)
	}
	s.done(w, r, err)
}

// unsubscribe ends that.
func (s *Server) unsubscribe(w http.ResponseWriter, r *http.Request) {
	event, who, err := s.listenerOf(r)
	var wish struct {
		Endpoint string `json:"endpoint"`
	}
	if err == nil {
		err = readJSON(w, r, &wish)
	}
	if err == nil && wish.Endpoint == "" {
		err = board.Errorf(board.Required, "Say at which endpoint.").In("endpoint")
	}
	if err == nil {
		err = s.store.Unsubscribe(r.Context(), event.Code, who.Person, wish.Endpoint)
	}
	s.done(w, r, err)
}

// moveAlerts follows a browser whose push service gave it another endpoint.
func (s *Server) moveAlerts(w http.ResponseWriter, r *http.Request) {
	who, err := s.person(r)
	if err == nil {
		err = s.paced("", who)
	}
	var wish struct {
		From string `json:"from"`
		push.Wish
	}
	if err == nil {
		err = readJSON(w, r, &wish)
	}
	var sub board.Subscription
	if err == nil {
		sub, err = s.config.Alerts.Subscription(r.Context(), wish.Wish)
	}
	if err == nil {
		err = s.store.MoveSubscription(r.Context(), who.Person, who.By.ID, wish.From, sub)
	}
	s.done(w, r, err)
}

// listenerOf is guestOf for calls that have a pace.
func (s *Server) listenerOf(r *http.Request) (board.Event, visitor, error) {
	event, who, err := s.guestOf(r)
	if err == nil {
		err = s.paced(event.Code, who)
	}
	return event, who, err
}

func (s *Server) paced(event string, who visitor) error {
	if !s.paces.allow(event, who.Person, false) {
		return errTooFast
	}
	return nil
}

// done answers that what was asked for is done, unless it failed.
func (s *Server) done(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
