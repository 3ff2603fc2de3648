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
	Home   int // place in County.Homes
	Name   string
	Kind   string // building; safety 平安工程, heating 冬暖工程, cameras 雪亮工程
	Year   int
	Amount money.Fen
}

// What was spent on homes. The article says more than 90 million and more than 8 million yuan.
const (
	builtFor    money.Fen = 92_600_000_00
	nursingFor  money.Fen = 41_800_000_00
	bettered    money.Fen = 8_360_000_00
	adaptations           = 420
)

// An Adaptation is a home made fit for an old person to live in (适老化改造).
type Adaptation struct {
	Household int32
	Person    int32
	Works     string
	Done      month.Day
	Amount    money.Fen
}

// build makes the projects of all homes; of each sum the last one takes what the others leave.
func (f *relief) build() {
	if !f.Scale.whole() {
		return
	}
	r := newStream(f.Seed, "project")
	left := builtFor - nursingFor
	for i := range f.Homes {
		if f.Homes[i].Nursing {
			f.Projects = append(f.Projects, Project{i, "养护院新建", "building", 2021, nursingFor})
			continue
		}
		sum := money.Yuan(int64(10_000 * r.between(240, 330)))
		if i == len(f.Homes)-1 {
			sum = left
		}
		left -= sum
		f.Projects = append(f.Projects, Project{i, "中心福利院改扩建", "building", r.between(2019, 2024), sum})
	}
	left = bettered
	for k, w := range []struct{ kind, name string }{{"safety", "平安工程：消防改造"}, {"heating", "冬暖工程：供暖改造"}, {"cameras", "雪亮工程：监控安装"}} {
		for i := range f.Homes {
			sum := money.Yuan(int64(1000 * r.between(100, 190)))
			if k == 2 && i == len(f.Homes)-1 {
				sum = left
			}
			left -= sum
			f.Projects = append(f.Projects, Project{i, w.name, w.kind, r.between(2023, 2026), sum})
		}
	}
}

// adapt makes the adapted homes of poor old people, at 1,800 to 6,500 yuan.
func (f *relief) adapt() {
	if !f.Scale.whole() {
		return
	}
	r := newStream(f.Seed, "adaptation")
	works := []string{"卫生间扶手、防滑处理", "床边护栏、起身扶手", "坡道、扶手", "坐便椅、淋浴椅、防滑垫", "护理床、防走失手环"}
	for _, h := range f.order {
		if len(f.Adaptations) == adaptations {
			return
		}
		p := f.profile(h)
		if p.old == 0 || f.of[h] != onDibao && f.of[h] != onTekun && f.of[h] != onEdge {
			continue
		}
		for i := range f.members(h) {
			if m := &f.Persons[i]; m.Died == 0 && m.age >= 62 && m.Presence == AtHome {
				f.Adaptations = append(f.Adaptations, Adaptation{
					Household: h, Person: i, Works: works[r.below(len(works))], Done: month.MustDay(r.between(2024, 2026), r.between(3, 9), r.between(1, 28)),
					Amount: money.Yuan(int64(10 * r.between(180, 650))),
				})
				break
			}
		}
	}
}
