package web

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// A Choice is one option of a drop-down or of visible choices.
type Choice struct {
	Value, Label string
	Hint         string // small print beside a visible choice
	Off          bool   // shown but not to be chosen
}

// A Fact is one line of a record: its term, its value, where it comes from.
type Fact struct {
	Term   string
	Value  any    // text, money.Fen, month.Day, template.HTML from another component; empty shows –
	Source string // 来源：2026年10月名册
	Since  string // 2026-10-01 起
	Href   string // where the value leads; may be empty
}

// A Moment is one act on a timeline.
type Moment struct {
	When string // 2026-11-23 09:05
	What string // 确认待遇
	Who  string // 王芳（经办）
	Text string // the reason, or what changed
	Kind string // good, warn, danger, info, quiet
	Href string
}

// A Step is one line of a calculation sheet.
type Step struct {
	Label   string // 人均月收入
	Value   string // 712.40 元
	Compare string // 高于标准 700.00 元，超出 12.40 元; may be empty
	Article string // 《…办法》第十二条; may be empty
	Note    string // 演示值, 未确认: shown as a mark
	Kind    string // good passed, danger failed, warn unknown, quiet plain
	Binding bool   // the step that decided
	Level   int    // 0 a result, 1 what it is made of, 2 below that
}

// A Table is a list made by Go, for lists whose columns can be hidden or
// whose columns follow from data. Lists that are fixed are better written
// as <table class="list">.
type Table struct {
	Caption string
	Columns []Column
	Rows    []Row
	Foot    []any // totals under the columns; nil for none
	Empty   string
}

// A Column of a Table. Kind is text, money, number, day, code, status or wide.
type Column struct {
	Key, Title, Kind string
	Hidden           bool
}

// A Row of a Table; Href is where Enter and a click on the first cell lead.
type Row struct {
	Href  string
	Cells []any // as many as columns: string, money.Fen, int, month.Day, template.HTML
	Class string
}

// Hide reads ?hide=a,b of the address and hides those columns.
func (t *Table) Hide(keys string) {
	for i := range t.Columns {
		for _, k := range strings.Split(keys, ",") {
			t.Columns[i].Hidden = t.Columns[i].Hidden || k != "" && k == t.Columns[i].Key
		}
	}
}

// A Progress is long work under way.
type Progress struct {
	Label       string
	Done, Total int
	Left        string // 约 2 分钟
	Path        string // the page that shows it, asked again every two seconds
	Ended       bool
}

// An input is one field as its component sees it.
type input struct {
	Form                            *Form
	Name, Label, Type, Mode, Value  string
	Hint, Unit, Fault, Auto, Accept string
	Empty, Max, Apart               string
	Required, Focus, Fixed, Wide    bool
	Many                            bool
	Rows                            string
	Choices                         []Choice
}

// ID is the field's id in the page, which its label and the list of faults point at.
func (i input) ID() string { return "f-" + i.Apart + strings.ReplaceAll(i.Name, ".", "-") }

// Chosen tells whether the choice is the one typed.
func (i input) Chosen(value string) bool { return i.Form.Has(i.Name, value) }

// Notes are the ids of the hint and the fault, for people who hear the page.
func (i input) Notes() string {
	var ids []string
	if i.Fault != "" {
		ids = append(ids, i.ID()+"-fault")
	}
	if i.Hint != "" {
		ids = append(ids, i.ID()+"-hint")
	}
	return strings.Join(ids, " ")
}

func newInput(f *Form, name, label string, options []string) (input, error) {
	i := input{Form: f, Name: name, Label: label, Type: "text", Value: f.Value(name), Fault: f.FaultOf(name), Rows: "4"}
	kind := "text"
	for _, o := range options {
		key, value, _ := strings.Cut(o, "=")
		switch key {
		case "required":
			i.Required = true
		case "autofocus":
			i.Focus = true
		case "readonly":
			i.Fixed = true
		case "wide":
			i.Wide = true
		case "multiple":
			i.Many = true
		case "type":
			kind = value
		case "hint":
			i.Hint = value
		case "unit":
			i.Unit = value
		case "rows":
			i.Rows = value
		case "accept":
			i.Accept = value
		case "autocomplete":
			i.Auto = value
		case "maxlength":
			i.Max = value
		case "empty":
			i.Empty = value
		case "apart":
			i.Apart = value + "-"
		default:
			return i, fmt.Errorf("field %s: no option is named %q", name, o)
		}
	}
	return i.as(kind)
}

