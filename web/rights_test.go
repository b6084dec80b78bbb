package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
)

// The people of the table below, a letter each.
const (
	theOwner     = 'o'
	aCohost      = 'c'
	aModerator   = 'm'
	anAdmin      = 'x' // of the whole server
	theAsker     = 'a' // a guest, who asked for $id
	aGuest       = 'g'
	aMember      = 'p' // somebody with an account
	aRival       = 'r' // another DJ, who owns other events
	aBanned      = 'b' // a guest
	aFormer      = 'f' // was a cohost when the socket was opened
	nobody       = '-'
	everybody    = "ocmxagprbf-"
	theCrew      = "ocmx"
	whoRuns      = "ocx"
	participants = "ocmxagprf"
)

// right is a command, over either transport, and who may give it in which state
// of an event. Whoever is not named is refused.
type right struct {
	name         string
	method, path string // below the event
	body         string
	message      string // the same over a socket; "" has none
	may          map[string]string
}

// always says who may at any time but after the end.
func always(who string) map[string]string {
	return map[string]string{"scheduled": who, "live": who, "closed": who, "ended": ""}
}

// everIn says who may also after the end.
func everIn(who string) map[string]string {
	return map[string]string{"scheduled": who, "live": who, "closed": who, "ended": who}
}

var rights = []right{
	{"ask", "POST", "/requests", `{"id":"$fresh","title":"Hey"}`, `{"type":"request","id":"$fresh","title":"Hey"}`, map[string]string{"live": participants}},
	{"ask an own song", "POST", "/requests", `{"id":"$fresh","title":"Hey","own":true}`, `{"type":"request","id":"$fresh","title":"Hey","own":true}`, always(whoRuns)},
	{"vote", "PUT", "/requests/$id/vote", ``, `{"type":"vote","id":"$id"}`, always(participants)},
	{"unvote", "DELETE", "/requests/$id/vote", ``, `{"type":"unvote","id":"$id"}`, always(participants)},
	{"withdraw", "PATCH", "/requests/$id", `{"status":"withdrawn"}`, `{"type":"set","id":"$id","status":"withdrawn"}`, always("a")},
	{"accept", "PATCH", "/requests/$id", `{"status":"accepted"}`, `{"type":"set","id":"$id","status":"accepted"}`, always(whoRuns)},
	{"play", "PATCH", "/requests/$id", `{"status":"playing"}`, `{"type":"set","id":"$id","status":"playing"}`, always(whoRuns)},
	{"reorder", "PATCH", "/requests/$id", `{"before":null}`, `{"type":"set","id":"$id","before":null}`, always(whoRuns)},
	{"fix as next", "PATCH", "/requests/$id", `{"next":true}`, `{"type":"set","id":"$id","next":true}`, always(whoRuns)},
	{"merge", "PATCH", "/requests/$id", `{"into":"$other"}`, `{"type":"set","id":"$id","into":"$other"}`, always(whoRuns)},
	{"decline", "PATCH", "/requests/$id", `{"status":"declined"}`, `{"type":"set","id":"$id","status":"declined"}`, always(theCrew)},
	{"hide", "PATCH", "/requests/$id", `{"status":"hidden"}`, `{"type":"set","id":"$id","status":"hidden"}`, always(theCrew)},
	{"open the gate", "PATCH", "", `{"gate":"last_call"}`, `{"type":"event","gate":"last_call"}`, always(whoRuns)},
	{"set limits", "PATCH", "", `{"limits":{"open":9}}`, `{"type":"event","limits":{"open":9}}`, always(whoRuns)},
	{"choose who is admitted", "PATCH", "", `{"admission":"account"}`, `{"type":"event","admission":"account"}`, always(whoRuns)},
	{"announce", "PATCH", "", `{"announcement":"hi"}`, `{"type":"event","announcement":"hi"}`, always(whoRuns)},
	{"end the event", "PATCH", "", `{"state":"ended"}`, `{"type":"event","state":"ended"}`, everIn(whoRuns)}, // again is a repeat
	{"undo", "POST", "/undo", `{"change":"$change"}`, `{"type":"undo","change":"$change"}`, always(whoRuns)},
	{"ban", "POST", "/bans", `{"request":"$id"}`, `{"type":"ban","request":"$id"}`, always(theCrew)},
	{"lift a ban", "POST", "/bans", `{"person":"$banned","off":true}`, `{"type":"ban","person":"$banned","off":true}`, always(theCrew)},
	{"block a song", "POST", "/blocks", `{"add":[{"kind":"song","title":"Toxic"}]}`, `{"type":"blocks","add":[{"kind":"song","title":"Toxic"}]}`, always(whoRuns)},
	{"decline the rest", "POST", "/sweep", `{}`, `{"type":"sweep"}`, always(whoRuns)},
	{"approve", "PATCH", "/requests/$id", `{"status":"new"}`, `{"type":"set","id":"$id","status":"new"}`, always(theCrew)},
	{takeBack, "POST", "/requests/$other/void", `{}`, `{"type":"void","id":"$other"}`, always(theCrew)},
	{"make a moderator", "POST", "/crew", `{"handle":"friend","role":"moderator"}`, `{"type":"crew","handle":"friend","role":"moderator"}`, everIn("ox")},
	{"hand the event over", "POST", "/crew", `{"handle":"friend","role":"owner"}`, `{"type":"crew","handle":"friend","role":"owner"}`, everIn("ox")},
	{"take a right away", "POST", "/crew", `{"person":"$moderator","role":"listener"}`, `{"type":"crew","person":"$moderator","role":"listener"}`, everIn("omx")}, // one's own too
	{"invite", "POST", "/invitations", `{"role":"cohost"}`, ``, everIn("ox")},
	{"read who is invited", "GET", "/invitations", ``, ``, everIn("ox")},
	{"withdraw an invitation", "DELETE", "/invitations/$invitation", ``, ``, everIn("ox")},
	{"read the board", "GET", "/board", ``, ``, everIn(everybody)},
	{"read the crew's board", "GET", "/board?audience=crew", ``, ``, everIn(theCrew)},
	{"read the journal", "GET", "/journal", ``, ``, everIn(theCrew)},
	{"export the set list", "GET", "/export", ``, ``, everIn(theCrew)},
	{"read the digest", "GET", "/digest", ``, ``, everIn(theCrew)},
	{"read who is of the crew", "GET", "/crew", ``, ``, everIn(theCrew)},
	{"read the door", "GET", "/door", ``, ``, everIn(theCrew)},
	{"read what concerns oneself", "GET", "/me", ``, ``, everIn(strings.Trim(everybody, "-"))},
	{"read what is asked for at the door", "GET", "/admission", ``, ``, everIn(strings.Trim(everybody, "-"))},
}

