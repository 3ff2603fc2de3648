package disbursement

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"minzheng/internal/base/idcard"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/person"
)

// A Problem is something about a line that an officer must look at before the
// roster is submitted.
//
// 名册核查问题.
type Problem struct {
	Serial   int
	Blocking bool   // the roster cannot be submitted until it is put right or the line is held
	Message  string // where it is, what is wrong and what to do
	Short    string // the same without the place, for a list that shows it already
}

// problem makes a problem of a line.
func problem(l Line, blocking bool, format string, args ...any) Problem {
	short := fmt.Sprintf(format, args...)
	return Problem{l.Serial, blocking, fmt.Sprintf("第%d行 %s%s %s：%s", l.Serial, l.TownName, l.VillageName, l.Head, short), short}
}

// accountDigits are the lengths of account numbers in use: cards have 16 to 19
// digits (GB/T 14504), passbooks down to 12.
const minAccountDigits, maxAccountDigits = 12, 19

// check finds what is wrong with the lines that are to be paid in a month. Held
// lines are left out: holding a line is one of the answers to its problem.
func check(lines []Line, m month.Month, dead deaths) []Problem {
	payments := paid(lines)
	var found []Problem
	for _, l := range payments {
		found = append(found, checkDead(l, m, dead)...)
		found = append(found, checkLine(l)...)
	}
	found = append(found, checkAccounts(payments)...)
	found = append(found, checkPersons(payments)...)
	slices.SortStableFunc(found, func(a, b Problem) int {
		if a.Blocking != b.Blocking {
			if a.Blocking {
				return -1
			}
			return 1
		}
		return a.Serial - b.Serial
	})
	return found
}

// deaths are the notices of death that count, by the number they name.
type deaths map[idcard.Number]person.Death

// readDeaths reads the notices in sight.
func readDeaths(ctx context.Context, tx *store.Tx, scope access.Scope) (deaths, error) {
	notices, err := person.Deaths(ctx, tx, scope, person.DeathQuery{})
	if err != nil {
		return nil, err
	}
	found := deaths{}
	for _, d := range person.DeathsOf(notices) {
		found[d.Number] = d
	}
	return found, nil
}

// checkDead stops a payment for somebody who died in an earlier month, until
// people have looked: they end the award, cover fewer persons, hold the line, or
// withdraw a notice that was wrong. A notice without a date only warns, and so
// does a payee who died: the money is for others.
func checkDead(l Line, m month.Month, dead deaths) []Problem {
	var found []Problem
	living := l.Persons()
	for _, c := range l.Covered {
		if _, ok := dead[c.Number]; ok && !c.Number.None() {
			living--
		}
	}
	for _, c := range l.Covered {
		d, ok := dead[c.Number]
		switch {
		case c.Number.None() || !ok || d.Month >= m:
		case !d.Month.Known():
			found = append(found, problem(l, false, "%s有死亡登记，日期不详，请核实是否在世", c.Name))
		case living > 0:
			found = append(found, problem(l, true, "%s已于%s死亡，该户还有%d人。请核实后变更保障对象和领取人，或暂缓；如系误报，请在本人档案中撤回死亡登记", c.Name, d.When(), living))
		default:
			found = append(found, problem(l, true, "%s已于%s死亡，不应再发放。请核实后停发，或暂缓；如系误报，请在本人档案中撤回死亡登记", c.Name, d.When()))
		}
	}
	if d, ok := dead[l.Payee.Number]; ok && !l.Payee.Number.None() && d.Month < m && len(found) == 0 {
		found = append(found, problem(l, false, "领取人%s有死亡登记（%s），请核实后变更领取人", l.Payee.Name, d.When()))
	}
	return found
}

// blocked are the problems that stand in the way of submission.
func blocked(problems []Problem) []Problem {
	var out []Problem
	for _, p := range problems {
		if p.Blocking {
			out = append(out, p)
		}
	}
	return out
}

