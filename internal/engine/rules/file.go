package rules

import (
	"fmt"
	"maps"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// DemoSource is the source that a demonstration value, and no other, names.
const DemoSource = "演示"

// MonthsPerYear turns a year's sum into a month's.
const MonthsPerYear = 12

// nation is how a value file writes "the whole country" as a division.
const nation = "CN"

// A file is one value file being read.
type file struct {
	shelf Shelf
	path  string
	demo  bool
}

// page is the form of a value file.
type page struct {
	Name    string            `toml:"name"`
	Term    string            `toml:"term"`
	Unit    string            `toml:"unit"`
	Holds   Holds             `toml:"holds"`
	Classes map[string]string `toml:"classes"`
	Words   map[string]string `toml:"words"`
	Values  []line            `toml:"value"`
}

// line is the form of one value.
type line struct {
	Division    string          `toml:"division"`
	Class       string          `toml:"class"`
	From        *toml.LocalDate `toml:"from"`
	Until       *toml.LocalDate `toml:"until"`
	Amount      *string         `toml:"amount"`
	Per         string          `toml:"per"`
	Number      *int64          `toml:"number"`
	Percent     *string         `toml:"percent"`
	List        *[]string       `toml:"list"`
	Choice      *string         `toml:"choice"`
	Source      string          `toml:"source"`
	Link        string          `toml:"link"`
	Entered     *toml.LocalDate `toml:"entered"`
	Checked     *toml.LocalDate `toml:"checked"`
	Doubt       string          `toml:"doubt"`
	Unconfirmed string          `toml:"unconfirmed"`
	Demo        bool            `toml:"demo"`
}

// read takes the values of the file into the tables.
func (f file) read(text []byte, tables map[string]*table, faults *fault.List) {
	var p page
	d := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		f.fault(faults, "", "不是法规参数文件：%s", because(err))
		return
	}
	t := f.table(p, tables, faults)
	if t == nil {
		return
	}
	for i, l := range p.Values {
		at := fmt.Sprintf("第 %d 个值", i+1)
		r, problem := f.row(l, t)
		if problem != "" {
			f.fault(faults, at, "%s", problem)
			continue
		}
		r.at = f.name(at)
		t.add(r)
	}
}

// because says where a TOML file is wrong.
func because(err error) string {
	if strict, ok := err.(*toml.StrictMissingError); ok {
		var keys []string
		for _, e := range strict.Errors {
			row, _ := e.Position()
			keys = append(keys, fmt.Sprintf("第 %d 行的 %s", row, strings.Join(e.Key(), ".")))
		}
		return "没有这些项目：" + strings.Join(keys, "、")
	}
	if e, ok := err.(*toml.DecodeError); ok {
		row, _ := e.Position()
		return fmt.Sprintf("第 %d 行写法不对（%s）", row, e.Error())
	}
	return err.Error()
}

// table finds the parameter of the file, or makes it where a programme defines
// it; nil when the file cannot be used.
func (f file) table(p page, tables map[string]*table, faults *fault.List) *table {
	t := tables[p.Name]
	switch {
	case p.Name == "":
		f.fault(faults, "", "没有参数名（name）")
		return nil
	case f.shelf.Within != "":
		if t == nil {
			f.fault(faults, "", "没有名为“%s”的参数，请核对 name", p.Name)
			return nil
		}
		if p.Term != "" && p.Term != t.term || p.Unit != "" && p.Unit != t.unit || p.Holds != "" && p.Holds != t.holds ||
			len(p.Classes) > 0 || len(p.Words) > 0 {
			f.fault(faults, "", "“%s”的名称、单位和类别由程序规定，县里的文件只写 name 和各个值", p.Name)
			return nil
		}
		return t
	case t != nil:
		f.fault(faults, "", "“%s”已在另一文件中定义，一个参数只写一个文件", p.Name)
		return nil
	case p.Term == "" || !p.Holds.known():
		f.fault(faults, "", "参数要有 term（名称）和 holds（amount、number、percent、list、choice 之一）")
		return nil
	}
	t = &table{
		shelf: f.shelf.Name, name: p.Name, term: p.Term, unit: p.Unit, holds: p.Holds,
		terms: maps.Clone(p.Classes), words: maps.Clone(p.Words),
	}
	tables[p.Name] = t
	return t
}

