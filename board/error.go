package board

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code names an error on the wire. Codes are stable: clients branch on them.
type Code string

// The codes. Which HTTP status and which close code belong to each is the
// transport's business.
const (
	BadMessage      Code = "bad_message"
	BadID           Code = "bad_id"
	BadCookie       Code = "bad_cookie"
	Required        Code = "required"
	TooLong         Code = "too_long"
	InvalidText     Code = "invalid_text"
	BadMove         Code = "bad_move"
	UnknownCommand  Code = "unknown_command"
	BadSubscription Code = "bad_subscription"
	LoginExpired    Code = "login_expired"
	SignIn          Code = "sign_in"
	Forbidden       Code = "forbidden"
	Banned          Code = "banned"
	Challenged      Code = "challenge"
	NameReserved    Code = "name_reserved"
	BadOrigin       Code = "origin"
	NotFound        Code = "not_found"
	Conflict        Code = "conflict"
	Stale           Code = "stale"
	KeyReused       Code = "key_reused"
	EventClosed     Code = "event_closed"
	EventEnded      Code = "event_ended"
	VotingClosed    Code = "voting_closed"
	AlreadyPlayed   Code = "already_played"
	Duplicate       Code = "duplicate"
	Blocked         Code = "blocked"
	TooLarge        Code = "too_large"
	UnsupportedType Code = "unsupported_type"
	HeadersTooLarge Code = "headers_too_large"
	SlowDown        Code = "slow_down"
	RequestLimit    Code = "request_limit"
	Cooldown        Code = "cooldown"
	Busy            Code = "busy"
	Moved           Code = "moved"
	StorageFull     Code = "storage_full"
	Internal        Code = "internal"
)

// Error is a refusal that a person can read and a program can branch on.
// Detail is a whole plain sentence in English; Err, the cause, is for logs only.
type Error struct {
	Code       Code
	Detail     string
	Sentence   string            // Detail with {name} in the place of each value: pages translate it
	Values     map[string]string // by name, nil for none
	Field      string            // the offending field, or ""
	Retryable  bool              // the same command may succeed later
	RetryAfter int               // seconds, 0 if unknown
	Err        error

	Request   *Request   // what stands now, for conflict, stale, duplicate and voting refusals
	Challenge *Challenge // what is asked for, with the code of the same name
}

// Errorf makes an error with a code and a sentence for people, a literal. The
// arguments are names and values, in turns: {name} in the sentence stands for
// its value.
func Errorf(code Code, sentence string, args ...any) *Error {
	e := &Error{Code: code, Detail: sentence, Sentence: sentence, Retryable: code.retryable()}
	if len(args) == 0 {
		return e
	}
	e.Values = map[string]string{}
	var places []string
	for i := 0; i+1 < len(args); i += 2 {
		name, value := fmt.Sprint(args[i]), fmt.Sprint(args[i+1])
		e.Values[name] = value
		places = append(places, "{"+name+"}", value)
	}
	e.Detail = strings.NewReplacer(places...).Replace(sentence)
	return e
}

// Because returns a copy of e that carries its cause.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// In returns a copy of e that names the offending field.
func (e *Error) In(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// After returns a copy of e that says when to try again: in whole seconds, and
// never at once.
func (e *Error) After(wait time.Duration) *Error {
	c := *e
	c.RetryAfter = max(1, int((wait+time.Second-1)/time.Second))
	return &c
}

func (c Code) retryable() bool {
	switch c {
	case SlowDown, RequestLimit, Cooldown, Busy, Moved, StorageFull, SignIn, Challenged, EventClosed, VotingClosed, Internal:
		return true
	default:
		return false
	}
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %s: %v", e.Code, e.Detail, e.Err)
	}
	return fmt.Sprintf("%s: %s", e.Code, e.Detail)
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code that err carries, "" for nil and Internal for an
// error that carries none.
func CodeOf(err error) Code {
	var e *Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Code
	default:
		return Internal
	}
}
