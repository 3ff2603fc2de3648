package intake_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/intake"
	"minzheng/internal/registers/place"
)

const (
	rollName  = "低保发放名册-宝丰镇-2026年10月.xlsx"
	famName   = "低保家庭情况表-城关镇.xlsx"
	baofeng   = division.Code("420323103000")
	chengguan = division.Code("420323100000")
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func countyFile(t testing.TB, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("../../../county/zhushan", name))
	must(t, err)
	return content
}

func tree(t testing.TB) *place.Tree {
	t.Helper()
	divisions, err := place.ReadDivisions(bytes.NewReader(countyFile(t, "divisions.csv")))
	must(t, err)
	aliases, err := place.ReadAliases(bytes.NewReader(countyFile(t, "aliases.csv")))
	must(t, err)
	return place.NewTree(divisions, aliases)
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	return countyFile(t, filepath.Join("samples", name))
}

// standardsOfTheSamples is the check that the roof hands in, with the invented
// standards of the sample folder's README: 720 yuan a month urban, 560 rural;
// income at or above it is mentioned.
func standardsOfTheSamples(h *intake.Household) []intake.Finding {
	standard := map[benefit.Class]money.Fen{benefit.Urban: money.Yuan(720), benefit.Rural: money.Yuan(560)}[h.Class]
	income, _ := h.IncomeYearly()
	heads := int64(len(h.Members))
	if int64(income) < int64(standard)*12*heads {
		return nil
	}
	return []intake.Finding{{
		Kind: intake.IncomeAbove, Column: intake.PerCapita,
		Says: fmt.Sprintf("按各项收入计算户月人均 %s，不低于标准 %s，请复核", money.FenHalfUp.Quotient(income, 12*heads), standard),
	}}
}

func understand(t testing.TB, kind intake.Kind, at division.Code, name string, content []byte) (*intake.Understood, error) {
	t.Helper()
	book, err := sheet.Open(name, content)
	must(t, err)
	r := intake.Reader{Kind: kind, Division: at, AsOf: month.MustDay(2026, 10, 1), Places: tree(t), Demo: true}
	if name == famName {
		r.Check = standardsOfTheSamples
	}
	return r.Understand(book)
}

// understandText reads csv without a check, for fuzzing.
func understandText(places *place.Tree, kind intake.Kind, text string) (*intake.Understood, error) {
	book, err := sheet.Open("a.csv", []byte(text))
	if err != nil {
		return nil, err
	}
	return intake.Reader{Kind: kind, Division: baofeng, AsOf: month.MustDay(2026, 10, 1), Places: places, Demo: true}.Understand(book)
}

// expected is the part of expected.json that concerns one list.
type expected struct {
	Period string
	Sheets []struct {
		Name, State string
		Columns     map[string]string
		Kinds       map[string]json.RawMessage `json:"row_kinds"`
		Months      int
		Total       int64 `json:"total_fen"`
	}
	Problems                    []expectedProblem
	Households, People, Records int
	Totals                      map[string]int64 `json:"totals_fen"`
	Stated                      map[string]int64 `json:"stated_total_fen"`
	Subtotals                   []struct {
		Row              int
		Village          string
		Formula          bool
		Stated, Computed struct {
			Households, People int
			Base               int64 `json:"base_fen"`
			TopUp              int64 `json:"topup_fen"`
			Total              int64 `json:"total_fen"`
		}
	}
	Rows []struct {
		Sheet, Name, Village, Category, Household string
		Row                                       int
		ID, Account, Relation                     *string
		Progs                                     map[string]int64
		People                                    *int   `json:"household_people"`
		Base                                      int64  `json:"base_fen"`
		TopUp                                     int64  `json:"topup_fen"`
		Disability                                string `json:"disability_type"`
		Grade                                     any
		Mode, Date                                *string
		Care                                      *string `json:"care_level"`
		CareFen                                   int64   `json:"care_fen"`
		Institution                               bool
		Birth                                     string
		Age                                       int
		First15                                   *string `json:"id_first15"`
		Income                                    []struct {
			Item   string
			Raw    any
			Fen    int64 `json:"fen_per_year"`
			Approx bool
		}
	}
	List []struct {
		Household, Head, Village, Category, Account string
		HeadID                                      *string `json:"head_id"`
		First                                       int     `json:"first_row"`
		Last                                        int     `json:"last_row"`
		Members                                     int
		Covered                                     int   `json:"covered_stated"`
		Amount                                      int64 `json:"amount_fen"`
		Income                                      int64 `json:"income_fen_per_year"`
		PerCapita                                   int64 `json:"per_capita_stated_yuan"`
		Approx                                      bool  `json:"income_has_approx"`
	} `json:"household_list"`
}