// checkLine looks at one line alone.
func checkLine(l Line) []Problem {
	var found []Problem
	block := func(format string, args ...any) {
		found = append(found, problem(l, true, format, args...))
	}
	if l.Amount <= 0 {
		block("金额为 %s，不能发放，请核对待遇或暂缓", l.Amount)
	}
	if l.Payee.Name == "" {
		block("没有领取人，请登记领取人和账户，或暂缓")
	} else if !printable(l.Payee.Name) || !printable(l.Payee.Bank) {
		block("领取人姓名或开户银行含有银行不能识别的字符，请更正")
	}
	if !l.Payee.institution() && l.Payee.Number.None() {
		block("领取人%s没有身份证号码，请补录，或暂缓", l.Payee.Name)
	}
	if l.Payee.Account == "" {
		block("没有银行账号，请补录账户，或暂缓")
	} else if fault := accountFault(l.Payee.Account.Full()); fault != "" {
		found = append(found, problem(l, false, "%s", fault))
	}
	return found
}

// printable tells whether a bank's program will take the text as it stands:
// no control characters, and not the beginning of a formula.
func printable(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }) {
		return false
	}
	return text == "" || !strings.ContainsAny(text[:1], "=+-@")
}

// accountFault says what looks wrong with an account number, empty when nothing
// does. It only warns: passbooks and old accounts follow no common rule.
func accountFault(account string) string {
	for _, r := range account {
		if r < '0' || r > '9' {
			return "银行账号含有数字以外的字符，请与存折或银行卡核对"
		}
	}
	if len(account) < minAccountDigits || len(account) > maxAccountDigits {
		return fmt.Sprintf("银行账号为%d位，常见为%d至%d位，请与存折或银行卡核对", len(account), minAccountDigits, maxAccountDigits)
	}
	if len(account) >= 16 && !luhn(account) {
		return "银行账号校验位不符，可能有一位写错，请与银行卡核对"
	}
	return ""
}

// luhn is the check of card numbers, GB/T 17552 appendix B.
func luhn(account string) bool {
	sum := 0
	for i := range len(account) {
		d := int(account[len(account)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// checkAccounts warns where several households draw on one account. An
// institution draws for many, that is what it is for.
func checkAccounts(payments []Line) []Problem {
	sharing := map[string][]Line{}
	for _, l := range payments {
		if l.Payee.Account != "" && !l.Payee.institution() {
			account := l.Payee.Account.Full()
			sharing[account] = append(sharing[account], l)
		}
	}
	var found []Problem
	for _, lines := range sharing {
		if len(lines) < 2 {
			continue
		}
		for _, l := range lines {
			found = append(found, problem(l, false, "银行账号（尾号%s）与第%s行相同，请核对是否本人账户", tail(l.Payee.Account), serials(lines, l.Serial)))
		}
	}
	return found
}

// checkPersons blocks a person for whom two lines pay: the same programme is
// had once.
func checkPersons(payments []Line) []Problem {
	counted := map[string][]Line{}
	for _, l := range payments {
		for _, c := range l.Covered {
			if c.Person != "" {
				counted[c.Person] = append(counted[c.Person], l)
			}
		}
	}
	var found []Problem
	for person, lines := range counted {
		if len(lines) < 2 {
			continue
		}
		for _, l := range lines {
			found = append(found, problem(l, true, "%s同时在第%s行享受同一待遇，请停发其中一份，或暂缓其中一份", nameOf(l, person), serials(lines, l.Serial)))
		}
	}
	return found
}

func nameOf(l Line, person string) string {
	for _, c := range l.Covered {
		if c.Person == person {
			return c.Name
		}
	}
	return ""
}

// serials lists the lines' serial numbers without the one that is speaking.
func serials(lines []Line, without int) string {
	var list []string
	for _, l := range lines {
		if l.Serial != without {
			list = append(list, fmt.Sprint(l.Serial))
		}
	}
	return strings.Join(list, "、")
}
