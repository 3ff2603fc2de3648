package benefit

import (
	"fmt"
	"log/slog"
	"strings"

	"minzheng/internal/base/month"
)

// A PayeeKind is who draws the money.
type PayeeKind string

// The kinds.
const (
	PayHousehold   PayeeKind = "household"   // 户主账户
	PayPerson      PayeeKind = "person"      // 个人账户
	PayInstitution PayeeKind = "institution" // 供养服务机构账户
)

// Term is the official term of the kind.
func (k PayeeKind) Term() string {
	switch k {
	case PayHousehold:
		return "家庭"
	case PayPerson:
		return "个人"
	case PayInstitution:
		return "机构"
	}
	return string(k)
}

// A Payee is who draws an award and into which account, as a dated fact. 领取人.
type Payee struct {
	Kind    PayeeKind
	Name    string // the holder of the account as written 户名
	Person  string // id, when the holder stands in the register
	Bank    string // 开户行
	Account Account
	From    month.Day // since when; set by readers
}

// An Account is a bank account number. It prints masked everywhere; Full gives
// the digits to those who write the bank's file. 账号.
type Account string

// Full is the number as written.
func (a Account) Full() string { return string(a) }

// String is the masked number: the last four digits.
func (a Account) String() string {
	if a == "" {
		return ""
	}
	if len(a) <= 4 {
		return "****"
	}
	return strings.Repeat("*", 4) + string(a[len(a)-4:])
}

// Format prints the masked number whatever the verb.
func (a Account) Format(s fmt.State, _ rune) { fmt.Fprint(s, a.String()) }

// LogValue logs the masked number.
func (a Account) LogValue() slog.Value { return slog.StringValue(a.String()) }

// MarshalText writes the masked number.
func (a Account) MarshalText() ([]byte, error) { return []byte(a.String()), nil }
