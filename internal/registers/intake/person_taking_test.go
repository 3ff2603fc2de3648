package intake_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/person"
)

// The counts are those of expected.json, by hand: rows without a valid number and rows of somebody listed twice in one
// programme are held; their sums are taken from the sums of the files.
func TestTakeInSampleListsOfPersons(t *testing.T) {
	for _, c := range []struct {
		name        string
		kind        intake.Kind
		at          division.Code
		rows, held  int
		people      int
		awards      map[string]int
		sums        map[string]money.Fen // a month, in October
		institution int                  // 22 are paid to the home, among them 45 and 50
		accountless []string             // the file leaves the account blank
	}{
		// 59 rows; 30 and 45 without a number, 28 and 50 the same person: 70,610.00 − 940 − 1,768 − 2 × 940.
		{tekunName, intake.Tekun, majiadu, 59, 4, 55, map[string]int{"tekun": 55}, map[string]money.Fen{"tekun": 6602200}, 20, []string{"龚军"}},
		// 250 rows; 30, 32, 100, 136 without a number, 22 with 26 and 43 with 174 the same person: 13,440 − 7 × 70, 18,920 − 5 × 100.
		{
			disabilityName, intake.Disability, chengguan, 250, 8, 242,
			map[string]int{"disability_living": 185, "disability_care": 184},
			map[string]money.Fen{"disability_living": 1295000, "disability_care": 1842000},
			0,
			[]string{"陈鑫", "陈鑫"},
		},
		// 163 rows; two without a number, two persons twice, one not paid: 8,200 − 5 × 50 a month, and a third of 10,200 − 300.
		{agedName, intake.AdvancedAge, chengguan, 163, 6, 157, map[string]int{"advanced_age": 156}, map[string]money.Fen{"advanced_age": 795000 + 330000}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bureau) {
				s := intake.Submission{Name: c.name, Kind: c.kind, Division: c.at, AsOf: 20261001, Body: sample(t, c.name)}
				before := b.rowsIn()
				_, _, err := b.Bring(context.Background(), preparer, s, false)
				if got := refusal(t, err); !strings.Contains(got, "人存在错误，整个文件都没有导入") {
					t.Error(got)
				}
				if diff := cmp.Diff(before, b.rowsIn()); diff != "" {
					t.Errorf("a file that is held back wrote: %s", diff)
				}
				trial, done, err := b.Bring(context.Background(), preparer, s, true)
				must(t, err)
				if done.Households != c.rows || done.Held != c.held || done.Taken != c.rows-c.held || done.Changed != c.rows-c.held {
					t.Errorf("%+v", done)
				}
				if n := b.rowsIn()["person_person"]; n != c.people {
					t.Errorf("%d people, want %d", n, c.people)
				}
				b.wantAwards(month.Must(2026, 10), c.awards, c.sums, c.accountless)
				for _, o := range trial.Outcomes {
					if !o.Held && (o.Person == "" || o.Verdict.Kind == benefit.TakenRefused) {
						t.Errorf("%+v", o)
					}
				}
				if n := b.inInstitutions(trial); n != c.institution {
					t.Errorf("%d live in an institution, want %d", n, c.institution)
				}
				all := b.rowsIn()
				_, again, err := b.Bring(context.Background(), preparer, s, true)
				must(t, err)
				if again.Changed != 0 || !strings.HasPrefix(again.Sentence(), "与底册一致，没有任何变化") {
					t.Errorf("the same again: %+v", again)
				}
				if diff := cmp.Diff(all, b.rowsIn()); diff != "" {
					t.Errorf("the same again wrote: %s", diff)
				}
			})
		})
	}
}

