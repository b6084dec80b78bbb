// Package demo is the made-up night on the front page: the board that a round
// begins with, and what its crowd and its DJ do at each beat. A rehearsal has
// the same crowd, and a DJ who practises. It decides and does nothing: no I/O,
// no clock. A board, and chance, in; commands out.
package demo

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cueslip/cueslip/board"
	"github.com/cueslip/cueslip/text"
)

// Every is the time between two beats.
const Every = 1600 * time.Millisecond

// Lasts is how long a round lasts, after which all is as in the beginning.
const Lasts = 10 * time.Minute

// Beats between two wishes of the crowd, and between two songs.
const (
	wishEvery = 7
	songEvery = 15
)

const (
	crowd      = 90 // people
	mostWishes = 9  // the crowd asks for no more while so many wait
	longest    = 80 // characters of a visitor's wish that others see
)

// Event is the event of a round. What a visitor asks for is seen by others once
// the DJ has approved of it, and dedications by nobody but the crew.
func Event() board.Event {
	return board.Event{
		Title: "Demo night", State: board.Live, Gate: board.GateOpen, Voting: true, Approval: true,
		Limits:   board.Limits{Open: 2, Cooldown: 10, Total: 14, Repeat: int(Lasts.Seconds())},
		Declines: board.TellNow, Admission: board.Anyone,
	}
}

// Rehearsal is the event that somebody practises on.
func Rehearsal() board.Event {
	e := Event()
	e.Title, e.Approval, e.Dedications, e.Limits = "Rehearsal", false, true, board.Limits{Open: 3}
	return e
}

// RehearsalLasts is how long a rehearsal lasts.
const RehearsalLasts = 30 * time.Minute

// First are the rows of a board that a round begins with.
var First = []board.Row{
	{Number: 1, Title: "Lighthouse, Two A.M.", Artist: "Juno Vale", Name: "Sam", Votes: 44, Status: board.Playing},
	{Number: 2, Title: "Slow Ferry", Artist: "PELICAN", Name: "Minna", Votes: 38, Status: board.New},
	{Number: 3, Title: "Amber Window", Artist: "Marlow Finch", Votes: 31, Status: board.Accepted},
	{Number: 4, Title: "أضواء الميناء", Artist: "ساعات المد", Name: "Ida", Votes: 27, Status: board.New},
	{Number: 5, Title: "Around the Pier", Artist: "Copper Robots", Name: "Otto", Votes: 12, Status: board.New},
	{Number: 6, Title: "Grey Tuesday", Artist: "Salt and Ashes", Votes: 4, Status: board.New},
}

// Begin returns the commands that make an empty board one with the rows of
// First.
func Begin() []board.Command {
	commands := Ask()
	for i, row := range First {
		asked := commands[i].Op.(board.Ask) //nolint:forcetypeassert // they come first
		commands = append(commands, set(asked.ID, row.Status))
	}
	return commands
}

// Ask returns the commands by which the crowd asks for the rows of First, in
// their order, and then votes for them.
func Ask() []board.Command {
	var asks, votes []board.Command
	for i, row := range First {
		op := wished(song{row.Title, row.Artist, row.Name})
		asks = append(asks, by(i, op)) // which is a vote; each asks once, since limits hold for the crowd too
		for n := 1; n < row.Votes; n++ {
			votes = append(votes, by(i+n, board.Vote{Request: op.ID, On: true}))
		}
	}
	return append(asks, votes...)
}

// Beat returns what happens at the n-th beat, from 1, on a board as the crew
// sees it: the crowd acts, the DJ approves of what visitors asked for, or not,
// and at times the next song plays.
func Beat(view *board.View, n int, random *rand.Rand) []board.Command {
	waiting := waits(view)
	commands := room(view, waiting, n, random)
	for _, req := range board.Sorted(view.Rows) {
		switch {
		case req.Status != board.New || !req.Held:
		case presentable(req):
			commands = append(commands, set(req.ID, board.New))
		default: // its asker alone sees that
			commands = append(commands, set(req.ID, board.Declined))
		}
	}
	if n%songEvery == 0 {
		commands = append(commands, play(view, waiting)...)
	}
	return commands
}

