package loadtest

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// sampleReport is a report with something of everything, and with text that would
// break a page that did not escape it.
func sampleReport() *Report {
	rep := part(1, 0)
	f := newFigures()
	f.gaps.record(int64(700 * time.Millisecond))
	f.timeline.record(timesReconnect, int64(time.Second), int64(700*time.Millisecond))
	rep.Times[timesReconnect] = f.gaps.copied()
	seconds, _ := f.timeline.told()
	rep.Timeline[1] = seconds[1]
	rep.Timeline[1].Lost, rep.Timeline[1].Epochs, rep.Timeline[1].Asleep = 5, 5, 2
	rep.Moments = []Moment{
		{0, momentStart, "the load begins"},
		{500, momentSong, `"Rock & <Roll>"`},
		{700, momentGate, "requests: last call"},
		{900, momentNote, "Bar is open"},
		{1000, momentFault, "kill -9 of <one>"},
		{2500, momentStart, "the load ends"},
	}
	return rep.summed()
}

func render(t *testing.T, rep *Report) string {
	t.Helper()
	var b strings.Builder
	if err := rep.HTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPageHoldsTheWholeReport(t *testing.T) {
	page := render(t, sampleReport())
	for _, want := range []string{
		"Every promise was kept", "What the oracle says: kept", ">ABCDEFGH<", "<dt>seed</dt><dd>1</dd>", "<dt>machine</dt>",
		"<h2>The night</h2>", "<h2>Acknowledged</h2>", "<h2>Percentiles: acknowledged</h2>", "<h2>Deliveries a second</h2>",
		"<h2>Who was there</h2>", "<h2>Gaps</h2>", "<b>vote</b>", "kill -9 of &lt;one&gt;", "&#34;Rock &amp; &lt;Roll&gt;&#34;",
		"5 of 5 sockets lost", "requests: last call", "Bar is open", "up to 2 phones asleep", `class="mark"`, `class="shade"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %q", want)
		}
	}
	if strings.Contains(page, "<Roll>") || strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error("the page holds text that was not escaped, or numbers that are none")
	}
}

func TestPageNeedsNothingElse(t *testing.T) {
	page := render(t, sampleReport())
	for _, m := range regexp.MustCompile(`(?i)<script|<link|<img|\bsrc=|@import|url\(|href=`).FindAllString(page, -1) {
		t.Errorf("the page holds %q", m)
	}
}

func TestDrawingsAreWellFormed(t *testing.T) {
	svgs := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(render(t, sampleReport()), -1)
	if len(svgs) != 7 {
		t.Errorf("the page has %d drawings", len(svgs))
	}
	for _, svg := range svgs {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%v in %.200s", err, svg)
				break
			}
		}
	}
}

func TestPageSaysFirstWhatWasBroken(t *testing.T) {
	rep := sampleReport()
	for range mostBreaches + 3 {
		rep.Breaches = append(rep.Breaches, Breach{ruleTotals, "No. 1", "2 votes", "<b>3</b>"})
	}
	page := render(t, rep)
	for _, want := range []string{"Promises were broken", ruleTotals, "&lt;b&gt;3&lt;/b&gt;", "… and 3 more"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %q", want)
		}
	}
	rep = sampleReport()
	rep.Hold([]Limit{{Figure: "vote.p99", Most: time.Millisecond}})
	if page := render(t, rep); !strings.Contains(page, "over 1 limit") || !strings.Contains(page, "vote.p99 at most 1ms") {
		t.Error("the page does not tell a limit that was passed")
	}
}

func TestPageOfARunWithoutAnythingIsStillAPage(t *testing.T) {
	empty := (&Report{Times: map[string]*Times{}}).summed()
	if page := render(t, empty); strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error("the page holds numbers that are none")
	}
}

// TestPageWearsTheProductsColours compares the page's tokens with those of the
// product, which it cannot load.
func TestPageWearsTheProductsColours(t *testing.T) {
	css, err := os.ReadFile("../web/app/core/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	token := regexp.MustCompile(`--[a-z0-9-]+: [^;]+;`)
	for _, own := range token.FindAllString(pageText, -1) {
		if !strings.Contains(string(css), own) {
			t.Errorf("%s is not a token of the product", own)
		}
	}
}
