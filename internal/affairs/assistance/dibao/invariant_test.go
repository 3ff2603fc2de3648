package dibao

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

var november = month.Must(2026, 11)

// someFamily draws a family of which everything is known.
func someFamily(t *rapid.T) Facts {
	f := Facts{
		Title: "某户", Division: example, Class: rapid.SampledFrom(classes[:]).Draw(t, "class"),
		SavingsKnown: true, Savings: money.Fen(rapid.Int64Range(0, 8_000_000).Draw(t, "savings")),
		VehiclesKnown: true, HousingKnown: true, Housing: rapid.Int64Range(0, 2).Draw(t, "housing"),
	}
	if rapid.Bool().Draw(t, "vehicle") {
		f.Vehicles = []Vehicle{{rapid.SampledFrom([]string{"car", "tricycle"}).Draw(t, "kind"), 1}}
	}
	n := rapid.IntRange(1, 6).Draw(t, "members")
	for i := range n {
		f.Members = append(f.Members, somePerson(t, i))
	}
	return f
}

func somePerson(t *rapid.T, i int) Member {
	m := Member{
		Name: string(rune('甲' + i)), Relation: rapid.SampledFrom(relations[:]).Draw(t, "relation"), Complete: true,
		Birth: month.MustDay(2026, 10, 1).AddMonths(-rapid.IntRange(0, 1200).Draw(t, "months")),
	}
	if rapid.Bool().Draw(t, "disabled") {
		m.Disability = rapid.SampledFrom(categories[:]).Draw(t, "category")
		m.Grade = rapid.Int64Range(1, 4).Draw(t, "grade")
	}
	m.Ill = rapid.Bool().Draw(t, "ill")
	if rapid.IntRange(0, 9).Draw(t, "study") == 0 {
		m.School = rapid.SampledFrom(schools[:]).Draw(t, "school")
	}
	for range rapid.IntRange(0, 3).Draw(t, "items") {
		m.Income = append(m.Income, someItem(t))
	}
	return m
}

func someItem(t *rapid.T) Item {
	i := Item{
		Kind:   rapid.SampledFrom([]Kind{Wage, Farming, Support, OtherIncome, DisabilityAid, Scholarship}).Draw(t, "kind"),
		Amount: money.Fen(rapid.Int64Range(0, 200_000).Draw(t, "amount")), Period: rapid.SampledFrom(periods[:]).Draw(t, "period"),
	}
	if i.Period == Once {
		i.In = november.Add(-rapid.IntRange(0, 20).Draw(t, "ago"))
	}
	if i.Period == Monthly {
		i.Months = rapid.Int64Range(0, 14).Draw(t, "worked")
	}
	return i
}

// laws are the ways in which a county may round and pay.
func laws(t testing.TB) []Law {
	var all []Law
	for _, rounding := range []string{"FenHalfUp", "YuanHalfUp", "YuanUp", "JiaoUp", "YuanDown"} {
		for _, scope := range []string{"household", "person"} {
			for _, more := range []map[string]string{{}, {"dibao.floor": "", "dibao.topup_stacking": "sum", "dibao.job_cost": "30", "dibao.reference_months": "6"}} {
				values := map[string]string{"dibao.rounding": rounding, "dibao.rounding_scope": scope}
				for k, v := range more {
					values[k] = v
				}
				all = append(all, lawOf(t, values))
			}
		}
	}
	return all
}

func TestInvariants(t *testing.T) {
	some := laws(t)
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom(some).Draw(t, "law")
		f := someFamily(t)
		r := Assess(f, law, november, nil)
		sums(t, r)
		sameTwice(t, f, law, r)
		order(t, f, law, r)
		richer(t, f, law, r)
		larger(t, f, law, r)
	})
}

// sums: lines and shares add up to the amount, and nothing is negative.
func sums(t *rapid.T, r Result) {
	var lines, shares money.Fen
	for _, l := range r.Lines {
		lines += l.Fen
		if l.Fen < 0 {
			t.Fatalf("line of %s", l.Fen)
		}
	}
	for _, s := range r.Shares {
		shares += s.Fen
	}
	if r.Amount < 0 || lines != r.Amount || shares != r.Amount || (r.Outcome != Eligible && r.Amount != 0) {
		t.Fatalf("%s: amount %s, lines %s, shares %s", r.Outcome, r.Amount, lines, shares)
	}
	if (r.Outcome == Unknown) != (len(r.Missing) > 0) {
		t.Fatalf("%s with %s missing", r.Outcome, r.Lacks())
	}
	if r.Outcome == Refused && r.Binding.Sentence() == "" {
		t.Fatal("a refusal without its reason")
	}
}

