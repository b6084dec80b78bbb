package auth

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/cueslip/cueslip/board"
)

func TestAnyPasswordIsGoodThatOthersWouldNotGuess(t *testing.T) {
	owner := ownersWords("Minna Lund", "djminna", "minna.lund@example.org")
	for password, want := range map[string]board.Code{
		"": board.Required, "seven77": board.Required, strings.Repeat("x", 129): board.TooLong, "pier\xff\xfe\xfd42": board.InvalidText,
		"password": board.InvalidText, "Password1": board.InvalidText, "QWERTYUIOP": board.InvalidText, "12345678": board.InvalidText,
		"Minna Lund": board.InvalidText, "minna-lund": board.InvalidText, "minna.lund": board.InvalidText,
		"Minna.Lund@Example.org": board.InvalidText, "ｐａｓｓｗｏｒｄ": board.InvalidText, // wide letters
		"slow ferry amber": "", "ÄÖÜß🎛️🎚️pier": "", strings.Repeat("ä", 128): "", "        a": "",
	} {
		if err := CheckPassword(password, owner...); board.CodeOf(err) != want {
			t.Errorf("%q: %v, want %q", password, err, want)
		}
	}
}

func TestAPasswordMatchesItselfHoweverItsLettersAreSpelled(t *testing.T) {
	p := newPasswords()
	hash, err := p.hash(t.Context(), "slow ferry b\u00e4r")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%q, %v", hash, err)
	}
	for password, want := range map[string]bool{"slow ferry b\u00e4r": true, "slow ferry ba\u0308r": true, "slow ferry bar": false, "": false} {
		if same, err := p.matches(t.Context(), password, hash); err != nil || same != want {
			t.Errorf("%q: %v, %v", password, same, err)
		}
	}
	if same, err := p.matches(t.Context(), "nobody's", ""); err != nil || same {
		t.Errorf("the password of nobody: %v, %v", same, err)
	}
}

func TestAFloodOfPasswordsTakesTurns(t *testing.T) {
	p := newPasswords()
	for range hashesAtOnce {
		if err := p.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(gone, "slow ferry"); board.CodeOf(err) != board.Busy {
		t.Errorf("with all turns taken: %v", err)
	}
	var all sync.WaitGroup
	for range 3 * hashesAtOnce {
		all.Go(func() {
			if same, err := p.matches(t.Context(), "slow ferry", ""); err != nil || same {
				t.Errorf("%v, %v", same, err)
			}
		})
	}
	for range hashesAtOnce {
		p.leave()
	}
	all.Wait()
}
