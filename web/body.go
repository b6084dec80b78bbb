package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/cueslip/cueslip/board"
)

// maxMessage is how long a body and a message over a socket may be.
const maxMessage = 8 << 10

// readBody reads the JSON of a call, which may be none at all.
// Errors: unsupported_type, too_large, bad_message.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > maxMessage {
		return nil, errTooLarge
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxMessage))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, errTooLarge
	case err != nil:
		return nil, board.Errorf(board.BadMessage, "The body did not arrive whole.").Because(err)
	case len(data) == 0:
		return nil, nil
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset := parameters["charset"]
	if err != nil || kind != "application/json" || charset != "" && charset != "utf-8" && charset != "UTF-8" || r.Header.Get("Content-Encoding") != "" {
		return nil, board.Errorf(board.UnsupportedType, "Send JSON, as application/json.")
	}
	return data, nil
}

var errTooLarge = board.Errorf(board.TooLarge, "That is too much for one message: 8 KB is the most.")

// readJSON reads a body that is no command into v, strictly.
func readJSON(w http.ResponseWriter, r *http.Request, v any) error {
	data, err := readBody(w, r)
	if err != nil || data == nil {
		return err
	}
	if !utf8.Valid(data) {
		return board.Errorf(board.InvalidText, "Text has to be UTF-8.")
	}
	if trimmed := bytes.TrimLeft(data, " \t\r\n"); len(trimmed) == 0 || trimmed[0] != '{' {
		return errNotJSON
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	var wrong *json.UnmarshalTypeError
	if err := decoder.Decode(v); errors.As(err, &wrong) {
		return board.Errorf(board.BadMessage, "A value has the wrong type.").In(wrong.Field)
	} else if err != nil {
		return errNotJSON.Because(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errNotJSON
	}
	return nil
}

var errNotJSON = board.Errorf(board.BadMessage, "Send one JSON object with the fields of this call and nothing else.")