// sameTwice: the same facts give the same result, with a recorder or without,
// and through the file.
func sameTwice(t *rapid.T, f Facts, law Law, r Result) {
	why := &rules.Explanation{}
	if d := cmp.Diff(r, Assess(f, law, november, why), same...); d != "" {
		t.Fatalf("with a recorder: %s", d)
	}
	again := &rules.Explanation{}
	Assess(f, law, november, again)
	if why.Text() != again.Text() {
		t.Fatal("two explanations of the same facts")
	}
	f.Members = slices.Clone(f.Members)
	f.Members[0].Relation = Head // the file wants one applicant
	for i := range f.Members[1:] {
		if f.Members[i+1].Relation == Head {
			f.Members[i+1].Relation = Other
		}
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadFacts(text)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(f, back); d != "" {
		t.Fatalf("through the file: %s", d)
	}
	if second, _ := json.Marshal(back); string(second) != string(text) {
		t.Fatal("the file is written in two ways")
	}
}

// order: the order of members does not matter.
func order(t *rapid.T, f Facts, law Law, r Result) {
	g := f
	g.Members = slices.Clone(f.Members)
	slices.Reverse(g.Members)
	if o := Assess(g, law, november, nil); o.Amount != r.Amount || o.Outcome != r.Outcome || o.Binding.Sentence() != r.Binding.Sentence() {
		t.Fatalf("in another order: %s %s, not %s %s", o.Outcome, o.Amount, r.Outcome, r.Amount)
	}
}

// richer: one more fen or yuan of income never raises the amount.
func richer(t *rapid.T, f Facts, law Law, r Result) {
	g := f
	g.Members = slices.Clone(f.Members)
	who := rapid.IntRange(0, len(g.Members)-1).Draw(t, "who earns")
	more := Item{Kind: rapid.SampledFrom([]Kind{Wage, Support, OtherIncome}).Draw(t, "of"), Amount: money.Fen(rapid.SampledFrom([]int64{1, 100, 10_000}).Draw(t, "more")), Period: Monthly}
	g.Members[who].Income = append(slices.Clone(g.Members[who].Income), more)
	if o := Assess(g, law, november, nil); o.Amount > r.Amount || r.Outcome == Refused && o.Outcome == Eligible {
		t.Fatalf("earning %s more gives %s instead of %s", more.Amount, o.Amount, r.Amount)
	}
}

// larger: one more member without income never lowers the household's amount.
func larger(t *rapid.T, f Facts, law Law, r Result) {
	g := f
	child := Member{Name: "新", Relation: Child, Birth: month.MustDay(2020, 1, 1), Complete: true}
	g.Members = append(slices.Clone(f.Members), child)
	if o := Assess(g, law, november, nil); o.Amount < r.Amount {
		t.Fatalf("with a child more %s instead of %s", o.Amount, r.Amount)
	}
}

func TestMassRunDoesNotAllocate(t *testing.T) {
	law := lawOf(t, map[string]string{"dibao.income/basic_pension@2026-01-01": "counted"})
	var all []Facts
	for _, c := range cases(t) {
		f, _, _ := c.read(t)
		r := Assess(f, law, november, nil)
		if r.Outcome != Unknown {
			all = append(all, f)
		}
	}
	var r Result
	run := func() {
		for i := range all {
			r.Assess(&all[i], law, november, nil)
		}
	}
	run()
	if n := testing.AllocsPerRun(10, run); n != 0 {
		t.Errorf("%v allocations for %d families", n, len(all))
	}
}

func BenchmarkAssess(b *testing.B) {
	law := lawOf(b, nil)
	f, _, _ := cases(b)["张建国户_超出标准一元"].read(b)
	var r Result
	b.ReportAllocs()
	for b.Loop() {
		r.Assess(&f, law, november, nil)
	}
}
