package loadtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/coder/websocket"

	"github.com/cueslip/cueslip/board"
)

// client speaks to the server as a phone does: over HTTP and websockets, and
// in no other way.
type client struct {
	doors   *doors
	event   string
	calls   *http.Client
	sockets *http.Client // dialling has no timeout of its own
	figures *figures
}

func newClient(d *doors, f *figures) *client {
	transport := &http.Transport{
		MaxIdleConnsPerHost: 32, IdleConnTimeout: 5 * time.Second, ForceAttemptHTTP2: true,
		ResponseHeaderTimeout: 10 * time.Second,
	}
	return &client{
		doors:   d,
		calls:   &http.Client{Transport: transport, Timeout: 20 * time.Second},
		sockets: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}},
		figures: f,
	}
}

// path returns a path of the event's API.
func (c *client) path(rest string) string { return "/api/v1/events/" + c.event + rest }

// call does one call and decodes the answer into out, unless that is nil.
// A refusal comes back as *board.Error.
func (c *client) call(ctx context.Context, token, method, path string, body, out any) error {
	data, err := c.bytes(ctx, token, method, path, body)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s %s answered something else: %w", method, path, err)
	}
	return nil
}

// bytes is call without the decoding.
func (c *client) bytes(ctx context.Context, token, method, path string, body any) ([]byte, error) {
	return c.doors.call(ctx, func(base string) ([]byte, error) {
		return c.bytesAt(ctx, base, token, method, path, body)
	})
}

// bytesAt is bytes at one address alone.
func (c *client) bytesAt(ctx context.Context, base, token, method, path string, body any) ([]byte, error) {
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("encoding the body of %s %s: %w", method, path, err)
		}
		reader = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, base+path, reader)
	if err != nil {
		return nil, fmt.Errorf("making %s %s: %w", method, path, err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := c.calls.Do(req)
	if err != nil {
		return nil, fmt.Errorf("calling the server: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(res.Body, 64<<20))
	if err != nil {
		return nil, fmt.Errorf("reading the answer to %s %s: %w", method, path, err)
	}
	c.figures.bytes.Add(int64(len(data)))
	if res.StatusCode >= 400 {
		return nil, refusal(res, data)
	}
	return data, nil
}

func refusal(res *http.Response, data []byte) error {
	var problem struct {
		Code       board.Code `json:"code"`
		Detail     string     `json:"detail"`
		RetryAfter int        `json:"retry_after"`
	}
	if err := json.Unmarshal(data, &problem); err != nil || problem.Code == "" {
		return board.Errorf(board.Internal, "The server answered {status} without saying why.", "status", res.Status)
	}
	e := board.Errorf(problem.Code, problem.Detail)
	e.RetryAfter = problem.RetryAfter
	if header, err := strconv.Atoi(res.Header.Get("Retry-After")); err == nil {
		e.RetryAfter = max(e.RetryAfter, header)
	}
	return e
}

// maxFrame bounds what a whole board may weigh, in bytes.
const maxFrame = 64 << 20

// dial opens a board's socket at an address.
func (c *client) dial(ctx context.Context, base, token string, a board.Audience, since board.Cookie) (*websocket.Conn, error) {
	query := url.Values{"since": {since.String()}}
	if a == board.Crew {
		query.Set("audience", string(board.Crew))
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	conn, res, err := websocket.Dial(ctx, base+c.path("/live?")+query.Encode(), &websocket.DialOptions{ //nolint:bodyclose // the library has read it
		HTTPClient:   c.sockets,
		HTTPHeader:   http.Header{"Authorization": {"Bearer " + token}},
		Subprotocols: []string{"cueslip.v1"},
	})
	if err != nil {
		if res != nil && res.Body != nil && res.StatusCode >= 400 {
			data, _ := io.ReadAll(res.Body) // the library keeps its beginning
			return nil, refusal(res, data)
		}
		return nil, fmt.Errorf("opening the socket: %w", err)
	}
	if conn.Subprotocol() != "cueslip.v1" {
		_ = conn.CloseNow()
		return nil, fmt.Errorf("the server does not speak cueslip.v1")
	}
	conn.SetReadLimit(maxFrame)
	return conn, nil
}
