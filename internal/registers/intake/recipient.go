package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
)

// A Recipient is one row of a list on which every row is a person who is paid:
// tekun, disability allowances, old-age allowance. What was not stated is empty.
// 表内领取人.
type Recipient struct {
	Member      // who it is, with the facts about him
	Sheet       string
	Village     string // as written
	Division    division.Code
	Address     string
	Class       benefit.Class
	Payments    []Payment // what the row pays; a blank or nought sum pays nothing
	PayeeKind   benefit.PayeeKind
	Payee       string // name of the account's holder, where it is another than the person
	Bank        string
	Account     benefit.Account
	Certificate Certificate
	Handicap    string // kind of disability: 肢体
	Grade       int    // 1 to 4; 0: not stated
	Mode        string // home, institution: tekun's way of support
	Care        string // self, half, full: tekun's care tier
	Remark      string
}

// A Payment is what a row pays in one programme. 发放金额.
type Payment struct {
	Programme string
	From      month.Month    // the first month it is for
	Months    int            // 1; 3 for a quarter, 12 for a year
	Amount    money.Fen      // for all these months together
	Lines     []benefit.Line // as stated; where they do not make the amount, the row has a problem

	column Column // whose sum it is
}

// A Certificate is a disability certificate (残疾人证): its number is that of the
// holder's identity card, then the kind, then the grade, then B and how often
// it was issued again.
type Certificate struct {
	Text     string        // as written, folded
	Number   idcard.Number // in it; none when it is not valid
	Handicap string        // 肢体
	Grade    int
	Reissued int // 1 of B1; 0: the first
}

// recipient reads one row of a list of persons who are paid. What households
// are asked once, a row is asked here: it is read as a household of one.
func (t *reading) recipient(row sheet.Row, g *grouping) Recipient {
	t.before = len(t.u.Problems)
	h := Household{Sheet: t.sheet.Name, FirstRow: row.Number, LastRow: row.Number, Members: []Member{t.member(row)}}
	v := &values{t: t, rows: []sheet.Row{row}, h: &h}
	v.village(g)
	h.Address = v.text(colAddress)
	if t.header.at(colClass) != nil {
		v.class()
	}
	v.account()
	h.Payee, h.Bank, h.Remark = v.text(colPayee), v.text(colBank), v.text(colRemark)
	r := Recipient{
		Member: h.Members[0], Sheet: t.sheet.Name, Village: h.Village, Division: h.Division, Address: h.Address, Class: h.Class,
		Bank: h.Bank, Account: h.Account, Remark: h.Remark,
	}
	if h.Payee != r.Name {
		r.Payee = h.Payee
	}
	if t.Kind == Disability {
		r.impaired()
		t.certificate(&r, row)
	}
	if t.Kind == Tekun {
		r.Mode, r.Care = t.choice(row, colMode, modes), t.choice(row, colCareTier, careTiers)
	}
	r.PayeeKind = benefit.PayPerson
	if r.Payee != "" && (r.Mode == "institution" || institution.MatchString(r.Payee)) {
		r.PayeeKind = benefit.PayInstitution
	}
	t.age(&r.Member, row)
	t.payments(&r, v)
	t.paidRow(&r, v)
	return r
}

// institution is what the name of a home for people says.
var institution = regexp.MustCompile(`福利院|敬老院|养老院|养老中心|供养服务|养护中心|护理院|托养中心|服务中心|幸福院|老年公寓|救助站|精神病`)

// impaired takes kind and grade from the fact that the columns told.
func (r *Recipient) impaired() {
	for _, f := range r.Facts() {
		if f.Kind == circumstance.Disability && f.Option != circumstance.None {
			r.Handicap, r.Grade = handicapTerm(f.Option), f.Count
		}
	}
}

