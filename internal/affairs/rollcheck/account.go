package rollcheck

import (
	"fmt"

	"minzheng/internal/registers/benefit"
)

// Lengths of account numbers in use: cards have 16 to 19 digits (GB/T 14504), passbooks down to 12.
const (
	fewestAccountDigits = 12
	fewestCardDigits    = 16
	mostAccountDigits   = 19
)

// accountWrong finds payments without an account, or with one that cannot be right. 账号有误.
func (x *index) accountWrong() []Suspect {
	var missing, wrong []Suspect
	for i := range x.Claims {
		c := &x.Claims[i]
		if !pays(c) || len(c.People) == 0 {
			continue
		}
		says := accountFault(c)
		if says == "" {
			continue
		}
		m := mention{c, &c.People[0]}
		s := Suspect{
			Kind: AccountWrong, Level: Look, People: []benefit.Named{*m.who}, Programmes: []string{c.Programme}, Verify: AccountWrong.verify(),
			Says: m.who.Name + "：" + says, Stake: monthly(c), subject: []string{x.called(m), c.Programme}, evidence: []string{c.Account},
		}
		s.add(x.row(m))
		if c.Account == "" {
			s.Detail = "account_missing"
			missing = append(missing, s)
		} else {
			s.Detail = "account_digits"
			wrong = append(wrong, s)
		}
	}
	return append(x.gather(missing, AccountWrong, "没有账号"), x.gather(wrong, AccountWrong, "账号位数或校验位不符")...)
}

// accountFault says what is wrong with the account of a claim; empty when nothing is.
func accountFault(c *benefit.Claim) string {
	a := c.Account
	switch {
	case a == "":
		return "没有账号，不能发放"
	case digits(a) != a:
		return "账号含有数字以外的字符"
	case len(a) < fewestAccountDigits || len(a) > mostAccountDigits:
		return fmt.Sprintf("账号为%d位，常见为%d至%d位", len(a), fewestAccountDigits, mostAccountDigits)
	case c.PayeeKind != benefit.PayInstitution && len(a) >= fewestCardDigits && !luhn(a):
		return "账号校验位不符，可能有一位写错"
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