func (b *bureau) wantAwards(m month.Month, counts map[string]int, sums map[string]money.Fen, accountless []string) {
	b.t.Helper()
	var without []string
	n, sum := map[string]int{}, map[string]money.Fen{}
	for _, a := range b.awards(m) {
		n[a.Programme]++
		sum[a.Programme] += a.Term.Amount
		if a.Payee == nil || a.Payee.Account == "" {
			without = append(without, a.Name)
		}
	}
	if diff := cmp.Diff(accountless, without); diff != "" {
		b.t.Errorf("without an account: %s", diff)
	}
	if diff := cmp.Diff(counts, n); diff != "" {
		b.t.Errorf("awards in %s: %s", m, diff)
	}
	if diff := cmp.Diff(sums, sum); diff != "" {
		b.t.Errorf("sums in %s: %s", m, diff)
	}
}

func (b *bureau) inInstitutions(t *intake.Trial) (n int) {
	b.t.Helper()
	var people []string
	for _, o := range t.Outcomes {
		if o.Person != "" {
			people = append(people, o.Person)
		}
	}
	b.read(func(tx *store.Tx) error {
		found, err := household.PresencesOf(context.Background(), tx, access.Within(county), people, 20261001)
		for _, p := range found {
			if p == household.Institution {
				n++
			}
		}
		return err
	})
	return n
}

// A quarter is paid as a third of it in each of its months, from the first of them on.
func TestAQuarterIsThreeMonths(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		_, _, err := b.Bring(context.Background(), preparer, intake.Submission{Name: agedName, Kind: intake.AdvancedAge, Division: chengguan, AsOf: 20261001, Body: sample(t, agedName)}, true)
		must(t, err)
		for m, want := range map[month.Month]money.Fen{month.Must(2026, 6): 0, month.Must(2026, 7): 330000, month.Must(2026, 9): 330000, month.Must(2026, 10): 1125000} {
			var sum money.Fen
			for _, a := range b.awards(m) {
				sum += a.Term.Amount
			}
			if sum != want {
				t.Errorf("in %s %s, want %s", m, sum, want)
			}
		}
	})
}

func (b *bureau) deaths() []person.Death {
	b.t.Helper()
	var list []person.Death
	b.read(func(tx *store.Tx) (err error) {
		list, err = person.Deaths(context.Background(), tx, access.Within(county), person.DeathQuery{})
		return err
	})
	return list
}

// 121 rows, four of them without a full number: a name alone makes nobody dead.
func TestTakeInSampleDeaths(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		s := intake.Submission{Name: deathsName, Kind: intake.Deaths, Division: zhushan, AsOf: 20261031, Body: sample(t, deathsName)}
		_, _, err := b.Bring(context.Background(), preparer, intake.Submission{Name: rollName, Kind: intake.Roll, Division: baofeng, AsOf: 20261001, Body: sample(t, rollName)}, true)
		must(t, err)
		trial, done, err := b.Bring(context.Background(), preparer, s, true)
		must(t, err)
		if done.Households != 121 || done.Held != 4 || done.Changed != 117 {
			t.Errorf("%+v", done)
		}
		notices := b.deaths()
		known := 0
		for _, d := range notices {
			if d.Number.None() || !strings.HasPrefix(d.Source, "intake:") {
				t.Errorf("%+v", d)
			}
			if d.Person != "" {
				known++
			}
		}
		// Of the heads of the roll of Baofeng whose number is good three stand in the list: rows 76, 96 and 122.
		if len(notices) != 117 || known != 3 {
			t.Errorf("%d notices, %d of known people", len(notices), known)
		}
		for _, p := range trial.Problems {
			if p.Level == intake.Error && !slices.Contains([]int{66, 75, 77, 131}, p.Row) {
				t.Errorf("held: %+v", p)
			}
		}
		all := b.rowsIn()
		_, again, err := b.Bring(context.Background(), preparer, s, true)
		must(t, err)
		if again.Changed != 0 {
			t.Errorf("the same again: %+v", again)
		}
		if diff := cmp.Diff(all, b.rowsIn()); diff != "" {
			t.Error(diff)
		}
	})
}

func tekunRows(rows ...[]any) [][]any {
	return append([][]any{{"2026年10月特困人员供养金发放表"}, {"姓名", "身份证号码", "村", "供养方式", "金额", "账号"}}, rows...)
}

