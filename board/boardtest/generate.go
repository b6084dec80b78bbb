package boardtest

import (
	"fmt"

	"pgregory.net/rapid"

	"github.com/cueslip/cueslip/board"
)

// The people of generated nights.
const (
	DJ    = "00000000-0000-4000-8000-00000000000d"
	Guard = "00000000-0000-4000-8000-00000000000e" // a moderator
)

// Crew is the crew of generated nights.
func Crew() map[string]board.Role {
	return map[string]board.Role{DJ: board.Owner, Guard: board.Moderator}
}

// Night draws commands that a room of listeners, a moderator and a DJ may
// send, legal and illegal, aimed at few requests so that they meet.
type Night struct {
	asked, changes int
}

// Command draws the next command.
func (n *Night) Command(t *rapid.T) board.Command {
	listener := fmt.Sprintf("00000000-0000-4000-8000-%012d", rapid.IntRange(1, 6).Draw(t, "listener"))
	anyone := rapid.SampledFrom([]string{listener, listener, listener, DJ, DJ, DJ, DJ, Guard}).Draw(t, "person")
	kinds := []string{"ask", "ask", "vote", "vote", "vote", "set", "set", "set", "merge", "event", "undo", "ban", "blocks", "void"}
	switch rapid.SampledFrom(kinds).Draw(t, "op") {
	case "ask":
		if n.asked < 12 {
			n.asked++
		}
		song := rapid.IntRange(1, 4).Draw(t, "song")
		title := fmt.Sprintf("Harbour Lights %d", song)
		return board.Command{Person: anyone, Batch: Batch(anyone), Op: board.Ask{
			ID: RequestID(n.asked), Title: title, Artist: "The Tidal Clocks",
			Own:      anyone == DJ && rapid.Bool().Draw(t, "own"),
			Spelling: board.Spelling{Song: title, Title: title, Artist: "The Tidal Clocks"},
		}}
	case "vote":
		return board.Command{Person: listener, Batch: Batch(listener), Op: board.Vote{
			Request: n.request(t), On: rapid.Bool().Draw(t, "on"),
			Client: "page", Seq: int64(rapid.IntRange(1, 40).Draw(t, "seq")),
		}}
	case "merge":
		return board.Command{Person: anyone, Op: board.Set{Request: n.request(t), Into: n.request(t), Change: n.change()}}
	case "ban":
		ban := board.SetBan{Person: listener, Off: rapid.Bool().Draw(t, "off"), Change: n.change()}
		return board.Command{Person: anyone, Op: ban}
	case "blocks":
		song := fmt.Sprintf("Harbour Lights %d", rapid.IntRange(1, 4).Draw(t, "song"))
		block := []board.Block{{Kind: board.BlockSong, Title: song, Key: song}}
		if rapid.Bool().Draw(t, "off") {
			return board.Command{Person: anyone, Op: board.SetBlocks{Remove: block, Change: n.change()}}
		}
		return board.Command{Person: anyone, Op: board.SetBlocks{Add: block, Change: n.change()}}
	case "void":
		return board.Command{Person: anyone, Op: board.Void{Request: n.request(t), Change: n.change()}}
	case "event":
		return board.Command{Person: anyone, Op: n.setEvent(t)}
	case "undo":
		return board.Command{Person: anyone, Op: board.Undo{
			Change: ChangeID(rapid.IntRange(1, max(1, n.changes)).Draw(t, "change")), ID: n.change(),
		}}
	default:
		return board.Command{Person: anyone, Op: n.set(t)}
	}
}

// Batch returns the batch that a generated person was made in: half of the
// listeners share one, the others another; the crew has accounts.
func Batch(person string) string {
	if person == DJ || person == Guard {
		return ""
	}
	return "batch-" + string('a'+person[len(person)-1]%2)
}

func (n *Night) set(t *rapid.T) board.Set {
	set := board.Set{Request: n.request(t), Change: n.change()}
	switch rapid.IntRange(0, 4).Draw(t, "set") {
	case 0:
		set.Place = board.Place{Given: true, Before: rapid.SampledFrom([]string{"", n.request(t)}).Draw(t, "before")}
	case 1:
		next := rapid.Bool().Draw(t, "next")
		set.Next = &next
	default:
		set.Status = rapid.SampledFrom([]board.Status{
			board.New, board.Later, board.Accepted, board.Accepted, board.Playing, board.Played,
			board.Declined, board.Hidden, board.Withdrawn, board.Merged,
		}).Draw(t, "status")
		if set.Status == board.Declined {
			set.Reason = rapid.SampledFrom([]string{"", "dont_have", "Not at a wedding."}).Draw(t, "reason")
		}
	}
	return set
}

func (n *Night) setEvent(t *rapid.T) board.SetEvent {
	voting := rapid.IntRange(0, 3).Draw(t, "voting") > 0
	return board.SetEvent{
		Gate:     rapid.SampledFrom([]board.Gate{"", board.GateOpen, board.GateOpen, board.GateLastCall, board.GateClosed}).Draw(t, "gate"),
		Declines: rapid.SampledFrom([]board.Declines{"", board.TellNow, board.TellAtEnd, board.TellNever}).Draw(t, "declines"),
		Voting:   &voting,
		Change:   n.change(),
	}
}

func (n *Night) request(t *rapid.T) string {
	return RequestID(rapid.IntRange(1, max(1, n.asked)).Draw(t, "request"))
}

func (n *Night) change() string {
	n.changes++
	return ChangeID(n.changes)
}

// RequestID returns the nth of a series of request ids.
func RequestID(n int) string { return fmt.Sprintf("019a0000-0000-7000-8000-%012d", n) }

// ChangeID returns the nth of a series of ids of changes.
func ChangeID(n int) string { return fmt.Sprintf("00000000-0000-4000-9000-%012d", n) }
