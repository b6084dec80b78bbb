package web

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
)

// outcome is what a command came to, whichever way it went in.
type outcome struct {
	Code      string // "" when it holds
	Field     string
	Detail    string
	Retryable bool
	Votes     any
	Status    any  // of the request, where one came back
	Asker     bool // the answer tells who asked
}

func outcomeOf(fields map[string]any) outcome {
	text := func(name string) string { s, _ := fields[name].(string); return s }
	o := outcome{Code: text("code"), Field: text("field"), Detail: text("detail"), Votes: fields["votes"]}
	o.Retryable, _ = fields["retryable"].(bool)
	if request, ok := fields["request"].(map[string]any); ok {
		o.Status = request["status"]
		_, o.Asker = request["asker"]
	}
	return o
}

// scene is an event with something on it.
type scene struct {
	site
	code                           string
	ana                            string // a guest, who asked for waiting, played and gone
	waiting, played, gone, foreign string
	change                         string // that accepted waiting
}

func (s *site) scene() *scene {
	s.t.Helper()
	s.server.paces.forget() // so many events
	c := &scene{site: *s, code: s.event(), ana: s.guest("Ana")}
	c.waiting = s.request(c.code, c.ana, "Take the Tram")
	c.played = s.request(c.code, c.ana, "Antarctica")
	c.gone = s.request(c.code, c.ana, "Toxic")
	c.foreign = s.request(s.event(), c.ana, "Elsewhere")
	path := "/api/v1/events/" + c.code + "/requests/"
	c.change = s.call("PATCH", path+c.waiting, s.dj, map[string]any{"status": "accepted"}).want(http.StatusOK, "").text("change")
	s.call("PATCH", path+c.played, s.dj, map[string]any{"status": "played"}).want(http.StatusOK, "")
	s.call("PATCH", path+c.gone, c.ana, map[string]any{"status": "withdrawn"}).want(http.StatusOK, "")
	return c
}

// byHTTP sends a message of a socket as the call that does the same.
func (c *scene) byHTTP(token, message string) outcome {
	c.t.Helper()
	kind, id, body := split(c.t, message)
	path := "/api/v1/events/" + c.code
	switch kind {
	case "request":
		return outcomeOf(c.call("POST", path+"/requests", token, body).fields)
	case "vote":
		return outcomeOf(c.call("PUT", path+"/requests/"+id+"/vote", token, body).fields)
	case "unvote":
		return outcomeOf(c.call("DELETE", path+"/requests/"+id+"/vote", token, body).fields)
	case "set":
		return outcomeOf(c.call("PATCH", path+"/requests/"+id, token, body).fields)
	case "event":
		return outcomeOf(c.call("PATCH", path, token, body).fields)
	default:
		return outcomeOf(c.call("POST", path+"/undo", token, body).fields)
	}
}

// split takes the kind, and the id that a path names, out of a message.
func split(t *testing.T, message string) (kind, id, body string) {
	t.Helper()
	rest, ok := strings.CutPrefix(message, `{"type":"`)
	kind, rest, more := strings.Cut(rest, `"`)
	if !ok || !more {
		t.Fatalf("not a message: %s", message)
	}
	rest = strings.TrimPrefix(rest, ",")
	if kind == "vote" || kind == "unvote" || kind == "set" {
		if after, ok := strings.CutPrefix(rest, `"id":"`); ok {
			id, rest, _ = strings.Cut(after, `"`)
			rest = strings.TrimPrefix(rest, ",")
		}
	}
	return kind, id, "{" + rest
}

func (c *scene) bySocket(token, message string) outcome {
	c.t.Helper()
	l := c.dial(c.code, token, "")
	l.send(message)
	for {
		if m := l.read(); m["type"] == "ack" || m["type"] == "error" {
			return outcomeOf(m)
		}
	}
}