func TestWhoIsMeantOnAListOfPersons(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.bring(b.list(intake.Tekun, tekunRows([]any{"李桂兰", guilan, "双庙村", "分散", 940, card})))
		trial := func(at access.Actor, in division.Code, rows ...[]any) *intake.Trial {
			s := b.list(intake.Tekun, tekunRows(rows...))
			s.Division = in
			found, err := b.Try(context.Background(), at, s)
			must(t, err)
			return found
		}
		for _, c := range []struct {
			name string
			in   division.Code
			row  []any
			want []string
		}{
			{"another name", baofeng, []any{"李桂花", guilan, "双庙村", "分散", 940, card}, []string{"3 name_differs"}},
			{"another township", chengguan, []any{"李桂兰", guilan, "", "分散", 940, card}, []string{"3 in_other_place"}},
			{"no number", baofeng, []any{"李桂兰", "", "双庙村", "分散", 940, card}, []string{"3 person_unclear", "3 id_missing"}},
		} {
			if diff := cmp.Diff(c.want, against(trial(preparer, c.in, c.row))); diff != "" {
				t.Errorf("%s: %s", c.name, diff)
			}
		}
		if got := trial(assistant, baofeng, []any{"张建国", jianguo, "铧厂村", "分散", 940, card}); !slices.ContainsFunc(got.Problems, func(p intake.Problem) bool {
			return p.Kind == intake.NotNamed && strings.HasSuffix(p.Says, "名册没有列出：李桂兰")
		}) {
			t.Errorf("%+v", got.Problems)
		}
	})
}

func TestAListOfDeathsIsHeldAgainstTheRegister(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		b.bring(b.list(intake.Tekun, tekunRows([]any{"李桂兰", guilan, "双庙村", "分散", 940, card})))
		list := func(name, number, day string) intake.Submission {
			return b.list(intake.Deaths, [][]any{{"2026年死亡人员名单"}, {"姓名", "身份证号码", "死亡日期", "村"}, {name, number, day, "双庙村"}})
		}
		for _, c := range []struct{ name, number, day, want string }{
			{"李桂花", guilan, "2026-10-05", "3 name_differs"},
			{"李桂兰", "", "2026-10-05", "3 person_unclear"},
			{"李桂兰", guilan, "2026-12-05", "3 date_to_come"},
		} {
			_, _, err := b.Bring(context.Background(), assistant, list(c.name, c.number, c.day), true)
			if got := refusal(t, err); got != "1人都有错误，没有可以导入的；请按所列问题改正后再导入" {
				t.Error(got)
			}
			trial, err := b.Try(context.Background(), assistant, list(c.name, c.number, c.day))
			must(t, err)
			if diff := cmp.Diff([]string{c.want}, against(trial)); diff != "" {
				t.Error(diff)
			}
		}
		if len(b.deaths()) != 0 {
			t.Error("somebody is dead")
		}
		b.bring(list("李桂兰", guilan, "2026-10-05"))
		if all := b.deaths(); len(all) != 1 || all[0].Person == "" || all[0].Day != 20261005 {
			t.Errorf("%+v", all)
		}
		trial, err := b.Try(context.Background(), assistant, b.list(intake.Tekun, tekunRows([]any{"李桂兰", guilan, "双庙村", "分散", 940, card})))
		must(t, err)
		if !slices.ContainsFunc(trial.Problems, func(p intake.Problem) bool {
			return p.Kind == intake.DeadByNotice && p.Says == "李桂兰已故（2026年10月5日），名册仍列发放"
		}) {
			t.Errorf("%+v", trial.Problems)
		}
		_, _, err = b.Bring(context.Background(), elsewhere, list("李桂兰", guilan, "2026-10-05"), true)
		if kind, _ := fault.KindOf(err); kind != fault.KindDenied {
			t.Error(err)
		}
	})
}
