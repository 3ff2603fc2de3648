package assistance_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"minzheng/internal/affairs/assistance"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/event"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
)

func TestOfHousehold(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, people := b.family(huachang, plain, jianguo...)
		s, err := b.OfHousehold(ctx, clerk, home, november)
		if err != nil {
			t.Fatal(err)
		}
		if s.Outcome != benefit.Refused || s.Binding != "人均月收入 561.00 元，高于标准 560.00 元，超出 1.00 元" {
			t.Errorf("%s %s %q", s.Outcome, s.Binding, s.Missing)
		}
		if s.Class.Class != benefit.Rural || !s.Class.Default || !strings.Contains(s.Text(), "类别尚未认定") {
			t.Errorf("class %+v", s.Class)
		}
		r := request(home, people[0])
		r.Class, r.ClassReason = benefit.Urban, "已征地进城居住"
		b.submits(clerk, r)
		if s, err = b.OfHousehold(ctx, clerk, home, november); err != nil || s.Outcome != benefit.Eligible || s.Class.Reason != "已征地进城居住" {
			t.Errorf("by the request's class: %s %+v %v", s.Outcome, s.Class, err)
		}

		_, err = b.OfHousehold(ctx, officer(access.VillageClerk, yingfeng), home, november)
		wants(t, err, fault.KindNotFound, "没有找到这户家庭")
		_, err = b.OfHousehold(ctx, officer(access.Administrator, zhushan), home, november)
		wants(t, err, fault.KindDenied, "查看社会救助")
		_, err = b.OfHousehold(ctx, clerk, home, month.Must(2025, 12))
		wants(t, err, fault.KindNotFound, "2025年12月1日没有找到这户家庭")
		_, err = b.OfHousehold(ctx, clerk, home, 0)
		wants(t, err, fault.KindInvalid, "请填写要核算的月份")
	})
}

func TestSheetOfHalfAFamilyIsIncomplete(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		ctx := context.Background()
		home, _ := b.family(huachang, plain, guilan)
		b.write(func(tx *store.Tx) error {
			_, err := benefit.TakeIn(ctx, tx, township, []benefit.Imported{{
				Programme: "dibao", Holder: benefit.Holder{Unit: benefit.Household, ID: home},
				Division: huachang, Month: month.Must(2026, 10), Class: benefit.Classed{Class: benefit.Rural, Reason: "名册载明"}, Amount: 50000,
				Covered: []benefit.Covered{{Count: 3}}, Intake: "file-1", File: "低保发放名册",
				Payee: &benefit.Payee{Kind: benefit.PayHousehold, Name: "李桂兰", Account: "0000001234567890128"},
			}})
			return err
		})
		s, err := b.OfHousehold(ctx, clerk, home, november)
		if err != nil {
			t.Fatal(err)
		}
		if s.Outcome != benefit.Unknown || s.Amount != 0 || !strings.Contains(s.Text(), "名册载明保障 3 人，底册只登记过 1 人") {
			t.Errorf("%s %s\n%s", s.Outcome, s.Amount, s.Text())
		}
		if p := b.proposal(home); p.Kind != benefit.Incomplete {
			t.Errorf("proposed %s", p.Kind)
		}
	})
}

const alone = `{"title":"李桂兰户","division":"420323103200","class":"rural","savings":"800","vehicles":[],"dwellings":1,
  "members":[{"name":"李桂兰","relation":"head","birth":"1954-03-02","income":[{"kind":"pension","amount":"165.00"}]}]}`

func TestOfFacts(t *testing.T) {
	a := assistance.New(nil, event.NewBus(), book(t))
	s, err := a.OfFacts([]byte(alone), november)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Outcome, Amount, Binding, Distance, Law string
		Lines                                   []struct{ Code, Fen string }
		Explanation                             struct{ Steps []any }
	}
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	if got.Outcome != "eligible" || got.Amount != "507.00" || got.Distance != "395.00" || len(got.Lines) != 2 || len(got.Law) != 64 || len(got.Explanation.Steps) < 8 {
		t.Errorf("%s", text)
	}
	_, err = a.OfFacts([]byte(`{"division":"420323103200","members":[]}`), november)
	wants(t, err, fault.KindInvalid, "请至少填写一名家庭成员")
	_, err = a.OfFacts([]byte(alone), month.Must(2020, 1))
	wants(t, err, fault.KindInvalid, "2020年1月的低保规定未载入")
	_, err = a.OfFacts([]byte(strings.Replace(alone, "420323103200", "510100", 1)), november)
	wants(t, err, fault.KindInvalid, "未载入")
}