// row reads one value; problem is what is wrong with it.
func (f file) row(l line, t *table) (r row, problem string) {
	r.Entry = Entry{
		Shelf: t.shelf, Name: t.name, Term: t.term, Unit: t.unit, Class: l.Class, ClassTerm: t.terms[l.Class],
		Source: strings.TrimSpace(l.Source), Link: l.Link, Demo: l.Demo,
		Doubt: l.Doubt, Unconfirmed: l.Unconfirmed,
	}
	for _, date := range []struct {
		in  *toml.LocalDate
		out *month.Day
	}{{l.From, &r.From}, {l.Until, &r.Until}, {l.Entered, &r.Entered}, {l.Checked, &r.Checked}} {
		if date.in == nil {
			continue
		}
		day, err := month.NewDay(date.in.Year, date.in.Month, date.in.Day)
		if err != nil {
			return r, err.Error()
		}
		*date.out = day
	}
	_, knownClass := t.terms[l.Class]
	switch {
	case r.Source == "":
		return r, "没有来源（source）"
	case r.From == 0:
		return r, "没有起始日期（from）"
	case r.Until != 0 && r.Until <= r.From:
		return r, "终止日期（until）不晚于起始日期（from）"
	case len(t.terms) > 0 && !knownClass:
		return r, fmt.Sprintf("类别（class）“%s”不在参数的类别表中", l.Class)
	case len(t.terms) == 0 && l.Class != "":
		return r, "这一参数不分类别，不应写 class"
	case l.Demo != (r.Source == DemoSource):
		return r, "演示值要同时写 demo = true 和 source = \"演示\"，其他值两者都不写"
	case l.Demo && !f.demo:
		return r, "是演示值，正式县不能使用，请换成有出处的值"
	}
	if problem = f.place(l.Division, &r); problem != "" {
		return r, problem
	}
	return r, r.read(l, t)
}

// place reads the division of a value.
func (f file) place(text string, r *row) (problem string) {
	if text != nation {
		code, err := division.Parse(text)
		if err != nil {
			return "区划（division）" + err.Error() + "，全国写 CN"
		}
		r.Division = code
	}
	if f.shelf.Within != "" && !f.shelf.Within.Contains(r.Division) {
		return fmt.Sprintf("区划 %s 不在%s内，县里的文件只写本县的值", text, f.shelf.Name)
	}
	return ""
}

// read takes the one value out of the line, of the kind that the parameter holds.
func (r *row) read(l line, t *table) (problem string) {
	given := map[Holds]bool{
		HoldsAmount: l.Amount != nil, HoldsNumber: l.Number != nil,
		HoldsPercent: l.Percent != nil, HoldsList: l.List != nil, HoldsChoice: l.Choice != nil,
	}
	for h, ok := range given {
		if ok != (h == t.holds) {
			return fmt.Sprintf("要写且只写一个 %s", t.holds)
		}
	}
	if l.Per != "" && t.holds != HoldsAmount {
		return "只有金额可以写 per"
	}
	switch t.holds {
	case HoldsAmount:
		return r.readAmount(*l.Amount, l.Per)
	case HoldsNumber:
		r.number = *l.Number
		r.Text = strings.TrimSpace(fmt.Sprintf("%d %s", r.number, t.unit))
		if r.number < 0 {
			return "数值不能小于零"
		}
	case HoldsPercent:
		p, err := ParsePercent(*l.Percent)
		if err != nil {
			return err.Error()
		}
		r.percent, r.Text = p, p.String()
	case HoldsList:
		return r.readList(*l.List, t)
	case HoldsChoice:
		term, ok := t.words[*l.Choice]
		if !ok {
			return fmt.Sprintf("“%s”不在可选的词中", *l.Choice)
		}
		r.word, r.Text = *l.Choice, term
	}
	return ""
}

// readAmount reads a sum of money; one quoted by the year is divided by twelve,
// exactly or not at all, and stays known as it was quoted.
func (r *row) readAmount(text, per string) (problem string) {
	fen, err := money.Parse(text)
	if err != nil {
		return err.Error()
	}
	switch {
	case fen < 0:
		return "金额不能小于零"
	case per != "" && per != "year":
		return "per 只能写 \"year\""
	case per == "year" && fen%MonthsPerYear != 0:
		return fmt.Sprintf("%s/年不能被 12 整除到分，请按文件写明的月标准填写", fen)
	case per == "year":
		r.Quoted = fen.String() + "/年"
		fen /= MonthsPerYear
	}
	r.fen, r.Text = fen, fen.String()
	return ""
}

func (r *row) readList(words []string, t *table) (problem string) {
	terms := make([]string, len(words))
	for i, w := range words {
		term, ok := t.words[w]
		if !ok {
			return fmt.Sprintf("“%s”不在可选的词中", w)
		}
		terms[i] = term
	}
	r.list, r.Text = words, strings.Join(terms, "、")
	if len(words) == 0 {
		r.Text = "无"
	}
	return ""
}

// name says where in the files something stands.
func (f file) name(at string) string {
	return strings.TrimSpace(f.shelf.Name + " " + f.path + " " + at)
}

func (f file) fault(faults *fault.List, at, format string, args ...any) {
	faults.Add(fault.Invalid("", "%s：%s", f.name(at), fmt.Sprintf(format, args...)))
}
