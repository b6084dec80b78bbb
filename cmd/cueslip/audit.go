package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/store"
)

// audit prints privileged acts, one JSON object a line.
type audit struct {
	Data  database      `embed:""`
	Event string        `help:"Only acts in the event of this code."`
	User  string        `help:"Only acts of this person, and acts on their account."`
	Since time.Duration `help:"Only acts that are not older, as in 24h."`
}

// record is an act as it is printed.
type record struct {
	At          string          `json:"at"`
	Person      string          `json:"person"`
	Name        string          `json:"name"` // of the account, "" for one that was erased
	Act         string          `json:"act"`
	Event       string          `json:"event"`
	Subject     string          `json:"subject"`
	FromVersion int64           `json:"from_version"`
	ToVersion   int64           `json:"to_version"`
	Before      json.RawMessage `json:"before"`
	After       json.RawMessage `json:"after"`
	UndoneBy    string          `json:"undone_by"`
}

// Run carries the command out.
func (a *audit) Run(ctx context.Context, con *console) error {
	return a.Data.with(ctx, con.log, func(data *store.Store) error {
		query, err := a.query(ctx, data)
		if err != nil {
			return err
		}
		acts, err := data.Trail(ctx, query)
		if err != nil {
			return err
		}
		names, err := namesOf(ctx, data, acts)
		if err != nil {
			return err
		}
		lines := json.NewEncoder(con.out)
		lines.SetEscapeHTML(false)
		for _, act := range acts {
			err := lines.Encode(record{
				At: time.UnixMilli(act.At).UTC().Format("2006-01-02T15:04:05.000Z"), Person: act.Person, Name: names[act.Person],
				Act: act.Act, Event: act.Event, Subject: act.Subject, FromVersion: act.FromVersion, ToVersion: act.ToVersion,
				Before: act.Before, After: act.After, UndoneBy: act.UndoneBy,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (a *audit) query(ctx context.Context, data *store.Store) (q board.TrailQuery, err error) {
	if a.Event != "" {
		if q.Event, err = board.ParseCode(a.Event); err != nil {
			return q, err
		}
	}
	if a.User != "" {
		account, err := data.AccountByName(ctx, a.User)
		if err != nil {
			return q, err
		}
		q.Person = account.Person
	}
	if a.Since > 0 {
		q.Since = time.Now().Add(-a.Since).UnixMilli()
	}
	return q, nil
}

// namesOf returns the names of those who acted and have an account.
func namesOf(ctx context.Context, data *store.Store, acts []board.Act) (map[string]string, error) {
	seen := map[string]bool{}
	var persons []string
	for _, act := range acts {
		if !seen[act.Person] {
			seen[act.Person] = true
			persons = append(persons, act.Person)
		}
	}
	return data.Names(ctx, persons)
}
