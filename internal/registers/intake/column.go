package intake

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"minzheng/internal/registers/circumstance"
)

// A Column is what a heading stands for, whatever clerks call it; the list is
// columns.toml.
type Column string

// The columns that the reader treats each in its own way.
const (
	colSerial          Column = "serial"
	colHousehold       Column = "household"
	colVillage         Column = "village"
	colAddress         Column = "address"
	colClass           Column = "class"
	colHeadName        Column = "head_name"
	colHeadNumber      Column = "head_number"
	colName            Column = "name"
	colNumber          Column = "number"
	colRelation        Column = "relation"
	colSex             Column = "sex"
	colBirth           Column = "birth"
	colPhone           Column = "phone"
	colCovered         Column = "covered"
	colBase            Column = "base"
	colTopUp           Column = "topup"
	colTotal           Column = "total"
	colPayee           Column = "payee"
	colBank            Column = "bank"
	colAccount         Column = "account"
	colSavings         Column = "savings"
	colVehicle         Column = "vehicle"
	colHousing         Column = "housing"
	colDisability      Column = "disability"
	colDisabilityType  Column = "disability_type"
	colDisabilityGrade Column = "disability_grade"
	colHealth          Column = "health"
	colLabour          Column = "labour"
	colWork            Column = "work"
	colCause           Column = "cause"
	colRemark          Column = "remark"
	colTown            Column = "town"
	colCare            Column = "care"
	colLiving          Column = "living"
	colItem            Column = "item"
	colCertificate     Column = "certificate"
	colRate            Column = "rate"
	colMonths          Column = "months"
	colAge             Column = "age"
	colMode            Column = "mode"
	colCareTier        Column = "care_tier"
	colDied            Column = "died"
	colBurial          Column = "burial"
	colSource          Column = "source"
)

// PerCapita is the column of the stated monthly income per head; a [Check] may
// point at it.
const PerCapita Column = "per_capita"

// spec is what columns.toml says of a column.
type spec struct {
	Name     Column
	Term     string
	Of       string
	In       []Kind
	Holds    string
	Unit     string
	Blank    string
	Fact     circumstance.Kind
	Pays     string
	Line     string
	Ticks    struct{ Of, Says string }
	Under    string
	Needed   []Kind
	Instead  []Column
	Telling  []Kind
	Synonyms []string
}

func (s spec) ofHousehold() bool { return s.Of == "household" }

//go:embed columns.toml
var columnFile []byte

// listed and specs are the kinds and the columns of columns.toml in its order.
// They do not change.
var listed, specs = mustReadColumns(columnFile)

// holds are the sorts of value that columns.toml may name.
var holds = []string{
	"text", "serial", "number", "sex", "day", "age", "relation", "village", "town", "class", "count", "money", "income", "rate",
	"stock", "account", "disability", "grade", "health", "labour", "work", "housing", "vehicle", "certificate", "item",
	"mode", "care", "tick",
}

// mustReadColumns reads the file and panics on a mistake in it, which is ours.
func mustReadColumns(file []byte) ([]kindSpec, []spec) {
	var read struct {
		Kind   []kindSpec
		Column []spec
	}
	if err := toml.Unmarshal(file, &read); err != nil {
		panic("intake: columns.toml: " + err.Error())
	}
	var all []Kind
	for _, k := range read.Kind {
		all = append(all, k.Name)
	}
	taken := map[string]Column{}
	for i, s := range read.Column {
		if len(s.In) == 0 {
			read.Column[i].In = all
		}
		if scale, _ := unitIn(s.Unit); scale != 1 {
			panic(fmt.Sprintf("intake: columns.toml: %s: a usual unit of 万元 invites mistakes", s.Name))
		}
		if s.Name == "" || s.Term == "" || s.Of != "household" && s.Of != "member" || !slices.Contains(holds, s.Holds) || len(s.Synonyms) == 0 {
			panic(fmt.Sprintf("intake: columns.toml: column %q is incomplete", s.Name))
		}
		for _, kind := range read.Column[i].In {
			for _, synonym := range s.Synonyms {
				key := string(kind) + " " + letters(synonym)
				if other, twice := taken[key]; twice {
					panic(fmt.Sprintf("intake: columns.toml: %s stands for %s and %s in %s", synonym, other, s.Name, kind))
				}
				taken[key] = s.Name
			}
		}
	}
	mustFitTemplate(read.Kind, read.Column)
	return read.Kind, read.Column
}

// columnsIn are the columns of a kind of list, by each of their synonyms.
func columnsIn(kind Kind) map[string]spec {
	found := map[string]spec{}
	for _, s := range specs {
		if slices.Contains(s.In, kind) {
			for _, synonym := range s.Synonyms {
				found[letters(synonym)] = s
			}
		}
	}
	return found
}

// columnOfLine is the column that states a line of a payment; empty for others.
func columnOfLine(code string) Column {
	for _, s := range specs {
		if s.Line == code && code != "" {
			return s.Name
		}
	}
	return ""
}

// programmeOfColumn is the programme that a column's sums are paid by.
func programmeOfColumn(c Column, kind Kind) string {
	s, _ := specOf(c, kind)
	return s.Pays
}

// letters leaves the letters and digits of a heading, full-width ones made plain.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		r = plainRune(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToUpper(r)
		}
		return -1
	}, text)
}

// plainRune makes a full-width character plain.
func plainRune(r rune) rune {
	if r >= 0xFF01 && r <= 0xFF5E {
		return r - 0xFEE0
	}
	return r
}

// unbracketed is a heading without what stands in brackets.
func unbracketed(text string) string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch r {
		case '(', '（', '[', '［', '【':
			depth++
		case ')', '）', ']', '］', '】':
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// unitIn finds the unit that a heading names; scale and period are asked for
// separately, so that 年收入（万元） gives both.
func unitIn(text string) (scale int, period circumstance.Period) {
	text = strings.Map(plainRune, strings.Join(strings.Fields(text), ""))
	scale = 1
	if strings.Contains(text, "万元") {
		scale = 10000
	}
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
	}
	switch {
	case has("/年", "每年", "年收入", "全年", "(年)", "按年", "年度"):
		period = circumstance.Yearly
	case has("/月", "每月", "月收入", "(月)", "按月"):
		period = circumstance.Monthly
	}
	return scale, period
}
