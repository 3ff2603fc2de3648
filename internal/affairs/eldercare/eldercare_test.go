package eldercare

import (
	"os"
	"testing"
	"testing/fstest"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/engine/web/webtest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

const (
	zhushan   = division.Code("420323000000")
	baofeng   = division.Code("420323103000")
	huachang  = division.Code("420323103200") // 宝丰镇铧厂村
	chengguan = division.Code("420323100000")
)

var (
	preparer = access.Actor{ID: "o-liu", Name: "刘经办", Role: access.Preparer, Division: zhushan}
	auditor  = access.Actor{ID: "o-yu", Name: "余审计", Role: access.Auditor, Division: zhushan}
	township = access.Actor{ID: "o-he", Name: "何助理", Role: access.TownshipOfficer, Division: baofeng}
	uptown   = access.Actor{ID: "o-wu", Name: "吴助理", Role: access.TownshipOfficer, Division: chengguan}
	clerk    = access.Actor{ID: "o-xu", Name: "徐协理", Role: access.VillageClerk, Division: huachang}
)

// wanted is the county's average, as in its folder.
const wanted = `name = "eldercare.adaptation"
[[value]]
division = "420323"
from     = 2024-01-01
amount   = "3000.00"
source   = "演示"
demo     = true
entered  = 2026-11-24
`

// An office is a county with its places and the room.
type office struct {
	*Eldercare
	t *testing.T
}

func each(t *testing.T, test func(t *testing.T, o office)) {
	t.Helper()
	law, err := rules.Load(true, Shelf(), rules.Shelf{Name: "县", Files: fstest.MapFS{"adaptation.toml": {Data: []byte(wanted)}}, Within: zhushan})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		file, err := os.Open("../../../county/zhushan/divisions.csv")
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		divisions, err := place.ReadDivisions(file)
		if err != nil {
			t.Fatal(err)
		}
		_, err = place.New(db).Load(t.Context(), access.System("setup", zhushan), place.Gazette{Divisions: divisions, From: month.MustDay(2020, 1, 1), Source: "统计用区划代码"})
		if err != nil {
			t.Fatal(err)
		}
		test(t, office{New(db, law), t})
	},
		storetest.Room{Name: "audit", Migrations: audit.Migrations}, storetest.Room{Name: "place", Migrations: place.Migrations},
		storetest.Room{Name: "person", Migrations: person.Migrations}, storetest.Room{Name: "household", Migrations: household.Migrations},
		storetest.Room{Name: "eldercare", Migrations: Migrations})
}

func (o office) sit(by access.Actor) *webtest.Desk {
	return webtest.Sit(o.t, storetest.Clock(), by, o.Room().Routes)
}

func (o office) write(f func(tx *store.Tx) error) {
	o.t.Helper()
	if err := o.db.Write(o.t.Context(), f); err != nil {
		o.t.Fatal(err)
	}
}

