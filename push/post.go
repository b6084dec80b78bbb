package push

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/SherClockHolmes/webpush-go"
)

// post hands a message to its push service. A service that may take it later
// may say after how long. The endpoint is in no log: it is a key to a browser.
func (s *Sender) post(ctx context.Context, m message) (is outcome, wait time.Duration) {
	log := s.log.With("event", m.Event, "service", hostOf(m.Endpoint))
	key, ok, err := s.keyOf(ctx, m.Key)
	if err != nil {
		log.WarnContext(ctx, "an alert has no key", "error", err)
		return failed, 0
	}
	if !ok {
		return s.drop(ctx, m), 0
	}
	ctx, cancel := context.WithTimeout(ctx, tryWithin)
	defer cancel()
	answer, err := webpush.SendNotificationWithContext(ctx, m.body,
		&webpush.Subscription{Endpoint: m.Endpoint, Keys: webpush.Keys{Auth: m.Auth, P256dh: m.P256dh}},
		&webpush.Options{
			HTTPClient: s.client, Subscriber: s.opts.Contact, Topic: m.topic, Urgency: webpush.UrgencyHigh,
			TTL:             max(1, int(time.Until(m.expires).Seconds())),
			VAPIDPublicKey:  public(key),
			VAPIDPrivateKey: base64.RawURLEncoding.EncodeToString(private(key).Bytes()),
		})
	switch {
	case errors.Is(err, errPrivate):
		log.WarnContext(ctx, "a push service is not on the public internet")
		return failed, 0
	case err != nil:
		log.InfoContext(ctx, "a push service was not reached", "error", unnamed(err))
		return later, 0
	}
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // so that the connection can be used again
	_ = answer.Body.Close()
	switch status := answer.StatusCode; {
	case status >= 200 && status < 300:
		return sent, 0
	case status == http.StatusNotFound, status == http.StatusGone:
		return s.drop(ctx, m), 0
	case status == http.StatusTooManyRequests, status >= 500:
		return later, retryAfter(answer.Header.Get("Retry-After"), time.Now())
	default:
		log.WarnContext(ctx, "a push service refused an alert", "status", status)
		return failed, 0
	}
}

// drop forgets a browser that is not there any more.
func (s *Sender) drop(ctx context.Context, m message) outcome {
	if err := s.store.DropSubscription(ctx, m.Endpoint); err != nil {
		s.log.WarnContext(ctx, "a subscription was not dropped", "event", m.Event, "error", err)
	}
	return gone
}

// retryAfter reads the header of that name: seconds, or a time. What it does
// not understand is 0.
func retryAfter(header string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return max(0, at.Sub(now))
}

// unnamed returns why a call failed without the address that it called.
func unnamed(err error) error {
	var call *url.Error
	if errors.As(err, &call) {
		return call.Err
	}
	return err
}
