package dibao

import (
	"math/rand/v2"
	"testing"
	"unsafe"

	"pgregory.net/rapid"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
)

// anyFamily draws a family of which anything may be unknown, odd or in no list.
func anyFamily(t *rapid.T) Facts {
	f := Facts{
		Title: "某户", Division: rapid.SampledFrom([]division.Code{example, example, "990121100000", "990121100101", "990121100000", "990121100101", "510100000000"}).Draw(t, "division"),
		Class:        rapid.SampledFrom([]Class{Rural, Urban, Rural, Urban, Rural, Urban, Rural, Urban, Rural, Urban, Rural, "", "town"}).Draw(t, "class"),
		SavingsKnown: known(t), Savings: sumAround(t, 4_000_000), SavingsApprox: rapid.Bool().Draw(t, "approx"),
		VehiclesKnown: known(t), HousingKnown: known(t), Housing: rapid.Int64Range(0, 2).Draw(t, "housing"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "vehicles") {
		f.Vehicles = append(f.Vehicles, Vehicle{rapid.SampledFrom(append([]string{"tricycle", "motorcycle", "tricycle", "motorcycle", "", "sledge"}, wheels[:]...)).Draw(t, "wheels"), rapid.Int64Range(0, 2).Draw(t, "count")})
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "members") {
		f.Members = append(f.Members, anyPerson(t, i))
	}
	return f
}

// known is true of most facts, so that not every family comes to nothing.
func known(t *rapid.T) bool { return rapid.IntRange(0, 59).Draw(t, "known") > 0 }

// rarely is a word, most often none.
func rarely[T ~string](t *rapid.T, words []T, strange T) T {
	if rapid.IntRange(0, 19).Draw(t, "rarely") > 0 {
		return ""
	}
	return rapid.SampledFrom(append([]T{strange}, words...)).Draw(t, "word")
}

// sumAround draws a sum, often one near a line, and seldom one that cannot be right.
func sumAround(t *rapid.T, line int64) money.Fen {
	switch rapid.IntRange(0, 200).Draw(t, "sum") {
	case 0:
		return -1
	case 1:
		return 1 << 40
	case 2:
		return money.Fen(rapid.Int64Range(line-2, line+2).Draw(t, "near"))
	case 3, 4, 5, 6, 7, 8, 9, 10, 11, 12:
		return 0
	}
	return money.Fen(rapid.Int64Range(0, 2*line).Draw(t, "amount"))
}

func anyPerson(t *rapid.T, i int) Member {
	m := Member{
		Name: string(rune('甲' + i)), Relation: rapid.SampledFrom(append(relations[:], "aunt", Child, Child)).Draw(t, "relation"),
		Uncounted: rarely(t, grounds[:], "away"), School: rarely(t, schools[:], "course"), Dependent: !known(t),
		Ill: !known(t), Jobless: !known(t), Complete: rapid.IntRange(0, 19).Draw(t, "complete") > 0,
	}
	if known(t) {
		m.Birth = month.MustDay(2026, 11, 2).AddMonths(-rapid.IntRange(-1, 1100).Draw(t, "months"))
	}
	if !known(t) {
		m.Counted, m.Because = rapid.SampledFrom([]Decision{Yes, No, "perhaps"}).Draw(t, "decision"), rapid.SampledFrom([]string{"", "村里证明"}).Draw(t, "because")
	}
	if rapid.IntRange(0, 4).Draw(t, "disabled") == 0 {
		m.Disability, m.Grade = rapid.SampledFrom(append(categories[:], "", "pain")).Draw(t, "category"), rapid.Int64Range(0, 4).Draw(t, "grade")
	}
	for range rapid.IntRange(0, 4).Draw(t, "items") {
		m.Income = append(m.Income, anyItem(t))
	}
	return m
}

func anyItem(t *rapid.T) Item {
	kind := rapid.SampledFrom([]Kind{Wage, Wage, Farming, Pension, BasicPension, Support}).Draw(t, "kind")
	if rapid.IntRange(0, 3).Draw(t, "any") == 0 {
		kind = kinds[rapid.IntRange(0, len(kinds)-1).Draw(t, "kind")].kind
	}
	if rapid.IntRange(0, 200).Draw(t, "strange") == 0 {
		kind = "gold"
	}
	i := Item{Kind: kind, Amount: sumAround(t, 60_000), Period: rapid.SampledFrom(append(periods[:], Monthly, Monthly, Yearly, "week")).Draw(t, "period"), Approx: !known(t)}
	if i.Period == Once {
		i.In = november.Add(-rapid.IntRange(-1, 14).Draw(t, "ago"))
		if !known(t) {
			i.In = 0
		}
	} else if i.Period == Monthly {
		i.Months = rapid.Int64Range(-1, 14).Draw(t, "worked")
	}
	return i
}

// anyBooks are the values of counties that have decided differently, or not yet.
func anyBooks(t testing.TB) []*rules.Book {
	var all []*rules.Book
	for _, values := range []map[string]string{
		{},
		{"dibao.income/basic_pension@2026-01-01": "counted"},
		{"dibao.income/basic_pension@2026-01-01": "exempt", "dibao.job_cost": "30", "dibao.income/job_cost": "deducted", "dibao.income/rigid_cost": "deducted"},
		{"dibao.income/basic_pension@2026-01-01": "counted", "dibao.reference_months": "6", "dibao.topup_stacking": "sum", "dibao.rounding_scope": "person", "dibao.rounding": "JiaoUp"},
		{"dibao.income/basic_pension@2026-01-01": "exempt", "dibao.floor": "", "dibao.topup_rate/minor": "40", "dibao.uncounted/conscript": "counted"},
		{"dibao.income/basic_pension@2026-01-01": "counted", "dibao.topup_rate/ill": "", "dibao.severe_grade/mental": "3", "dibao.vehicle/motorcycle": "", "dibao.standard/urban": ""},
		{"dibao.income/basic_pension@2026-01-01": "counted", "dibao.rounding": "", "dibao.savings_limit": "", "dibao.topup_stacking": ""},
		{"dibao.income/basic_pension@2026-01-01": "counted", "dibao.reference_months": "200", "dibao.age/topup_aged": ""},
	} {
		all = append(all, bookOf(t, values))
	}
	return all
}

// One household or the whole county: the record of a mass run says what the clerk
// is told, with or without a sheet, by one worker or by several; whatever is
// unknown, odd or in no list, and whatever the county has not decided yet.
func TestMassRunDecidesAsTheClerkIsTold(t *testing.T) {
	var some []Law
	for _, book := range anyBooks(t) {
		some = append(some, NewLaw(book))
	}
	rapid.Check(t, func(t *rapid.T) {
		law := rapid.SampledFrom(some).Draw(t, "law")
		m := rapid.SampledFrom([]month.Month{november, november, november, month.Must(2025, 12), month.Must(2021, 6)}).Draw(t, "month")
		families := rapid.SliceOfN(rapid.Custom(anyFamily), 1, 8).Draw(t, "families")
		bothWays(t, law, m, rapid.IntRange(1, 3).Draw(t, "workers"), families, map[string]int{})
	})
}

// The same for families such as a county has, among whom every outcome and every
// condition occurs.
func TestMassRunDecidesACountyAsTheClerkIsTold(t *testing.T) {
	chance, seen := rand.New(rand.NewPCG(420323, 1)), map[string]int{}
	families := make([]Facts, 3000)
	for i := range families {
		families[i] = invented(chance)
	}
	bothWays(t, massLaw(t), november, 3, families, seen)
	for _, condition := range []string{"unknown ", "eligible 人均月收入", "refused 人均月收入", "refused 金融资产", "refused 车辆", "refused 住房"} {
		if seen[condition] == 0 {
			t.Errorf("never: %s, of %v", condition, seen)
		}
	}
}

// bothWays decides families in a mass run and one by one, and counts what came out.
func bothWays(t rapid.TB, law Law, m month.Month, workers int, families []Facts, seen map[string]int) {
	var b Batch
	for i := range families {
		b.Append(&families[i])
	}
	records := make([]Record, b.Len())
	b.Assess(law, m, workers, records)
	for i := range families {
		f, got, why := &families[i], records[i], &rules.Explanation{}
		r := Assess(*f, law, m, why)
		want := Record{Facts: Digest(f), Law: law.digest, Amount: r.Amount, Month: m, counted: uint16(r.Counted), outcome: got.outcome, binding: got.binding}
		if got != want || got.Outcome() != r.Outcome || got.Binding() != r.Binding.Label || !law.Made(got) {
			t.Fatalf("record %+v, result %+v\n%s", got, r, why.Text())
		}
		seen[string(r.Outcome)+" "+r.Binding.Label]++
	}
}

// Every value in force is cited by itself: the set of cites holds them all.
func TestEveryValueHasItsOwnCite(t *testing.T) {
	for _, book := range anyBooks(t) {
		law := NewLaw(book)
		for _, class := range []Class{Urban, Rural, ""} {
			s := law.statute(example, class, november)
			if n := len(s.told) - strangeRules; cites(1)<<n >= absent || cites(1)<<n == 0 {
				t.Fatalf("%d values", n)
			}
		}
	}
}

// strangeRules are the values looked up for words in no list: never in force.
const strangeRules = 4

// A mass run takes memory for its statutes and its working, not for its families.
func TestBatchDoesNotAllocateByFamily(t *testing.T) {
	law, batch := massLaw(t), massBatch(3000)
	records := make([]Record, batch.Len())
	if n := testing.AllocsPerRun(5, func() { batch.Assess(law, november, 1, records) }); n > 20 {
		t.Errorf("%v allocations for %d families", n, batch.Len())
	}
}

// The digest follows what the law reads, and nothing else.
func TestDigest(t *testing.T) {
	f := cases(t)["张建国户_超出标准一元"]
	facts, _, _ := f.read(t)
	was := Digest(&facts)
	facts.Title, facts.Members[0].Name, facts.ClassReason = "某户", "某", "无"
	if Digest(&facts) != was {
		t.Error("a name changes the digest")
	}
	facts.Members[0].Birth++
	if Digest(&facts) == was {
		t.Error("a date of birth does not change the digest")
	}
}

func TestRecordIs32Bytes(t *testing.T) {
	if n := unsafe.Sizeof(Record{}); n != 32 {
		t.Errorf("a record is %d bytes", n)
	}
}