func TestBothTransportsGiveTheSameAnswers(t *testing.T) {
	t.Parallel()
	s := open(t)
	fresh, shared := newID(t), s.scene()
	type sent struct {
		who     string // "", "ana", "ben" or "dj"
		message string // with the ids of a scene as $waiting and so on
		want    board.Code
	}
	for name, test := range map[string]sent{
		"a request":                         {"ben", `{"type":"request","id":"` + fresh + `","title":"Dancing Heron"}`, ""},
		"a request of nobody":               {"", `{"type":"request","id":"` + fresh + `","title":"x"}`, board.SignIn},
		"a request without a title":         {"ben", `{"type":"request","id":"` + fresh + `"}`, board.Required},
		"a title of zero width":             {"ben", `{"type":"request","id":"` + fresh + `","title":"\u200b\u200d"}`, board.Required},
		"an empty title":                    {"ben", `{"type":"request","id":"` + fresh + `","title":""}`, board.Required},
		"a title of nothing":                {"ben", `{"type":"request","id":"` + fresh + `","title":null}`, board.Required},
		"a title of spaces and marks":       {"ben", `{"type":"request","id":"` + fresh + `","title":" \u00a0\u3000\u2060\ufeff "}`, board.Required},
		"a newline in a title":              {"ben", `{"type":"request","id":"` + fresh + `","title":"a\nb"}`, board.InvalidText},
		"tag characters":                    {"ben", `{"type":"request","id":"` + fresh + `","title":"a\udb40\udc41\udb40\udc42"}`, board.InvalidText},
		"fifty combining marks":             {"ben", `{"type":"request","id":"` + fresh + `","title":"a` + strings.Repeat(`\u0301`, 50) + `"}`, board.InvalidText},
		"a bidi isolate in a name":          {"ben", `{"type":"request","id":"` + fresh + `","title":"a","name":"x\u2066y"}`, board.InvalidText},
		"a control in a dedication":         {"ben", `{"type":"request","id":"` + fresh + `","title":"a","dedication":"x\u0085y"}`, board.InvalidText},
		"a long dedication":                 {"ben", `{"type":"request","id":"` + fresh + `","title":"a","dedication":"` + strings.Repeat("é", 141) + `"}`, board.TooLong},
		"a long note":                       {"ben", `{"type":"request","id":"` + fresh + `","title":"a","note":"` + strings.Repeat("n", 281) + `"}`, board.TooLong},
		"a list for a title":                {"ben", `{"type":"request","id":"` + fresh + `","title":["a"]}`, board.BadMessage},
		"an id with NUL":                    {"ben", `{"type":"request","id":"\u0000","title":"a"}`, board.BadID},
		"an id of another alphabet":         {"ben", `{"type":"request","id":"０192a000-0000-7000-8000-00000000001","title":"a"}`, board.BadID},
		"a seq that is too large":           {"ben", `{"type":"vote","id":"$waiting","client":"c","seq":1e999}`, board.BadMessage},
		"a seq below zero":                  {"ben", `{"type":"vote","id":"$waiting","client":"c","seq":-1}`, board.BadMessage},
		"a seq in fractions":                {"ben", `{"type":"vote","id":"$waiting","client":"c","seq":1.5}`, board.BadMessage},
		"a status in capitals":              {"dj", `{"type":"set","id":"$waiting","status":"PLAYED"}`, board.BadMove},
		"a title with NUL":                  {"ben", `{"type":"request","id":"` + fresh + `","title":"a\u0000b"}`, board.InvalidText},
		"a lone surrogate":                  {"ben", `{"type":"request","id":"` + fresh + `","title":"a\ud800b"}`, board.InvalidText},
		"a note with an override":           {"ben", `{"type":"request","id":"` + fresh + `","title":"a","note":"x\u202ey"}`, board.InvalidText},
		"a long title":                      {"ben", `{"type":"request","id":"` + fresh + `","title":"` + strings.Repeat("a", 201) + `"}`, board.TooLong},
		"a long name":                       {"ben", `{"type":"request","id":"` + fresh + `","title":"a","name":"` + strings.Repeat("a", 25) + `"}`, board.TooLong},
		"the DJ's name":                     {"ben", `{"type":"request","id":"` + fresh + `","title":"a","name":"ԁЈ"}`, board.NameReserved},
		"markup and a formula":              {"ben", `{"type":"request","id":"` + fresh + `","title":"<img onerror=x>","artist":"=HYPERLINK()"}`, ""},
		"a random id":                       {"ben", `{"type":"request","id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","title":"a"}`, board.BadID},
		"an id that is none":                {"ben", `{"type":"request","id":"42","title":"a"}`, board.BadID},
		"an id of another request":          {"ben", `{"type":"request","id":"$waiting","title":"Another"}`, board.KeyReused},
		"the same request again":            {"ana", `{"type":"request","id":"$waiting","title":"Take the Tram"}`, ""},
		"an own song of a guest":            {"ben", `{"type":"request","id":"` + fresh + `","title":"a","own":true}`, board.Forbidden},
		"an own song":                       {"dj", `{"type":"request","id":"` + fresh + `","title":"a","own":true}`, ""},
		"an unknown field":                  {"ben", `{"type":"request","id":"` + fresh + `","title":"a","admin":true}`, board.BadMessage},
		"a wrong type":                      {"ben", `{"type":"request","id":"` + fresh + `","title":7}`, board.BadMessage},
		"great depth":                       {"ben", `{"type":"request","id":"` + fresh + `","title":` + strings.Repeat("[", 2000) + strings.Repeat("]", 2000) + `}`, board.BadMessage},
		"trailing data":                     {"ben", `{"type":"request","id":"` + fresh + `","title":"a"} {}`, board.BadMessage},
		"not JSON":                          {"ben", `{"type":"request","id":}`, board.BadMessage},
		"a vote":                            {"ben", `{"type":"vote","id":"$waiting"}`, ""},
		"a vote in order":                   {"ben", `{"type":"vote","id":"$waiting","client":"c","seq":1}`, ""},
		"a vote without a client":           {"ben", `{"type":"vote","id":"$waiting","seq":1}`, board.BadMessage},
		"a vote of nobody":                  {"", `{"type":"vote","id":"$waiting"}`, board.SignIn},
		"a vote on a played request":        {"ben", `{"type":"vote","id":"$played"}`, board.AlreadyPlayed},
		"a vote on a withdrawn request":     {"ben", `{"type":"vote","id":"$gone"}`, board.VotingClosed},
		"a vote on another event's request": {"ben", `{"type":"vote","id":"$foreign"}`, board.NotFound},
		"a vote on nothing":                 {"ben", `{"type":"vote","id":"` + fresh + `"}`, board.NotFound},
		"an unvote":                         {"ana", `{"type":"unvote","id":"$waiting"}`, ""},
		"a guest marks played":              {"ben", `{"type":"set","id":"$waiting","status":"played"}`, board.Forbidden},
		"another withdraws":                 {"ben", `{"type":"set","id":"$waiting","status":"withdrawn"}`, board.Forbidden},
		"the asker withdraws":               {"ana", `{"type":"set","id":"$waiting","status":"withdrawn"}`, ""},
		"the DJ marks played":               {"dj", `{"type":"set","id":"$waiting","status":"played"}`, ""},
		"the DJ saw another status":         {"dj", `{"type":"set","id":"$waiting","status":"played","from":"new"}`, board.Conflict},
		"a status that is none":             {"dj", `{"type":"set","id":"$waiting","status":"lost"}`, board.BadMove},
		"a move of what is withdrawn":       {"dj", `{"type":"set","id":"$gone","status":"accepted"}`, board.BadMove},
		"a merge into itself":               {"dj", `{"type":"set","id":"$waiting","into":"$waiting"}`, board.BadMove},
		"nothing to set":                    {"dj", `{"type":"set","id":"$waiting"}`, board.BadMessage},
		"a change that is no id":            {"dj", `{"type":"set","id":"$waiting","status":"later","change":"7"}`, board.BadID},
		"a reason with a newline":           {"dj", `{"type":"set","id":"$waiting","status":"declined","reason":"a\nb"}`, board.InvalidText},
		"a guest closes the gate":           {"ben", `{"type":"event","gate":"closed"}`, board.Forbidden},
		"the DJ closes the gate":            {"dj", `{"type":"event","gate":"closed"}`, ""},
		"a gate that is none":               {"dj", `{"type":"event","gate":"ajar"}`, board.BadMessage},
		"an announcement":                   {"dj", `{"type":"event","announcement":"Last bus at two"}`, ""},
		"a long announcement":               {"dj", `{"type":"event","announcement":"` + strings.Repeat("é", 141) + `"}`, board.TooLong},
		"an announcement taken down":        {"dj", `{"type":"event","announcement":null}`, ""},
		"a title of spaces":                 {"dj", `{"type":"event","title":"  "}`, board.Required},
		"a zone that is none":               {"dj", `{"type":"event","zone":"Mars/Olympus"}`, board.BadMessage},
		"limits out of bounds":              {"dj", `{"type":"event","limits":{"open":-1}}`, board.BadMessage},
		"undo":                              {"dj", `{"type":"undo","change":"$change"}`, ""},
		"undo by a guest":                   {"ben", `{"type":"undo","change":"$change"}`, board.Forbidden},
		"undo of nothing":                   {"dj", `{"type":"undo","change":"7c9e6679-7425-40de-944b-e07fc1f90ae7"}`, board.NotFound},
		"undo without saying what":          {"dj", `{"type":"undo"}`, board.Required},
	} {
		t.Run(name, func(t *testing.T) {
			ben := s.guest("Ben")
			var got [2]outcome
			for i := range got {
				c := shared
				if test.want == "" { // it changes something
					c = s.scene()
				}
				c.t = t
				token := map[string]string{"": "", "ana": c.ana, "ben": ben, "dj": s.dj}[test.who]
				message := strings.NewReplacer("$waiting", c.waiting, "$played", c.played, "$gone", c.gone,
					"$foreign", c.foreign, "$change", c.change).Replace(test.message)
				if i == 0 {
					got[i] = c.byHTTP(token, message)
				} else {
					got[i] = c.bySocket(token, message)
				}
			}
			if diff := cmp.Diff(got[0], got[1]); diff != "" {
				t.Errorf("HTTP and socket differ:\n%s", diff)
			}
			if got[0].Code != string(test.want) || test.want != "" && got[0].Detail == "" {
				t.Errorf("%+v; want %q", got[0], test.want)
			}
			if test.who != "dj" && got[0].Asker {
				t.Error("a listener was told who asked")
			}
		})
	}
}

