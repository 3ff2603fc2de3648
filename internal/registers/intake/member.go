package intake

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/sheet"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/circumstance"
	"minzheng/internal/registers/household"
)

// sentence is what a person may read about an error.
func sentence(err error) string {
	if s, ok := fault.Sentence(err); ok {
		return s
	}
	return err.Error()
}

// member reads one row as a person.
func (t *reading) member(row sheet.Row) Member {
	m := Member{Row: row.Number}
	t.name(&m, row)
	t.number(&m, row)
	t.birth(&m, row)
	t.sex(&m, row)
	t.relation(&m, row)
	m.Phone = t.words(row, colPhone)
	for i := range t.header.headings {
		if g := &t.header.headings[i]; g.spec.Holds == "income" {
			t.income(&m, row, g)
		}
	}
	t.disability(&m, row)
	t.health(&m, row)
	t.labour(&m, row)
	t.work(&m, row)
	return m
}

// at is the heading and the shown cell of a column in a row.
func (t *reading) at(row sheet.Row, c Column) (*heading, sheet.Cell) {
	g := t.header.at(c)
	if g == nil {
		return nil, sheet.Cell{}
	}
	return g, row.At(g.at)
}

func (t *reading) words(row sheet.Row, c Column) string {
	g, cell := t.at(row, c)
	if g == nil || isNothing(cell) {
		return ""
	}
	t.note(row.Number, g, cell, cell.Trimmed())
	return cell.Trimmed()
}

// name reads a name. Blanks inside a Chinese name are padding; what stands in
// brackets is a remark and no name.
func (t *reading) name(m *Member, row sheet.Row) {
	g, cell := t.at(row, colName)
	if g == nil {
		g, cell = t.at(row, colPayee) // in a roll that names only who draws the money
	}
	text := cell.Trimmed()
	if text == "" || saysNone(text) {
		t.problem(NameMissing, row.Number, g, cell, "", "没有姓名")
		return
	}
	name := strings.Trim(strings.TrimSpace(unbracketed(text)), "'‘’")
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || r == 0x200B }), "")
	}
	m.Name = name
	t.note(row.Number, g, cell, name)
	switch {
	case name == "" || strings.ContainsFunc(name, unicode.IsDigit):
		t.problem(NameOdd, row.Number, g, cell, name, "“%s”不像姓名", text)
	case unbracketed(text) != text:
		t.problem(NameOdd, row.Number, g, cell, name, "姓名栏写有“%s”，姓名读作%s", inBrackets(text), name)
	case name != strings.Trim(text, "'‘’"):
		t.problem(NameBlanks, row.Number, g, cell, name, "姓名含空格，已去除")
	}
	if r := rare(name); r != 0 {
		t.problem(NameRare, row.Number, g, cell, name, "姓名含生僻字“%c”（%U），打印和导出时不得变成问号", r, r)
	}
}

// rare is the first character of a name that GB 2312 does not have, which old
// programs lose; 0: none.
func rare(name string) rune {
	for _, r := range name {
		code, err := simplifiedchinese.GBK.NewEncoder().String(string(r))
		if unicode.Is(unicode.Han, r) && (err != nil || len(code) != 2 || code[0] < 0xB0 || code[0] > 0xF7 || code[1] < 0xA1) {
			return r
		}
	}
	return 0
}

// numberKinds turns the faults of identity numbers into kinds of problem.
var numberKinds = map[idcard.ProblemKind]ProblemKind{
	idcard.Empty: NumberMissing, idcard.Length: NumberLength, idcard.Characters: NumberCharacters, idcard.LostDigits: NumberLostDigits,
	idcard.Area: NumberArea, idcard.Date: NumberDate, idcard.CheckDigit: NumberCheckDigit,
}

// number reads the identity number. One that is not valid is left out and asked
// for; money never goes to a head without one.
func (t *reading) number(m *Member, row sheet.Row) {
	g, cell := t.at(row, colNumber)
	n, err := idcard.ParseCell(cell.Text, cell.Kind == sheet.Number)
	if err == nil {
		err = n.Allowed(t.Demo)
	}
	var fault *idcard.Problem
	if errors.As(err, &fault) {
		kind := numberKinds[fault.Kind]
		switch {
		case kind != NumberCharacters:
		case !strings.ContainsFunc(cell.Text, unicode.IsDigit):
			kind = NumberMissing // 待补, 未上户
		case mistyped.MatchString(idcard.Fold(cell.Text)):
			kind = NumberLetter
		}
		p := t.problem(kind, row.Number, g, cell, "", "%s", numberSays(m.Name, kind, fault))
		if t.Kind == Roll {
			p.Level = Error
		}
		t.note(row.Number, g, cell, "")
		m.Read = cell.Trimmed()
		return
	}
	m.Number = n
	y, mon, d := n.Birth()
	m.Birth = month.MustDay(y, mon, d)
	m.Sex = "female"
	if n.Male() {
		m.Sex = "male"
	}
	t.note(row.Number, g, cell, n.String())
	t.numberAsWritten(n, row, g, cell)
}

