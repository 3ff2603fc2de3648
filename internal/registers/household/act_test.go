package household_test

import (
	"os"
	"strings"
	"testing"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/store/storetest"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
	"minzheng/internal/registers/place"
)

// A town is books with the county's tree, where officers work by hand.
type town struct {
	t  *testing.T
	db *store.DB
	r  *household.Register
}

var (
	clerk  = access.Actor{ID: "c", Name: "协理员", Role: access.VillageClerk, Division: huachang}
	august = month.MustDay(2026, 8, 1)

	jianguo = person.Particulars{Name: "张建国", Number: idcard.Mint(idcard.DemoArea, 1980, 5, 6, 11)}
	xiuying = person.Particulars{Name: "王秀英", Number: idcard.Mint(idcard.DemoArea, 1982, 7, 8, 22)}
	qiang   = person.Particulars{Name: "张强", Birth: month.MustDay(2010, 9, 10)}
)

func eachTown(t *testing.T, test func(v town)) {
	t.Helper()
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		text, err := os.ReadFile("../../../county/zhushan/divisions.csv")
		if err != nil {
			t.Fatal(err)
		}
		divisions, err := place.ReadDivisions(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = place.New(db).Load(t.Context(), access.System("载入", county), place.Gazette{Divisions: divisions, From: 20230630, Source: "区划代码"})
		if err != nil {
			t.Fatal(err)
		}
		test(town{t, db, household.New(db)})
	}, append([]storetest.Room{{Name: "audit", Migrations: audit.Migrations}}, rooms...)...)
}

// found enters the household of 张建国 in a village.
func (v town) found(head person.Particulars, at division.Code) string {
	v.t.Helper()
	id, err := v.r.Found(v.t.Context(), access.Actor{ID: "p", Role: access.Preparer, Division: county},
		household.Founding{Seat: household.Seat{Division: at, Address: "3组12号", Number: "7"}, Head: head, From: august, Reason: "户口簿"})
	if err != nil {
		v.t.Fatal(err)
	}
	return id
}

func (v town) moveIn(id string, who person.Particulars, relation household.Relation) error {
	return v.r.MoveIn(v.t.Context(), clerk, household.Joining{Household: id, Person: who, Relation: relation, From: august, Reason: "户口簿"})
}

// shows reads a household today and compares "姓名 关系" of its members.
func (v town) shows(id string, want ...string) (h household.Household) {
	v.t.Helper()
	err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
		h, err = household.Show(v.t.Context(), tx, access.Within(county), id, tx.Today())
		return err
	})
	if err != nil {
		v.t.Fatal(err)
	}
	var got []string
	for _, m := range h.Members {
		got = append(got, m.Name+" "+m.Relation.Term())
	}
	if strings.Join(got, "，") != strings.Join(want, "，") {
		v.t.Errorf("members %v, want %v", got, want)
	}
	return h
}

func (v town) refuses(what string, err error, want fault.Kind, says string) {
	v.t.Helper()
	kind, _ := fault.KindOf(err)
	if sentence, _ := fault.Sentence(err); kind != want || !strings.Contains(sentence, says) {
		v.t.Errorf("%s: %v, want %s saying %s", what, err, want, says)
	}
}

func (v town) idOf(h household.Household, name string) string {
	v.t.Helper()
	for _, m := range h.Members {
		if m.Name == name {
			return m.Person
		}
	}
	v.t.Fatalf("%s is no member of %+v", name, h)
	return ""
}

