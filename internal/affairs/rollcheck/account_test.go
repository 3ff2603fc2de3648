package rollcheck

import (
	"testing"

	"minzheng/internal/registers/benefit"
)

// at puts claims on one account.
func at(account string, claims ...benefit.Claim) []benefit.Claim {
	for i := range claims {
		claims[i].Account = account
	}
	return claims
}

func TestAccountShared(t *testing.T) {
	one := card(4543)
	tail := "****" + one[len(one)-4:]
	t.Run("two are to be looked at, three are likely", func(t *testing.T) {
		check(t, Matter{Claims: at(one, claim(77, "advanced_age", 50, guilan), claim(78, "advanced_age", 50, fugui))}, AccountShared,
			"look 100.00: 2人共用一个账户（"+tail+"），可能是夫妻或监护人代领，请核对 [advanced_age77 advanced_age78]")
		check(t, Matter{Claims: at(one, claim(119, "dibao", 300, guilan), claim(132, "dibao", 300, fugui), claim(159, "disability_care", 100, jianguo))}, AccountShared,
			"likely 700.00: 3人共用一个账户（"+tail+"） [dibao119 dibao132 disability_care159]")
	})
	t.Run("one person in several programmes is right", func(t *testing.T) {
		check(t, Matter{Claims: at(one, claim(1, "dibao", 300, guilan), claim(2, "advanced_age", 50, guilan))}, AccountShared)
	})
	t.Run("a home's account is right, by kind or by name", func(t *testing.T) {
		home := at(one, claim(1, "tekun", 940, guilan), claim(2, "tekun", 940, fugui), claim(3, "tekun", 940, jianguo))
		home[1].PayeeKind = benefit.PayInstitution
		check(t, Matter{Claims: home}, AccountShared)
		named := at(one, claim(1, "tekun", 940, guilan), claim(2, "tekun", 940, fugui))
		named[0].Payee = "麻家渡镇福利院"
		check(t, Matter{Claims: named}, AccountShared)
	})
	t.Run("a family's is right, by the register or by a list that names it", func(t *testing.T) {
		check(t, Matter{Claims: at(one, claim(1, "dibao", 900, jianguo, xiulan, xiaohua), claim(2, "disability_care", 100, xiaohua))}, AccountShared)
		apart := at(one, claim(0, "dibao", 900, jianguo), claim(0, "disability_care", 100, xiaohua))
		apart[0].Evidence, apart[1].Evidence = benefit.Evidence{Award: "a", Household: "h1"}, benefit.Evidence{Award: "b", Household: "h1"}
		check(t, Matter{Claims: apart}, AccountShared)
		apart[1].Evidence.Household = "h2"
		check(t, Matter{Claims: apart}, AccountShared, "look 1000.00: 2人共用一个账户（"+tail+"），可能是夫妻或监护人代领，请核对 [0 0]")
	})
}

func TestAccountWrong(t *testing.T) {
	good := card(9)
	broken := good[:18] + string('0'+(good[18]-'0'+1)%10)
	for account, want := range map[string]string{
		good:            "",
		"":              "look 50.00: 李桂兰：没有账号，不能发放 [advanced_age5]",
		broken:          "look 50.00: 李桂兰：账号校验位不符，可能有一位写错 [advanced_age5]",
		good[:11]:       "look 50.00: 李桂兰：账号为11位，常见为12至19位 [advanced_age5]",
		"62284800x":     "look 50.00: 李桂兰：账号含有数字以外的字符 [advanced_age5]",
		"1234567890123": "", // a passbook
	} {
		c := claim(5, "advanced_age", 50, guilan)
		c.Account = account
		var list []string
		if want != "" {
			list = []string{want}
		}
		check(t, Matter{Claims: []benefit.Claim{c, claim(6, "advanced_age", 50, fugui)}}, AccountWrong, list...)
	}
}

// A roll that has no column of accounts is said once, not for every row.
func TestAccountsMissingAltogether(t *testing.T) {
	var claims []benefit.Claim
	for i := range 40 {
		claims = append(claims, claim(4+i, "advanced_age", 50, someone("某人", 1940, 1, 1+i%28, 100+i)))
	}
	found := check(t, Matter{Claims: at("", claims...)}, AccountWrong,
		"look 2000.00: 《advanced_age.xlsx》列40人，其中40人没有账号，多半是整份名册的问题，不逐人列出 [advanced_age4 advanced_age5 advanced_age6 advanced_age7 advanced_age8 advanced_age9 advanced_age10 advanced_age11 advanced_age12 advanced_age13]")
	if len(found) == 1 && found[0].Detail != "most" {
		t.Errorf("detail %q", found[0].Detail)
	}
}
