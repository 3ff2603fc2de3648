package people_test

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"time"

	"minzheng/county/zhushan/people"
	"minzheng/internal/base/division"
)

// villages reads the county's divisions.
func villages(t testing.TB) []people.Village {
	t.Helper()
	f, err := os.Open("../divisions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	towns := map[string]string{}
	var all []people.Village
	for _, l := range lines {
		switch l[2] {
		case "town", "township":
			towns[l[0]] = l[1]
		case "villagers_committee", "residents_committee":
			name := strings.TrimSuffix(strings.TrimSuffix(l[1], "委会"), "居民委员会")
			all = append(all, people.Village{Code: division.Code(l[0]), Name: name, Town: towns[l[3]], Urban: l[2] == "residents_committee"})
		}
	}
	return all
}

func TestLook(t *testing.T) {
	for _, s := range []people.Scale{people.Tiny, people.Demo, people.Full} {
		at := time.Now()
		c := people.Invent(people.Order{Scale: s, Seed: 1, Villages: villages(t)})
		t.Log(s, time.Since(at), len(c.Persons), len(c.Households))
		if s == people.Tiny {
			for _, h := range c.Households[:25] {
				var line []string
				for _, p := range c.Persons[h.First : h.First+h.Count] {
					line = append(line, p.Full()+" "+p.Relation.String()+" "+p.Born.String()+" "+p.Number().Last4()+" "+p.Place()+" "+p.Died.String())
				}
				t.Log(c.Villages[h.Village].Name, h.Booklet, strings.Join(line, " | "))
			}
		}
	}
}
