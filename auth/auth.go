// Package auth decides whether somebody has proved who they are, for each way
// into an account. It knows no handlers, no cookies and no SQL: it declares the
// little that it needs of a store, and returns refusals that people can read.
// It never signs anybody in by itself.
package auth

import (
	"context"
	"time"
)

// flows keep what somebody began until they come back with its token, once and
// in time. Errors of TakeFlow: login_expired, busy.
type flows interface {
	BeginFlow(ctx context.Context, kind string, data any, age time.Duration) (token string, err error)
	TakeFlow(ctx context.Context, kind, token string, data any) error
}
