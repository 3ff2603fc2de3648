package intake

import (
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/money"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// household reads the rows of one household: its members, then what is stated
// once for all of them.
func (t *reading) household(rows []sheet.Row, g *grouping) Household {
	h := Household{Sheet: t.sheet.Name, FirstRow: rows[0].Number, LastRow: rows[len(rows)-1].Number}
	t.before = len(t.u.Problems)
	for _, row := range rows {
		h.Members = append(h.Members, t.member(row))
	}
	if t.Kind == Roll {
		h.Members[0].Relation = household.Head
	}
	v := &values{t: t, rows: rows, h: &h}
	h.Key = v.text(colHousehold)
	t.heads(&h, v)
	v.village(g)
	h.Address = v.text(colAddress)
	v.class()
	v.people()
	v.money()
	v.account()
	h.Payee, h.Bank = v.text(colPayee), v.text(colBank)
	if h.Payee == h.Head().Name {
		h.Payee = ""
	}
	v.property()
	h.Cause, h.Remark = v.text(colCause), v.text(colRemark)
	if h.Cause != "" {
		h.Tell(circumstance.Fact{Kind: circumstance.Cause, Text: h.Cause, Raw: h.Cause})
	}
	if t.Kind == Families {
		t.perCapita(&h, v)
	}
	t.payable(&h)
	return h
}

// values reads the cells of a household that are stated once.
type values struct {
	t    *reading
	rows []sheet.Row
	h    *Household
}

// find is the first cell of a column in the household that holds anything, and
// the row it stands in; blank, in the first row, when none does. Other rows that
// say something else are mentioned.
func (v *values) find(c Column) (g *heading, found sheet.Cell, row int) {
	g = v.t.header.at(c)
	if g == nil {
		return nil, sheet.Cell{}, v.rows[0].Number
	}
	row = v.rows[0].Number
	for _, r := range v.rows {
		cell, at := v.t.sheet.Value(r.Number, g.at)
		switch {
		case cell.Trimmed() == "" || at < r.Number && found.Kind != sheet.Blank:
		case found.Kind == sheet.Blank:
			found, row = cell, max(at, v.rows[0].Number)
		case plain(cell.Text) != plain(found.Text):
			v.t.problem(CellsDiffer, r.Number, g, cell, "", "与该户第%d行的“%s”不一致", row, found.Trimmed()).
				gravely(c == colTotal || c == colBase || c == colAccount || c == colVillage)
		}
	}
	return g, found, row
}

// gravely makes a problem an error on condition.
func (p *Problem) gravely(yes bool) {
	if yes {
		p.Level = Error
	}
}

// problem keeps a problem about a cell and returns it for a last touch.
func (t *reading) problem(kind ProblemKind, row int, g *heading, c sheet.Cell, understood, format string, args ...any) *Problem {
	read := c.Trimmed()
	if g.spec.Holds == "number" || g.spec.Holds == "account" {
		read = masked(read)
	}
	t.add(Problem{Row: row, Column: sheet.ColumnName(g.at), Term: g.spec.Term, Kind: kind, Read: read, Understood: understood, Says: fmt.Sprintf(format, args...)})
	return &t.u.Problems[len(t.u.Problems)-1]
}

// note keeps how a cell was understood, where somebody asks for it.
func (t *reading) note(row int, g *heading, c sheet.Cell, understood string) {
	if t.cells == nil {
		return
	}
	read := c.Trimmed()
	if g.spec.Holds == "number" || g.spec.Holds == "account" {
		read = masked(read)
	}
	t.cells[row] = append(t.cells[row], Reading{Column: sheet.ColumnName(g.at), Term: g.spec.Term, Read: read, Understood: understood})
}

// text is a household's words, nothing where the cell says there is nothing.
func (v *values) text(c Column) string {
	g, cell, row := v.find(c)
	if g == nil || cell.Kind == sheet.Blank {
		return ""
	}
	text := strings.Join(strings.Fields(cell.Trimmed()), " ")
	if saysNone(text) {
		text = ""
	}
	v.t.note(row, g, cell, text)
	return text
}

// A seat is where a text says that somebody lives, or why that is not clear.
type seat struct {
	found place.Division
	err   error
}

// seat looks a text up inside a division, each text once.
func (t *reading) seat(text string, within division.Code) seat {
	key := string(within) + " " + text
	s, ok := t.seats[key]
	if !ok {
		s.found, s.err = t.Places.Resolve(text, within)
		t.seats[key] = s
	}
	return s
}

// town is the division to look for villages in: what a column of townships says,
// else where the list is from.
func (v *values) town() division.Code {
	g, cell, row := v.find(colTown)
	if g == nil || isNothing(cell) {
		return v.t.Division
	}
	s := v.t.seat(cell.Trimmed(), v.t.Division)
	if s.err != nil {
		v.t.problem(VillageUnclear, row, g, cell, "", "%s", sentence(s.err))
		return v.t.Division
	}
	v.t.note(row, g, cell, s.found.Short)
	return s.found.Code
}

// village finds where the household is. A blank cell is the village above only
// in a sheet that writes each village once.
func (v *values) village(in *grouping) {
	g, cell, row := v.find(colVillage)
	filled := false
	if cell.Kind == sheet.Blank && in.village != "" {
		cell = sheet.Cell{Kind: sheet.Words, Text: in.village}
	}
	if cell.Kind == sheet.Blank && in.sparse && in.above.Kind != sheet.Blank {
		cell, filled = in.above, true
	}
	in.above = cell
	v.h.Village = cell.Trimmed()
	at := heading{spec: spec{Term: "村（社区）"}}
	if g != nil {
		at = *g
	}
	within := v.town()
	if cell.Kind == sheet.Blank {
		v.villageless(row, g, &at, within)
		return
	}
	s := v.t.seat(v.h.Village, within)
	switch {
	case s.err != nil && !v.t.Kind.OfHouseholds() && institution.MatchString(v.h.Village):
		v.h.Division = within // lives in a home
		return
	case s.err != nil:
		v.t.problem(VillageUnclear, row, &at, cell, "", "%s", sentence(s.err)).slightly(v.t.Kind)
		return
	case s.found.Level != division.Village && v.t.Kind.OfHouseholds():
		v.t.problem(VillageUnclear, row, &at, cell, s.found.Short, "“%s”是%s，没有写明是哪个村（社区）", v.h.Village, s.found.Level.Term())
		return
	}
	v.h.Division = s.found.Code
	if g != nil {
		v.t.note(row, g, cell, s.found.Short)
	}
	if filled {
		v.t.problem(VillageFilled, row, &at, sheet.Cell{}, s.found.Short, "村（社区）为空，按上一户读作%s", s.found.Short)
	}
}

// villageless is a row that names no village. A household must sit in one; a
// person on a list may be without.
func (v *values) villageless(row int, g, at *heading, within division.Code) {
	switch {
	case v.t.Division.Level() == division.Village:
		v.h.Division = within
	case g == nil && !v.t.Kind.OfHouseholds():
		v.h.Division = within
		if a, cell, _ := v.find(colAddress); a != nil && !isNothing(cell) {
			if s := v.t.seat(cell.Trimmed(), within); s.err == nil {
				v.h.Division = s.found.Code
			}
		}
	default:
		v.t.problem(VillageMissing, row, at, sheet.Cell{}, "", "没有写明是哪个村（社区）").slightly(v.t.Kind)
	}
}

// slightly makes a problem of the place a remark on lists of persons: whom they
// mean, the number says.
func (p *Problem) slightly(kind Kind) {
	if !kind.OfHouseholds() {
		p.Level, p.Do = Info, "所属的村（社区）没有认出，按名册所属的区划登记"
	}
}

func (v *values) class() {
	g, cell, row := v.find(colClass)
	if g == nil {
		return
	}
	if isNothing(cell) {
		v.t.problem(ClassMissing, row, g, cell, "", "类别为空")
		return
	}
	class, ok := readClass(cell.Text)
	if !ok {
		v.t.problem(ClassOdd, row, g, cell, "", "“%s”不是城市或农村", cell.Trimmed())
		return
	}
	v.h.Class = class
	v.t.note(row, g, cell, class.Term())
}

// people reads how many are covered and compares it with the members listed.
func (v *values) people() {
	g, cell, row := v.find(colCovered)
	if g == nil {
		return
	}
	n, ok := readCount(cell)
	switch {
	case isNothing(cell):
		v.t.problem(PeopleMissing, row, g, cell, "", "保障人数为空")
		return
	case !ok:
		v.t.problem(PeopleMissing, row, g, cell, "", "“%s”不是人数", cell.Trimmed())
		return
	}
	v.h.Covered = &n
	v.t.note(row, g, cell, fmt.Sprintf("%d人", n))
	if v.t.Kind == Families && n != len(v.h.Members) {
		v.t.problem(PeopleDiffer, row, g, cell, fmt.Sprintf("%d人", n), "保障人数%d，家庭成员%d人", n, len(v.h.Members))
	}
}

// money reads what is paid and whether its parts make the whole.
func (v *values) money() {
	v.h.Base, v.h.TopUp = v.sum(colBase), v.sum(colTopUp)
	g := v.t.header.at(colTotal)
	if g == nil {
		if v.h.Base != nil {
			total := *v.h.Base + value(v.h.TopUp)
			v.h.Total = &total
		}
		return
	}
	v.h.Total = v.sum(colTotal)
	parts := value(v.h.Base) + value(v.h.TopUp)
	row := v.rows[0].Number
	cell, _ := v.t.sheet.Value(row, g.at)
	switch {
	case v.h.Total == nil && v.h.Base != nil:
		v.t.problem(AmountMissing, row, g, cell, "", "合计为空，而各项共 %s", parts).gravely(true)
	case v.h.Total != nil && v.t.header.at(colBase) != nil && v.t.header.at(colTopUp) != nil && parts != *v.h.Total:
		v.t.problem(RowSumDiffers, row, g, cell, v.h.Total.String(), "合计 %s，不等于户月保障金加分类施保增发的 %s，相差 %s", *v.h.Total, parts, magnitude(*v.h.Total-parts))
	}
}

// value is a sum, nought where there is none.
func value(f *money.Fen) money.Fen {
	if f == nil {
		return 0
	}
	return *f
}

func magnitude(f money.Fen) money.Fen { return max(f, -f) }

// sum reads a sum that is paid; nil when the cell is blank or cannot be read.
func (v *values) sum(c Column) *money.Fen {
	g, cell, row := v.find(c)
	if g == nil {
		return nil
	}
	if sum, months := paced(cell.Text); months > 0 && !v.t.Kind.OfHouseholds() {
		cell.Kind, cell.Text = sheet.Number, sum
	}
	a := v.t.amount(row, g, cell)
	switch {
	case a.faulty != "":
		return nil
	case a.fen < 0:
		v.t.problem(AmountOdd, row, g, cell, a.fen.String(), "金额是负数")
		return nil
	case a.blank:
		return nil
	}
	return &a.fen
}

// amount reads a sum and mentions everything unusual about it.
func (t *reading) amount(row int, g *heading, cell sheet.Cell) amount {
	a := readAmount(cell, g.scale, g.period, t.book.Format == sheet.Text)
	if a.faulty != "" {
		t.problem(AmountOdd, row, g, cell, "", "“%s”%s", cell.Trimmed(), a.faulty).gently(g.spec.Holds != "money")
		t.note(row, g, cell, "")
		return a
	}
	understood := a.fen.String()
	if a.period != "" {
		understood = a.fen.Grouped() + " " + a.period.Term()
	}
	if !a.blank {
		t.note(row, g, cell, understood)
	}
	if a.approx {
		t.problem(AmountApproximate, row, g, cell, understood, "%s“%s”为约数，按 %s 计", g.spec.Term, cell.Trimmed(), understood)
	}
	if a.unit {
		t.problem(AmountUnit, row, g, cell, understood, "%s“%s”写明了单位，读作 %s", g.spec.Term, cell.Trimmed(), understood)
	}
	if t.book.Format == sheet.Text || cell.Kind == sheet.Words {
		if strings.ContainsFunc(cell.Text, func(r rune) bool { return r >= '０' && r <= '９' }) {
			t.problem(FullWidth, row, g, cell, understood, "金额为全角数字，按数值读取")
			return a
		}
	}
	if a.text {
		t.problem(AmountText, row, g, cell, understood, "金额存成文本，按数值读取")
	}
	return a
}

// gently makes a problem a warning on condition.
func (p *Problem) gently(yes bool) {
	if yes {
		p.Level = Warning
	}
}

func (v *values) account() {
	g, cell, row := v.find(colAccount)
	if g == nil {
		return
	}
	a := readAccount(cell)
	switch {
	case a.lost:
		v.t.problem(AccountLostDigits, row, g, cell, "", "账号按数字存放，末几位已丢失")
		return
	case a.faulty != "":
		v.t.problem(AccountOdd, row, g, cell, "", "%s", a.faulty)
		return
	case a.digits == "":
		return
	}
	v.h.Account = benefit.Account(a.digits)
	v.t.note(row, g, cell, v.h.Account.String())
	if a.lostZeros {
		v.t.problem(AccountLostZeros, row, g, cell, v.h.Account.String(), "账号按数字存放，前导的0已丢失，补足%d位", cardDigits)
	}
	if a.doubtful {
		v.t.problem(AccountDoubtful, row, g, cell, v.h.Account.String(), "账号%d位，位数或校验位不对", len(a.digits))
	}
}

// property reads savings, vehicles and housing. A blank cell is unknown unless
// columns.toml says otherwise.
func (v *values) property() {
	if g, cell, row := v.find(colSavings); g != nil && v.told(g, cell, row) {
		if a := v.t.amount(row, g, cell); a.faulty == "" {
			v.h.Tell(circumstance.Fact{Kind: g.spec.Fact, Amount: a.fen, Approx: a.approx, Raw: cell.Trimmed()})
		}
	}
	for _, c := range []Column{colVehicle, colHousing} {
		g, cell, row := v.find(c)
		if g == nil || !v.told(g, cell, row) {
			continue
		}
		w := readVehicle(cell.Text)
		if c == colHousing {
			w = readHousing(cell.Text)
		}
		if cell.Kind == sheet.Blank {
			w = word{option: circumstance.None}
		}
		f := circumstance.Fact{Kind: g.spec.Fact, Option: w.option, Count: w.count, Text: w.words, Raw: cell.Trimmed()}
		v.h.Tell(f)
		v.t.note(row, g, cell, optionTerm(f))
		if c == colVehicle && w.option != circumstance.None {
			v.t.problem(VehicleDeclared, row, g, cell, optionTerm(f), "车辆：%s", cell.Trimmed())
		}
	}
}

// told tells whether the cell says anything, and mentions a blank one.
func (v *values) told(g *heading, cell sheet.Cell, row int) bool {
	if cell.Kind != sheet.Blank || g.spec.Blank == "none" {
		return true
	}
	v.t.problem(PropertyBlank, row, g, cell, "不详", "%s未填", g.spec.Term)
	return false
}

// optionTerm is the answer of a fact in words.
func optionTerm(f circumstance.Fact) string {
	s, err := f.Kind.Spec()
	if err != nil {
		return f.Option
	}
	term, _ := s.Option(f.Option)
	if f.Kind == circumstance.Disability && f.Count > 0 {
		term += fmt.Sprintf("%d级", f.Count)
	}
	if f.Text != "" {
		term += "（" + f.Text + "）"
	}
	return term
}

// perCapita compares the stated income per head with the members' incomes.
// Tables state whole yuan, rounded one way or the other, so only a yuan or more
// is a difference.
func (t *reading) perCapita(h *Household, v *values) {
	g, cell, row := v.find(PerCapita)
	if g == nil || isNothing(cell) {
		return
	}
	a := readAmount(cents(cell), g.scale, g.period, true)
	if a.faulty != "" {
		t.problem(AmountOdd, row, g, cell, "", "“%s”%s", cell.Trimmed(), a.faulty).gently(true)
		return
	}
	t.note(row, g, cell, a.fen.Grouped()+" "+a.period.Term())
	stated := a.fen
	if a.period == circumstance.Monthly {
		stated *= monthsPerYear
	}
	h.PerCapita = &a.fen
	if t.unread() {
		return
	}
	heads := money.Fen(len(h.Members))
	income, _ := h.IncomeYearly()
	if magnitude(stated*heads-income) < money.Yuan(monthsPerYear)*heads {
		return
	}
	computed := money.FenHalfUp.Quotient(income, int64(heads)*monthsPerYear)
	t.problem(PerCapitaDiffers, row, g, cell, computed.String(), "户月人均收入表列 %s，按各项收入计算约 %s", a.fen, computed)
}

const monthsPerYear = 12

// cents cuts a computed figure to two decimals.
func cents(c sheet.Cell) sheet.Cell {
	if whole, part, ok := strings.Cut(c.Text, "."); ok && c.Kind == sheet.Number && len(part) > 2 {
		c.Text = whole + "." + part[:2]
	}
	return c
}

// unread tells whether some sum of the household at work could not be read, so
// that nothing can be added up over it.
func (t *reading) unread() bool {
	return slices.ContainsFunc(t.u.Problems[t.before:], func(p Problem) bool { return p.Kind == AmountOdd })
}

// payable checks what must be known before money goes out: an amount, a payee
// with a valid number, an account.
func (t *reading) payable(h *Household) {
	g := t.header.at(colTotal)
	if g == nil {
		g = t.header.at(colBase)
	}
	if g == nil {
		return
	}
	row := h.FirstRow
	cell, _ := t.sheet.Value(row, g.at)
	if value(h.Total) == 0 && h.Base == nil && !t.unread() {
		t.problem(AmountMissing, row, g, cell, "", "没有金额，按不发放处理")
	}
	if a := t.header.at(colAccount); a != nil && h.Account == "" && value(h.Total) > 0 {
		blank, _ := t.sheet.Value(row, a.at)
		if isNothing(blank) {
			t.problem(AccountMissing, row, a, blank, "", "没有账号")
		}
	}
}