func (o office) entries(l room.Ledger, by access.Actor, span month.Span) (found []room.Entry) {
	o.t.Helper()
	err := o.db.Read(o.t.Context(), func(tx *store.Tx) (err error) {
		found, err = l.Entries(o.t.Context(), tx, by.Scope(Read), span)
		if err == nil && l.Fill != nil {
			err = l.Fill(o.t.Context(), tx, found)
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return found
}

func only(m month.Month) month.Span { return month.Span{From: m, Until: m.Next()} }

func sum(entries []room.Entry) (total money.Fen) {
	for _, e := range entries {
		total += e.Amount
	}
	return total
}

func welfareHome(name string, at division.Code) Home {
	return Home{Division: at, Name: name, Kind: "welfare", Operator: "public", Opened: month.MustDay(2015, 9, 1), Beds: 80, Source: "备案回执"}
}

// A home counts from the day it opens until the day it closes; what was invested in it adds up over the years.
func TestHomesAndWhatWasInvested(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		closed := welfareHome("双台乡中心福利院", "420323203000")
		closed.Closed = month.MustDay(2026, 6, 30)
		var ids []string
		o.write(func(tx *store.Tx) (err error) {
			ids, err = o.Homes.Enter(t.Context(), tx, preparer, []Home{welfareHome("宝丰镇中心福利院", baofeng), welfareHome("城关镇中心福利院", chengguan), closed})
			if err != nil {
				return err
			}
			_, err = o.Projects.Enter(t.Context(), tx, preparer, []Project{
				{Home: ids[0], Name: "改扩建", Kind: "building", Day: month.MustDay(2021, 5, 30), Amount: money.Yuan(2_800_000), Fund: "福彩公益金", Source: "竣工验收单"},
				{Home: ids[0], Name: "消防改造", Kind: "safety", Day: month.MustDay(2026, 7, 1), Amount: money.Yuan(150_000), Fund: "福彩公益金", Source: "竣工验收单"},
				{Home: ids[1], Name: "供暖改造", Kind: "heating", Day: month.MustDay(2026, 6, 30), Amount: money.Yuan(120_000), Fund: "福彩公益金", Source: "竣工验收单"},
			})
			return err
		})
		june := only(month.Must(2026, 6))
		for _, c := range []struct {
			m    month.Month
			want int
		}{{month.Must(2015, 8), 0}, {month.Must(2015, 9), 3}, {month.Must(2026, 5), 3}, {month.Must(2026, 6), 2}} {
			if got := o.entries(o.standing(), auditor, only(c.m)); len(got) != c.want {
				t.Errorf("%s: %d homes, want %d", c.m, len(got), c.want)
			}
		}
		if got := sum(o.entries(o.invested(), auditor, june)); got != money.Yuan(2_920_000) {
			t.Errorf("until June %s yuan", got)
		}
		if got := sum(o.entries(o.invested(), township, only(month.Must(2026, 7)))); got != money.Yuan(2_950_000) {
			t.Errorf("the township until July %s yuan", got)
		}
		desk := o.sit(township)
		desk.Get("/eldercare/homes").Is(200).Shows("宝丰镇中心福利院", "80").Hides("城关镇中心福利院")
		desk.Get("/eldercare/homes/"+ids[0]).Is(200).Shows("改扩建", "2,800,000.00", "消防改造")
		desk.Get("/eldercare/homes/" + ids[1]).Is(404)
		desk.Get("/eldercare/projects?kind=safety").Is(200).Shows("150,000.00").Hides("2,800,000.00")
		page := desk.Get("/eldercare/projects/new").Is(200).Shows("宝丰镇中心福利院").Hides("城关镇中心福利院")
		project := func(home, amount string) []string {
			return []string{"key", page.Value("key"), "name", "监控安装", "home", home, "kind", "cameras", "day", "2026-08-01", "amount", amount, "fund", "县级财政", "source", "验收单"}
		}
		desk.Post("/eldercare/projects", project(ids[1], "100000")...).Is(422).Shows("请从列出的机构中选择")
		desk.Post("/eldercare/projects", project(ids[0], "100000")...).Is(200).Shows("监控安装", "雪亮工程", "宝丰镇中心福利院", "100,000.00")
		o.sit(clerk).Get("/eldercare/homes").Is(403)
		o.sit(auditor).Get("/eldercare/projects/new").Is(403)
	})
}

// people are two old people of 铧厂村 who live together, and one of 迎丰村.
func (o office) people() (ids []string, homes []string) {
	o.write(func(tx *store.Tx) (err error) {
		since := month.MustDay(2023, 1, 1)
		system := access.System("setup", zhushan)
		one := func(name, number string, at division.Code) person.Entry {
			n, err := idcard.Parse(number)
			if err != nil {
				o.t.Fatal(err)
			}
			return person.Entry{Particulars: person.Particulars{Name: name, Number: n, Division: at}, From: since, Source: "户口簿"}
		}
		ids, err = person.Enter(o.t.Context(), tx, system, []person.Entry{
			one("赵甲", "40032319500101001"+check("40032319500101001"), huachang), one("钱乙", "40032319510101002"+check("40032319510101002"), huachang),
			one("孙丙", "40032319520101003"+check("40032319520101003"), "420323100207"),
		})
		if err != nil {
			return err
		}
		lives := func(p string, r household.Relation) household.Belonging {
			return household.Belonging{Person: p, Relation: r, From: since}
		}
		homes, err = household.Enter(o.t.Context(), tx, system, []household.Entry{
			{Seat: household.Seat{Division: huachang, Number: "1"}, From: since, Source: "户口簿", Members: []household.Belonging{lives(ids[0], household.Head), lives(ids[1], household.Spouse)}},
			{Seat: household.Seat{Division: "420323100207", Number: "1"}, From: since, Source: "户口簿", Members: []household.Belonging{lives(ids[2], household.Head)}},
		})
		return err
	})
	return ids, homes
}

// check is the check character of GB 11643.
func check(digits string) string {
	weight, total := 1, 0
	for i := len(digits) - 1; i >= 0; i-- {
		weight = weight * 2 % 11
		total += int(digits[i]-'0') * weight
	}
	return string("10X98765432"[total%11])
}

// Two adaptations in one household are one household: 4,000 + 1,500 over one is 5,500; with 2,000 for another, 7,500 over two is
// 3,750, which is what the county wants; struck down to 1,500 and 2,000 it is not.
func TestAdaptations(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		ids, homes := o.people()
		desk := o.sit(township)
		numbers := []string{"40032319500101001" + check("40032319500101001"), "40032319510101002" + check("40032319510101002"), "40032319520101003" + check("40032319520101003")}
		form := func(number, amount string) []string {
			return []string{
				"key", desk.Get("/eldercare/adaptations/new").Is(200).Value("key"), "person", number, "works", "卫生间扶手", "day", "2026-04-01", "amount", amount,
				"inspector", "何助理", "source", "验收单1号",
			}
		}
		desk.Post("/eldercare/adaptations", form("40032319500101", "4000")...).Is(422)
		desk.Post("/eldercare/adaptations", form(numbers[2], "4000")...).Is(422).Shows("没有找到").Hides("孙丙")
		first := desk.Post("/eldercare/adaptations", form(numbers[0], "4000")...).Is(200).Shows("赵甲", "/person/"+ids[0], "/household/"+homes[0], "4,000.00", "宝丰镇 铧厂村").Hides(numbers[0])
		desk.Post("/eldercare/adaptations", form(numbers[1], "1500")...).Is(200)
		desk.Get("/eldercare/adaptations").Is(200).Shows("5,500.00", "平均每户（1户）", "赵甲", "钱乙").Hides(numbers[0])
		other := o.sit(uptown)
		page := other.Get("/eldercare/adaptations/new").Value("key")
		other.Post("/eldercare/adaptations", "key", page, "person", numbers[2], "works", "坡道", "day", "2026-07-01", "amount", "2000", "inspector", "吴", "source", "验收单").Is(200)
		other.Get(first.Path).Is(404)
		o.sit(auditor).Get("/eldercare/adaptations").Is(200).Shows("平均每户（2户），达到每户不低于3,000.00元", "3,750.00")
		desk.Post(first.Path+"/strike", "seen", desk.Get(first.Path+"/correction").Value("seen"), "reason", "重复").Is(200)
		o.sit(auditor).Get("/eldercare/adaptations").Shows("1,750.00", "没有达到每户不低于3,000.00元")

		half := month.Span{From: month.Must(2026, 1), Until: month.Must(2026, 7)}
		found := o.entries(o.adapted(), auditor, half)
		if len(found) != 1 || found[0].Household != homes[0] || found[0].People[0] != ids[1] || found[0].Words != "钱乙" || !found[0].Personal {
			t.Errorf("the ledger has %+v", found)
		}
	})
}

