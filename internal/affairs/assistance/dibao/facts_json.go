package dibao

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
)

// The form of a facts file, as docs/facts.md describes it.
type (
	factsForm struct {
		Title         string        `json:"title,omitempty"`
		Division      division.Code `json:"division"`
		Class         Class         `json:"class,omitempty"`
		ClassReason   string        `json:"class_reason,omitempty"`
		ClassAssumed  bool          `json:"class_assumed,omitempty"`
		Members       []memberForm  `json:"members"`
		Savings       *money.Fen    `json:"savings,omitempty"`
		SavingsApprox bool          `json:"savings_approx,omitempty"`
		Vehicles      *[]Vehicle    `json:"vehicles,omitempty"`
		Dwellings     *int64        `json:"dwellings,omitempty"`
	}
	memberForm struct {
		ID         string     `json:"id,omitempty"`
		Name       string     `json:"name"`
		Relation   Relation   `json:"relation"`
		Birth      month.Day  `json:"birth,omitempty"`
		Counted    *bool      `json:"counted,omitempty"`
		Because    string     `json:"because,omitempty"`
		Uncounted  Ground     `json:"uncounted,omitempty"`
		School     School     `json:"school,omitempty"`
		Dependent  bool       `json:"dependent,omitempty"`
		Disability Category   `json:"disability,omitempty"`
		Grade      int64      `json:"grade,omitempty"`
		Ill        bool       `json:"seriously_ill,omitempty"`
		Jobless    bool       `json:"jobless,omitempty"`
		Income     []itemForm `json:"income,omitempty"`
		Complete   bool       `json:"income_complete,omitempty"`
	}
	itemForm struct {
		Kind   Kind        `json:"kind"`
		Amount money.Fen   `json:"amount"`
		Period Period      `json:"period"`
		Months int64       `json:"months,omitempty"`
		In     month.Month `json:"in,omitempty"`
		Approx bool        `json:"approx,omitempty"`
	}
)

// MarshalJSON writes the facts in the form that ReadFacts reads. The same facts
// give the same bytes, so that they can be frozen beside a decision.
func (f Facts) MarshalJSON() ([]byte, error) {
	form := factsForm{
		Title: f.Title, Division: f.Division, Class: f.Class, ClassReason: f.ClassReason, ClassAssumed: f.ClassAssumed,
		SavingsApprox: f.SavingsApprox, Members: []memberForm{},
	}
	if f.SavingsKnown {
		form.Savings = &f.Savings
	}
	if f.VehiclesKnown {
		vehicles := append([]Vehicle{}, f.Vehicles...)
		form.Vehicles = &vehicles
	}
	if f.HousingKnown {
		form.Dwellings = &f.Housing
	}
	for _, m := range f.Members {
		form.Members = append(form.Members, m.form())
	}
	return json.Marshal(form)
}

func (m Member) form() memberForm {
	form := memberForm{
		ID: m.ID, Name: m.Name, Relation: m.Relation, Birth: m.Birth, Because: m.Because, Uncounted: m.Uncounted,
		School: m.School, Dependent: m.Dependent, Disability: m.Disability, Grade: m.Grade, Ill: m.Ill, Jobless: m.Jobless, Complete: m.Complete,
	}
	if m.Counted != Undecided {
		yes := m.Counted == Yes
		form.Counted = &yes
	}
	for _, i := range m.Income {
		form.Income = append(form.Income, itemForm(i))
	}
	return form
}

// ReadFacts reads a family from JSON, the form of docs/facts.md. The error is a
// fault.List with one Chinese sentence for every mistake, each with the path of
// the field: nothing is guessed or skipped.
func ReadFacts(text []byte) (Facts, error) {
	var r reader
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	d.UseNumber()
	var whole any
	if err := d.Decode(&whole); err != nil {
		return Facts{}, fault.List{unreadable(err)}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Facts{}, fault.List{fault.Invalid("", "家庭情况之后还有多余的内容，一个文件只写一户")}
	}
	f := r.facts(r.object("", whole))
	return f, r.faults.Err()
}

func unreadable(err error) *fault.Error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return fault.Invalid("", "文件是空的，请按 docs/facts.md 填写家庭情况")
	case errors.As(err, &syntax):
		return fault.Invalid("", "不是正确的 JSON：第 %d 个字节处写法不对，请检查引号、逗号和括号", syntax.Offset)
	}
	return fault.Invalid("", "不是正确的 JSON，文件可能不完整，请检查括号是否成对")
}

// A reader walks through decoded JSON and collects what is wrong with it.
type reader struct{ faults fault.List }

