package board

import (
	"slices"
	"strings"
)

// Scope is what a personal token may be used for.
type Scope string

// The scopes of personal tokens.
const (
	ScopeRead   Scope = "read"   // boards, also the crew's where its person belongs to it
	ScopeBoard  Scope = "board"  // asks, votes, and runs boards
	ScopeEvents Scope = "events" // opens and lists events
)

var scopes = []Scope{ScopeRead, ScopeBoard, ScopeEvents}

// ParseScopes checks scopes that somebody chose, each once; none are all.
// Error: bad_message in field scopes.
func ParseScopes(words []string) ([]Scope, error) {
	var list []Scope
	for _, word := range words {
		scope := Scope(word)
		if !slices.Contains(scopes, scope) {
			return nil, Errorf(BadMessage, "A token's scopes are read, board and events; none of them means all.").In("scopes")
		}
		if !slices.Contains(list, scope) {
			list = append(list, scope)
		}
	}
	return list, nil
}

// SpellScopes writes scopes in one line, separated by spaces.
func SpellScopes(list []Scope) string {
	words := make([]string, len(list))
	for i, scope := range list {
		words[i] = string(scope)
	}
	return strings.Join(words, " ")
}

// CredentialKind is what a credential is.
type CredentialKind string

// The kinds of credentials that make calls.
const (
	Session CredentialKind = "session" // of a browser
	Token   CredentialKind = "token"   // of a program
)

// Credential is a session or a personal token as its person tells it from
// others. It never holds what is presented.
type Credential struct {
	ID        string // the beginning of its hash
	Kind      CredentialKind
	Name      string  // of a token
	Agent     string  // of a session: browser and system, roughly
	Scopes    []Scope // of a token; none are all
	CreatedAt int64   // Unix ms
	SeenAt    int64   // Unix ms, within a few minutes; 0 for never
	ExpiresAt int64   // Unix ms, 0 for never
}

// Login is an account together with the credential that proves it.
type Login struct {
	Account
	By Credential
}