// as sets what a kind of field means in HTML. Days and sums are text fields,
// because people type them in many ways and the server reads them all.
func (i input) as(kind string) (input, error) {
	hint := ""
	switch kind {
	case "text", "search", "tel", "area", "file", "password":
		i.Type = kind
	case "money":
		i.Mode, hint = "decimal", ""
		if i.Unit == "" {
			i.Unit = "元"
		}
	case "day":
		i.Mode, hint = "text", "例如 2026-11-23 或 2026年11月23日"
	case "month":
		i.Mode, hint = "text", "例如 2026-11"
	case "count":
		i.Mode = "numeric"
	case "number18":
		i.Mode = "text"
		if i.Max == "" {
			i.Max = "30"
		}
	default:
		return i, fmt.Errorf("field %s: no type is named %q", i.Name, kind)
	}
	if i.Hint == "" {
		i.Hint = hint
	}
	if i.Auto == "" && kind != "password" {
		i.Auto = "off"
	}
	if kind == "password" {
		i.Value = "" // a password never travels back to the page
	}
	return i, nil
}

// A button is an act in a form of its own.
type button struct {
	Path, Label, Class, Icon string
	Hidden                   [][2]string
}

func newButton(path, label string, options []string) (button, error) {
	b := button{Path: path, Label: label, Class: "btn"}
	for _, o := range options {
		key, value, _ := strings.Cut(o, "=")
		switch {
		case o == "primary":
			b.Class = "btn btn-primary"
		case o == "danger":
			b.Class = "btn btn-outline-danger"
		case o == "quiet":
			b.Class = "btn btn-quiet"
		case key == "icon":
			b.Icon = value
		case strings.HasPrefix(key, "field:"):
			b.Hidden = append(b.Hidden, [2]string{strings.TrimPrefix(key, "field:"), value})
		default:
			return b, fmt.Errorf("act %s: no option is named %q", label, o)
		}
	}
	return b, nil
}

// stateIcons are the signs beside the words: state is never colour alone.
func stateIcon(kind string) string {
	switch kind {
	case "good":
		return "circle-check"
	case "warn":
		return "alert-triangle"
	case "danger":
		return "circle-x"
	case "wait":
		return "clock"
	case "info":
		return "info-circle"
	}
	return "circle-dot"
}

func (k *kit) funcs() template.FuncMap {
	field := func(component string) func(*Form, string, string, ...string) (template.HTML, error) {
		return func(f *Form, name, label string, options ...string) (template.HTML, error) {
			i, err := newInput(f, name, label, options)
			if err != nil {
				return "", err
			}
			return k.component(component, i)
		}
	}
	choice := func(component string) func(*Form, string, string, []Choice, ...string) (template.HTML, error) {
		return func(f *Form, name, label string, choices []Choice, options ...string) (template.HTML, error) {
			i, err := newInput(f, name, label, options)
			if err != nil {
				return "", err
			}
			i.Choices = choices
			return k.component(component, i)
		}
	}
	one := func(component string) func(any) (template.HTML, error) {
		return func(view any) (template.HTML, error) { return k.component(component, view) }
	}
	funcs := template.FuncMap{
		"field": field("field"), "check": field("check"), "choose": choice("choose"), "radios": choice("radios"),
		"hidden": func(f *Form, name string) (template.HTML, error) {
			return k.component("hidden", input{Name: name, Value: f.Value(name)})
		},
		"faults": func(f *Form) (template.HTML, error) {
			if len(f.Faults()) == 0 {
				return "", nil
			}
			return k.component("faults", f.Faults())
		},
		"act": func(path, label string, options ...string) (template.HTML, error) {
			b, err := newButton(path, label, options)
			if err != nil {
				return "", err
			}
			return k.component("act", b)
		},
		"status": func(kind, word string) (template.HTML, error) {
			return k.component("status", map[string]string{"Kind": kind, "Icon": stateIcon(kind), "Word": word})
		},
		"notice": func(kind string, text any) (template.HTML, error) {
			return k.component("notice", map[string]any{"Kind": kind, "Icon": stateIcon(kind), "Text": text})
		},
		"chip": func(name, detail any, href string) (template.HTML, error) {
			return k.component("chip", map[string]any{"Name": name, "Detail": detail, "Href": href})
		},
		"empty": func(text string, link ...string) (template.HTML, error) {
			view := map[string]string{"Text": text}
			if len(link) == 2 {
				view["Href"], view["Label"] = link[0], link[1]
			}
			return k.component("empty", view)
		},
		"facts": one("facts"), "timeline": one("timeline"), "reckoning": one("reckoning"), "table": one("table"),
		"pager": one("pager"), "progress": one("progress"), "mark": one("mark"), "waiting": one("waiting"),
		"fieldid":   func(e *fault.Error) string { return input{Name: e.Field}.ID() },
		"icon":      icon,
		"asset":     asset,
		"styles":    styles,
		"scripts":   scripts,
		"stateicon": stateIcon,
	}
	for name, f := range values() {
		funcs[name] = f
	}
	return funcs
}

