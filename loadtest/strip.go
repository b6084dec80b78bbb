package loadtest

import (
	"fmt"
	"html"
	"html/template"
	"strings"
	"unicode/utf8"
)

// strip draws the night: what was played, when requests were open, what was
// said, and what was done to the server or noticed of it.
type strip struct {
	chart *chart
	b     strings.Builder
	y     float64
}

const laneHeight = 30.0

func (rep *Report) night() figure {
	s := &strip{chart: rep.overTime("")}
	s.spans("gate", rep.moments(momentGate), "requests: open")
	s.spans("song", rep.moments(momentSong), "")
	s.points("said", "said", rep.moments(momentNote))
	s.asleep(rep.Timeline)
	s.points("fault", "fault", rep.moments(momentFault))
	s.points("noticed", "seen", rep.noticed())
	height := s.y + foot + 4
	svg := fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="What happened during the night">%s%s</svg>`,
		chartWidth, height, s.b.String(), s.chart.x.feet(s.chart.px, height))
	return figure{Title: "The night", SVG: template.HTML(svg)}
}

func (rep *Report) moments(kind string) []Moment {
	var of []Moment
	for _, m := range rep.Moments {
		if m.Kind == kind {
			of = append(of, m)
		}
	}
	return of
}

// noticed is what the crowd saw of faults: many sockets lost within a second,
// and boards that began a new history.
func (rep *Report) noticed() []Moment {
	var of []Moment
	before := int64(0)
	for _, s := range rep.Timeline {
		many, at := max(3, before/10), s.At*1000+500
		if s.Lost >= many {
			of = append(of, Moment{At: at, Text: fmt.Sprintf("%d of %d sockets lost", s.Lost, max(before, s.Lost))})
		}
		if s.Epochs >= many {
			of = append(of, Moment{At: at, Text: fmt.Sprintf("a new history, %d boards read anew", s.Epochs)})
		}
		before = s.Online
	}
	return of
}

func (s *strip) lane(name string) {
	fmt.Fprintf(&s.b, `<text class="tick" x="%g" y="%g" text-anchor="end">%s</text><path class="grid" d="M%g %gH%g"/>`,
		left-8, s.y+laneHeight/2+4, name, left, s.y+laneHeight, chartWidth-right)
}

// spans draws states that last until the next one. Without a first state,
// nothing is drawn before the first moment.
func (s *strip) spans(class string, moments []Moment, first string) {
	if first != "" {
		moments = append([]Moment{{Text: first}}, moments...)
	}
	s.lane(class)
	for i, m := range moments {
		end := s.chart.x.to
		if i+1 < len(moments) {
			end = float64(moments[i+1].At) / 1000
		}
		x, to := s.chart.px(float64(m.At)/1000), s.chart.px(end)
		fmt.Fprintf(&s.b, `<g><title>%s, %s</title><rect class="%s" x="%.1f" y="%g" width="%.1f" height="%g"/>`,
			html.EscapeString(m.Text), clockText(m.At), class, x, s.y+4, max(to-x-1, 1), laneHeight-8)
		if text := clipped(m.Text, to-x-10); text != "" {
			fmt.Fprintf(&s.b, `<text class="in" x="%.1f" y="%g">%s</text>`, x+5, s.y+laneHeight/2+4, html.EscapeString(text))
		}
		s.b.WriteString(`</g>`)
	}
	s.y += laneHeight
}

// points draws moments as marks, with their words where there is room.
func (s *strip) points(name, class string, moments []Moment) {
	if len(moments) == 0 {
		return
	}
	s.lane(name)
	free := left // where no words stand yet
	for i, m := range moments {
		end := chartWidth - right
		if i+1 < len(moments) {
			end = s.chart.px(float64(moments[i+1].At) / 1000)
		}
		x := s.chart.px(float64(m.At) / 1000)
		fmt.Fprintf(&s.b, `<g><title>%s, %s</title><path class="%s" d="M%.1f %gv%g"/>`, html.EscapeString(m.Text), clockText(m.At), class, x, s.y+4, laneHeight-8)
		after, before := clipped(m.Text, end-x-10), clipped(m.Text, x-free-10)
		switch {
		case after == "" && before == "":
			free = x
		case utf8.RuneCountInString(after) >= utf8.RuneCountInString(before):
			fmt.Fprintf(&s.b, `<text class="beside" x="%.1f" y="%g">%s</text>`, x+5, s.y+laneHeight/2+4, html.EscapeString(after))
			free = end
		default:
			fmt.Fprintf(&s.b, `<text class="beside" x="%.1f" y="%g" text-anchor="end">%s</text>`, x-6, s.y+laneHeight/2+4, html.EscapeString(before))
			free = x
		}
		s.b.WriteString(`</g>`)
	}
	s.y += laneHeight
}

// asleep draws how many phones slept.
func (s *strip) asleep(seconds []Second) {
	most := int64(0)
	for _, second := range seconds {
		most = max(most, second.Asleep)
	}
	if most == 0 {
		return
	}
	s.lane("asleep")
	zero := s.y + laneHeight
	fmt.Fprintf(&s.b, `<g><title>up to %d phones asleep</title><path class="area ice" d="M%.1f %g`, most, s.chart.px(0), zero)
	for _, second := range seconds {
		fmt.Fprintf(&s.b, "L%.1f %.1f", s.chart.px(float64(second.At)+0.5), zero-float64(second.Asleep)/float64(most)*(laneHeight-6))
	}
	fmt.Fprintf(&s.b, `L%.1f %gZ"/></g><text class="beside" x="%g" y="%g">up to %d</text>`, s.chart.px(float64(len(seconds))), zero, left+5, s.y+laneHeight/2+4, most)
	s.y += laneHeight
}

func clockText(ms int64) string { return fmt.Sprintf("%d:%02d", ms/60_000, ms/1000%60) }

// clipped is as much of a text as about fits, "" when that says nothing.
func clipped(text string, width float64) string {
	const perRune = 6.6 // at the size of the strip's letters
	room := int(width / perRune)
	if utf8.RuneCountInString(text) <= room {
		return text
	}
	if room < 4 {
		return ""
	}
	return string([]rune(text)[:room-1]) + "…"
}
