package loadtest

import (
	"fmt"
	"math/rand/v2"
)

// The songs and people of the crowd are invented. Some are in other scripts,
// from right to left, or with emoji: a board meets them every night.
var (
	adjectives = []string{
		"Silver", "Midnight", "Paper", "Electric", "Quiet", "Burning", "Hollow", "Velvet", "Northern", "Borrowed",
		"Crooked", "Golden", "Salted", "Distant", "Gentle", "Broken", "Plastic", "Wandering", "Neon", "Frozen",
	}
	nouns = []string{
		"Harbour", "Lantern", "Engine", "Satellite", "Orchard", "Mirror", "Staircase", "Weather", "Parade", "Telephone",
		"Garden", "Signal", "Carousel", "Thunder", "Postcard", "Elevator", "Comet", "Ferry", "Balcony", "Tide",
	}
	foreign = []string{
		"Yön valo %d", "Äänetön järvi %d", "真夜中の港 %d", "Последний трамвай %d", "Το φανάρι %d", "قمر المدينة %d",
		"אור קטן %d", "밤의 정원 %d", "Canción del río %d", "ฝนสีเงิน %d", "🔥 Summer %d 🔥", "Señorita Über-Ÿ %d", "👩‍🚀 Lost in Orbit %d",
	}
	nicknames = []string{
		"Otter", "Magpie", "Lynx", "Heron", "Badger", "Walrus", "Finch", "Gecko", "Moth", "Tapir",
	}
	foreignNames = []string{"Päivi 🦊", "さくら", "Борис", "نور", "דניאל", "민지", "Zoë", "🎧🎧"}
	dedications  = []string{"", "", "", "for table seven", "happy birthday! 🎂", "для мамы", "لأختي", "we danced to this in '99"}
)

// song returns the n-th song of the invented catalogue: always the same for
// the same n, never the same as another's.
func song(n int) (title, artist string) {
	artist = "The " + nouns[(n*7+3)%len(nouns)] + "s"
	if n%6 == 5 {
		return fmt.Sprintf(foreign[n/6%len(foreign)], n), artist
	}
	title = adjectives[n%len(adjectives)] + " " + nouns[n/len(adjectives)%len(nouns)]
	if lap := n / (len(adjectives) * len(nouns)); lap > 0 {
		title += fmt.Sprintf(" (Part %d)", lap+1)
	}
	return title, artist
}

// nickname invents a name. Several people have the same one, as in any room;
// some give none.
func nickname(rng *rand.Rand) string {
	switch n := rng.IntN(10); {
	case n == 0:
		return ""
	case n == 1:
		return foreignNames[rng.IntN(len(foreignNames))]
	case n < 5:
		return nicknames[rng.IntN(len(nicknames))]
	default:
		return adjectives[rng.IntN(len(adjectives))] + " " + nicknames[rng.IntN(len(nicknames))]
	}
}