// mistyped is a number in which a letter stands for the digit it looks like.
var mistyped = regexp.MustCompile(`^[\dOoIlＯ]{17}[\dXOoIl]$`)

func numberSays(name string, kind ProblemKind, p *idcard.Problem) string {
	said := map[ProblemKind]string{NumberMissing: "身份证号缺失", NumberLetter: "身份证号里有字母O、I、l，应为数字"}[kind]
	if said == "" {
		said = p.Message
	}
	if name == "" {
		return said
	}
	return name + "：" + said
}

// numberAsWritten mentions how a valid number was written.
func (t *reading) numberAsWritten(n idcard.Number, row sheet.Row, g *heading, cell sheet.Cell) {
	written := strings.TrimLeft(cell.Text, "'‘’`")
	if written != cell.Text {
		t.problem(Apostrophe, row.Number, g, cell, n.String(), "号码前有撇号，已去除")
	}
	switch folded := idcard.Fold(cell.Text); {
	case len(folded) == 15:
		t.problem(NumberOld, row.Number, g, cell, n.String(), "身份证号是15位旧号码")
	case strings.ContainsFunc(written, unicode.IsSpace):
		t.problem(NumberSpaces, row.Number, g, cell, n.String(), "身份证号含空格，已去除")
	case strings.ContainsFunc(written, func(r rune) bool { return r >= '０' && r <= '９' }):
		t.problem(FullWidth, row.Number, g, cell, n.String(), "号码为全角数字，已转换")
	case strings.ToUpper(written) != folded:
		t.problem(NumberFolded, row.Number, g, cell, n.String(), "身份证号含多余字符，已去除")
	}
}

// birth reads a stated date of birth and compares it with the number's.
func (t *reading) birth(m *Member, row sheet.Row) {
	g, cell := t.at(row, colBirth)
	if g == nil || isNothing(cell) {
		return
	}
	stated, ok := readDay(cell)
	twofold := ok && (cell.Kind == sheet.Number || t.book.Format == sheet.Text) && twofoldMonth.MatchString(plain(cell.Text))
	if twofold {
		t.twofold(m, row, g, cell, stated)
		return
	}
	switch {
	case !ok:
		t.problem(BirthOdd, row.Number, g, cell, "", "“%s”不是日期", cell.Trimmed())
	case !m.Birth.Known():
		m.Birth, m.Born = stated.day, stated.bounds()
		if !stated.day.Known() && t.Kind.OfHouseholds() {
			t.problem(BirthOdd, row.Number, g, cell, "", "出生日期“%s”不完整", cell.Trimmed()).gently(true)
		}
	case stated.differs(m.Birth):
		t.problem(BirthDiffers, row.Number, g, cell, m.Birth.Term(), "表列出生日期与身份证号码（%s）不一致", m.Birth.Term())
	}
	t.note(row.Number, g, cell, m.Birth.String())
}

// twofoldMonth is what a cell of numbers makes of January and of October alike.
var twofoldMonth = regexp.MustCompile(`^\d{4}\.1$`)

// twofold reads 1941.1, which may be January or October: the number decides.
func (t *reading) twofold(m *Member, row sheet.Row, g *heading, cell sheet.Cell, stated partialDay) {
	october := partialDay{year: stated.year, mon: 10}
	says := fmt.Sprintf("出生年月%s可能是1月或10月，以身份证号为准", cell.Trimmed())
	switch {
	case !m.Birth.Known():
		m.Born = benefit.Bounds{From: stated.bounds().From, To: october.bounds().To}
		t.problem(BirthAmbiguous, row.Number, g, cell, "", "%s", says).gently(true)
	case stated.differs(m.Birth) && october.differs(m.Birth):
		t.problem(BirthDiffers, row.Number, g, cell, m.Birth.Term(), "表列出生日期与身份证号码（%s）不一致", m.Birth.Term())
	default:
		t.problem(BirthAmbiguous, row.Number, g, cell, m.Birth.Term(), "%s", says)
	}
	t.note(row.Number, g, cell, m.Birth.String())
}