// age compares a stated age with the birth, where it is known to the day. Ages
// are counted by the year or by the birthday, so a year is no difference.
func (t *reading) age(m *Member, row sheet.Row) {
	g, cell := t.at(row, colAge)
	if g == nil || isNothing(cell) {
		return
	}
	t.note(row.Number, g, cell, cell.Trimmed())
	stated, ok := readCount(sheet.Cell{Text: strings.TrimSuffix(strings.TrimSuffix(plain(cell.Text), "岁"), "周")})
	if age := month.AgeOn(m.Birth, t.AsOf); ok && age >= 0 && max(stated-age, age-stated) > 1 && t.Kind.OfPersons() {
		t.problem(AgeDiffers, row.Number, g, cell, fmt.Sprintf("%d周岁", age), "表列年龄%d，按身份证号码为%d周岁", stated, age)
	}
}

// payments reads what a row pays: one payment by the programme of the kind, or
// one for each column that names a programme.
func (t *reading) payments(r *Recipient, v *values) {
	if programme := t.Kind.Programme(); programme != "" {
		t.payTotal(r, v, programme)
		return
	}
	var parts money.Fen
	by := false
	for i := range t.header.headings {
		g := &t.header.headings[i]
		if g.spec.Pays == "" {
			continue
		}
		by = true
		if fen := value(v.sum(g.spec.Name)); fen > 0 {
			parts += fen
			r.pay(t.payment(g.spec.Pays, fen, g, v), g.spec.Name)
		}
	}
	total := v.sum(colTotal)
	g := t.header.at(colTotal)
	switch {
	case by && total != nil && *total != parts:
		cell := v.rows[0].At(g.at)
		t.problem(RowSumDiffers, v.rows[0].Number, g, cell, parts.String(), "合计 %s，不等于各项之和 %s，相差 %s", *total, parts, magnitude(*total-parts)).
			Do = "各项补贴按各自的列读取，请核对"
	case !by && value(total) > 0:
		r.pay(t.payment(t.programmeOf(v), *total, g, v), colTotal)
	}
}

// programmeOf is the programme of a row whose sum stands in a column that names
// none: as the column of the item says, else the title.
func (t *reading) programmeOf(v *values) string {
	said := v.text(colItem)
	if said == "" {
		said = t.titles()
	}
	living, care := strings.Contains(said, "生活"), strings.Contains(said, "护理")
	switch {
	case living && !care:
		return programmeOfColumn(colLiving, t.Kind)
	case care && !living:
		return programmeOfColumn(colCare, t.Kind)
	}
	g := t.header.at(colTotal)
	t.problem(ItemUnclear, v.rows[0].Number, g, v.rows[0].At(g.at), "", "没有写明发的是哪一项补贴")
	return ""
}

// payTotal reads the one sum of a row and what it is made of.
func (t *reading) payTotal(r *Recipient, v *values, programme string) {
	var lines []benefit.Line
	var parts money.Fen
	for i := range t.header.headings {
		if g := &t.header.headings[i]; g.spec.Line != "" {
			if fen := v.sum(g.spec.Name); fen != nil {
				parts += *fen
				lines = append(lines, benefit.Line{Code: g.spec.Line, Term: g.spec.Term, Fen: *fen})
			}
		}
	}
	g := t.header.at(colTotal)
	if g == nil {
		t.payParts(r, v, programme, lines, parts)
		return
	}
	total := v.sum(colTotal)
	cell := v.rows[0].At(g.at)
	if total != nil && len(lines) > 0 && parts != *total {
		t.problem(RowSumDiffers, v.rows[0].Number, g, cell, total.String(), "合计 %s，不等于各项之和 %s，相差 %s", *total, parts, magnitude(*total-parts))
	}
	if total == nil && parts > 0 {
		t.problem(AmountMissing, v.rows[0].Number, g, cell, "", "合计为空，而各项共 %s", parts).gravely(true)
	}
	if value(total) <= 0 {
		return
	}
	p := t.payment(programme, *total, g, v)
	p.Lines = lines
	if rate := v.sum(colRate); rate != nil && *rate > 0 && *rate*money.Fen(p.Months) != *total {
		t.problem(RowSumDiffers, v.rows[0].Number, g, cell, total.String(), "金额 %s，不等于月标准 %s 乘%d个月", *total, *rate, p.Months)
	}
	r.pay(p, colTotal)
}

