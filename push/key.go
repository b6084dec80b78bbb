package push

import (
	"context"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/base64"

	"github.com/cueslip/cueslip/board"
)

// secret is the name of the keys under which push services know this server.
// A browser subscribes under the newest; its service takes messages for it
// under no other, so that each subscription names its key.
const secret = "push"

// private makes a key of the curve of a secret's key.
func private(k board.Key) *ecdh.PrivateKey {
	for value := k.Value; ; {
		if key, err := ecdh.P256().NewPrivateKey(value); err == nil {
			return key
		}
		sum := sha256.Sum256(value) // once in four billion keys, the number is none of the curve's
		value = sum[:]
	}
}

func public(k board.Key) string {
	return base64.RawURLEncoding.EncodeToString(private(k).PublicKey().Bytes())
}

// PublicKey returns the key to subscribe under, in base64url. Errors: internal,
// busy.
func (s *Sender) PublicKey(ctx context.Context) (string, error) {
	keys, err := s.store.Secrets(ctx, secret)
	if err != nil {
		return "", err
	}
	return public(keys[0]), nil
}

// numberOf returns the number of the key that a browser subscribed under.
// Errors: bad_subscription for a key that is not ours, or not any more.
func (s *Sender) numberOf(ctx context.Context, key string) (int, error) {
	keys, err := s.store.Secrets(ctx, secret)
	if err != nil {
		return 0, err
	}
	for _, k := range keys {
		if public(k) == key {
			return k.Number, nil
		}
	}
	return 0, board.Errorf(board.BadSubscription, "This browser subscribed under another key; please subscribe again.").In("key")
}

// keyOf returns the key of a number; ok is false when it has been retired.
func (s *Sender) keyOf(ctx context.Context, number int) (key board.Key, ok bool, err error) {
	keys, err := s.store.Secrets(ctx, secret)
	for _, k := range keys {
		if k.Number == number {
			return k, true, nil
		}
	}
	return key, false, err
}