func TestSocketSaysWhatItCannotRead(t *testing.T) {
	s := open(t)
	code := s.event()
	l := s.dial(code, s.guest("Ana"), "")
	l.until("type", "presence")
	for message, want := range map[string]board.Code{
		`[]`:                board.BadMessage,
		`7`:                 board.BadMessage,
		`null`:              board.BadMessage,
		``:                  board.BadMessage,
		`{"type":"vote"} x`: board.BadMessage,
		`{}`:                board.BadMessage,
		`{"type":7}`:        board.BadMessage,
		`{"type":"dance"}`:  board.UnknownCommand,
		`{"type":"vote","ref":"` + strings.Repeat("r", 65) + `"}`: board.TooLong,
	} {
		l.send(message)
		wantError(t, l.until("type", "error"), want)
	}
	l.send(`{"type":"dance","ref":"seven"}`)
	if m := l.until("type", "error"); m["ref"] != "seven" || m["field"] != "type" || m["retryable"] != false {
		t.Errorf("%v", m)
	}
}

func TestRepeatsAnswerAsTheFirstTime(t *testing.T) {
	s := open(t)
	code, ana := s.event(), s.guest("Ana")
	path, id := "/api/v1/events/"+code, newID(t)
	song := map[string]any{"id": id, "title": "  Take  the Tram ", "note": "please"}
	first := s.call("POST", path+"/requests", ana, song).want(http.StatusCreated, "")
	s.call("PUT", path+"/requests/"+id+"/vote", s.guest("Ben"), nil).want(http.StatusOK, "")
	again := s.call("POST", path+"/requests", ana, song).want(http.StatusCreated, "")
	request := again.fields["request"].(map[string]any)
	if request["votes"] != 2.0 || request["number"] != first.fields["request"].(map[string]any)["number"] || request["title"] != "Take the Tram" {
		t.Errorf("asked again: %v", request)
	}
	for seq, votes := range []int{2, 2, 1, 1} { // on, on, off, off
		method := map[bool]string{true: "PUT", false: "DELETE"}[seq < 2]
		target := fmt.Sprintf("%s/requests/%s/vote", path, id)
		body := map[string]any{"client": "page", "seq": seq/2 + 1}
		r := s.call(method, target, ana, body).want(http.StatusOK, "")
		if method == "DELETE" {
			r = s.call(method, fmt.Sprintf("%s?client=page&seq=%d", target, seq/2+1), ana, nil).want(http.StatusOK, "")
		}
		if r.number("votes") != votes {
			t.Errorf("%d: %d votes; want %d", seq, r.number("votes"), votes)
		}
	}
	late := s.call("PUT", path+"/requests/"+id+"/vote", ana, `{"client":"page","seq":1}`).want(http.StatusConflict, board.Stale)
	if late.number("votes") != 1 {
		t.Errorf("a late vote is told of %d votes", late.number("votes"))
	}
	change := newID(t)
	move := map[string]any{"status": "accepted", "change": change}
	for range 2 {
		r := s.call("PATCH", path+"/requests/"+id, s.dj, move).want(http.StatusOK, "")
		if r.text("change") != change {
			t.Errorf("the change is called %q", r.text("change"))
		}
	}
	move["status"] = "played"
	s.call("PATCH", path+"/requests/"+id, s.dj, move).want(http.StatusConflict, board.KeyReused)
	entries := s.call("GET", path+"/journal", s.dj, nil).want(http.StatusOK, "").fields["entries"].([]any)
	if len(entries) != 2 { // the limits of the event, and this
		t.Errorf("the journal has %d entries: %v", len(entries), entries)
	}
}

func FuzzDoorTakesAnything(f *testing.F) {
	for _, message := range []string{
		`{"type":"request","ref":"1","id":"0192a000-0000-7000-8000-000000000001","title":"Take the Tram","name":"DJ"}`,
		`{"type":"event","announcement":null,"limits":{"open":1},"zone":"Europe/Berlin","starts_at":5}`,
		`{"type":"set","id":"0192a000-0000-7000-8000-000000000001","before":null,"reason":"a\u202eb"}`,
		`{"type":"undo","change":""}`, `[]`, "\xff",
	} {
		f.Add([]byte(message))
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		_, op, err := board.ParseMessage(message)
		if err == nil {
			_, err = tidied(op)
		}
		if _, known := statuses[board.CodeOf(err)]; err != nil && (!known || board.CodeOf(err) == board.Internal) {
			t.Errorf("%s: %v", message, err)
		}
	})
}
