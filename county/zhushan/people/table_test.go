package people_test

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"minzheng/county/zhushan/people"
	"minzheng/internal/base/month"
)

// today is the day on which the county stands.
var today = month.MustDay(2026, 11, 1)

// each tests at the scales at which the tables hold.
func each(t *testing.T, test func(t *testing.T, c *people.County)) {
	for _, s := range []people.Scale{people.Demo, people.Full} {
		t.Run(string(s), func(t *testing.T) { test(t, invent(t, s)) })
	}
}

// near wants a share in tenths of a per cent, within so many of them.
func near(t *testing.T, what string, n, of, want, within int) {
	t.Helper()
	got := (n*1000 + of/2) / of
	if got < want-within || got > want+within {
		t.Errorf("%s: %d.%d %%, want %d.%d %%", what, got/10, got%10, want/10, want%10)
	}
}

// living ranges over those who live.
func living(c *people.County, f func(i int32, p *people.Person)) {
	for i := range c.Persons {
		if c.Persons[i].Died == 0 {
			f(int32(i), &c.Persons[i])
		}
	}
}

// The registered 446,600 and the residents 346,069 are those of the census and of a local-history article.
func TestPeopleAndResidents(t *testing.T) {
	for _, want := range []struct {
		scale      people.Scale
		registered int
		residents  int
	}{{people.Tiny, 2000, 1549}, {people.Demo, 44660, 34606}, {people.Full, 446600, 346069}} {
		c := invent(t, want.scale)
		all, home := 0, 0
		living(c, func(_ int32, p *people.Person) {
			all++
			if p.Presence != people.Away {
				home++
			}
		})
		if all != want.registered || home != want.residents {
			t.Errorf("%s: %d registered, %d at home; want %d and %d", want.scale, all, home, want.registered, want.residents)
		}
	}
}

// The census: 0-14 19.73 %, 15-59 58.63 %, 60 and over 21.63 %, 65 and over 16.3 %, men 52.76 %. Away are 22.5 %: 46 of a
// hundred of them between 18 and 34, 36 between 35 and 49, 15 between 50 and 59.
func TestAgesSexAndAbsence(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		var all, home, young, middle, old, older, men, away, away18, away35, away50 int
		var eighty, eightyMen int
		living(c, func(_ int32, p *people.Person) {
			all++
			age := p.Age(today)
			if p.Presence == people.Away {
				away++
				switch {
				case age >= 50:
					away50++
				case age >= 35:
					away35++
				case age >= 18:
					away18++
				}
				return
			}
			home++
			switch {
			case age < 15:
				young++
			case age < 60:
				middle++
			default:
				old++
			}
			if age >= 65 {
				older++
			}
			if p.Male {
				men++
			}
			if age >= 80 {
				eighty++
				if p.Male {
					eightyMen++
				}
			}
		})
		near(t, "0-14", young, home, 197, 1)
		near(t, "15-59", middle, home, 586, 1)
		near(t, "60+", old, home, 216, 1)
		near(t, "65+", older, home, 163, 1)
		near(t, "men", men, home, 528, 2)
		near(t, "men of 80 and more", eightyMen, eighty, 450, 20)
		near(t, "away", away, all, 225, 1)
		near(t, "away 18-34", away18, away, 460, 20)
		near(t, "away 35-49", away35, away, 360, 20)
		near(t, "away 50-59", away50, away, 150, 20)
	})
}

func TestHouseholdSizes(t *testing.T) {
	booklets := []int{0, 90, 130, 180, 220, 180, 110, 50, 40}
	homes := []int{0, 240, 315, 220, 135, 55, 25, 10}
	each(t, func(t *testing.T, c *people.County) {
		registered := map[int32]int{}
		var sizes [8]int
		resident, old, alone := 0, 0, 0
		for _, h := range c.Households {
			home, aged := 0, 0
			for i := h.First; i < h.First+h.Count; i++ {
				p := &c.Persons[i]
				if p.Died != 0 {
					continue
				}
				registered[h.Booklet]++
				if p.Presence == people.AtHome {
					home++
					if p.Age(today) >= 65 {
						aged++
					}
				}
			}
			old += aged
			if home == 1 && aged == 1 {
				alone++
			}
			if home > 0 {
				resident++
				sizes[min(home, 7)]++
			}
		}
		var booklet [9]int
		for _, n := range registered {
			booklet[min(n, 8)]++
		}
		for n := 1; n <= 8; n++ {
			near(t, "booklets of "+string(rune('0'+n)), booklet[n], len(registered), booklets[n], 20)
		}
		for n := 1; n <= 7; n++ {
			near(t, "households at home of "+string(rune('0'+n)), sizes[n], resident, homes[n], 20)
		}
		near(t, "of 65 and more alone", alone, old, 140, 20)
	})
}