// Rehearse returns what the crowd does at the n-th beat of a rehearsal, whose DJ
// is somebody who practises.
func Rehearse(view *board.View, n int, random *rand.Rand) []board.Command {
	return room(view, waits(view), n, random)
}

// waits returns what waits and is seen by all.
func waits(view *board.View) []*board.Request {
	var waiting []*board.Request
	for _, req := range board.Sorted(view.Rows) {
		if (req.Status == board.New || req.Status == board.Accepted) && !req.Held {
			waiting = append(waiting, req)
		}
	}
	return waiting
}

// room returns what the crowd does: somebody votes, and at times somebody asks.
func room(view *board.View, waiting []*board.Request, n int, random *rand.Rand) []board.Command {
	var commands []board.Command
	if len(waiting) > 0 {
		liked := waiting[random.IntN(len(waiting))]
		if other := waiting[random.IntN(len(waiting))]; ours(liked) {
			liked = other // a visitor's wish has twice the chance
		}
		commands = append(commands, by(random.IntN(crowd), board.Vote{Request: liked.ID, On: true}))
	}
	if n%wishEvery == 0 && len(waiting) < mostWishes {
		commands = append(commands, wish(view, random)...)
	}
	return commands
}

// wish asks for a song that this round has not seen yet.
func wish(view *board.View, random *rand.Rand) []board.Command {
	var left []song
	for _, s := range songs {
		if !slices.ContainsFunc(board.Sorted(view.Rows), func(req *board.Request) bool { return req.Title == s.title }) {
			left = append(left, s)
		}
	}
	if len(left) == 0 {
		return nil
	}
	asker := len(view.Rows) % crowd // somebody who has not asked just now
	return []board.Command{by(asker, wished(left[random.IntN(len(left))]))}
}

// play plays the first of the queue, and queues the most wanted.
func play(view *board.View, waiting []*board.Request) []board.Command {
	var commands []board.Command
	if queue := board.Queue(view.Rows); len(queue) > 0 {
		commands = append(commands, set(queue[0].ID, board.Playing))
	}
	slices.SortFunc(waiting, board.ByVotes)
	if i := slices.IndexFunc(waiting, func(req *board.Request) bool { return req.Status == board.New }); i >= 0 {
		commands = append(commands, set(waiting[i].ID, board.Accepted))
	}
	return commands
}

// link finds what looks like an address of a page or of a person.
var link = regexp.MustCompile(`(?i)://|@|\bwww\.|[\pL\d]\.\pL{2,}`)

// presentable reports whether others may see what somebody asked for. The words
// that a filter knows are few, so that the rest must be short, without links,
// and gone after a round.
func presentable(req *board.Request) bool {
	said := req.Title + " " + req.Artist + " " + req.Name
	return !req.Flagged && len([]rune(said)) <= longest && !link.MatchString(said)
}

func wished(s song) board.Ask {
	return board.Ask{
		ID: uuid.Must(uuid.NewV7()).String(), Title: s.title, Artist: s.artist, Name: s.name,
		Spelling: text.Spell(s.title, s.artist, s.name),
	}
}

// ours reports whether the crowd itself asked for a song.
func ours(req *board.Request) bool { return strings.HasPrefix(req.Asker, crowdName) }

const crowdName = "demo "

// by gives a command in the name of one of the crowd, who are no guests: their
// votes are not looked at for made ones.
func by(n int, op board.Op) board.Command {
	return board.Command{Person: crowdName + strconv.Itoa(n), Signed: true, Op: op}
}

// set moves a request in the clock's name.
func set(id string, status board.Status) board.Command {
	return board.Command{Person: board.Clock, Op: board.Set{Request: id, Status: status, Change: uuid.NewString()}}
}
