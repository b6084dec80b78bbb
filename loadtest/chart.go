package loadtest

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// chart is one drawing over time, or over percentiles: lines and bars in one
// unit. Colours are classes of the page's style, so that it works in light,
// dark and print.
type chart struct {
	label string // for who cannot see it
	x     axis
	y     axis
	lines []line
	bars  []point
	marks []float64 // x of vertical marks: what was done to the server
	shade [][2]float64
}

type axis struct {
	from, to float64
	log      bool
	ticks    []tick
}

type tick struct {
	at   float64
	text string
}

type point struct{ x, y float64 }

type line struct {
	class  string // a colour: cue, play, ice, no
	dashed bool
	filled bool
	points []point
	step   float64 // points further apart than this are not joined; 0: all are
}

// The drawing's size and its margins, in CSS pixels at full width.
const (
	chartWidth, chartHeight = 880.0, 220.0
	left, right, top, foot  = 56.0, 24.0, 10.0, 26.0
)

func (a axis) place(v float64) float64 {
	if a.log {
		return (math.Log10(max(v, a.from)) - math.Log10(a.from)) / (math.Log10(a.to) - math.Log10(a.from))
	}
	return (v - a.from) / (a.to - a.from)
}

func (c *chart) px(x float64) float64 {
	return left + c.x.place(x)*(chartWidth-left-right)
}

func (c *chart) py(y float64) float64 {
	return chartHeight - foot - c.y.place(y)*(chartHeight-top-foot)
}

// svg draws the chart.
func (c *chart) svg() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %g" role="img" aria-label="%s">`, chartWidth, chartHeight, html.EscapeString(c.label))
	for _, s := range c.shade {
		fmt.Fprintf(&b, `<rect class="shade" x="%.1f" y="%g" width="%.1f" height="%g"/>`, c.px(s[0]), top, max(c.px(s[1])-c.px(s[0]), 0), chartHeight-top-foot)
	}
	for _, t := range c.y.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%g %.1fH%g"/><text class="tick" x="%g" y="%.1f" text-anchor="end">%s</text>`,
			left, c.py(t.at), chartWidth-right, left-8, c.py(t.at)+4, t.text)
	}
	b.WriteString(c.x.feet(c.px, chartHeight))
	for _, p := range c.bars {
		width := min(max((chartWidth-left-right)/(c.x.to-c.x.from)-1, 1.5), 12)
		fmt.Fprintf(&b, `<path class="bar" stroke-width="%.1f" d="M%.1f %.1fV%.1f"/>`, width, c.px(p.x+0.5), c.py(c.y.from), c.py(p.y))
	}
	for _, l := range c.lines {
		c.draw(&b, l)
	}
	for _, x := range c.marks {
		fmt.Fprintf(&b, `<path class="mark" d="M%.1f %gV%g"/>`, c.px(x), top, chartHeight-foot)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String())
}

// feet draws the ticks below a drawing.
func (a axis) feet(px func(float64) float64, height float64) string {
	var b strings.Builder
	for _, t := range a.ticks {
		fmt.Fprintf(&b, `<path class="grid" d="M%.1f %gv4"/><text class="tick" x="%.1f" y="%g" text-anchor="middle">%s</text>`,
			px(t.at), height-foot, px(t.at), height-8, t.text)
	}
	return b.String()
}

func (c *chart) draw(b *strings.Builder, l line) {
	style := "line " + l.class
	if l.dashed {
		style += " dashed"
	}
	var path, dots strings.Builder
	alone := true
	for i, p := range l.points {
		apart := i == 0 || l.step > 0 && p.x-l.points[i-1].x > l.step
		if apart && i > 0 && alone {
			c.dot(&dots, l.class, l.points[i-1])
		}
		if apart {
			fmt.Fprintf(&path, "M%.1f %.1f", c.px(p.x), c.py(p.y))
		} else {
			fmt.Fprintf(&path, "L%.1f %.1f", c.px(p.x), c.py(p.y))
		}
		alone = apart
	}
	if n := len(l.points); n > 0 && alone {
		c.dot(&dots, l.class, l.points[n-1])
	}
	if n := len(l.points); n > 1 && l.filled {
		zero := c.py(c.y.from)
		fmt.Fprintf(b, `<path class="area %s" d="%sL%.1f %.1fL%.1f %.1fZ"/>`, l.class, path.String(), c.px(l.points[n-1].x), zero, c.px(l.points[0].x), zero)
	}
	fmt.Fprintf(b, `<path class="%s" d="%s"/>%s`, style, path.String(), dots.String())
}

// dot shows a point that no line joins to another.
func (c *chart) dot(b *strings.Builder, class string, p point) {
	fmt.Fprintf(b, `<circle class="dot %s" cx="%.1f" cy="%.1f" r="2.5"/>`, class, c.px(p.x), c.py(p.y))
}

// upTo is an axis from zero over all values of the lines and bars.
func (c *chart) upTo(text func(float64) string) {
	most := 1.0
	c.each(func(p point) { most = max(most, p.y) })
	step := niceStep(most / 4)
	c.y = axis{to: math.Ceil(most/step) * step}
	for at := 0.0; at <= c.y.to+step/2; at += step {
		c.y.ticks = append(c.y.ticks, tick{at, text(at)})
	}
}

// decades is a logarithmic axis over all values, which are ms.
func (c *chart) decades() {
	least, most := math.Inf(1), 0.0
	c.each(func(p point) { least, most = min(least, p.y), max(most, p.y) })
	if most == 0 {
		least, most = 1, 10
	}
	marks := []float64{}
	for at := math.Pow(10, math.Floor(math.Log10(max(least, 0.01)))); len(marks) < 2 || marks[len(marks)-1] < most; at *= 10 {
		marks = append(marks, at, 2*at, 5*at)
	}
	for len(marks) > 2 && marks[1] <= least {
		marks = marks[1:]
	}
	for len(marks) > 2 && marks[len(marks)-2] >= most {
		marks = marks[:len(marks)-1]
	}
	c.y = axis{from: marks[0], to: marks[len(marks)-1], log: true}
	for _, at := range marks {
		power := math.Log10(at)
		if len(marks) <= 7 || math.Abs(power-math.Round(power)) < 0.01 {
			c.y.ticks = append(c.y.ticks, tick{at, millis(at)})
		}
	}
}

func (c *chart) each(do func(point)) {
	for _, l := range c.lines {
		for _, p := range l.points {
			do(p)
		}
	}
	for _, p := range c.bars {
		do(p)
	}
}

func niceStep(rough float64) float64 {
	unit := math.Pow(10, math.Floor(math.Log10(max(rough, 1))))
	for _, n := range []float64{1, 2, 2.5, 5, 10} {
		if n*unit >= rough && n*unit == math.Trunc(n*unit) {
			return n * unit
		}
	}
	return 10 * unit
}

// millis writes milliseconds as briefly as can be read.
func millis(ms float64) string {
	switch {
	case ms >= 1000:
		return trimmed(ms/1000, 2) + " s"
	case ms >= 100:
		return trimmed(ms, 0) + " ms"
	default:
		return trimmed(ms, 2) + " ms"
	}
}

func trimmed(v float64, digits int) string {
	text := fmt.Sprintf("%.*f", digits, v)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// whole writes a count.
func whole(v float64) string {
	if v >= 10_000 {
		return trimmed(v/1000, 1) + "k"
	}
	return trimmed(v, 0)
}
