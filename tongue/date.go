package tongue

import (
	"strings"
	"time"
)

// Style is how much of a time is written.
type Style int

// The styles.
const (
	Day    Style = iota // 2 Jan 2006
	Date                // Monday, 2 January 2006
	Moment              // Mon 2 Jan 2006 15:04 CET
)

// dates are how a language writes times: a layout for each style, and what the
// English names in it become.
type dates struct {
	layouts [Moment + 1]string
	names   *strings.Replacer // nil in English
}

// At writes a time as the zone has it that the time is in.
func (t *Tongue) At(at time.Time, style Style) string {
	written := at.Format(t.dates.layouts[style])
	if t.dates.names == nil {
		return written
	}
	return t.dates.names.Replace(written)
}

var english = dates{layouts: [...]string{"2 Jan 2006", "Monday, 2 January 2006", "Mon 2 Jan 2006 15:04 MST"}}

var german = dates{
	[...]string{"2. Jan 2006", "Monday, 2. January 2006", "Mon, 2. Jan 2006, 15:04 MST"},
	strings.NewReplacer( // long names first
		"January", "Januar", "February", "Februar", "March", "März", "June", "Juni", "July", "Juli", "October", "Oktober", "December", "Dezember",
		"Mar", "März", "May", "Mai", "Oct", "Okt.", "Dec", "Dez.", "April", "April", "August", "August", "September", "September", "November", "November",
		"Jan", "Jan.", "Feb", "Feb.", "Apr", "Apr.", "Jun", "Juni", "Jul", "Juli", "Aug", "Aug.", "Sep", "Sept.", "Nov", "Nov.",
		"Monday", "Montag", "Tuesday", "Dienstag", "Wednesday", "Mittwoch", "Thursday", "Donnerstag", "Friday", "Freitag", "Saturday", "Samstag", "Sunday", "Sonntag",
		"Mon", "Mo.", "Tue", "Di.", "Wed", "Mi.", "Thu", "Do.", "Fri", "Fr.", "Sat", "Sa.", "Sun", "So.",
	),
}

var arabic = dates{
	[...]string{"2 January 2006", "Monday، 2 January 2006", "Monday 2 January 2006، 15:04 MST"},
	strings.NewReplacer(
		"January", "يناير", "February", "فبراير", "March", "مارس", "April", "أبريل", "May", "مايو", "June", "يونيو",
		"July", "يوليو", "August", "أغسطس", "September", "سبتمبر", "October", "أكتوبر", "November", "نوفمبر", "December", "ديسمبر",
		"Monday", "الاثنين", "Tuesday", "الثلاثاء", "Wednesday", "الأربعاء", "Thursday", "الخميس", "Friday", "الجمعة", "Saturday", "السبت", "Sunday", "الأحد",
	),
}
