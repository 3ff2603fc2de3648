package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Gift is a gift to the county's charity federation (慈善会).
type Gift struct {
	Donor   string
	Person  int32 // the donor, where it is somebody of the county; None: an organisation
	Day     month.Day
	Amount  money.Fen
	Purpose string // 助学, 助困 …; empty: none named
}

// give makes the gifts: in the article's months 382,900 yuan, the last one taking what the others leave.
func (c *County) give() {
	r := newStream(c.Seed, "gift")
	if !c.Scale.whole() {
		return
	}
	for _, y := range []struct {
		from month.Month
		n    int
	}{{month.Must(2023, 11), 12}, {month.Must(2024, 1), 41}, {month.Must(2024, 7), 38}, {month.Must(2025, 1), 44}, {month.Must(2025, 7), 40}, {month.Must(2026, 7), 22}} {
		months := 6
		if y.from.Mon() == 11 {
			months = 2
		} else if y.from == articleUntil {
			months = 4
		}
		for range y.n {
			c.gift(r, y.from, months, money.Yuan(int64(r.donation())))
		}
	}
	left := articleGifts
	for n := 67; n > 0; n-- {
		sum := min(money.Yuan(int64(r.donation())), left-money.Fen(n)*50000)
		c.gift(r, articleFrom, 6, sum)
		left -= sum
	}
	c.gift(r, articleFrom, 6, left)
}

// donation is a sum in yuan that people and small firms give.
func (s *stream) donation() int {
	return []int{500, 1000, 2000, 3000, 5000, 10000, 20000, 30000}[s.weighted([]int{10, 18, 18, 12, 18, 16, 5, 3})]
}

func (c *County) gift(r *stream, from month.Month, months int, sum money.Fen) {
	m := from.Add(r.below(months))
	g := Gift{Person: None, Day: m.First().AddDays(r.below(28)), Amount: sum, Purpose: []string{"", "助学", "助困", "助老", "救急难"}[r.below(5)]}
	if r.hits(5500) {
		g.Person = c.grown(r)
		g.Donor = c.Persons[g.Person].Full()
	} else {
		v := &c.Villages[r.below(len(c.Villages))]
		g.Donor = v.Town + []string{"商会", "茶业合作社", "食用菌专业合作社", "绿松石行业协会", "建筑工程有限公司（虚构）"}[r.below(5)]
	}
	c.Gifts = append(c.Gifts, g)
}

// grown draws a grown person who lives.
func (c *County) grown(r *stream) int32 {
	for {
		i := int32(r.below(len(c.Persons)))
		if p := &c.Persons[i]; p.Died == 0 && p.age >= 25 && p.age < 80 {
			return i
		}
	}
}