type expectedProblem struct {
	Sheet, Column, Kind string
	Row                 int
	Info                bool
}

type suspect struct {
	Kind string
	Rows []struct {
		File string
		Row  int
	}
}

func readExpected(t testing.TB, name string) (expected, []suspect) {
	t.Helper()
	var all struct {
		Files map[string]json.RawMessage
		Cross struct{ Suspects []suspect } `json:"cross_check"`
	}
	must(t, json.Unmarshal(sample(t, "expected.json"), &all))
	var one expected
	must(t, json.Unmarshal(all.Files[name], &one))
	return one, all.Cross.Suspects
}

// columnNames are expected.json's names of columns where ours are others.
var columnNames = map[string]intake.Column{
	"id": "number", "category": "class", "people": "covered", "house": "housing", "car": "vehicle",
	"amount": "total", "income_farm_yearly": "income_farm",
	"institutional_tick": "mode_institution", "dispersed_tick": "mode_home", "self_tick": "care_self", "half_tick": "care_half", "full_tick": "care_full",
	"account_name": "payee", "place": "village", "month_amt": "rate", "date": "died", "type": "disability_type", "grade": "disability_grade",
}

func TestUnderstandSampleRoll(t *testing.T) {
	want, suspects := readExpected(t, rollName)
	got, err := understand(t, intake.Roll, baofeng, rollName, sample(t, rollName))
	must(t, err)
	checkSheets(t, want, got)
	checkProblems(t, rollName, want, suspects, got)
	sums := got.Counts()
	if sums.Households != want.Households || sums.People != want.People || int64(sums.Total) != want.Totals["dibao"] ||
		int64(sums.By["base"]) != want.Totals["dibao_base"] || int64(sums.By["topup"]) != want.Totals["dibao_topup"] || got.Period.String() != want.Period {
		t.Errorf("sums %+v in %s", sums, got.Period)
	}
	if len(got.Households) != len(want.Rows) {
		t.Fatalf("%d households, want %d", len(got.Households), len(want.Rows))
	}
	names := tree(t)
	byClass := map[benefit.Class]int64{}
	for i, w := range want.Rows {
		h := got.Households[i]
		head := h.Members[0]
		byClass[h.Class] += int64(value(h.Total))
		type row struct {
			Sheet, Name, ID, Account, Village, Category string
			Row, People                                 int
			Total, Base, TopUp                          int64
		}
		g := row{
			h.Sheet, head.Name, head.Number.Full(), h.Account.Full(), names.Name(h.Division), h.Class.Term(), h.FirstRow, orNone(h.Covered),
			int64(value(h.Total)), int64(value(h.Base)), int64(value(h.TopUp)),
		}
		e := row{w.Sheet, w.Name, orEmpty(w.ID), orEmpty(w.Account), w.Village, w.Category, w.Row, orNone(w.People), w.Progs["dibao"], w.Base, w.TopUp}
		if diff := cmp.Diff(e, g); diff != "" {
			t.Errorf("row %d: %s", w.Row, diff)
		}
	}
	if byClass[benefit.Urban] != want.Totals["dibao_urban"] || byClass[benefit.Rural] != want.Totals["dibao_rural"] {
		t.Errorf("by class %v", byClass)
	}
	s := got.Sheets[0]
	if int64(*s.Total.Total()) != want.Stated["dibao"] {
		t.Errorf("stated total %v", s.Total.Total())
	}
	checkSubtotals(t, want, s)
}

func checkSubtotals(t *testing.T, want expected, s intake.Sheet) {
	t.Helper()
	if len(s.Subtotals) != len(want.Subtotals) {
		t.Fatalf("%d subtotals", len(s.Subtotals))
	}
	for i, w := range want.Subtotals {
		g := s.Subtotals[i]
		c := g.Computed
		if g.Row != w.Row || g.Village != w.Village || g.Formula != w.Formula {
			t.Errorf("subtotal %d: row %d %s %v", i, g.Row, g.Village, g.Formula)
		}
		if *g.Households != w.Stated.Households || *g.People != w.Stated.People || int64(g.Stated["base"]) != w.Stated.Base || int64(g.Stated["topup"]) != w.Stated.TopUp || int64(*g.Total()) != w.Stated.Total {
			t.Errorf("subtotal in row %d states %+v", w.Row, g)
		}
		if c.Households != w.Computed.Households || c.People != w.Computed.People || int64(c.By["base"]) != w.Computed.Base || int64(c.By["topup"]) != w.Computed.TopUp || int64(c.Total) != w.Computed.Total {
			t.Errorf("subtotal in row %d computed %+v", w.Row, c)
		}
	}
}

