package rules

import (
	"encoding/json"
	"strconv"

	"minzheng/internal/base/money"
)

// Kind is what a Number counts.
type Kind string

// The kinds.
const (
	KindMoney Kind = "money" // fen
	KindCount Kind = "count" // things, with a unit
	KindShare Kind = "share" // a percentage
)

// A Number is one number of a step with its name.
type Number struct {
	Name    string
	Kind    Kind
	Fen     money.Fen // of KindMoney
	Count   int64     // of KindCount
	Unit    string    // of KindCount: 人, 套
	Percent Percent   // of KindShare
}

// Sum is a Number of money.
func Sum(name string, fen money.Fen) Number { return Number{Name: name, Kind: KindMoney, Fen: fen} }

// Count is a Number of things.
func Count(name string, n int64, unit string) Number {
	return Number{Name: name, Kind: KindCount, Count: n, Unit: unit}
}

// Share is a Number that is a percentage.
func Share(name string, p Percent) Number { return Number{Name: name, Kind: KindShare, Percent: p} }

// Text is the number with its unit: "712.40 元", "4 人", "20 %".
func (n Number) Text() string {
	switch n.Kind {
	case KindMoney:
		return n.Fen.String()
	case KindShare:
		return n.Percent.String()
	}
	if n.Unit == "" {
		return strconv.FormatInt(n.Count, 10)
	}
	return strconv.FormatInt(n.Count, 10) + " " + n.Unit
}

// MarshalJSON prints name, kind, plain value and unit.
func (n Number) MarshalJSON() ([]byte, error) {
	plain, unit := strconv.FormatInt(n.Count, 10), n.Unit
	switch n.Kind {
	case KindMoney:
		plain, unit = n.Fen.Plain(), "元"
	case KindShare:
		plain, unit = n.Percent.plain(), "%"
	}
	return json.Marshal(struct {
		Name  string `json:"name"`
		Kind  Kind   `json:"kind"`
		Value string `json:"value"`
		Unit  string `json:"unit,omitempty"`
	}{n.Name, n.Kind, plain, unit})
}

// A Comparison holds a number against a threshold. The printed numbers may be
// rounded; Order is exact.
type Comparison struct {
	Left  Number
	Right Number
	Order int    // of Left against Right, exactly: below 0, 0, above 0
	Must  string // what the law asks for: "须低于", "不得超过"
}

// Distance is how far the two printed numbers are apart, not below zero.
func (c Comparison) Distance() Number {
	d := c.Left
	d.Name = ""
	d.Fen = max(c.Left.Fen-c.Right.Fen, c.Right.Fen-c.Left.Fen)
	d.Count = max(c.Left.Count-c.Right.Count, c.Right.Count-c.Left.Count)
	return d
}

// Sentence says the comparison in full: "人均月收入 712.40 元，高于标准 700.00
// 元，超出 12.40 元"; on the line "等于", and where rounding hides the difference
// "相差不足 1 分".
func (c Comparison) Sentence() string {
	left := c.Left.Name + " " + c.Left.Text() + "，"
	right := c.Right.Name + " " + c.Right.Text()
	d := c.Distance()
	hidden := c.Left.Kind == KindMoney && d.Fen == 0
	switch {
	case c.Order == 0:
		return left + "等于" + right + "（" + c.Must + c.Right.Name + "）"
	case c.Order > 0 && hidden:
		return left + "略高于" + right + "，相差不足 1 分"
	case c.Order > 0:
		return left + "高于" + right + "，超出 " + d.Text()
	case hidden:
		return left + "略低于" + right + "，相差不足 1 分"
	}
	return left + "低于" + right + "，差 " + d.Text()
}

// MarshalJSON prints the two numbers, their exact order and the sentence.
func (c Comparison) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Left     Number `json:"left"`
		Right    Number `json:"right"`
		Order    int    `json:"order"`
		Distance Number `json:"distance"`
		Sentence string `json:"sentence"`
	}{c.Left, c.Right, c.Order, c.Distance(), c.Sentence()})
}
