package pushtest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// decrypt opens a message as the browser does to whom it is sealed, by RFC 8188
// and 8291. It shares no code with what seals.
func decrypt(key *ecdh.PrivateKey, auth, body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) < 21+int(body[20]) {
		return nil, errors.New("the body has no whole header")
	}
	salt, size, from, sealed := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:21+int(body[20])], body[21+int(body[20]):]
	if len(sealed) > int(size) {
		return nil, errors.New("the message has more than one record")
	}
	sender, err := ecdh.P256().NewPublicKey(from)
	if err != nil {
		return nil, err
	}
	shared, err := key.ECDH(sender)
	if err != nil {
		return nil, err
	}
	derive := func(secret, salt []byte, info string, n int) []byte {
		if err != nil {
			return nil
		}
		var out []byte
		out, err = hkdf.Key(sha256.New, secret, salt, info, n)
		return out
	}
	input := derive(shared, auth, "WebPush: info\x00"+string(key.PublicKey().Bytes())+string(from), 32)
	content := derive(input, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce := derive(input, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(content)
	if err != nil {
		return nil, err
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	padded, err := box.Open(nil, nonce, sealed, nil)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(padded), "\x00")
	if !strings.HasSuffix(text, "\x02") { // of the last record
		return nil, errors.New("the record does not end as the last one does")
	}
	return []byte(text[:len(text)-1]), nil
}

// Claims are what a server says of itself (RFC 8292).
type Claims struct {
	Audience string `json:"aud"`
	Expires  int64  `json:"exp"` // Unix seconds
	Subject  string `json:"sub"`
	Key      string `json:"-"` // that signed them, in base64url
}

// readClaims reads an Authorization header and checks its signature.
func readClaims(header string) (c Claims, err error) {
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, key, both := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	if !ok || !both || len(parts) != 3 {
		return c, fmt.Errorf("this is no VAPID: %q", header)
	}
	decoded := make([][]byte, 0, 4)
	for _, part := range append(parts, key) {
		data, err := base64.RawURLEncoding.DecodeString(part)
		if err != nil {
			return c, err
		}
		decoded = append(decoded, data)
	}
	signer, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), decoded[3])
	if err != nil {
		return c, err
	}
	var head struct{ Alg, Typ string }
	if err := json.Unmarshal(decoded[0], &head); err != nil || head.Alg != "ES256" || head.Typ != "JWT" {
		return c, fmt.Errorf("the token begins with %s", decoded[0])
	}
	sum, sig := sha256.Sum256([]byte(parts[0]+"."+parts[1])), decoded[2]
	if len(sig) != 64 || !ecdsa.Verify(signer, sum[:], new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:])) {
		return c, errors.New("the signature is not the key's")
	}
	c.Key = key
	return c, json.Unmarshal(decoded[1], &c)
}