func TestUnderstandSampleFamilies(t *testing.T) {
	want, suspects := readExpected(t, famName)
	got, err := understand(t, intake.Families, chengguan, famName, sample(t, famName))
	must(t, err)
	checkSheets(t, want, got)
	checkProblems(t, famName, want, suspects, got)
	sums := got.Counts()
	if sums.Households != want.Households || sums.People != want.People || int64(sums.Total) != want.Totals["dibao"] ||
		int64(*got.Sheets[0].Total.Total()) != want.Stated["dibao"] || got.Period.String() != want.Period {
		t.Errorf("sums %+v in %s", sums, got.Period)
	}
	names := tree(t)
	at := 0
	for i, w := range want.List {
		h := got.Households[i]
		income, approx := h.IncomeYearly()
		type family struct {
			Key, Head, HeadID, Village, Category, Account string
			First, Last, Members, Covered                 int
			Amount, Income, PerCapita                     int64
			Approx                                        bool
		}
		g := family{
			h.Key, h.Head().Name, h.Head().Number.Full(), names.Name(h.Division), h.Class.Term(), h.Account.Full(), h.FirstRow, h.LastRow,
			len(h.Members), orNone(h.Covered), int64(value(h.Total)), int64(income), int64(value(h.PerCapita)) / 100, approx,
		}
		e := family{w.Household, w.Head, orEmpty(w.HeadID), w.Village, w.Category, w.Account, w.First, w.Last, w.Members, w.Covered, w.Amount, w.Income, w.PerCapita, w.Approx}
		if diff := cmp.Diff(e, g); diff != "" {
			t.Errorf("household %s: %s", w.Household, diff)
		}
		for _, m := range h.Members {
			checkMember(t, want, at, h, m)
			at++
		}
	}
	if at != len(want.Rows) {
		t.Errorf("%d people", at)
	}
}

// incomeItems are expected.json's names of the kinds of income.
var incomeItems = map[circumstance.Kind]string{
	circumstance.Wage: "work", circumstance.Farming: "farm", circumstance.Pension: "pension",
	circumstance.Support: "support", circumstance.OtherIncome: "other",
}

// disabilityTypes are the terms of the register's options.
var disabilityTypes = map[string]string{"visual": "视力", "hearing": "听力", "limb": "肢体", "intellectual": "智力", "mental": "精神"}

func checkMember(t *testing.T, want expected, at int, h intake.Household, m intake.Member) {
	t.Helper()
	w := want.Rows[at]
	if m.Row != w.Row || m.Name != w.Name || m.Number.Full() != orEmpty(w.ID) || h.Key != w.Household {
		t.Errorf("row %d: %d %s %s %s", w.Row, m.Row, m.Name, m.Number, h.Key)
	}
	// The register knows parents, children's children and no more; which parent
	// it is, the words still say.
	relation := map[household.Relation]string{household.Grandchild: "孙", household.Parent: strings.TrimSuffix(m.RelationRead, "亲")}[m.Relation]
	if relation == "" && m.Relation != household.Unstated {
		relation = m.Relation.Term()
	}
	if relation != orEmpty(w.Relation) {
		t.Errorf("row %d: relation %s, want %s", w.Row, relation, orEmpty(w.Relation))
	}
	disability, grade, wantGrade := "", "", ""
	if w.Grade != nil {
		wantGrade = fmt.Sprint(w.Grade)
	}
	incomes := 0
	for _, f := range m.Facts() {
		switch {
		case f.Kind == circumstance.Disability && f.Option != circumstance.None:
			disability, grade = disabilityTypes[f.Option], fmt.Sprint(f.Count)
		case f.Kind.IsIncome():
			e := w.Income[incomes]
			raw := ""
			if e.Raw != nil {
				raw = fmt.Sprint(e.Raw)
			}
			if incomeItems[f.Kind] != e.Item || int64(f.Yearly()) != e.Fen || f.Approx != e.Approx || f.Raw != raw {
				t.Errorf("row %d: income %+v, want %+v", w.Row, f, e)
			}
			incomes++
		}
	}
	if disability != w.Disability || grade != wantGrade || incomes != len(w.Income) {
		t.Errorf("row %d: disability %s %s, %d incomes", w.Row, disability, grade, incomes)
	}
}

