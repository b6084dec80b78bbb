package web

import (
	"strings"

	"github.com/cueslip/cueslip/board"
)

// hangUp ends a socket of which nobody reads the end.
func (l *line) hangUp() { l.conn.CloseNow() } //nolint:errcheck // gone is gone

// say sends a command and returns its answer.
func (l *line) say(message string) map[string]any {
	l.t.Helper()
	l.send(message)
	for {
		if answer := l.read(); answer["type"] == "ack" || answer["type"] == "error" {
			return answer
		}
	}
}

// commands sends each command over sockets, as it should be and as not.
func (w *walk) commands() {
	dj, ana, nobody := w.dial(w.code, w.dj, ""), w.dial(w.code, w.ana, ""), w.dial(w.code, "", "")
	for _, l := range []*line{dj, ana, nobody} {
		defer l.hangUp()
	}
	ana.until("type", "me")
	id, played, hidden := w.request(w.code, w.ana, "Antarctica"), w.request(w.code, w.ana, "Toxic"), w.request(w.code, w.ana, "Zombie")
	fill := strings.NewReplacer("$id", id, "$played", played, "$hidden", hidden, "$change", newID(w.t), "$none", newID(w.t),
		"$fresh", newID(w.t), "$new", newID(w.t), "$other", newID(w.t))
	for _, step := range []struct {
		by      *line
		message string
		want    board.Code
	}{
		{nobody, `{"type":"vote","id":"$id"}`, board.SignIn},
		{ana, `{"type":"dance"}`, board.UnknownCommand},
		{ana, `{"type":"vote"`, board.BadMessage},
		{ana, `{"type":"vote","id":"$id","ref":"` + strings.Repeat("a", maxRef+1) + `"}`, board.TooLong},
		{ana, `{"type":"request","id":"$fresh","title":"a\u202eb"}`, board.InvalidText},
		{ana, `{"type":"request","ref":"1","id":"$fresh","title":"Losing It"}`, ""},
		{ana, `{"type":"request","id":"$fresh","title":"Another"}`, board.KeyReused},
		{ana, `{"type":"request","id":"42","title":"a"}`, board.BadID},
		{ana, `{"type":"request","id":"$new","title":""}`, board.Required},
		{ana, `{"type":"request","id":"$new","title":"a","own":true}`, board.Forbidden},
		{ana, `{"type":"request","id":"$new","title":"a","name":"Admin"}`, board.NameReserved},
		{dj, `{"type":"set","ref":"2","id":"$id","status":"accepted","from":"new","change":"$change"}`, ""},
		{dj, `{"type":"set","id":"$id","status":"later","change":"$change"}`, board.KeyReused},
		{dj, `{"type":"set","id":"$id","status":"later","from":"new"}`, board.Conflict},
		{dj, `{"type":"set","id":"$id","status":"lost"}`, board.BadMove},
		{dj, `{"type":"set","id":"42","status":"later"}`, board.BadID},
		{dj, `{"type":"set","status":"later"}`, board.Required},
		{dj, `{"type":"set","id":"$none","status":"later"}`, board.NotFound},
		{ana, `{"type":"set","id":"$id","status":"played"}`, board.Forbidden},
		{dj, `{"type":"set","id":"$played","status":"played"}`, ""},
		{dj, `{"type":"set","id":"$hidden","status":"hidden"}`, ""},
		{ana, `{"type":"set","id":"$played","status":"withdrawn"}`, board.AlreadyPlayed},
		{ana, `{"type":"vote","ref":"3","id":"$id","client":"a","seq":7}`, ""},
		{ana, `{"type":"unvote","ref":"4","id":"$id","client":"a","seq":8}`, ""},
		{dj, `{"type":"undo","change":"$none"}`, board.NotFound},
		{dj, `{"type":"undo","change":"7"}`, board.BadID},
		{dj, `{"type":"undo"}`, board.Required},
		{ana, `{"type":"undo","change":"$change"}`, board.Forbidden},
		{dj, `{"type":"set","id":"$id","status":"later"}`, ""},
		{dj, `{"type":"undo","change":"$change"}`, board.Conflict},
		{dj, `{"type":"event","ref":"5","gate":"last_call","change":"$other"}`, ""},
		{dj, `{"type":"undo","change":"$change","id":"$other"}`, board.KeyReused},
		{dj, `{"type":"undo","ref":"6","change":"$other"}`, ""},
		{dj, `{"type":"event","gate":"open","change":"$other"}`, board.KeyReused},
		{dj, `{"type":"event","gate":"open","change":"7"}`, board.BadID},
		{dj, `{"type":"event","title":" "}`, board.Required},
		{dj, `{"type":"event","state":"scheduled"}`, board.BadMove},
		{ana, `{"type":"event","gate":"open"}`, board.Forbidden},
		{dj, `{"type":"event","limits":{"open":1}}`, ""},
		{ana, `{"type":"request","id":"$new","title":"a"}`, board.RequestLimit},
		{dj, `{"type":"event","limits":{"cooldown":600}}`, ""},
		{ana, `{"type":"request","id":"$new","title":"a"}`, board.Cooldown},
		{dj, `{"type":"event","gate":"closed","limits":{"open":0}}`, ""},
		{ana, `{"type":"request","id":"$new","title":"a"}`, board.EventClosed},
	} {
		answer := step.by.say(fill.Replace(step.message))
		if code, _ := answer["code"].(string); code != string(step.want) {
			w.t.Errorf("%s: %v; want %q", step.message, answer, step.want)
		}
	}
	for _, kind := range []string{"vote", "unvote"} {
		for target, want := range map[string]board.Code{
			`"id":"$id","client":"a","seq":1`: board.Stale, `"id":"$played"`: board.AlreadyPlayed, `"id":"$hidden"`: board.VotingClosed,
			`"id":"$none"`: board.NotFound, `"id":"42"`: board.BadID, `"client":"a"`: board.Required,
		} {
			wantError(w.t, ana.say(fill.Replace(`{"type":"`+kind+`",`+target+`}`)), want)
		}
	}
}
