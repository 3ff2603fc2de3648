package people

import (
	"strconv"

	"minzheng/internal/base/month"
)

// History is the span of months whose rosters lie behind the county: from its first awards to the month before the current
// one.
func History() month.Span { return month.Span{From: firstMonth, Until: current} }

// Village is where a person is registered and lives when at home.
func (c *County) Village(person int32) *Village {
	return &c.Villages[c.Households[c.Persons[person].Household].Village]
}

// Address is a household's address below its village: 3组12号, in communities 3巷12号.
func (c *County) Address(household int32) string {
	h := &c.Households[household]
	unit := "组"
	if c.Villages[h.Village].Urban {
		unit = "巷"
	}
	return strconv.Itoa(int(h.Group)) + unit + strconv.Itoa(int(h.House)) + "号"
}

// HouseholdNumber is the number that clerks gave a household: the village's last six digits and its place there.
func (c *County) HouseholdNumber(household int32) string {
	h := &c.Households[household]
	return string(c.Villages[h.Village].Code)[6:] + "-" + padded(int(household-c.first[h.Village])+1, 5)
}

// Phone is a telephone number of a head of household whom the bureau knows, and of one in three others; in the whole county
// of those it knows alone. There are ten thousand numbers that no subscriber has, so in the whole county some are shared.
func (c *County) Phone(person int32) string {
	h := c.Persons[person].Household
	if c.Households[h].First != person || c.Persons[person].Died.Known() || !c.dealt[h] && (c.Scale == Full || h%3 != 0) {
		return ""
	}
	return "0719-000" + padded(int(h)*7919%10000, 4)
}

// Whereabouts is where somebody is who is not at home: the town they went to, or the home they live in.
func (c *County) Whereabouts(person int32) string {
	p := &c.Persons[person]
	if p.Presence == InInstitution {
		return c.Homes[c.homeOf(p.Household)].Name
	}
	return p.Place()
}

// Burial is who gave notice of a death, and how the person was buried.
func (c *County) Burial(person int32) (told, burial string) {
	switch n := int(person) % 10; {
	case n < 3:
		return "殡仪馆", "火化"
	case n < 7:
		return "派出所", "土葬"
	}
	return "村（社区）", "土葬"
}

// index notes where each village's households begin, and with which of them the bureau ever dealt.
func (c *County) index() {
	c.first, c.dealt = make([]int32, len(c.Villages)), make([]bool, len(c.Households))
	for h := len(c.Households) - 1; h >= 0; h-- {
		c.first[c.Households[h].Village] = int32(h)
	}
	for i := range c.Awards {
		c.dealt[c.Awards[i].Household] = true
	}
	for _, m := range c.Monitored {
		c.dealt[m.Household] = true
	}
}
