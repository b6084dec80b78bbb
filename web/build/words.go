package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
)

// speaking are the pages whose scripts say something, and the scripts of each.
var speaking = map[string][]string{
	"board": {"board.js", "board.chunk.js", "board.late.js"},
}

// catalogue is what package tongue reads too, which see.
type catalogue struct {
	Pages    map[string]json.RawMessage `json:"pages"`
	Board    map[string]json.RawMessage `json:"board refusals"`
	Accounts map[string]json.RawMessage `json:"account refusals"`
}

// addWords gives each page the part of each language that its scripts can say,
// and what the server may refuse on a board.
func addWords(messages string, files map[string][]byte, manifest map[string]string) error {
	languages, err := filepath.Glob(filepath.Join(messages, "*.json"))
	if err != nil || len(languages) == 0 {
		return fmt.Errorf("there are no catalogues in %s: %w", messages, err)
	}
	for _, path := range languages {
		read, err := readCatalogue(path)
		if err != nil {
			return err
		}
		for page, scripts := range speaking {
			part := maps.Clone(read.Board)
			for _, script := range scripts {
				source := files[manifest[script]]
				for sentence, message := range read.Pages {
					if says(source, sentence) {
						part[sentence] = message
					}
				}
			}
			encoded, err := encode(part)
			if err != nil {
				return err
			}
			add(files, manifest, page+"."+filepath.Base(path), encoded)
		}
	}
	return nil
}

func readCatalogue(path string) (catalogue, error) {
	var read catalogue
	data, err := os.ReadFile(path)
	if err != nil {
		return read, fmt.Errorf("reading a catalogue: %w", err)
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return read, fmt.Errorf("reading %s: %w", path, err)
	}
	return read, nil
}

// says reports whether a script holds a sentence, as a literal of any kind.
func says(script []byte, sentence string) bool {
	for _, quote := range []string{`"`, "'", "`"} {
		if bytes.Contains(script, []byte(quote+sentence+quote)) {
			return true
		}
	}
	return false
}

func encode(part map[string]json.RawMessage) ([]byte, error) {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	if err := to.Encode(part); err != nil {
		return nil, fmt.Errorf("encoding a catalogue: %w", err)
	}
	return []byte(strings.TrimSpace(out.String())), nil
}
