package benefit_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/person"
)

func (b *bureau) claims(scope access.Scope, m month.Month) (list []benefit.Claim) {
	b.t.Helper()
	b.read(func(tx *store.Tx) (err error) {
		list, err = benefit.Claims(context.Background(), tx, scope, m)
		return err
	})
	return list
}

// names are who claims are for, in their order.
func names(list []benefit.Claim) (all [][]string) {
	for _, c := range list {
		var some []string
		for _, who := range c.People {
			some = append(some, who.Name)
		}
		all = append(all, some)
	}
	return all
}

func TestClaimsNameWhomAwardsAreFor(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		unnamed, _ := b.family(huachang, soul{"李桂兰", 19540302, unasked}, soul{"李小明", 20140101, unasked})
		whole, family := b.family(yingfeng, soul{"张建国", 19750601, unasked}, soul{"王秀兰", 19770809, unasked}, soul{"张小华", 20120105, unasked})
		someone, persons := b.family(huachang, soul{"周福贵", 19601230, unasked})
		number := idcard.Mint(idcard.DemoArea, 1960, 12, 30, 55)
		b.write(func(tx *store.Tx) error {
			told := person.Particulars{Name: "周福贵", Number: number, Birth: 19601230, Division: huachang}
			if _, err := person.Amend(context.Background(), tx, persons[0], told, 20260201, "身份证"); err != nil {
				return err
			}
			_, err := circumstance.Record(context.Background(), tx, []circumstance.Fact{{
				Subject: persons[0], Kind: circumstance.Disability, Option: "limb", Count: 2, During: month.Since(20260101),
				Source: circumstance.Source{Origin: circumstance.Checked, Note: "残联"},
			}})
			return err
		})
		named := rolled(whole, yingfeng, 90000, 2)
		// The child comes first on the paper; the head leads the claim all the same.
		named.Covered = []benefit.Covered{{Person: family[2], Count: 1}, {Person: family[0], Count: 1}}
		allowance := rolled(someone, huachang, 10000, 1)
		allowance.Programme, allowance.Holder, allowance.Covered = "care", benefit.Holder{Unit: benefit.Person, ID: persons[0]}, nil
		allowance.Payee = &benefit.Payee{Kind: benefit.PayInstitution, Name: "宝丰镇福利院", Account: "0000001234567890128"}
		verdicts := b.takes(rolled(unnamed, huachang, 68000, 2), named, allowance)

		all := b.claims(access.Within(zhushan), november)
		slices.SortFunc(all, func(a, b benefit.Claim) int { return int(b.Amount - a.Amount) })
		if got, want := names(all), [][]string{{"张建国", "张小华"}, {"李桂兰"}, {"周福贵"}}; !cmp.Equal(got, want) {
			t.Fatalf("claims are for %v, want %v", got, want)
		}
		family2, alone, care := all[0], all[1], all[2]
		if family2.Heads != 2 || family2.Division != yingfeng || family2.Evidence.Household != whole || family2.Evidence.Award != verdicts[1].Award {
			t.Errorf("the family's claim: %+v", family2)
		}
		if alone.Heads != 2 || alone.Account != "0000001234567890128" || alone.Class != benefit.Rural || alone.Evidence.FileID != "file-1" {
			t.Errorf("the claim of the unnamed: %+v", alone)
		}
		want := benefit.Claim{
			Evidence: benefit.Evidence{FileID: "file-1", Award: verdicts[2].Award, Household: someone}, Programme: "care", Month: november, Months: 1,
			Division: huachang, Class: benefit.Rural, Amount: money.Yuan(100), Lines: []benefit.Line{{Code: benefit.LineRoll, Term: "名册金额", Fen: 10000}},
			Heads: 1, People: []benefit.Named{{Person: persons[0], Name: "周福贵", Number: number, Birth: 19601230, Sex: care.People[0].Sex}},
			PayeeKind: benefit.PayInstitution, Payee: "宝丰镇福利院", Account: "0000001234567890128", Grade: 2, Handicap: "肢体", Mode: "institution",
		}
		if diff := cmp.Diff(want, care); diff != "" {
			t.Errorf("the person's claim (-want +got):\n%s", diff)
		}
		b.read(func(tx *store.Tx) error {
			brief, err := benefit.ClaimsInBrief(context.Background(), tx, access.Within(zhushan), november)
			if len(brief) != len(all) {
				t.Fatalf("in brief there are %d claims", len(brief))
			}
			for _, c := range brief {
				at := slices.IndexFunc(all, func(o benefit.Claim) bool { return o.Evidence.Award == c.Evidence.Award })
				full := all[at]
				if c.Amount != full.Amount || c.Heads != full.Heads || c.Division != full.Division || len(c.People) != len(full.People) ||
					c.People[0].Person != full.People[0].Person || c.People[0].Name != "" || c.Account != "" {
					t.Errorf("in brief %+v, in full %+v", c, full)
				}
			}
			return err
		})
		if got := b.claims(access.Within(baofeng), november); len(got) != 2 {
			t.Errorf("the township sees %v, want its two", names(got))
		}
		if got := b.claims(access.Within(zhushan), month.Must(2026, 9)); len(got) != 0 {
			t.Errorf("before the roll there is %v", names(got))
		}
	})
}

// An award whose household nobody lives in any more still names who headed it last.
func TestClaimsOfAHouseholdThatIsEmpty(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		home, persons := b.family(huachang, soul{"李桂兰", 19540302, unasked})
		b.takes(rolled(home, huachang, 68000, 1))
		b.write(func(tx *store.Tx) error {
			_, err := household.Leave(context.Background(), tx, persons[0], 20261015, "迁出")
			return err
		})
		for _, m := range []month.Month{october, november} {
			if got := b.claims(access.Within(zhushan), m); len(got) != 1 || !cmp.Equal(names(got), [][]string{{"李桂兰"}}) {
				t.Errorf("in %s it names %v, want her", m, names(got))
			}
		}
	})
}
