package auth

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/trustelem/zxcvbn/frequency"
	"golang.org/x/text/unicode/norm"

	"github.com/cueslip/cueslip/board"
)

// How long passwords may be, in characters. What they are made of is their
// owner's business.
const (
	MinPassword = 8
	MaxPassword = 128
)

// hashing is what OWASP asks of argon2id at least: 19 MiB for about 20 ms.
var hashing = &argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

const (
	hashesAtOnce = 4               // and so 76 MiB at most
	hashPatience = 5 * time.Second // for one's turn
)

// passwords hashes and compares, only so many at a time. It is safe for
// concurrent use.
type passwords struct {
	turns chan struct{}
	dummy func() (string, error) // the hash of a password that nobody has
}

func newPasswords() *passwords {
	return &passwords{
		turns: make(chan struct{}, hashesAtOnce),
		dummy: sync.OnceValues(func() (string, error) { return argon2id.CreateHash("nobody's", hashing) }),
	}
}

// hash returns what is kept of a password. Error: busy.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	if err := p.enter(ctx); err != nil {
		return "", err
	}
	defer p.leave()
	hash, err := argon2id.CreateHash(norm.NFKC.String(password), hashing)
	if err != nil {
		return "", fmt.Errorf("auth: hashing a password: %w", err)
	}
	return hash, nil
}

// matches reports whether a password is the one of the hash. For "", the hash
// of nobody, it never is, and finding out takes the same work. Error: busy.
func (p *passwords) matches(ctx context.Context, password, hash string) (bool, error) {
	if err := p.enter(ctx); err != nil {
		return false, err
	}
	defer p.leave()
	somebody := hash != ""
	if !somebody {
		var err error
		if hash, err = p.dummy(); err != nil {
			return false, fmt.Errorf("auth: hashing a password: %w", err)
		}
	}
	same, err := argon2id.ComparePasswordAndHash(norm.NFKC.String(password), hash)
	if err != nil {
		return false, fmt.Errorf("auth: comparing a password: %w", err)
	}
	return same && somebody, nil
}

func (p *passwords) enter(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, hashPatience)
	defer cancel()
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return board.Errorf(board.Busy, "Many people are signing in; please try again in a moment.").Because(ctx.Err())
	}
}

func (p *passwords) leave() { <-p.turns }

// CheckPassword refuses a password that is too short or too long, that many
// people have, or that is one of the things that everybody knows of its owner.
// Errors: required, too_long, invalid_text, in field password.
func CheckPassword(password string, owner ...string) error {
	if !utf8.ValidString(password) {
		return board.Errorf(board.InvalidText, "A password has to be UTF-8.").In("password")
	}
	password = norm.NFKC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return board.Errorf(board.Required, "A password has at least {n} characters; three or four words are good.", "n", MinPassword).In("password")
	case n > MaxPassword:
		return board.Errorf(board.TooLong, "A password has at most {n} characters.", "n", MaxPassword).In("password")
	}
	folded := strings.ToLower(password)
	if slices.ContainsFunc(owner, func(s string) bool { return folded == strings.ToLower(norm.NFKC.String(s)) }) {
		return board.Errorf(board.InvalidText, "Your name or address is the first thing that others try; please choose another password.").In("password")
	}
	if common()[folded] {
		return board.Errorf(board.InvalidText, "This password is on every list of common ones; please choose another.").In("password")
	}
	return nil
}

// common are the passwords that most people have, as far as they are long
// enough, in small letters. Dropbox counted them for zxcvbn.
var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, word := range frequency.FrequencyLists["passwords"] {
		if len(word) >= MinPassword {
			set[word] = true
		}
	}
	return set
})