// The figures are those of the sample list of 城关镇, rows 24, 39 and 191.
func TestListCheck(t *testing.T) {
	a := assistance.New(nil, event.NewBus(), book(t))
	check := a.ListCheck(month.Must(2026, 10))
	for _, tt := range []struct {
		class  benefit.Class
		yearly int64 // yuan
		heads  int
		says   string
	}{
		{benefit.Rural, 10800, 1, "按各项收入计算户月人均900.00元，不低于标准560.00元，请复核"},
		{benefit.Rural, 13536, 2, "按各项收入计算户月人均564.00元，不低于标准560.00元，请复核"},
		{benefit.Urban, 10800, 1, "按各项收入计算户月人均900.00元，不低于标准720.00元，请复核"},
		{benefit.Rural, 6720, 1, "按各项收入计算户月人均560.00元，不低于标准560.00元，请复核"},
		{benefit.Rural, 6719, 1, ""},
		{"", 99999, 1, ""},
	} {
		h := intake.Household{Division: huachang, Class: tt.class, Members: make([]intake.Member, tt.heads)}
		h.Members[0].Tell(circumstance.Fact{Kind: circumstance.Wage, Amount: monthly(circumstance.Wage, tt.yearly).Amount, Period: circumstance.Yearly})
		found := check(&h)
		if tt.says == "" {
			if len(found) > 0 {
				t.Errorf("%+v", found)
			}
			continue
		}
		if len(found) != 1 || found[0].Kind != intake.IncomeAbove || found[0].Says != tt.says {
			t.Errorf("%+v, want %s", found, tt.says)
		}
	}
}

// Everything that the register of circumstances can hold and the law asks for
// reaches the law.
func TestFactsReachTheLaw(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		own := []circumstance.Fact{
			{Kind: circumstance.Savings, Amount: 4_000_001, Approx: true},
			{Kind: circumstance.Vehicle, Item: "1", Option: "car", Count: 1},
			{Kind: circumstance.Vehicle, Item: "2", Option: "tricycle", Count: 1},
			{Kind: circumstance.Housing, Item: "1", Option: "own", Count: 2},
			{Kind: circumstance.Housing, Item: "2", Option: "rented", Count: 1},
		}
		home, _ := b.family(huachang, own,
			soul{"赵建军", household.Head, month.MustDay(1980, 5, 1), []circumstance.Fact{
				monthly(circumstance.Wage, 0),
				{Kind: circumstance.Disability, Option: "mental", Count: 2},
				{Kind: circumstance.Illness, Option: "serious"},
			}},
			soul{"赵敏", household.Child, month.MustDay(2001, 5, 1), []circumstance.Fact{{Kind: circumstance.School, Option: "graduate"}}},
			soul{"赵大", household.Sibling, month.MustDay(1978, 5, 1), []circumstance.Fact{{Kind: circumstance.Uncounted, Option: "custody"}}},
			soul{"赵老", household.Parent, month.MustDay(1950, 5, 1), []circumstance.Fact{
				monthly(circumstance.Pension, 100),
				{Kind: circumstance.OtherIncome, Amount: 120000, Period: circumstance.Once},
			}})
		s, err := b.OfHousehold(context.Background(), clerk, home, november)
		if err != nil {
			t.Fatal(err)
		}
		text := s.Text()
		for _, want := range []string{
			"计入 2 人", "赵敏（25 周岁）：不计入", "赵大（48 周岁）：不计入，在监狱内服刑", "赵老 其他收入（一次性） 1,200.00 元",
			"家庭月收入 200.00 元", "家庭金融资产 40,000.01 元，高于限额 40,000.00 元，超出 0.01 元", "存款为约数",
			"登记有小轿车 1 辆，属于规定不予认定的车辆", "自有住房 2 套，高于限额 1 套", "▶ 4. 金融资产：不符合",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q in\n%s", want, text)
			}
		}
	})
}