// noRights are calls about an event that everybody may make, for themselves.
var noRights = []string{"GET $/live", "GET $/presence", "POST $/admission", "GET $/alerts", "PUT $/alerts", "DELETE $/alerts"}

func TestEveryCommandIsInTheTableOfRights(t *testing.T) {
	s := open(t)
	listed := map[string]bool{}
	kinds := map[string]bool{}
	for _, r := range rights {
		path, _, _ := strings.Cut(r.path, "?")
		listed[r.method+" $"+strings.NewReplacer("$id", "{id}", "$other", "{id}", "$invitation", "{id}").Replace(path)] = true
		if _, rest, ok := strings.Cut(r.message, `"type":"`); ok {
			kind, _, _ := strings.Cut(rest, `"`)
			kinds[kind] = true
		}
	}
	for _, e := range s.server.endpoints() {
		pattern := strings.Replace(e.pattern, "/api/v1/events/{event}", "$", 1)
		if strings.Contains(pattern, "$") && !listed[pattern] && !slices.Contains(noRights, pattern) {
			t.Errorf("nothing is said of who may %s", e.pattern)
		}
	}
	for name, m := range mustContract(t).at("asyncapi.yaml", "components", "messages") {
		if m.(map[string]any)["x-operation"] != nil && !kinds[name] {
			t.Errorf("nothing is said of who may send %s", name)
		}
	}
}

// house is a site with everybody of the table on it.
type house struct {
	*site
	tokens  map[rune]string
	persons map[rune]string
}

func newHouse(t *testing.T) *house {
	h := &house{site: open(t), tokens: map[rune]string{nobody: ""}, persons: map[rune]string{}}
	h.tokens[theOwner] = h.dj
	for who, role := range map[rune]board.AccountRole{
		aCohost: board.Member, aModerator: board.Member, anAdmin: board.Admin, aMember: board.Member, aRival: board.DJ, aFormer: board.DJ,
	} {
		h.tokens[who] = h.account("Somebody "+string(who), role)
	}
	h.account("Friend", board.Member)
	for _, who := range []rune{theAsker, aGuest, aBanned} {
		h.tokens[who] = h.guest("")
	}
	for who, token := range h.tokens {
		if who != nobody {
			v, err := h.server.identify(t.Context(), token, false)
			if err != nil {
				t.Fatal(err)
			}
			h.persons[who] = v.Person
		}
	}
	return h
}

// stage is an event in a state, with something there for every command.
type stage struct {
	code string
	fill *strings.Replacer
}

// takeBack is the command that needs votes that look made.
const takeBack = "take made votes back"