func TestActs(t *testing.T) {
	eachTown(t, func(v town) {
		ctx := v.t.Context()
		home := v.found(jianguo, huachang)
		if err := v.moveIn(home, xiuying, household.Spouse); err != nil {
			v.t.Fatal(err)
		}
		if err := v.moveIn(home, qiang, household.Child); err != nil {
			v.t.Fatal(err)
		}
		h := v.shows(home, "张建国 户主", "王秀英 配偶", "张强 子女")
		if h.Address != "3组12号" || h.Number != "7" {
			v.t.Errorf("the seat is %+v", h.Seat)
		}
		zhang, wang := v.idOf(h, "张建国"), v.idOf(h, "王秀英")

		v.t.Run("recognise who is known", func(t *testing.T) {
			v.refuses("again by number", v.moveIn(home, xiuying, household.Spouse), fault.KindConflict, "已经是这户的成员")
			v.refuses("again by name and birth", v.moveIn(home, qiang, household.Child), fault.KindConflict, "已经是这户的成员")
			v.refuses("a name alone", v.moveIn(home, person.Particulars{Name: "张强"}, household.Child), fault.KindConflict, "请填写身份证号码以便分清")
			wrong := xiuying
			wrong.Name = "王秀兰"
			v.refuses("another name for the number", v.moveIn(home, wrong, household.Sibling), fault.KindInvalid, "姓名不是")
			other := v.found(person.Particulars{Name: "李桂兰"}, huachang)
			v.refuses("one who stands in another household", v.moveIn(other, jianguo, household.Sibling), fault.KindConflict, "另一个家庭")
		})
		v.t.Run("refuse", func(t *testing.T) {
			v.refuses("a second head", v.moveIn(home, person.Particulars{Name: "张二"}, household.Head), fault.KindConflict, "已有户主张建国")
			v.refuses("no relation", v.moveIn(home, person.Particulars{Name: "张二"}, ""), fault.KindInvalid, "与户主的关系")
			stranger := clerk
			stranger.Division = yingfeng
			l := household.Leaving{Household: home, Person: wang, From: 20261001, Reason: "入户"}
			v.refuses("another village's clerk", v.r.MoveOut(ctx, stranger, l), fault.KindNotFound, "没有找到")
			auditor := access.Actor{ID: "a", Role: access.Auditor, Division: county}
			v.refuses("an auditor", v.r.MoveOut(ctx, auditor, l), fault.KindDenied, "没有“登记家庭”的权限")
			silent := household.Leaving{Household: home, Person: wang}
			v.refuses("no day and no reason", v.r.MoveOut(ctx, clerk, silent), fault.KindInvalid, "从哪一天起；请写明依据")
			nobody := household.Leaving{Household: home, Person: "nobody", From: 20261001, Reason: "入户"}
			v.refuses("who is no member", v.r.MoveOut(ctx, clerk, nobody), fault.KindNotFound, "不是该户的成员")
			headless := household.Leaving{Household: home, Person: zhang, From: 20261001, Reason: "入户"}
			v.refuses("the head without an heir", v.r.MoveOut(ctx, clerk, headless), fault.KindInvalid, "还有2人")
			k := household.Kinship{Household: home, Person: zhang, Relation: household.Child, From: 20261001, Reason: "入户"}
			v.refuses("the head made a child", v.r.Relate(ctx, clerk, k), fault.KindConflict, "张建国是户主")
			a := household.Absence{Household: home, Person: wang, Presence: household.Away, From: 20261001, Reason: "入户"}
			v.refuses("away nowhere", v.r.Locate(ctx, clerk, a), fault.KindInvalid, "请填写外出的地方")
		})
		v.t.Run("record who is away", func(t *testing.T) {
			a := household.Absence{Household: home, Person: wang, Presence: household.Away, Where: "十堰", From: 20261001, Reason: "入户"}
			if err := v.r.Locate(ctx, clerk, a); err != nil {
				t.Fatal(err)
			}
			if m := v.shows(home, "张建国 户主", "王秀英 配偶", "张强 子女").Members[1]; m.Presence != household.Away || m.Where != "十堰" || m.There != 20261001 {
				t.Errorf("%+v", m)
			}
		})
		v.t.Run("change the head", func(t *testing.T) {
			k := household.Kinship{Household: home, Person: wang, Relation: household.Head, From: 20261001, Reason: "户口簿"}
			if err := v.r.Relate(ctx, clerk, k); err != nil {
				t.Fatal(err)
			}
			v.shows(home, "王秀英 户主", "张建国 未填", "张强 未填")
			k = household.Kinship{Household: home, Person: zhang, Relation: household.Spouse, From: 20261001, Reason: "户口簿"}
			if err := v.r.Relate(ctx, clerk, k); err != nil {
				t.Fatal(err)
			}
			v.shows(home, "王秀英 户主", "张建国 配偶", "张强 未填")
		})
		v.t.Run("let the head leave to an heir, once", func(t *testing.T) {
			l := household.Leaving{Household: home, Person: wang, Heir: zhang, From: 20261101, Reason: "迁往十堰"}
			if err := v.r.MoveOut(ctx, clerk, l); err != nil {
				t.Fatal(err)
			}
			v.shows(home, "张建国 户主", "张强 未填")
			v.refuses("the second officer", v.r.MoveOut(ctx, clerk, l), fault.KindNotFound, "重新打开")
		})
	})
}

// A list of October that is taken in again does not bring back who left in November.
func TestAnOlderListDoesNotUndoANewerAct(t *testing.T) {
	eachTown(t, func(v town) {
		ctx := v.t.Context()
		home := v.found(jianguo, huachang)
		if err := v.moveIn(home, xiuying, household.Spouse); err != nil {
			v.t.Fatal(err)
		}
		wang := v.idOf(v.shows(home, "张建国 户主", "王秀英 配偶"), "王秀英")
		if err := v.r.MoveOut(ctx, clerk, household.Leaving{Household: home, Person: wang, From: 20261101, Reason: "迁往十堰"}); err != nil {
			v.t.Fatal(err)
		}
		err := v.db.Write(ctx, func(tx *store.Tx) error {
			changed, err := household.Join(ctx, tx, home, wang, household.Spouse, 20261001, "名册")
			if changed {
				v.t.Error("the list of October was news")
			}
			return err
		})
		if err != nil {
			v.t.Fatal(err)
		}
		v.shows(home, "张建国 户主")
	})
}

func TestList(t *testing.T) {
	eachTown(t, func(v town) {
		want := map[string]bool{}
		for year := range 5 {
			want[v.found(person.Particulars{Name: "李桂兰", Birth: month.MustDay(1950+year, 1, 1)}, yingfeng)] = true
		}
		want[v.found(jianguo, huachang)] = true
		var got []household.Household
		for after := ""; ; {
			var page []household.Household
			err := v.db.Read(v.t.Context(), func(tx *store.Tx) (err error) {
				page, err = household.List(v.t.Context(), tx, access.Within(county), tx.Today(), after, 4)
				return err
			})
			if err != nil {
				v.t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			got = append(got, page...)
			last := page[len(page)-1]
			after = string(last.Division) + last.ID
		}
		if len(got) != 6 || got[0].Division != yingfeng || got[5].Division != huachang {
			v.t.Errorf("listed %+v", got)
		}
		for _, h := range got {
			if !want[h.ID] || len(h.Members) != 1 {
				v.t.Errorf("listed %+v", h)
			}
		}
	})
}