// differs tells whether a date as far as it is stated is not of the day.
func (p partialDay) differs(d month.Day) bool {
	return p.day.Known() && p.day != d || p.year != 0 && p.year != d.Year() || p.mon != 0 && p.mon != d.Mon()
}

func (t *reading) sex(m *Member, row sheet.Row) {
	g, cell := t.at(row, colSex)
	if g == nil || isNothing(cell) {
		return
	}
	sex, ok := readSex(cell.Text)
	t.note(row.Number, g, cell, cell.Trimmed())
	switch {
	case !ok:
		t.problem(AnswerOdd, row.Number, g, cell, "", "“%s”不是男或女", cell.Trimmed())
	case m.Sex == "":
		m.Sex = sex
	case sex != m.Sex:
		t.problem(SexDiffers, row.Number, g, cell, "", "表列性别与身份证号码不一致")
	}
}

func (t *reading) relation(m *Member, row sheet.Row) {
	g, cell := t.at(row, colRelation)
	if g == nil {
		return
	}
	m.RelationRead = cell.Trimmed()
	if isNothing(cell) {
		t.problem(RelationMissing, row.Number, g, cell, "", "与户主关系为空")
		return
	}
	r, ok := household.ParseRelation(plain(cell.Text))
	if !ok {
		t.problem(RelationOdd, row.Number, g, cell, "", "没有认出关系“%s”", m.RelationRead)
	}
	m.Relation = r
	t.note(row.Number, g, cell, r.Term())
}

// heads sees to it that a household has one head.
func (t *reading) heads(h *Household, v *values) {
	if t.Kind == Roll {
		return
	}
	t.namedHead(h, v)
	heads := 0
	for _, m := range h.Members {
		if m.Relation == household.Head {
			heads++
		}
	}
	g := t.header.at(colRelation)
	switch {
	case heads == 0 && g == nil:
		h.Members[0].Relation = household.Head
		name := t.header.at(colName)
		t.problem(HeadMissing, h.FirstRow, name, sheet.Cell{}, h.Members[0].Name, "没有写明户主，按该户第一行%s读取", h.Members[0].Name).gently(true)
	case heads == 0:
		t.problem(HeadMissing, h.FirstRow, g, sheet.Cell{}, "", "该户没有写明谁是户主")
	case heads > 1:
		for _, m := range h.Members {
			if m.Relation == household.Head {
				t.problem(HeadTwice, m.Row, g, sheet.Cell{Text: m.RelationRead}, "", "该户有%d个户主", heads)
			}
		}
	}
	if head := h.Head(); head.Number.None() {
		t.mustKnowNumber(head.Row)
	}
}

// namedHead makes the member whom the columns of the head name the head.
func (t *reading) namedHead(h *Household, v *values) {
	number, name := "", ""
	if g, cell, row := v.find(colHeadNumber); g != nil && !isNothing(cell) {
		if n, err := idcard.ParseCell(cell.Text, cell.Kind == sheet.Number); err == nil {
			number = n.Full()
			t.note(row, g, cell, n.String())
		}
	}
	if t.header.at(colHeadName) != nil {
		name = strings.Join(strings.Fields(v.text(colHeadName)), "")
	}
	if number == "" && name == "" {
		return
	}
	for i, m := range h.Members {
		if number != "" && m.Number.Full() == number || number == "" && m.Name == name {
			if m.Relation == household.Unstated {
				h.Members[i].Relation = household.Head
			}
			if h.Members[i].Relation == household.Head {
				return
			}
		}
	}
	g := t.header.at(colHeadName)
	if g == nil {
		g = t.header.at(colHeadNumber)
	}
	t.problem(HeadDiffers, h.FirstRow, g, sheet.Cell{Text: name}, "", "户主栏写的人与成员中的户主不一致")
}

// mustKnowNumber raises the problem of a number to an error: money must go to
// somebody who can be identified.
func (t *reading) mustKnowNumber(row int) {
	g := t.header.at(colNumber)
	for i := t.before; i < len(t.u.Problems); i++ {
		p := &t.u.Problems[i]
		if p.Row == row && p.Column == sheet.ColumnName(g.at) && (p.Level == Warning || p.Kind == NumberMissing) {
			p.Level = Error
		}
	}
}