// fault records what is wrong with a field, the first thing only.
func (r *reader) fault(path, format string, args ...any) {
	for _, has := range r.faults {
		if has.Field == path {
			return
		}
	}
	sentence := fmt.Sprintf(format, args...)
	if path != "" {
		sentence = path + "：" + sentence
	}
	r.faults = append(r.faults, &fault.Error{Kind: fault.KindInvalid, Field: path, Message: sentence})
}

// A form is one JSON object with its path.
type form struct {
	*reader
	path   string
	fields map[string]any
}

func (r *reader) object(path string, v any) form {
	fields, ok := v.(map[string]any)
	if !ok {
		r.fault(path, "应是一个对象，写在 { } 中")
	}
	return form{r, path, fields}
}

// only refuses fields that the form does not have.
func (o form) only(names ...string) {
	var strange []string
	for name := range o.fields {
		if !slices.Contains(names, name) {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		o.fault(o.at(name), "没有这一项，可用的有：%s", strings.Join(names, "、"))
	}
}

func (o form) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// text reads a field that is a string; missing and null are empty.
func (o form) text(name string) string {
	switch v := o.fields[name].(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(v)
	}
	o.fault(o.at(name), "应是文字，写在引号中")
	return ""
}

// flag reads a field that is true or false; known tells whether it is there.
func (o form) flag(name string) (yes, known bool) {
	switch v := o.fields[name].(type) {
	case nil:
		return false, false
	case bool:
		return v, true
	}
	o.fault(o.at(name), "应是 true 或 false")
	return false, false
}

func (o form) is(name string) bool { yes, _ := o.flag(name); return yes }

// number reads a whole number not below zero and not above the limit.
func (o form) number(name string, limit int64) (n int64, known bool) {
	v, ok := o.fields[name]
	if !ok || v == nil {
		return 0, false
	}
	text, ok := v.(json.Number)
	n, err := text.Int64()
	if !ok || err != nil || n < 0 || n > limit {
		o.fault(o.at(name), "应是 0 到 %d 的整数", limit)
		return 0, false
	}
	return n, true
}

// sum reads an amount in yuan, as text or as a number that is exact.
func (o form) sum(name string) (fen money.Fen, known bool) {
	var text string
	switch v := o.fields[name].(type) {
	case nil:
		return 0, false
	case string:
		text = v
	case json.Number:
		text = v.String()
	default:
		o.fault(o.at(name), "应是金额（元），如 \"800.00\"")
		return 0, false
	}
	fen, err := money.Parse(text)
	switch {
	case err != nil:
		o.fault(o.at(name), "%s", err)
	case fen < 0:
		o.fault(o.at(name), "金额不能小于零，支出请用 job_cost、rigid_cost 填写")
	case fen > math.MaxInt32:
		o.fault(o.at(name), "金额过大，请核对单位是否为元")
	default:
		return fen, true
	}
	return 0, false
}

// list reads a field that is a list; known is false when it is missing.
func (o form) list(name string) (items []any, known bool) {
	switch v := o.fields[name].(type) {
	case nil:
		return nil, false
	case []any:
		if len(v) > math.MaxInt8 {
			o.fault(o.at(name), "最多 %d 项", math.MaxInt8)
			return nil, false
		}
		return v, true
	}
	o.fault(o.at(name), "应是列表，写在 [ ] 中")
	return nil, false
}

// word reads a field that is one of a closed list of words; empty when missing.
func word[T ~string](o form, name string, allowed []T) T {
	text := o.text(name)
	if text == "" || slices.Contains(allowed, T(text)) {
		return T(text)
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	o.fault(o.at(name), "“%s”不在可选的词中，可用：%s", text, strings.Join(names, "、"))
	return ""
}

func (r *reader) facts(o form) Facts {
	if o.fields == nil {
		return Facts{}
	}
	o.only("title", "division", "class", "class_reason", "class_assumed", "members", "savings", "savings_approx", "vehicles", "dwellings")
	f := Facts{Title: o.text("title"), Class: word(o, "class", classes[:]), ClassReason: o.text("class_reason"), ClassAssumed: o.is("class_assumed")}
	code, err := division.Parse(o.text("division"))
	if err != nil {
		o.fault("division", "%s", err)
	}
	f.Division = code
	f.Savings, f.SavingsKnown = o.sum("savings")
	f.SavingsApprox = o.is("savings_approx")
	f.Housing, f.HousingKnown = o.number("dwellings", math.MaxInt8)
	var vehicles []any
	if vehicles, f.VehiclesKnown = o.list("vehicles"); f.VehiclesKnown {
		for i, v := range vehicles {
			f.Vehicles = append(f.Vehicles, r.vehicle(r.object(fmt.Sprintf("vehicles[%d]", i), v)))
		}
	}
	r.members(&f, o)
	return f
}

func (r *reader) vehicle(o form) Vehicle {
	if o.fields == nil {
		return Vehicle{}
	}
	o.only("kind", "count")
	v := Vehicle{Kind: word(o, "kind", wheels[:])}
	if o.text("kind") == "" {
		o.fault(o.at("kind"), "请填写车辆种类")
	}
	var known bool
	if v.Count, known = o.number("count", math.MaxInt8); !known && o.fields["count"] == nil {
		v.Count = 1
	}
	return v
}

func (r *reader) members(f *Facts, o form) {
	members, _ := o.list("members")
	if len(members) == 0 {
		o.fault("members", "请至少填写一名家庭成员")
	}
	heads := 0
	for i, v := range members {
		m := r.member(r.object(fmt.Sprintf("members[%d]", i), v))
		if m.Relation == Head {
			heads++
		}
		f.Members = append(f.Members, m)
	}
	if len(members) > 0 && heads != 1 {
		o.fault("members", "应有且只有一名成员的 relation 为 head（申请人），现有 %d 名", heads)
	}
}

func (r *reader) member(o form) Member {
	if o.fields == nil {
		return Member{}
	}
	o.only("id", "name", "relation", "birth", "counted", "because", "uncounted", "school", "dependent",
		"disability", "grade", "seriously_ill", "jobless", "income", "income_complete")
	m := Member{
		ID: o.text("id"), Name: o.text("name"), Relation: word(o, "relation", relations[:]), Because: o.text("because"),
		Uncounted: word(o, "uncounted", grounds[:]), School: word(o, "school", schools[:]), Dependent: o.is("dependent"),
		Disability: word(o, "disability", categories[:]), Ill: o.is("seriously_ill"), Jobless: o.is("jobless"), Complete: o.is("income_complete"),
	}
	if m.Name == "" {
		o.fault(o.at("name"), "请填写姓名")
	}
	if o.text("relation") == "" {
		o.fault(o.at("relation"), "请填写与申请人的关系")
	}
	if text := o.text("birth"); text != "" {
		day, err := month.ParseDay(text)
		if err != nil {
			o.fault(o.at("birth"), "%s", err)
		}
		m.Birth = day
	}
	if yes, known := o.flag("counted"); known {
		m.Counted = No
		if yes {
			m.Counted = Yes
		}
	}
	r.certificate(o, &m)
	items, _ := o.list("income")
	for i, v := range items {
		m.Income = append(m.Income, r.item(r.object(fmt.Sprintf("%s[%d]", o.at("income"), i), v)))
	}
	return m
}

// grades are the grades of a certificate, the most severe first (GB/T 26341).
var grades = [...]string{"一级", "二级", "三级", "四级"}

func (r *reader) certificate(o form, m *Member) {
	grade, known := o.number("grade", int64(len(grades)))
	switch {
	case m.Disability == "" && known:
		o.fault(o.at("disability"), "填了残疾等级，请同时填写残疾类别")
	case m.Disability != "" && grade == 0:
		o.fault(o.at("grade"), "请按残疾证填写等级，1（一级）至 %d（%s）", len(grades), grades[len(grades)-1])
	}
	m.Grade = grade
}

func (r *reader) item(o form) Item {
	if o.fields == nil {
		return Item{}
	}
	o.only("kind", "amount", "period", "months", "in", "approx")
	names := make([]Kind, len(kinds))
	for i, k := range kinds {
		names[i] = k.kind
	}
	i := Item{Kind: word(o, "kind", names), Period: word(o, "period", periods[:]), Approx: o.is("approx")}
	var known bool
	if i.Amount, known = o.sum("amount"); !known && o.fields["amount"] == nil {
		o.fault(o.at("amount"), "请填写金额，没有则填 \"0\"")
	}
	if o.text("kind") == "" {
		o.fault(o.at("kind"), "请填写收入类别")
	}
	if i.Period == "" {
		i.Period = Monthly
	}
	i.Months, known = o.number("months", math.MaxInt8)
	if known && i.Period != Monthly {
		o.fault(o.at("months"), "只有按月的收入填写月数")
	}
	if text := o.text("in"); text != "" {
		in, err := month.Parse(text)
		if err != nil {
			o.fault(o.at("in"), "%s", err)
		}
		if i.Period != Once {
			o.fault(o.at("in"), "只有一次性的收入填写取得月份")
		}
		i.In = in
	}
	return i
}
