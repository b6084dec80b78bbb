package board_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
)

func TestMessagesAreReadStrictly(t *testing.T) {
	id := boardtest.RequestID(1)
	tests := []struct {
		name, message string
		want          board.Op
		code          board.Code
		field         string
	}{
		{"a request", `{"type":"request","ref":"7","id":"` + id + `","title":"Harbour Lights"}`, board.Ask{ID: id, Title: "Harbour Lights"}, "", ""},
		{"a vote", `{"type":"vote","id":"` + id + `","client":"p","seq":3}`, board.Vote{Request: id, On: true, Client: "p", Seq: 3}, "", ""},
		{"an unvote", `{"type":"unvote","id":"` + id + `"}`, board.Vote{Request: id}, "", ""},
		{"to the end of the queue", `{"type":"set","id":"` + id + `","before":null}`, board.Set{Request: id, Place: board.Place{Given: true}}, "", ""},
		{"no place", `{"type":"set","id":"` + id + `","status":"later"}`, board.Set{Request: id, Status: board.Later}, "", ""},
		{"an announcement taken down", `{"type":"event","announcement":null}`, board.SetEvent{Announcement: ptr(board.Optional(""))}, "", ""},
		{"an undo", `{"type":"undo","change":"` + boardtest.ChangeID(3) + `"}`, board.Undo{Change: boardtest.ChangeID(3)}, "", ""},
		{"an array", `[1]`, nil, board.BadMessage, ""},
		{"null", `null`, nil, board.BadMessage, ""},
		{"not JSON", `{"type":`, nil, board.BadMessage, ""},
		{"trailing data", `{"type":"vote","id":"` + id + `"} {}`, nil, board.BadMessage, ""},
		{"an unknown field", `{"type":"vote","id":"` + id + `","admin":true}`, nil, board.BadMessage, "admin"},
		{"a field in capitals", `{"type":"request","id":"` + id + `","Title":"a"}`, nil, board.BadMessage, "Title"},
		{"a type in capitals beside it", `{"type":"vote","TYPE":"sweep"}`, nil, board.BadMessage, "TYPE"},
		{"a field that folds to another", `{"type":"set","id":"` + id + `","ſtatus":"later"}`, nil, board.BadMessage, "ſtatus"},
		{"a wrong type", `{"type":"vote","id":7}`, nil, board.BadMessage, "id"},
		{"no type", `{"id":"` + id + `"}`, nil, board.BadMessage, "type"},
		{"an unknown command", `{"type":"shout"}`, nil, board.UnknownCommand, "type"},
		{"an id of another form", `{"type":"vote","id":"42"}`, nil, board.BadID, "id"},
		{"an id of another version", `{"type":"vote","id":"019a0000-0000-4000-8000-000000000001"}`, nil, board.BadID, "id"},
		{"no id", `{"type":"vote"}`, nil, board.Required, "id"},
		{"no change to undo", `{"type":"undo"}`, nil, board.Required, "change"},
		{"bad UTF-8", "{\"type\":\"request\",\"id\":\"" + id + "\",\"title\":\"\xff\"}", nil, board.InvalidText, ""},
		{"an unknown status", `{"type":"set","id":"` + id + `","status":"loved"}`, nil, board.BadMove, "status"},
		{"an unknown gate", `{"type":"event","gate":"ajar"}`, nil, board.BadMessage, "gate"},
		{"a negative limit", `{"type":"event","limits":{"open":-1}}`, nil, board.BadMessage, "limits"},
		{"a client that is no name", `{"type":"vote","id":"` + id + `","client":"\u0000a"}`, nil, board.BadMessage, "client"},
		{"a sequence without a client", `{"type":"vote","id":"` + id + `","seq":3}`, nil, board.BadMessage, "seq"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, op, err := board.ParseMessage([]byte(test.message))
			if board.CodeOf(err) != test.code {
				t.Fatalf("%v, want %q", err, test.code)
			}
			if err != nil {
				if refusal := refusalOf(t, err); refusal.Field != test.field {
					t.Errorf("field %q, want %q", refusal.Field, test.field)
				}
				return
			}
			if diff := cmp.Diff(test.want, op); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheRefOfABadMessageIsKnown(t *testing.T) {
	m, _, err := board.ParseMessage([]byte(`{"type":"shout","ref":"9"}`))
	if err == nil || m.Ref != "9" {
		t.Errorf("ref %q, error %v", m.Ref, err)
	}
}

func TestABodyMayNotNameAnotherRequestThanItsPath(t *testing.T) {
	id := boardtest.RequestID(1)
	op, err := board.ParseBody("set", id, []byte(`{"status":"accepted"}`))
	if diff := cmp.Diff(board.Set{Request: id, Status: board.Accepted}, op); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
	if op, err := board.ParseBody("vote", id, nil); err != nil || op != (board.Vote{Request: id, On: true}) {
		t.Errorf("an empty body: %+v, %v", op, err)
	}
	if _, err := board.ParseBody("set", id, []byte(`{"id":"`+boardtest.RequestID(2)+`"}`)); board.CodeOf(err) != board.BadMessage {
		t.Errorf("an id in the body: %v", err)
	}
}

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"abcd2345": "ABCD2345", "ABCD-2345": "ABCD2345", "o1il0000": "01110000", "ABCD234": "", "ABCD234U": "", "": "",
	} {
		got, err := board.ParseCode(typed)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", typed, got, err)
		}
	}
	if got := board.EventCode([5]byte{0xff, 0xff, 0xff, 0xff, 0xff}); got != "ZZZZZZZZ" {
		t.Errorf("40 bits are spelled %q", got)
	}
}

func TestCookiesAreReadBackAndNothingElseIs(t *testing.T) {
	c := board.Cookie{Epoch: "e1", Version: 12345}
	if got, err := board.ParseCookie(c.String()); err != nil || got != c {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"x", ".", "e1.", ".5", "e1.-5", "e1.+5", "e1.5.5", "E1.5", "e1.zzzzzzzzzzzzzzzzzzzz", "e1. 5", "é.5"} {
		if got, err := board.ParseCookie(bad); board.CodeOf(err) != board.BadCookie {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte(`{"type":"set","ref":"1","id":"019a0000-0000-7000-8000-000000000001","before":null,"next":true}`))
	f.Add([]byte(`{"type":"event","limits":{"open":3},"announcement":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, op, err := board.ParseMessage(data)
		if code := board.CodeOf(err); code == board.Internal {
			t.Errorf("%q: an error without a code: %v", data, err)
		}
		if err == nil && op == nil {
			t.Errorf("%q: neither a command nor an error", data)
		}
	})
}

func FuzzReceive(f *testing.F) {
	f.Add([]byte(`{"type":"delta","since":"e1.1","cookie":"e1.2","requests":[{"id":"a","votes":2}],"gone":["b"]}`))
	f.Add([]byte(`{"type":"board","cookie":"e1.1","event":{},"requests":[{"id":"a","number":1}]}`))
	f.Fuzz(func(t *testing.T, frame []byte) {
		v := board.View{Audience: board.Public, Cookie: board.Cookie{Epoch: "e1", Version: 1}, Rows: map[string]*board.Request{}}
		before := v.Digest()
		if _, err := v.Receive(frame); err != nil && v.Digest() != before {
			t.Errorf("%q was refused, yet changed the view", frame)
		}
	})
}