// income reads one item of income. A blank cell is nought, as columns.toml
// says, with nothing as its raw text.
func (t *reading) income(m *Member, row sheet.Row, g *heading) {
	cell := row.At(g.at)
	a := t.amount(row.Number, g, cell)
	if a.faulty != "" || a.blank && g.spec.Blank != "none" {
		return
	}
	if a.fen < 0 {
		t.problem(AmountOdd, row.Number, g, cell, "", "收入是负数").gently(true)
		return
	}
	period := a.period
	if period == "" {
		period = circumstance.Monthly
	}
	m.Tell(circumstance.Fact{Kind: g.spec.Fact, Amount: a.fen, Period: period, Recurs: true, Approx: a.approx, Raw: cell.Trimmed()})
}

// disability reads category and grade from one column or from two.
func (t *reading) disability(m *Member, row sheet.Row) {
	g, cell := t.at(row, colDisability)
	if g == nil {
		g, cell = t.at(row, colDisabilityType)
	}
	if g == nil {
		return
	}
	w, ok := readDisability(cell.Text)
	if cell.Kind == sheet.Blank {
		if g.spec.Blank != "none" {
			return
		}
		w, ok = word{option: circumstance.None}, true
	}
	raw := cell.Trimmed()
	if grade, c := t.at(row, colDisabilityGrade); grade != nil && !isNothing(c) {
		w.count = readGrade(c.Text)
		raw = strings.TrimSpace(raw + " " + c.Trimmed())
		t.note(row.Number, grade, c, c.Trimmed())
	}
	if !ok || w.option == "" || w.option != circumstance.None && w.count == 0 {
		t.problem(AnswerOdd, row.Number, g, cell, "", "“%s”没有写全残疾类别和等级", raw)
		return
	}
	t.answer(m, row, g, cell, w, raw)
}

// answer keeps a fact that is one of the register's options.
func (t *reading) answer(m *Member, row sheet.Row, g *heading, cell sheet.Cell, w word, raw string) {
	f := circumstance.Fact{Kind: g.spec.Fact, Option: w.option, Count: w.count, Text: w.words, Raw: raw}
	m.Tell(f)
	if cell.Kind != sheet.Blank {
		t.note(row.Number, g, cell, optionTerm(f))
	}
}

// health reads the state of health; a serious illness is a fact of its own, and
// 无 says that there is none.
func (t *reading) health(m *Member, row sheet.Row) {
	g, cell := t.at(row, colHealth)
	if g == nil || cell.Kind == sheet.Blank {
		return
	}
	w, ok := readHealth(cell.Text)
	if !ok {
		t.problem(AnswerOdd, row.Number, g, cell, "", "没有认出健康状况“%s”", cell.Trimmed())
		return
	}
	illness := circumstance.Fact{Kind: circumstance.Illness, Option: circumstance.None, Raw: cell.Trimmed()}
	if w.option == "serious" {
		illness.Option, illness.Text = "serious", w.words
	}
	m.Tell(illness)
	if w.option == circumstance.None {
		t.note(row.Number, g, cell, "无重病")
		return
	}
	t.answer(m, row, g, cell, w, cell.Trimmed())
}

func (t *reading) labour(m *Member, row sheet.Row) {
	g, cell := t.at(row, colLabour)
	if g == nil || cell.Kind == sheet.Blank {
		return
	}
	w, ok := readLabour(cell.Text)
	if !ok {
		t.problem(AnswerOdd, row.Number, g, cell, "", "没有认出劳动能力“%s”", cell.Trimmed())
		return
	}
	t.answer(m, row, g, cell, w, cell.Trimmed())
}

// work reads employment or schooling. Who works away from home is not to be met
// there.
func (t *reading) work(m *Member, row sheet.Row) {
	g, cell := t.at(row, colWork)
	if g == nil || cell.Kind == sheet.Blank {
		return
	}
	w, school, ok := readWork(cell.Text)
	if !ok {
		t.problem(AnswerOdd, row.Number, g, cell, "", "没有认出就业、就学情况“%s”", cell.Trimmed())
		return
	}
	m.Away, m.Where = w.option == "away", ""
	if m.Away {
		m.Where = w.words
	}
	t.answer(m, row, g, cell, w, cell.Trimmed())
	if w.option != "student" {
		school = circumstance.None // who works or is without work has left school
	}
	if school != "" {
		m.Tell(circumstance.Fact{Kind: circumstance.School, Option: school, Raw: cell.Trimmed()})
	}
}
