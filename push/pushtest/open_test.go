package pushtest

import (
	"crypto/ecdh"
	"encoding/base64"
	"testing"
)

// TestTheExampleOfTheStandardIsOpened takes section 5 of RFC 8291, so that what
// checks the sender is itself checked by somebody else's message.
func TestTheExampleOfTheStandardIsOpened(t *testing.T) {
	decode := func(s string) []byte {
		t.Helper()
		data, err := base64.RawURLEncoding.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	key, err := ecdh.P256().NewPrivateKey(decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	if err != nil {
		t.Fatal(err)
	}
	body := decode("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_y" +
		"l95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
	text, err := decrypt(key, decode("BTBZMqHH6r4Tts7J_aSIgg"), body)
	if err != nil || string(text) != "When I grow up, I want to be a watermelon" {
		t.Errorf("%q, %v", text, err)
	}
	body[len(body)-1] ^= 1
	if _, err := decrypt(key, decode("BTBZMqHH6r4Tts7J_aSIgg"), body); err == nil {
		t.Error("a message that was changed on its way was opened")
	}
}
