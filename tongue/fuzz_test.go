package tongue

import "testing"

func FuzzBest(f *testing.F) {
	for _, seed := range [][2]string{{"", "de-AT,de;q=0.9,en;q=0.5"}, {"ar", ""}, {"xx", "*"}, {"", "en;q=x,,;q=2,-"}, {"\xff", "zh-Hant-TW-u-co-zhuyin"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, chosen, accepted string) {
		best := Best(chosen, accepted)
		if best == nil || Named(best.Tag) != best {
			t.Fatalf("%q and %q give %v", chosen, accepted, best)
		}
		if Named(chosen) != nil && best.Tag != chosen {
			t.Errorf("%q was chosen, and is %s", chosen, best.Tag)
		}
	})
}
