package circumstance

import (
	"strconv"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Period is the time in which a sum comes in.
type Period string

// The periods. A sum is never divided when it is kept; twelve months make a year exactly.
const (
	Monthly Period = "month" // 元/月
	Yearly  Period = "year"  // 元/年
	Once    Period = "once"  // 一次性
)

// Term is the period as it stands behind a sum.
func (p Period) Term() string {
	switch p {
	case Monthly:
		return "元/月"
	case Yearly:
		return "元/年"
	case Once:
		return "元（一次性）"
	}
	return ""
}

// An Origin is how a fact came to be known.
type Origin string

// The origins, from the weakest to the strongest.
const (
	Imported Origin = "imported" // 名册: taken from a list somebody sent
	Declared Origin = "declared" // 申报: told by the family
	Checked  Origin = "checked"  // 核对: from another department's data
	Seen     Origin = "seen"     // 入户: seen at the home
)

// Term is the official term of the origin.
func (o Origin) Term() string {
	switch o {
	case Imported:
		return "名册"
	case Declared:
		return "申报"
	case Checked:
		return "核对"
	case Seen:
		return "入户"
	}
	return string(o)
}

// A Source is where a fact comes from: how, and in which paper or file.
type Source struct {
	Origin Origin
	Note   string // the file, the paper, the person asked
}

// String is the source for the page: "名册：低保家庭情况表-城关镇.xlsx".
func (s Source) String() string {
	if s.Note == "" {
		return s.Origin.Term()
	}
	return s.Origin.Term() + "：" + s.Note
}

// kept is the source as the table holds it.
func (s Source) kept() string { return string(s.Origin) + "|" + s.Note }

func parseSource(kept string) Source {
	origin, note, _ := strings.Cut(kept, "|")
	return Source{Origin: Origin(origin), Note: note}
}

// A Fact is one circumstance of a person or a household during a span of time.
type Fact struct {
	Subject string // id of the person or the household, as the kind says
	Kind    Kind
	Item    string // tells several of one kind apart, such as two vehicles; usually empty

	Amount  money.Fen // Sum and Stock
	Period  Period    // Sum
	Recurs  bool      // Sum: comes in again and again, not by chance
	Approx  bool      // the source gave an approximate figure (约)
	Count   int       // Count: how many; Disability: the grade, 1 to 4
	Option  string    // Choice and Count: the code chosen
	Text    string    // words beside the value: the disease, the place, the model
	Raw     string    // what was written in the source
	During  month.DaySpan
	Source  Source
	KnownAt string // when it was learnt, as a stamp
}

// Yearly is the sum in a whole year: twelve times a monthly sum, a yearly or single sum as it is.
func (f Fact) Yearly() money.Fen {
	if f.Period == Monthly {
		return 12 * f.Amount
	}
	return f.Amount
}

// Says is the value in words: "800.00 元/月（约数）", "肢体二级", "小轿车 1 辆".
func (f Fact) Says() string {
	s, err := f.Kind.Spec()
	if err != nil {
		return f.Text
	}
	words := f.value(s)
	if f.Text != "" && s.Value != Text {
		words += "（" + f.Text + "）"
	}
	if f.Approx {
		words += "（约数）"
	}
	return words
}

func (f Fact) value(s Spec) string {
	switch s.Value {
	case Sum:
		return f.Amount.Grouped() + " " + f.Period.Term()
	case Stock:
		return f.Amount.String()
	case Count:
		term, _ := s.Option(f.Option)
		if f.Option == None {
			return term
		}
		return term + " " + strconv.Itoa(f.Count) + " " + s.Unit
	case Choice:
		term, _ := s.Option(f.Option)
		if f.Kind == Disability && f.Option != None {
			return term + grades[f.Count] + "级"
		}
		return term
	}
	return f.Text
}

var grades = [...]string{"", "一", "二", "三", "四"}

// check returns every fault of a fact that is about to be kept.
func (f Fact) check() error {
	s, err := f.Kind.Spec()
	if err != nil {
		return err
	}
	var faults fault.List
	switch s.Value {
	case Sum, Stock:
		faults.Add(f.checkSum(s))
	case Count, Choice:
		faults.Add(f.checkOption(s))
	case Text:
		if f.Text == "" {
			faults.Add(fault.Invalid("text", "请填写%s", s.Term))
		}
	}
	if f.During.Empty() || !f.During.From.Known() {
		faults.Add(fault.Invalid("from", "请填写%s从哪一天起，且起始日应早于截止日", s.Term))
	}
	if len([]rune(f.Text)) > longest {
		faults.Add(fault.Invalid("text", "说明太长，请控制在%d字以内", longest))
	}
	return faults.Err()
}

// longest is how many characters the words beside a value may have.
const longest = 500

func (f Fact) checkSum(s Spec) error {
	if f.Amount < 0 {
		return fault.Invalid("amount", "%s不能是负数，请核对", s.Term)
	}
	if s.Value == Sum && f.Period.Term() == "" {
		return fault.Invalid("period", "请选择%s是按月、按年还是一次性", s.Term)
	}
	return nil
}

func (f Fact) checkOption(s Spec) error {
	if _, ok := s.Option(f.Option); !ok {
		return fault.Invalid("option", "请为%s选择表中的一项", s.Term)
	}
	if f.Kind == Disability && f.Option != None && (f.Count < 1 || f.Count > 4) {
		return fault.Invalid("count", "残疾等级应为1至4级，请按残疾证填写")
	}
	if f.Count < 0 {
		return fault.Invalid("count", "数量不能是负数，请核对")
	}
	return nil
}