// In a county that has entered nothing yet, every page is there and says what to do first.
func TestBeforeAnythingIsEntered(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		desk := o.sit(preparer)
		for _, path := range []string{"/eldercare/homes", "/eldercare/projects", "/eldercare/adaptations"} {
			desk.Get(path).Is(200).Shows("没有符合条件的记录", path+"/new")
			desk.Get(path + "/new").Is(200)
			desk.Get(path + "?struck=1").Is(200)
			desk.Get(path + "/export").Is(200)
		}
		desk.Get("/eldercare/projects/new").Shows("先登记养老机构")
		o.sit(auditor).Get("/eldercare/projects").Is(200).Hides("/eldercare/projects/new")
	})
}

// What a home cannot be is told at its field.
func TestWhatCannotBeRightOfAHome(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		h := welfareHome("宝丰镇中心福利院", baofeng)
		h.Closed = h.Opened
		err := o.db.Write(t.Context(), func(tx *store.Tx) error {
			_, err := o.Homes.Enter(t.Context(), tx, preparer, []Home{h})
			return err
		})
		if kind, _ := fault.KindOf(err); kind != fault.KindInvalid {
			t.Errorf("closed on the day it opened: %v", err)
		}
	})
}

// A home cannot be struck while something was invested in it. When books were altered so that it is, the room says so; so of an
// adaptation for nobody in the register.
func TestWhatTheRoomSaysOfItsBooks(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o office) {
		verdicts := func(want ...room.Grade) {
			t.Helper()
			o.write(func(tx *store.Tx) error {
				for i, c := range checks() {
					v, err := c.Run(t.Context(), tx)
					if err != nil {
						return err
					}
					if v.Grade != want[i] {
						t.Errorf("%s: %s %s, want %s", c.Term, v.Grade, v.Says, want[i])
					}
				}
				return nil
			})
		}
		var ids []string
		o.write(func(tx *store.Tx) (err error) {
			if ids, err = o.Homes.Enter(t.Context(), tx, preparer, []Home{welfareHome("宝丰镇中心福利院", baofeng)}); err != nil {
				return err
			}
			_, err = o.Projects.Enter(t.Context(), tx, preparer, []Project{
				{Home: ids[0], Name: "改扩建", Kind: "building", Day: month.MustDay(2021, 5, 30), Amount: money.Yuan(1), Fund: "福彩公益金", Source: "竣工验收单"},
			})
			return err
		})
		verdicts(room.Sound, room.Sound)
		o.write(func(tx *store.Tx) error {
			home, err := o.Homes.One(t.Context(), tx, preparer.Scope(Read), ids[0])
			if err != nil {
				return err
			}
			err = o.Homes.Strike(t.Context(), tx, preparer, ids[0], home.Revision(), "重复登记")
			if kind, _ := fault.KindOf(err); kind != fault.KindConflict {
				t.Errorf("struck a home with a project: %v", err)
			}
			if _, err := tx.Exec(t.Context(), `UPDATE eldercare_home SET struck = 1`); err != nil {
				return err
			}
			_, err = o.Adaptations.Enter(t.Context(), tx, preparer, []Adaptation{
				{Division: huachang, Person: "nobody", Works: "坡道", Day: month.MustDay(2026, 4, 1), Amount: money.Yuan(3000), Inspector: "何助理", Source: "验收单"},
			})
			return err
		})
		verdicts(room.Broken, room.Broken)
	})
}
