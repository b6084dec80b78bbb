package store_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/board/boardtest"
	"github.com/cueslip/cueslip/store"
	"github.com/cueslip/cueslip/store/storetest"
)

func TestAnInvitationIsOpenUntilItIsUsedWithdrawnOrTooOld(t *testing.T) {
	storetest.EachURL(t, func(t *testing.T, url string) {
		s, now := openTimed(t, url)
		r := newRoom(t, s)
		invite := func(role board.Role) (string, board.Invitation) {
			t.Helper()
			token, i, err := s.Invite(t.Context(), r.code, role, boardtest.DJ)
			if err != nil || len(token) != 43 || len(i.ID) != 16 {
				t.Fatalf("%q, %+v, %v", token, i, err)
			}
			now.Add(1000)
			return token, i
		}
		open := func(want ...board.Invitation) {
			t.Helper()
			list, err := s.Invitations(t.Context(), r.code)
			if diff := cmp.Diff(append([]board.Invitation{}, want...), list); err != nil || diff != "" {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		}
		used, first := invite(board.Cohost)
		withdrawn, second := invite(board.Moderator)
		late, third := invite(board.Moderator)
		want := board.Invitation{ID: first.ID, Event: r.code, Role: board.Cohost, Author: boardtest.DJ, CreatedAt: start, ExpiresAt: start + 7*24*60*minute}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		open(third, second, first)

		for _, person := range []string{ann, ben} { // the first one counts
			if err := s.UseInvitation(t.Context(), used, person); err != nil {
				t.Fatal(err)
			}
		}
		if i, err := s.Invitation(t.Context(), used); err != nil || i.UsedBy != ann || i.UsedAt != now.Load() {
			t.Errorf("%+v, %v", i, err)
		}
		if err := s.WithdrawInvitation(t.Context(), r.code, second.ID, boardtest.DJ); err != nil {
			t.Fatal(err)
		}
		if i, err := s.Invitation(t.Context(), withdrawn); err != nil || i.UsedBy != "" || i.UsedAt == 0 {
			t.Errorf("%+v, %v", i, err)
		}
		for _, id := range []string{first.ID, second.ID, "", "unknown"} {
			if err := s.WithdrawInvitation(t.Context(), r.code, id, boardtest.DJ); board.CodeOf(err) != board.NotFound {
				t.Errorf("withdrew %q: %v", id, err)
			}
		}
		open(third)
		now.Add(7 * 24 * 60 * minute)
		open()
		if i, err := s.Invitation(t.Context(), late); err != nil || i.ID != third.ID {
			t.Errorf("a late one: %+v, %v", i, err)
		}
		if _, err := s.Invitation(t.Context(), "unknown"); board.CodeOf(err) != board.NotFound {
			t.Errorf("an unknown one: %v", err)
		}
	})
}

func TestAnEventHasFewOpenInvitations(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		r := newRoom(t, open())
		var last board.Invitation
		for range 20 {
			_, i, err := r.Invite(t.Context(), r.code, board.Moderator, boardtest.DJ)
			if err != nil {
				t.Fatal(err)
			}
			last = i
		}
		if _, _, err := r.Invite(t.Context(), r.code, board.Moderator, boardtest.DJ); board.CodeOf(err) != board.BadMove {
			t.Errorf("one more: %v", err)
		}
		if err := r.WithdrawInvitation(t.Context(), r.code, last.ID, boardtest.DJ); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.Invite(t.Context(), r.code, board.Moderator, boardtest.DJ); err != nil {
			t.Errorf("after one was withdrawn: %v", err)
		}
	})
}
