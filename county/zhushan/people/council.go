package people

import "minzheng/internal/base/month"

// A Council is a village's council for deliberation (村（居）民议事会).
type Council struct {
	Village uint16
	Founded month.Day
	Members []int32 // the chair first
	Meeting []Meeting
}

// A Meeting is one meeting of a council on one topic.
type Meeting struct {
	Day     month.Day
	Topic   string
	Present int // of the members
	Agreed  bool
}

var topics = []string{"通组公路养护", "安全饮水管网维修", "垃圾分类和清运", "移风易俗、红白事简办", "村级公益性岗位安排", "路灯安装", "土地流转收益分配", "日间照料中心用餐", "河道保洁", "茶园道路硬化"}

// convene gives each village its council. Some have not met yet: set up and met are two figures.
func (c *County) convene() {
	r := newStream(c.Seed, "council")
	byVillage := make([][]int32, len(c.Villages))
	for i := range c.Persons {
		if p := &c.Persons[i]; p.Died == 0 && p.Presence == AtHome && p.age >= 28 && p.age < 76 {
			v := c.Households[p.Household].Village
			byVillage[v] = append(byVillage[v], int32(i))
		}
	}
	for v := range c.Villages {
		people := byVillage[v]
		shuffle(r, people)
		council := Council{Village: uint16(v), Founded: month.MustDay(r.between(2024, 2025), r.between(1, 12), r.between(1, 28)), Members: people[:min(len(people), r.between(5, 9))]}
		for n := r.below(5); n > 0; n-- {
			day := council.Founded.AddMonths(r.between(1, 11)).AddDays(r.below(25))
			if day >= current.First() {
				continue
			}
			council.Meeting = append(council.Meeting, Meeting{
				Day: day, Topic: topics[r.below(len(topics))], Present: r.between((len(council.Members)+1)/2, len(council.Members)), Agreed: r.hits(8500),
			})
		}
		c.Councils = append(c.Councils, council)
	}
}
