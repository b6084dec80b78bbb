package board

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

func TestAKeyNeverPrintsItsValue(t *testing.T) {
	k := Key{Name: "guests", Number: 7, Value: []byte("the quick brown fox jumps over 13")}
	encoded, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	printed := string(encoded) + fmt.Sprintf("%v %+v %#v %s %v", k, k, k, k, []Key{k})
	for _, value := range []string{"quick", fmt.Sprintf("%d", k.Value), fmt.Sprintf("%x", k.Value)} {
		if strings.Contains(printed, value) {
			t.Errorf("it does: %s", printed)
		}
	}
	if !strings.Contains(printed, "key 7 of guests") {
		t.Errorf("it has no name: %s", printed)
	}
}

func TestShortAndMonotonousKeysAreWeak(t *testing.T) {
	good := make([]byte, 32)
	for i := range good {
		good[i] = byte(i * 7)
	}
	for name, test := range map[string]struct {
		value []byte
		weak  bool
	}{
		"none":       {nil, true},
		"31 bytes":   {good[:31], true},
		"one byte":   {bytes.Repeat([]byte{1}, 64), true},
		"a password": {[]byte(strings.Repeat("password", 8)), true},
		"random":     {good, false},
	} {
		if got := (Key{Value: test.value}).Weak(); got != test.weak {
			t.Errorf("%s: weak is %t", name, got)
		}
	}
}