// payParts pays the sum of the parts, or the monthly rate for the months of the
// row, where the list has no column of the whole.
func (t *reading) payParts(r *Recipient, v *values, programme string, lines []benefit.Line, parts money.Fen) {
	column := colBase
	if t.header.at(colRate) != nil {
		column = colRate
		parts = value(v.sum(colRate))
	}
	if parts <= 0 {
		return
	}
	p := t.payment(programme, parts, t.header.at(column), v)
	if column == colRate {
		p.Amount *= money.Fen(p.Months)
	}
	p.Lines = lines
	r.pay(p, column)
}

// payment is a sum with the months it is for: as the row's own column says, as
// its cell says, else as the column.
func (t *reading) payment(programme string, fen money.Fen, g *heading, v *values) Payment {
	span := g.span
	months := long(span)
	if _, m := paced(v.rows[0].At(g.at).Text); m > 0 {
		months = m
	}
	if n := t.monthsOfRow(v); n > 0 {
		months, span = n, t.sheetSpan()
	}
	p := Payment{Programme: programme, From: span.From, Months: months, Amount: fen}
	if months > long(span) {
		p.From = span.Until.Add(-months) // paid up to the list's last month
	}
	return p
}

// monthsOfRow is how many months the row says it pays; 0 where it does not.
func (t *reading) monthsOfRow(v *values) int {
	g, cell, row := v.find(colMonths)
	if g == nil || isNothing(cell) {
		return 0
	}
	text := strings.TrimSuffix(strings.TrimSuffix(plain(cell.Text), "月"), "个")
	n, ok := readCount(sheet.Cell{Text: text})
	if !ok || n < 1 || n > mostMonths {
		t.problem(MonthsOdd, row, g, cell, "", "“%s”不是月数", cell.Trimmed())
		return 0
	}
	t.note(row, g, cell, fmt.Sprintf("%d个月", n))
	return n
}

// mostMonths is how many months a row may pay at once.
const mostMonths = 36

func (r *Recipient) pay(p Payment, c Column) {
	p.column = c
	if p.Programme != "" {
		r.Payments = append(r.Payments, p)
	}
}

// paidRow checks what must be known before money goes out, and whether the
// remark says that the person is dead.
func (t *reading) paidRow(r *Recipient, v *values) {
	row := v.rows[0].Number
	dead := deadWord.MatchString(r.Remark)
	if len(r.Payments) == 0 {
		if g := t.paidColumn(); !t.unread() && !t.said(AmountMissing) && !t.said(ItemUnclear) {
			p := t.problem(AmountMissing, row, g, v.rows[0].At(g.at), "", "没有金额，按不发放处理")
			if dead || endedWord.MatchString(r.Remark) {
				p.Level, p.Do = Info, "无需处理，备注已写明"
			}
		}
		return
	}
	if g := t.header.at(colRemark); dead {
		t.problem(DeadByRemark, row, g, v.rows[0].At(g.at), "", "备注写“%s”，仍有金额", r.Remark)
	}
	if g := t.header.at(colAccount); g != nil && r.Account == "" {
		if cell, _ := t.sheet.Value(row, g.at); isNothing(cell) {
			t.problem(AccountMissing, row, g, cell, "", "没有账号")
		}
	}
	if r.Number.None() {
		t.mustKnowNumber(row)
	}
}

var (
	deadWord  = regexp.MustCompile(`已故|去世|死亡|亡故|病故|身故|过世|离世|逝世|病逝|已死`)
	endedWord = regexp.MustCompile(`停发|停保|取消|核减|退出|迁出|暂停|注销|不发|终止`)
)

// paidColumn is the column in which a missing sum shows.
func (t *reading) paidColumn() *heading {
	for _, c := range []Column{colTotal, colLiving, colCare, colRate, colBase} {
		if g := t.header.at(c); g != nil {
			return g
		}
	}
	return &t.header.headings[0]
}

// said tells whether a problem of a kind was found in the entry at work.
func (t *reading) said(kind ProblemKind) bool {
	return slices.ContainsFunc(t.u.Problems[t.before:], func(p Problem) bool { return p.Kind == kind })
}
