package web

import (
	"net/http"
	"strings"

	"github.com/cueslip/cueslip/board"
)

// wishBody is a subscription as a browser's script sends it.
func wishBody(key string, more ...any) map[string]any {
	body := map[string]any{
		"endpoint": "https://push.example/send/4f2a", "key": key,
		"keys": map[string]any{
			"p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
			"auth":   "BTBZMqHH6r4Tts7J_aSIgg",
		},
	}
	for i := 0; i < len(more); i += 2 {
		body[more[i].(string)] = more[i+1]
	}
	return body
}

// ofAlerts makes the calls about alerts, as they should be made and as not.
func (w *walk) ofAlerts() {
	code, past := w.event(), w.event()
	w.call("PATCH", "/api/v1/events/"+past, w.dj, `{"state":"ended"}`).want(http.StatusOK, "")
	path := "/api/v1/events/" + code + "/alerts"
	person := w.call("GET", "/api/v1/events/"+code+"/me", w.ana, nil).want(http.StatusOK, "").text("person")
	key := w.call("GET", path, w.ana, nil).want(http.StatusOK, "").text("key")
	for _, call := range []struct{ method, path string }{{"GET", path}, {"PUT", path}, {"DELETE", path}, {"PUT", "/api/v1/alerts"}} {
		w.call(call.method, call.path, "", nil).want(http.StatusUnauthorized, board.SignIn)
		w.call(call.method, call.path, w.dj, nil).want(http.StatusForbidden, board.Forbidden)
		event := ""
		if call.path == path {
			w.call(call.method, strings.Replace(path, code, "ZZZZZZZZ", 1), w.ana, nil).want(http.StatusNotFound, board.NotFound)
			event = code
		}
		w.server.paces.block(event, person)
		w.call(call.method, call.path, w.ana, nil).want(http.StatusTooManyRequests, board.SlowDown)
		w.server.paces.forget()
		if call.method == "GET" {
			continue
		}
		w.call(call.method, call.path, w.ana, nil, "Origin", "https://evil.example").want(http.StatusForbidden, board.BadOrigin)
		w.call(call.method, call.path, w.ana, `{"colour":"red"}`).want(http.StatusBadRequest, board.BadMessage)
		w.call(call.method, call.path, w.ana, "{\"endpoint\":\"\xff\"}").want(http.StatusBadRequest, board.InvalidText)
		w.call(call.method, call.path, w.ana, `{"endpoint":"`+strings.Repeat("a", maxMessage)+`"}`).want(413, board.TooLarge)
		w.call(call.method, call.path, w.ana, `{}`, "Content-Type", "text/plain").want(415, board.UnsupportedType)
		w.call(call.method, call.path, w.ana, `{}`).want(http.StatusBadRequest, board.Required)
	}
	for _, put := range []string{path, "/api/v1/alerts"} {
		w.call("PUT", put, w.ana, wishBody(key, "endpoint", "https://10.0.0.1/x")).want(http.StatusBadRequest, board.BadSubscription)
		w.call("PUT", put, w.ana, wishBody(key, "endpoint", "https://push.example/"+strings.Repeat("a", 1024))).want(http.StatusBadRequest, board.TooLong)
	}
	w.call("PUT", "/api/v1/events/"+past+"/alerts", w.ana, wishBody(key)).want(http.StatusConflict, board.EventEnded)
	w.call("PUT", path, w.ana, wishBody(key)).want(http.StatusNoContent, "")
	moved := wishBody(key, "from", "https://push.example/send/4f2a", "endpoint", "https://push.example/send/9a1d")
	w.call("PUT", "/api/v1/alerts", w.ana, moved).want(http.StatusNoContent, "")
	w.call("PUT", "/api/v1/alerts", w.ana, moved).want(http.StatusNotFound, board.NotFound)
	w.call("DELETE", path, w.ana, map[string]any{"endpoint": "https://push.example/send/9a1d"}).want(http.StatusNoContent, "")
}