// stage opens an event in which the former cohost still is one.
func (h *house) stage(state string, r right) stage {
	h.t.Helper()
	wish := board.Event{Title: "Night", Gate: board.GateOpen, Admission: board.Anyone, Limits: board.Limits{Open: 9}} // not as the last one
	if state == "scheduled" {
		wish.StartsAt = time.Now().Add(time.Hour).UnixMilli()
	}
	e, err := h.store.CreateEvent(h.t.Context(), wish, h.persons[theOwner])
	if err != nil {
		h.t.Fatal(err)
	}
	for who, role := range map[rune]board.Role{aCohost: board.Cohost, aFormer: board.Cohost, aModerator: board.Moderator} {
		if err := h.store.SetRole(h.t.Context(), e.Code, h.persons[who], role); err != nil {
			h.t.Fatal(err)
		}
	}
	id, other, change := newID(h.t), newID(h.t), uuid.NewString()
	owner := func(op board.Op) board.Command { return board.Command{Person: h.persons[theOwner], Op: op} }
	commands := []board.Command{
		{Person: h.persons[theAsker], Op: board.Ask{ID: id, Title: "Take the Tram"}},
		{Person: h.persons[aFormer], Signed: true, Op: board.Ask{ID: other, Title: "Antarctica"}},
		owner(board.SetBan{Person: h.persons[aBanned], Change: uuid.NewString()}),
		owner(board.SetEvent{Title: ptr("Night at the Pier"), Change: change}),
	}
	for i := range board.SuspectVotes {
		if r.name != takeBack {
			break
		}
		person := fmt.Sprintf("00000000-0000-4000-a000-%012d", i)
		commands = append(commands, board.Command{Person: person, Batch: "made", Op: board.Vote{Request: other, On: true}})
	}
	switch state {
	case "scheduled", "closed":
		commands = append(commands, owner(board.SetEvent{Gate: board.GateClosed, Change: uuid.NewString()}))
	case "ended":
		commands = append(commands, owner(board.SetEvent{State: board.Ended, Change: uuid.NewString()}))
	}
	committed, err := h.store.Commit(h.t.Context(), e.Code, commands)
	for i := range committed.Answers {
		if err == nil {
			err = committed.Answers[i].Err
		}
	}
	if err != nil {
		h.t.Fatal(err)
	}
	_, invitation, err := h.store.Invite(h.t.Context(), e.Code, board.Moderator, h.persons[theOwner])
	if err != nil {
		h.t.Fatal(err)
	}
	return stage{e.Code, strings.NewReplacer("$id", id, "$other", other, "$change", change, "$banned", h.persons[aBanned],
		"$moderator", h.persons[aModerator], "$invitation", invitation.ID, "$fresh", newID(h.t))}
}

// over gives a command over one transport, and returns the code of its refusal.
func (h *house) over(transport string, at stage, who rune, r right) (board.Code, string) {
	h.t.Helper()
	former := func() {
		if who == aFormer {
			if err := h.store.SetRole(h.t.Context(), at.code, h.persons[aFormer], board.Listener); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	h.server.paces.forget()
	if transport == "http" {
		former()
		answer := h.call(r.method, "/api/v1/events/"+at.code+at.fill.Replace(r.path), h.tokens[who], at.fill.Replace(r.body))
		if answer.status >= 300 && answer.text("code") == "" {
			return board.Internal, string(answer.body)
		}
		return board.Code(answer.text("code")), string(answer.body)
	}
	l := h.dial(at.code, h.tokens[who], "")
	defer l.hangUp()
	former()
	answer := l.say(at.fill.Replace(r.message))
	code, _ := answer["code"].(string)
	return board.Code(code), fmt.Sprint(answer)
}

// wanted are the codes with which somebody who may not is refused.
func wanted(who rune, state string, r right) []board.Code {
	switch {
	case who == nobody:
		return []board.Code{board.SignIn}
	case r.name == "withdraw" && strings.ContainsRune(theCrew, who):
		return []board.Code{board.BadMove} // they decline instead
	case state == "ended":
		return []board.Code{board.EventEnded, board.Forbidden}
	case who == aBanned:
		return []board.Code{board.Banned, board.Forbidden}
	case r.name == "ask":
		return []board.Code{board.EventClosed}
	default:
		return []board.Code{board.Forbidden}
	}
}

// TestEveryRoleMayDoWhatIsItsAndNothingElse gives every command, as everybody,
// in every state of an event, over both transports.
func TestEveryRoleMayDoWhatIsItsAndNothingElse(t *testing.T) {
	for _, state := range []string{"scheduled", "live", "closed", "ended"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			for _, r := range rights {
				h.try(state, r, "http")
				if r.message != "" {
					h.try(state, r, "socket")
				}
			}
		})
	}
}

// try has everybody give a command in a state of an event.
func (h *house) try(state string, r right, transport string) {
	h.t.Helper()
	at, used := stage{}, true
	for _, who := range everybody {
		may := strings.ContainsRune(r.may[state], who)
		if used { // nobody finds what others have done
			at = h.stage(state, r)
		}
		used = may || who == aFormer
		code, answer := h.over(transport, at, who, r)
		if may && code != "" || !may && !slices.Contains(wanted(who, state, r), code) {
			h.t.Errorf("%s, as %c over %s: %s", r.name, who, transport, answer)
		}
	}
}

func ptr[T any](v T) *T { return &v }
