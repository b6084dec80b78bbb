package board

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"maps"
	"slices"
	"strconv"
)

// Digest is the SHA-256, in hex, of what the view shows, so that anyone can
// compare what they hold with a fresh read of the database. It covers the
// event's settings and every row, sorted by id, each field written as a
// netstring ("5:hello,"): text as it is in UTF-8, numbers in decimal, booleans
// as 0 or 1. The order of fields is that of this file; browsers have the same
// in app/core/digest.ts, held together by testdata/digests.json.
func (v *View) Digest() string {
	d := digester{sha256.New()}
	e := v.Event
	d.text(e.Code, e.Title, string(e.State), string(e.Gate))
	d.flag(e.Voting)
	d.text(string(e.Announcement))
	d.number(int64(e.Limits.Open), int64(e.Limits.Cooldown), int64(e.Limits.Total), int64(e.Limits.Repeat), int64(e.Limits.Fade))
	d.text(string(e.Admission), string(e.Declines))
	d.flag(e.Approval)
	d.flag(e.Dedications)
	d.number(e.StartsAt, e.EndedAt, e.ClosesAt)
	d.text(e.Zone)
	byID := func(a, b *Request) int { return cmp.Compare(a.ID, b.ID) }
	for _, q := range slices.SortedFunc(maps.Values(v.Rows), byID) {
		d.text(q.ID)
		d.number(int64(q.Number))
		d.text(q.Title, q.Artist, q.Name, q.Dedication, string(q.Status), q.Reason)
		d.number(int64(q.Votes))
		d.text(string(q.Position))
		d.flag(q.Next)
		d.flag(q.Own)
		d.number(q.At, q.PlayedAt, q.StillAt)
		if v.Audience == Crew {
			d.text(q.Note, q.Asker, string(q.Into))
			d.flag(q.Told)
			d.flag(q.Archived)
			d.flag(q.Held)
			d.flag(q.Quiet)
			d.number(q.MovedAt)
			d.flag(q.Flagged)
			d.number(int64(q.Suspect), int64(q.Voided))
		}
	}
	return hex.EncodeToString(d.Sum(nil))
}

type digester struct{ hash.Hash }

func (d digester) text(values ...string) {
	for _, s := range values {
		d.Write(strconv.AppendInt(nil, int64(len(s)), 10))
		d.Write([]byte{':'})
		d.Write([]byte(s))
		d.Write([]byte{','})
	}
}

func (d digester) number(values ...int64) {
	for _, n := range values {
		d.text(strconv.FormatInt(n, 10))
	}
}

func (d digester) flag(b bool) {
	if b {
		d.number(1)
	} else {
		d.number(0)
	}
}