// values are the functions that print values for people.
func values() template.FuncMap {
	return template.FuncMap{
		"money":   money.Fen.Grouped,
		"yuan":    money.Fen.String,
		"signed":  signed,
		"formal":  money.Fen.Formal,
		"day":     func(v any) (string, error) { return dayText(v, month.Day.Term) },
		"date":    func(v any) (string, error) { return dayText(v, month.Day.String) },
		"month":   month.Month.Term,
		"when":    whenText,
		"number":  func(v any) string { return group(fmt.Sprint(v)) },
		"percent": Percent, "maskphone": MaskPhone, "maskaccount": MaskAccount, "maskname": MaskName,
		"cell": cell, "cellclass": cellClass,
		"add": func(a, b int) int { return a + b },
	}
}

// signed prints a difference of money with its sign: +1,200.00, −980.00, 0.00.
func signed(f money.Fen) string {
	switch {
	case f > 0:
		return "+" + f.Grouped()
	case f < 0:
		return "−" + (-f).Grouped()
	}
	return f.Grouped()
}

// dayText prints a day that is kept as month.Day, time.Time or ISO text.
func dayText(v any, print func(month.Day) string) (string, error) {
	switch d := v.(type) {
	case month.Day:
		return print(d), nil
	case time.Time:
		if d.IsZero() {
			return "", nil
		}
		return print(month.Today(d)), nil
	case string:
		if d == "" {
			return "", nil
		}
		if t, err := time.Parse(time.RFC3339Nano, d); err == nil {
			return print(month.Today(t)), nil
		}
		day, err := month.ParseDay(d)
		if err != nil {
			return "", err
		}
		return print(day), nil
	}
	return "", fmt.Errorf("%T is no day", v)
}

// whenText prints a moment in China time to the minute.
func whenText(v any) (string, error) {
	switch t := v.(type) {
	case time.Time:
		if t.IsZero() {
			return "", nil
		}
		return month.Clock(t), nil
	case string:
		if t == "" {
			return "", nil
		}
		at, err := time.Parse(time.RFC3339Nano, t)
		if err != nil {
			return "", err
		}
		return month.Clock(at), nil
	}
	return "", fmt.Errorf("%T is no moment", v)
}

// Today is the day in China in full: 2026年11月23日 星期一.
func Today(t time.Time) string {
	weekday := []string{"日", "一", "二", "三", "四", "五", "六"}[month.InChina(t).Weekday()]
	return month.Today(t).Term() + " 星期" + weekday
}

// Grouped prints a number as pages do: 12,345.
func Grouped(n int64) string { return group(fmt.Sprint(n)) }

// group puts a comma before every three digits: 12,345.
func group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// Percent is a share with one decimal: 12.3%.
func Percent(num, den int) string {
	if den == 0 {
		return "–"
	}
	tenths := (int64(num)*2000 + int64(den)) / (2 * int64(den))
	return fmt.Sprintf("%d.%d%%", tenths/10, tenths%10)
}

// MaskPhone keeps the first three and last four digits: 138****5678.
func MaskPhone(s string) string {
	if len(s) < 8 {
		return strings.Repeat("*", len(s))
	}
	return s[:3] + "****" + s[len(s)-4:]
}

// MaskAccount keeps the last four digits of a bank account: ****1234.
func MaskAccount(s string) string {
	if len(s) <= 4 {
		return s
	}
	return "****" + s[len(s)-4:]
}

// MaskName hides the middle of a name, or the given name of two characters: 李*兰, 王*.
func MaskName(s string) string {
	r := []rune(s)
	switch {
	case len(r) < 2:
		return s
	case len(r) == 2:
		return string(r[:1]) + "*"
	}
	return string(r[:1]) + strings.Repeat("*", len(r)-2) + string(r[len(r)-1:])
}

// cell prints a value of a Table or a Fact.
func cell(v any) any {
	switch x := v.(type) {
	case nil:
		return "–"
	case money.Fen:
		return x.Grouped()
	case int:
		return group(fmt.Sprint(x))
	case int64:
		return group(fmt.Sprint(x))
	case month.Month:
		return x.String()
	case string:
		if x == "" {
			return "–"
		}
		return x
	}
	return v
}

func cellClass(c Column) string {
	switch c.Kind {
	case "money", "number":
		return "num"
	case "code", "day":
		return "code"
	case "wide":
		return "wide"
	}
	return ""
}
