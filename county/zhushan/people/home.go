package people

import (
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Monitoring is a family that is or was monitored against falling back into poverty.
type Monitoring struct {
	Household int32
	Since     month.Day
	Until     month.Month // zero: still; else the first month of dibao or tekun
}

// A Home is a home for the old: the county's nursing home (县养护院) or a township's central welfare home (中心福利院).
type Home struct {
	Village uint16 // where it stands
	Town    string
	Name    string
	Nursing bool
	Beds    int
	Account string
	Opened  int // year
}

// found gives each township its welfare home, and the county its nursing home.
func (f *relief) found() {
	r := newStream(f.Seed, "home")
	town := ""
	for v := range f.Villages {
		if f.Villages[v].Town == town {
			continue
		}
		town = f.Villages[v].Town
		if len(f.Homes) == 0 && f.Scale.whole() {
			f.Homes = append(f.Homes, Home{Village: uint16(v), Town: town, Name: "竹山县养护院", Nursing: true, Beds: 220, Account: account(9_000_000), Opened: 2021})
		}
		f.Homes = append(f.Homes, Home{
			Village: uint16(v), Town: town, Name: town + "中心福利院", Beds: 10 * r.between(5, 14),
			Account: account(uint64(9_000_001 + v)), Opened: r.between(2009, 2019),
		})
	}
}

// homeOf is the place of the welfare home of a household's township.
func (c *County) homeOf(h int32) int {
	town := c.Villages[c.Households[h].Village].Town
	for i := range c.Homes {
		if c.Homes[i].Town == town && !c.Homes[i].Nursing {
			return i
		}
	}
	return 0
}

// homePayee draws the money of those who live in a home.
func (f *relief) homePayee(h int32) Payee {
	home := &f.Homes[f.homeOf(h)]
	return Payee{Kind: "institution", Name: home.Name, Person: None, Bank: banks[0], Account: home.Account}
}

// A Project is what was built or bettered at a home, with what it cost.
type Project struct {
	Home   int
	Name   string // 养护院新建, 平安工程, 冬暖工程, 雪亮工程
	Kind   string // building, safety, heating, cameras
	Year   int
	Amount money.Fen
}
