package board

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Message is what every message of a client over a socket has beside the
// command: its type and the reference that its answer repeats.
type Message struct {
	Type string `json:"type"`
	Ref  string `json:"ref"`
}

// ParseMessage reads a client's message. On an error the Message still carries
// what could be read of it, so that the answer can name its ref.
// Errors: bad_message, bad_id, invalid_text, required, unknown_command.
func ParseMessage(data []byte) (Message, Op, error) {
	var m Message
	fields, err := object(data)
	if err != nil {
		return m, nil, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, nil, badMessage(err)
	}
	delete(fields, "type")
	delete(fields, "ref")
	op, err := parse(m.Type, fields)
	return m, op, err
}

// ParseBody reads the body of an HTTP command of the given kind: "request",
// "vote", "unvote", "set", "event", "ban", "blocks", "crew", "void", "sweep" or "undo". request, if not empty, is the id
// that the path names. Errors: as ParseMessage.
func ParseBody(kind, request string, data []byte) (Op, error) {
	if len(data) == 0 {
		data = []byte("{}")
	}
	fields, err := object(data)
	if err != nil {
		return nil, err
	}
	if request != "" {
		if _, twice := fields["id"]; twice {
			return nil, Errorf(BadMessage, "The path already names the request.").In("id")
		}
		fields["id"] = mustMarshal(request)
	}
	return parse(kind, fields)
}

// object reads one JSON object and nothing after it.
func object(data []byte) (Fields, error) {
	if !utf8.Valid(data) {
		return nil, Errorf(InvalidText, "Text has to be UTF-8.")
	}
	var fields Fields
	decoder := json.NewDecoder(bytes.NewReader(data))
	if err := decoder.Decode(&fields); err != nil {
		return nil, badMessage(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) || fields == nil {
		return nil, Errorf(BadMessage, "Send one JSON object and nothing else.")
	}
	return fields, nil
}

func parse(kind string, fields Fields) (Op, error) {
	switch kind {
	case "request":
		return decode[Ask](fields)
	case "vote", "unvote":
		vote, err := decode[Vote](fields)
		vote.On = kind == "vote"
		return vote, err
	case "set":
		return decode[Set](fields)
	case "event":
		if string(fields["announcement"]) == "null" {
			fields["announcement"] = []byte(`""`) // take it down
		}
		return decode[SetEvent](fields)
	case "ban":
		return decode[SetBan](fields)
	case "blocks":
		return decode[SetBlocks](fields)
	case "crew":
		return decode[SetCrew](fields)
	case "void":
		return decode[Void](fields)
	case "sweep":
		return decode[Sweep](fields)
	case "undo":
		return decode[Undo](fields)
	case "":
		return nil, Errorf(BadMessage, "A message needs a type.").In("type")
	default:
		return nil, Errorf(UnknownCommand, "This server does not know that command.").In("type")
	}
}

func decode[T any, P interface {
	*T
	check() error
}](fields Fields,
) (op T, err error) {
	for name := range fields { // encoding/json takes "Title" for "title"
		if strings.Trim(name, fieldLetters) != "" {
			return op, errNoField.In(name)
		}
	}
	decoder := json.NewDecoder(bytes.NewReader(mustMarshal(fields)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&op); err != nil {
		return op, badMessage(err)
	}
	return op, P(&op).check()
}

// fieldLetters are what the names of fields are made of.
const fieldLetters = "abcdefghijklmnopqrstuvwxyz_"

var errNoField = Errorf(BadMessage, "There is no such field.")

// badMessage says what is wrong with a message that does not decode.
func badMessage(err error) error {
	var refusal *Error
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &wrongType):
		return Errorf(BadMessage, "A value has the wrong type.").In(wrongType.Field).Because(err)
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return errNoField.In(strings.Trim(name, `"`))
	}
	return Errorf(BadMessage, "This is not the JSON that the command takes.").Because(err)
}

func (op *Ask) check() (err error) {
	op.ID, err = requestID("id", op.ID)
	return err
}

// A client names itself at random; nothing else is stored for it.
const clientLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"

func (op *Vote) check() (err error) {
	if op.Request, err = requestID("id", op.Request); err != nil {
		return err
	}
	if op.Seq < 0 || op.Seq > 0 && op.Client == "" {
		return Errorf(BadMessage, "seq counts up from 1 and needs a client.").In("seq")
	}
	if len(op.Client) > 64 || strings.Trim(op.Client, clientLetters) != "" {
		return Errorf(BadMessage, "A client is named by at most 64 letters, digits, hyphens, dots and underscores.").In("client")
	}
	return nil
}

func (op *Set) check() (err error) {
	if op.Request, err = requestID("id", op.Request); err != nil {
		return err
	}
	if op.Into != "" {
		if op.Into, err = requestID("into", op.Into); err != nil {
			return err
		}
	}
	if op.Place.Before != "" {
		if op.Place.Before, err = requestID("before", op.Place.Before); err != nil {
			return err
		}
	}
	all := append(slices.Clone(settable), Withdrawn, Merged)
	for field, status := range map[string]Status{"status": op.Status, "from": op.From} {
		if status != "" && !slices.Contains(all, status) {
			return Errorf(BadMove, "There is no such status.").In(field)
		}
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

func (op *SetEvent) check() (err error) {
	switch {
	case !slices.Contains([]EventState{"", Scheduled, Live, Ended}, op.State):
		return Errorf(BadMessage, "There is no such state.").In("state")
	case !slices.Contains([]Gate{"", GateOpen, GateLastCall, GateClosed}, op.Gate):
		return Errorf(BadMessage, "The gate is open, last_call or closed.").In("gate")
	case op.ClosesIn != 0 && op.Gate != GateLastCall, op.ClosesIn < 0, op.ClosesIn > 86400:
		return Errorf(BadMessage, "A last_call closes in 0 to 86400 seconds, and nothing else does.").In("closes_in")
	case !slices.Contains([]Declines{"", TellNow, TellAtEnd, TellNever}, op.Declines):
		return Errorf(BadMessage, "Declines are told now, at the end or never.").In("declines")
	case !slices.Contains([]Admission{"", Anyone, ByProof, ByRoomCode, ByAccount}, op.Admission):
		return Errorf(BadMessage, "Admission is for anyone, by proof, by room_code or by account.").In("admission")
	case op.Limits != nil && !op.Limits.sane():
		return Errorf(BadMessage, "A limit is 0 to 1000 open requests of a person, 0 to 100000 of all, and 0 to 604800 seconds.").In("limits")
	}
	op.Change, err = changeID("change", op.Change)
	return err
}

func (lim Limits) sane() bool {
	const week = 7 * 86400
	within := func(n, most int) bool { return n >= 0 && n <= most }
	return within(lim.Open, 1000) && within(lim.Cooldown, week) && within(lim.Total, 100_000) && within(lim.Repeat, week) && within(lim.Fade, week)
}

func (op *Undo) check() (err error) {
	if op.Change == "" {
		return Errorf(Required, "Say which change to undo.").In("change")
	}
	if op.Change, err = changeID("change", op.Change); err != nil {
		return err
	}
	op.ID, err = changeID("id", op.ID)
	return err
}

func requestID(field, id string) (string, error) {
	if id == "" {
		return "", Errorf(Required, "A request is named by its id.").In(field)
	}
	id, err := ParseRequestID(id)
	if err != nil {
		return "", errBadID.In(field)
	}
	return id, nil
}

// changeID checks the id of a change; "" stays empty and is filled at the door.
func changeID(field, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	id, err := ParseID(id)
	if err != nil {
		return "", errBadID.In(field)
	}
	return id, nil
}
