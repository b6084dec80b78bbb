package loadtest

import (
	"fmt"
	"html/template"
	"math"
	"time"
)

// figure is a drawing on the page with the words around it.
type figure struct {
	Title  string
	Note   string
	Legend []legend
	SVG    template.HTML
}

// legend names one line. Dashed ones are told apart without colour as well.
type legend struct {
	Class, Text string
	Dashed      bool
}

// charts are the page's drawings, without those that would be empty.
func (rep *Report) charts() []figure {
	all := []figure{
		rep.latency("Acknowledged", "How long a command that was sent once took until the server had it on its disk, by the second in which it was sent.",
			[]series{{string(classVote), "vote", "cue"}, {string(classRequest), "request", "play"}, {string(classDJ), "the DJ’s action", "ice"}}),
		rep.latency("On the boards", "How long until a listener’s board showed it, each board counted.",
			[]series{{timesBoard, "any board", "cue"}, {timesAcross, "a board at another address than the sender’s", "ice"}}),
		rep.curve("Percentiles: acknowledged", "", []series{{"vote", "vote", "cue"}, {"request", "request", "play"}, {"dj", "the DJ’s action", "ice"}}),
		rep.curve("Percentiles: on a board", ".board", []series{{"vote", "vote", "cue"}, {"request", "request", "play"}, {"dj", "the DJ’s action", "ice"}}),
		rep.counts("Deliveries a second", "Frames that reached the crowd.", legend{Class: "play", Text: "frames"}, func(s Second) float64 { return float64(s.Frames) }),
		rep.counts("Commands a second", "What the crowd and the DJ sent.", legend{Class: "cue", Text: "commands"}, func(s Second) float64 { return float64(s.Sent) }),
		rep.presence(),
	}
	if rep.Gaps.Count > 0 {
		all = append(all, rep.latency("From the tap", "How long anything took until it was acknowledged, with every wait for a server and every repeat, by the second of the tap.",
			[]series{{timesFelt, "any command", "cue"}}))
		all = append(all, rep.latency("Gaps", "How long a page whose socket was lost was without a live board, by the second of the loss.",
			[]series{{timesReconnect, "gap", "no"}}))
	}
	kept := all[:0]
	for _, f := range all {
		if f.SVG != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

type series struct{ name, text, class string }

// overTime is an empty chart over the whole run.
func (rep *Report) overTime(label string) *chart {
	length := float64(max(len(rep.Timeline), 1))
	c := &chart{label: label, x: axis{to: length}}
	step := niceStep(length / 10)
	for _, nice := range []float64{5, 10, 15, 30, 60, 120, 300, 600} {
		if step = nice; length/nice <= 12 {
			break
		}
	}
	for at := 0.0; at <= length; at += step {
		c.x.ticks = append(c.x.ticks, tick{at, fmt.Sprintf("%d:%02d", int(at)/60, int(at)%60)})
	}
	var load []float64
	for _, m := range rep.Moments {
		at := float64(m.At) / 1000
		switch m.Kind {
		case momentFault:
			c.marks = append(c.marks, at)
		case momentStart:
			load = append(load, at)
		}
	}
	if n := len(load); n > 1 {
		c.shade = [][2]float64{{0, load[0]}, {load[n-1], length}}
	}
	return c
}

func (rep *Report) latency(title, note string, of []series) figure {
	c, f := rep.overTime(title+" over time"), figure{Title: title, Note: note}
	for _, s := range of {
		p50, p99 := line{class: s.class, dashed: true, step: 5}, line{class: s.class, step: 5}
		for _, second := range rep.Timeline {
			if t := second.Times[s.name]; t.Count() > 0 {
				x := float64(second.At) + 0.5
				p50.points = append(p50.points, point{x, ms64(t.At(50))})
				p99.points = append(p99.points, point{x, ms64(t.At(99))})
			}
		}
		if len(p99.points) > 0 {
			c.lines = append(c.lines, p50, p99)
			f.Legend = append(f.Legend, legend{Class: s.class, Text: s.text})
		}
	}
	if len(c.lines) > 0 {
		f.Legend = append(f.Legend, legend{Text: "p99"}, legend{Text: "p50", Dashed: true})
		c.decades()
		f.SVG = c.svg()
	}
	return f
}

func ms64(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// curve shows which share of the commands took how long.
func (rep *Report) curve(title, suffix string, of []series) figure {
	f := figure{Title: title, Note: "The share of commands that took at most so long. Each step to the right is ten times rarer."}
	c := &chart{label: title, x: axis{to: 4}}
	for _, t := range []float64{0, 50, 90, 99, 99.9, 99.99} {
		c.x.ticks = append(c.x.ticks, tick{rarity(t), trimmed(t, 2) + " %"})
	}
	for _, s := range of {
		t := rep.Times[s.name+suffix]
		if t.Count() == 0 {
			continue
		}
		l := line{class: s.class}
		end := min(math.Log10(float64(t.Count())), 4) // rarer ones did not happen
		for at := 0.0; at < end; at += 0.02 {
			l.points = append(l.points, point{at, ms64(t.At(100 - 100/math.Pow(10, at)))})
		}
		l.points = append(l.points, point{end, ms64(t.At(100 - 100/math.Pow(10, end)))})
		c.lines = append(c.lines, l)
		f.Legend = append(f.Legend, legend{Class: s.class, Text: fmt.Sprintf("%s (%s)", s.text, whole(float64(t.Count())))})
	}
	if len(c.lines) > 0 {
		c.decades()
		f.SVG = c.svg()
	}
	return f
}

// rarity places a percentage on the axis: 90, 99 and 99.9 are equally far apart.
func rarity(percent float64) float64 { return -math.Log10(1 - percent/100) }

func (rep *Report) counts(title, note string, what legend, of func(Second) float64) figure {
	c := rep.overTime(title)
	l := line{class: what.Class, filled: true}
	for _, s := range rep.Timeline {
		l.points = append(l.points, point{float64(s.At) + 0.5, of(s)})
	}
	c.lines = []line{l}
	c.upTo(whole)
	return figure{Title: title, Note: note, Legend: []legend{what}, SVG: c.svg()}
}

// presence shows who was there, and whose socket was lost.
func (rep *Report) presence() figure {
	c := rep.overTime("Live boards, sleeping phones and lost sockets over time")
	online, asleep := line{class: "play", filled: true}, line{class: "ice", dashed: true}
	for _, s := range rep.Timeline {
		at := float64(s.At)
		online.points = append(online.points, point{at + 0.5, float64(s.Online)})
		asleep.points = append(asleep.points, point{at + 0.5, float64(s.Asleep)})
		if s.Lost > 0 {
			c.bars = append(c.bars, point{at, float64(s.Lost)})
		}
	}
	c.lines = []line{online, asleep}
	c.upTo(whole)
	return figure{
		Title: "Who was there", Note: "Sockets lost in a second stand as bars; a page comes back by itself.", SVG: c.svg(),
		Legend: []legend{{Class: "play", Text: "live boards"}, {Class: "ice", Text: "phones asleep", Dashed: true}, {Class: "no bars", Text: "sockets lost"}},
	}
}