// 36 of a thousand hold a certificate; 3,000 to 4,500 children of the whole county are left behind.
func TestDisabilityAndChildrenLeftBehind(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		all, handicapped, grades, behind := 0, 0, [5]int{}, 0
		living(c, func(_ int32, p *people.Person) {
			all++
			if p.Grade > 0 {
				handicapped++
				grades[p.Grade]++
			}
			if p.Age(today) < 16 && p.Presence == people.AtHome && p.Mother != people.None && p.Father != people.None &&
				c.Persons[p.Mother].Presence == people.Away && c.Persons[p.Father].Presence == people.Away {
				behind++
			}
		})
		near(t, "with a certificate", handicapped, all, 36, 2)
		near(t, "grades one and two", grades[1]+grades[2], handicapped, 440, 20)
		if share := behind * 446600 / all; share < 3000 || share > 4500 {
			t.Errorf("%d children left behind, for the whole county %d", behind, share)
		}
	})
}

// Every household has one living head unless it is of the dead alone; nobody has a parent younger than 16 years more.
func TestFamiliesHoldTogether(t *testing.T) {
	each(t, func(t *testing.T, c *people.County) {
		for h, home := range c.Households {
			heads, alive := 0, 0
			for i := home.First; i < home.First+home.Count; i++ {
				p := &c.Persons[i]
				if int(p.Household) != h {
					t.Fatalf("person %d stands in household %d, not %d", i, p.Household, h)
				}
				if p.Relation == people.Head {
					heads++
				}
				if p.Died == 0 {
					alive++
				}
				for _, parent := range []int32{p.Mother, p.Father} {
					if parent != people.None && p.Born.Year()-c.Persons[parent].Born.Year() < 16 {
						t.Errorf("%s was born %s, a parent %s", p.Full(), p.Born, c.Persons[parent].Born)
					}
				}
			}
			if heads != 1 || alive > 0 && c.Persons[home.First].Died != 0 {
				t.Fatalf("household %d: %d heads, %d alive", h, heads, alive)
			}
		}
	})
}

func TestNobodySharesANumber(t *testing.T) {
	c := invent(t, people.Full)
	sampled := sampleNumbers(t)
	if len(sampled) < 900 {
		t.Fatalf("only %d numbers found in the samples", len(sampled))
	}
	seen := map[string]bool{}
	for i := range c.Persons {
		n := c.Persons[i].Number().Full()
		if seen[n] || sampled[n] || !strings.HasPrefix(n, "400323") {
			t.Fatalf("number of person %d: taken by another, or of another area", i)
		}
		seen[n] = true
		if seq := n[14:17]; seq < "010" || (seq[2]%2 == 1) != c.Persons[i].Male {
			t.Fatalf("sequence %s of person %d", seq, i)
		}
	}
}

// sampleNumbers are all identity numbers in the sample lists, workbooks and texts.
func sampleNumbers(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("../samples/*")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	number := regexp.MustCompile(`400323[12][0-9]{10}[0-9X]`)
	for _, name := range files {
		for _, text := range texts(t, name) {
			for _, n := range number.FindAllString(text, -1) {
				found[n] = true
			}
		}
	}
	return found
}

// texts are the content of a file, of a workbook that of its parts.
func texts(t *testing.T, name string) []string {
	t.Helper()
	book, err := zip.OpenReader(name)
	if err != nil {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return []string{string(content)}
	}
	defer book.Close()
	var all []string
	for _, f := range book.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(content))
	}
	return all
}

// A change of what the generator makes shows here; it then takes a new Version.
func TestDigest(t *testing.T) {
	if people.Version != "2" {
		t.Fatalf("new digests for version %s", people.Version)
	}
	for scale, want := range map[people.Scale]string{
		people.Tiny: "378c3d21e654bcb628e515746bbd89ab38d378f83e768e7ddd02e27eb4fb6a82",
		people.Demo: "19a4682ed515c5f1e46777dc72d5e5921ae4e6d3611d0401441b21b0f403b426",
	} {
		again := people.Invent(people.Order{Scale: scale, Seed: people.Seed, Villages: villages(t), Values: values()})
		if got := again.Digest(); got != want || got != invent(t, scale).Digest() {
			t.Errorf("%s: %s", scale, got)
		}
	}
}
