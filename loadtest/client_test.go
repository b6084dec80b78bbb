package loadtest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cueslip/cueslip/board"
)

// call does one call of the API and decodes its answer.
func call(t *testing.T, method, url, token, body string, out any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= 300 {
		t.Fatalf("%s %s: %s", method, url, res.Status)
	}
	if err := json.NewDecoder(res.Body).Decode(out); err != nil {
		t.Fatal(err)
	}
}

func openEvent(t *testing.T, url, token string) string {
	t.Helper()
	var made struct {
		Code string `json:"code"`
	}
	call(t, http.MethodPost, url+"/api/v1/events", token, `{"title":"Demo"}`, &made)
	return made.Code
}

func requestsOn(t *testing.T, url, event string) int {
	t.Helper()
	var whole board.BoardFrame
	call(t, http.MethodGet, url+"/api/v1/events/"+event+"/board", "", "", &whole)
	return len(whole.Requests)
}
