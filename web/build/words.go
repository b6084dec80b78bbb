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

// speaking are the pages whose scripts say something.
var speaking = map[string]speaker{
	"account":   {scripts: []string{"account.js"}, accounts: true},
	"dashboard": {scripts: []string{"dashboard.js"}, board: true, crew: true, accounts: true},
	"board":     {scripts: []string{"board.js", "board.chunk.js", "board.late.js"}, board: true},
	"dj":        {scripts: []string{"dj.js"}, board: true, crew: true},
	"embed":     {scripts: []string{"embed.js"}},
	"home":      {scripts: []string{"home.js", "live.js"}, board: true},
	"public":    {scripts: []string{"public.js"}},
	"signin":    {scripts: []string{"signin.js"}, accounts: true},
}

// speaker is a page: its scripts, and what the server may refuse on it.
type speaker struct {
	scripts               []string
	board, crew, accounts bool
}

// catalogue is what package tongue reads too, which see.
type catalogue struct {
	Pages    map[string]json.RawMessage `json:"pages"`
	Board    map[string]json.RawMessage `json:"board refusals"`
	Crew     map[string]json.RawMessage `json:"crew refusals"`
	Accounts map[string]json.RawMessage `json:"account refusals"`
}

// addWords gives each page the part of each language that it needs.
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
		for page, speaker := range speaking {
			part := speaker.part(read, files, manifest)
			encoded, err := encode(part)
			if err != nil {
				return err
			}
			add(files, manifest, page+"."+filepath.Base(path), encoded)
		}
	}
	return nil
}

// part returns what a page can say of a catalogue. The reasons by code are
// among those of boards.
func (s speaker) part(all catalogue, files map[string][]byte, manifest map[string]string) map[string]json.RawMessage {
	part := map[string]json.RawMessage{}
	if s.board || s.accounts {
		maps.Copy(part, all.Board)
	}
	if s.crew {
		maps.Copy(part, all.Crew)
	}
	if s.accounts {
		maps.Copy(part, all.Accounts)
	}
	for _, script := range s.scripts {
		for sentence, message := range all.Pages {
			if says(files[manifest[script]], sentence) {
				part[sentence] = message
			}
		}
	}
	return part
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
