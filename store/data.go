package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/cueslip/cueslip/board"
)

// Data returns everything that is kept about the person behind an account, as
// of one moment and without what signs the person in. Errors: not_found, busy.
func (s *Store) Data(ctx context.Context, person string) (d board.Data, err error) {
	err = s.view(ctx, "collecting what is kept of a person", func(ctx context.Context, q session) error {
		p, err := readProfile(ctx, q, person)
		if err != nil {
			return err
		}
		d = board.Data{
			Ways: board.DataWays{Passkeys: []board.DataPasskey{}, Sites: []board.DataSite{}}, Sessions: []board.DataCredential{},
			Tokens: []board.DataCredential{}, Crews: []board.DataCrew{}, Requests: []board.DataRequest{}, Votes: []board.DataVote{},
			Bans: []board.DataBan{}, Invitations: []board.DataInvitation{}, Alerts: []board.DataAlerts{},
		}
		d.Profile = board.DataProfile{
			Person: p.Person, Name: p.Name, Handle: p.Handle, Role: string(p.Role), Email: p.Email, EmailVerified: p.Verified,
			Links: p.Links, Tip: p.Tip, CreatedAt: p.CreatedAt,
		}
		for _, read := range []struct {
			one   bool
			dest  any
			query string
		}{
			{true, &d.Profile.Picture, `SELECT data FROM pictures WHERE person = ?`},
			{true, &d.Ways.PasswordAt, `SELECT changed_at FROM passwords WHERE person = ?`},
			{false, &d.Ways.Passkeys, `SELECT id, name, created_at, used_at FROM passkeys WHERE person = ? ORDER BY created_at, id`},
			{false, &d.Ways.Sites, `SELECT issuer, subject, label, created_at FROM identities WHERE person = ? ORDER BY created_at, issuer, subject`},
			{false, &d.Sessions, presentedData + `'session' ORDER BY created_at, hash`},
			{false, &d.Tokens, presentedData + `'token' ORDER BY created_at, hash`},
			{false, &d.Crews, `SELECT c.event, e.title, c.role, e.created_at FROM crew c JOIN events e ON e.code = c.event
				WHERE c.person = ? ORDER BY e.created_at, e.code`},
			{false, &d.Requests, `SELECT event, id, number, title, artist, name, dedication, note, status, votes, at FROM requests
				WHERE asker = ? ORDER BY at, event, id`},
			{false, &d.Votes, `SELECT event, request, "on", at FROM votes WHERE person = ? ORDER BY at, event, request`},
			{false, &d.Bans, `SELECT event, reason, until, at FROM bans WHERE person = ? ORDER BY at, event`},
			{false, &d.Invitations, `SELECT event, role, created_at, used_at FROM invitations
				WHERE ? IN (author, used_by) ORDER BY created_at, event`},
			{false, &d.Alerts, `SELECT event, endpoint, at FROM subscriptions WHERE person = ? ORDER BY at, event, endpoint`},
		} {
			get := q.all
			if read.one {
				get = q.one
			}
			if err := get(ctx, read.dest, read.query, person); err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
		}
		d.Acts, err = trail(ctx, q, board.TrailQuery{Person: person})
		return err
	})
	return d, err
}

// presentedData begins a query of credentials of one kind.
const presentedData = `SELECT substr(hash, 1, 16) AS id, name, agent, scopes, created_at, seen_at, expires_at, revoked_at
	FROM credentials WHERE person = ? AND kind = `
