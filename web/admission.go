package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cueslip/cueslip/board"
)

// What the keys are for that make rooms' codes and sign what is worked on.
const (
	roomSecret  = "rooms"
	proofSecret = "proofs"
)

const (
	roomCodeSpan   = 2 * time.Minute // then the screen shows another one
	roomCodeLength = 5               // characters of Crockford's base 32
	roomTries      = 20              // of a person in roomTriesPer: a code is too short to be tried at will
	roomTriesPer   = time.Hour
	proofAge       = 10 * time.Minute
	proofBits      = 18 // a phone takes about two seconds, and so does each made-up guest
)

// roomCodeForm is how a room's code is spelled.
var roomCodeForm = regexp.MustCompile(`^[0-9A-HJKMNP-TV-Z]{5}$`)

// roomCode returns the code that a room's screen shows at a time. It is made
// from the event and the time, so that nothing is kept.
func roomCode(key []byte, event string, at time.Time) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s|%d", event, at.Truncate(roomCodeSpan).Unix())
	var bits [5]byte
	copy(bits[:], mac.Sum(nil))
	return board.EventCode(bits)[:roomCodeLength]
}

// room is what the screen of a room shows.
type room struct {
	Code  string `json:"code"`
	Until int64  `json:"until"` // Unix ms
}

// roomOf returns what the screen shows now.
func (s *Server) roomOf(ctx context.Context, event string, now time.Time) (room, error) {
	key, err := s.secrets.newest(ctx, roomSecret)
	if err != nil {
		return room{}, err
	}
	return room{roomCode(key.Value, event, now), now.Truncate(roomCodeSpan).Add(roomCodeSpan).UnixMilli()}, nil
}

// admission answers with what an event asks of those who take part, and with
// something to work on if that is it. The work is the caller's own, for this
// event, and for a while.
func (s *Server) admission(w http.ResponseWriter, r *http.Request) {
	event, who, err := s.guestOf(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := struct {
		Admission board.Admission `json:"admission"`
		Work      string          `json:"work,omitempty"`
		Bits      int             `json:"bits,omitempty"`
	}{Admission: event.Admission}
	if event.Admission == board.ByProof {
		key, err := s.secrets.newest(r.Context(), proofSecret)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		until := strconv.FormatInt(time.Now().Add(proofAge).Unix(), 36)
		out.Work, out.Bits = until+"."+sealWork(key.Value, event.Code, who.Person, until), proofBits
	}
	answer(w, http.StatusOK, out)
}

// guestOf returns the event that a call is about, and who wants to take part.
func (s *Server) guestOf(r *http.Request) (board.Event, visitor, error) {
	code, err := board.ParseCode(r.PathValue("event"))
	if err != nil {
		return board.Event{}, visitor{}, err
	}
	who, err := s.person(r)
	if err != nil {
		return board.Event{}, who, err
	}
	event, err := s.store.Event(r.Context(), code)
	return event, who, err
}

// comeIn admits a person who shows the room's code, or the work done.
func (s *Server) comeIn(w http.ResponseWriter, r *http.Request) {
	event, who, err := s.guestOf(r)
	var shown struct {
		Room   string `json:"room"`
		Work   string `json:"work"`
		Answer string `json:"answer"`
	}
	if err == nil {
		err = readJSON(w, r, &shown)
	}
	if err == nil && !s.paces.allow(event.Code, who.Person, false) {
		err = errTooFast
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	switch event.Admission {
	case board.ByRoomCode:
		err = s.checkRoomCode(r.Context(), event.Code, who.Person, shown.Room)
	case board.ByProof:
		err = s.checkProof(r.Context(), event.Code, who.Person, shown.Work, shown.Answer)
	default:
		err = board.Errorf(board.BadMove, "This event asks for no code and no work.")
	}
	if err == nil {
		err = s.store.Admit(r.Context(), event.Code, who.Person, event.Admission)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// checkRoomCode accepts the code that the screen shows, or the one that it
// showed before: reading and typing take a while.
func (s *Server) checkRoomCode(ctx context.Context, event, person, typed string) error {
	if typed == "" {
		return board.Errorf(board.Required, "Enter the code that the screen in the room shows.").In("room")
	}
	if err := s.spend(ctx, "room", event+"|"+person, Rate{roomTries, roomTriesPer}); err != nil {
		return err
	}
	keys, err := s.secrets.all(ctx, roomSecret)
	if err != nil {
		return err
	}
	typed = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed))
	now := time.Now()
	for _, key := range keys {
		for _, at := range []time.Time{now, now.Add(-roomCodeSpan)} {
			if hmac.Equal([]byte(typed), []byte(roomCode(key.Value, event, at))) {
				return nil
			}
		}
	}
	refusal := board.Errorf(board.Challenged, "This is not the code that the screen shows now.").In("room")
	refusal.Challenge = &board.Challenge{Kind: board.ByRoomCode}
	return refusal
}

// checkProof accepts a work that was given to the person and was done: the
// SHA-256 of it and the answer together begins with so many zero bits.
func (s *Server) checkProof(ctx context.Context, event, person, work, done string) error {
	if work == "" || done == "" {
		return board.Errorf(board.Required, "Send the work, and the answer to it.").In("answer")
	}
	keys, err := s.secrets.all(ctx, proofSecret)
	if err != nil {
		return err
	}
	until, seal, _ := strings.Cut(work, ".")
	at, err := strconv.ParseInt(until, 36, 64)
	given := slices.ContainsFunc(keys, func(k board.Key) bool {
		return hmac.Equal([]byte(seal), []byte(sealWork(k.Value, event, person, until)))
	})
	sum := sha256.Sum256([]byte(work + done))
	if err == nil && given && time.Now().Unix() < at && bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= proofBits {
		return nil
	}
	refusal := board.Errorf(board.Challenged, "This work is not done, not yours, or too old; please take another.").In("answer")
	refusal.Challenge = &board.Challenge{Kind: board.ByProof}
	return refusal
}

func sealWork(key []byte, event, person, until string) string {
	mac := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(mac, "%s|%s|%s", event, person, until)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}