func checkSheets(t *testing.T, want expected, got *intake.Understood) {
	t.Helper()
	for i, w := range want.Sheets {
		g := got.Sheets[i]
		if g.Name != w.Name || g.Hidden != (w.State == "hidden") {
			t.Errorf("sheet %q hidden %v", g.Name, g.Hidden)
		}
		if g.Hidden {
			continue // is not read
		}
		columns := map[intake.Column]string{}
		for name, letter := range w.Columns {
			if ours, ok := columnNames[name]; ok {
				name = string(ours)
			}
			columns[intake.Column(name)] = letter
		}
		if diff := cmp.Diff(columns, lettersOrHeadings(g)); diff != "" {
			t.Errorf("columns: %s", diff)
		}
		kinds := map[string][]int{}
		for _, r := range g.Rows {
			kinds[string(r.Kind)] = append(kinds[string(r.Kind)], r.Number)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(w.Kinds)), slices.Sorted(maps.Keys(kinds))); diff != "" {
			t.Errorf("kinds of row: %s", diff)
		}
		for kind, raw := range w.Kinds {
			var rows []int
			count := 0
			if json.Unmarshal(raw, &count) == nil {
				if len(kinds[kind]) != count {
					t.Errorf("%d rows of %s, want %d", len(kinds[kind]), kind, count)
				}
				continue
			}
			must(t, json.Unmarshal(raw, &rows))
			if diff := cmp.Diff(rows, kinds[kind]); diff != "" {
				t.Errorf("%s rows: %s", kind, diff)
			}
		}
	}
}

// lettersOrHeadings are the columns of a sheet as expected.json names them: by
// letter, in text files by heading.
func lettersOrHeadings(s intake.Sheet) map[intake.Column]string {
	if s.Name == "" {
		return s.Headings
	}
	return s.Columns
}

// checkProblems wants every planted problem and no other of an expected kind.
// Persons twice stand in the cross-check of expected.json; whatever else is
// found may only be for the record.
func checkProblems(t *testing.T, name string, want expected, suspects []suspect, got *intake.Understood) {
	t.Helper()
	planted, kinds := map[string]bool{}, map[string]bool{}
	for _, p := range want.Problems {
		if got.Sheets[0].Name == "" { // a text file: columns by heading; of two columns that are one sum, the wrong one
			_, heading, ok := strings.Cut(p.Column, "/")
			if !ok {
				heading = p.Column
			}
			for column, text := range got.Sheets[0].Headings {
				if text == heading {
					p.Column = got.Sheets[0].Columns[column]
				}
			}
		}
		planted[fmt.Sprintf("%s %d %s %s", p.Sheet, p.Row, p.Column, p.Kind)] = true
		kinds[p.Kind] = true
	}
	twice := map[int]bool{}
	for _, s := range suspects {
		if s.Kind == "paid_twice" && s.Rows[0].File == name && s.Rows[1].File == name {
			twice[s.Rows[0].Row], twice[s.Rows[1].Row] = true, true
		}
	}
	for _, p := range got.Problems {
		key := fmt.Sprintf("%s %d %s %s", p.Sheet, p.Row, p.Column, p.Kind)
		if p.Says == "" || p.Do == "" || p.Level == "" {
			t.Errorf("problem without words: %+v", p)
		}
		switch {
		case planted[key]:
			delete(planted, key)
		case p.Kind == intake.PersonTwice && twice[p.Row]:
			delete(twice, p.Row)
		case kinds[string(p.Kind)] || p.Level != intake.Info:
			t.Errorf("not planted: %s %s %s", key, p.Level, p.Says)
		}
	}
	for key := range planted {
		t.Errorf("not found: %s", key)
	}
	for row := range twice {
		t.Errorf("person twice not found in row %d", row)
	}
}

func value(f *money.Fen) money.Fen {
	if f == nil {
		return 0
	}
	return *f
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orNone(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

// atLevel lists the problems of a level as "row kind".
func atLevel(u *intake.Understood, l intake.Level) []string {
	var rows []string
	for _, p := range u.Problems {
		if p.Level == l {
			rows = append(rows, fmt.Sprintf("%d %s", p.Row, p.Kind))
		}
	}
	return rows
}

// Money must go to somebody who can be identified: a head without a valid number
// is an error, any other member a warning.
func TestLevelsOfTheSamples(t *testing.T) {
	roll, err := understand(t, intake.Roll, baofeng, rollName, sample(t, rollName))
	must(t, err)
	families, err := understand(t, intake.Families, chengguan, famName, sample(t, famName))
	must(t, err)
	if diff := cmp.Diff([]string{"31 paid_twice", "84 paid_twice", "88 id_number_lost_digits", "97 paid_twice", "106 id_check_digit", "112 paid_twice"}, atLevel(roll, intake.Error)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"151 id_check_digit"}, atLevel(families, intake.Error)); diff != "" {
		t.Error(diff)
	}
}

func refusal(t *testing.T, err error) string {
	t.Helper()
	s, ok := fault.Sentence(err)
	if !ok {
		t.Fatalf("no sentence: %v", err)
	}
	return s
}
