package intake

import (
	"fmt"
	"slices"
	"strings"

	"minzheng/internal/base/idcard"
	"minzheng/internal/registers/benefit"
)

// A listing is one place of a file that names a person.
type listing struct {
	sheet string
	row   int
	name  string
}

// twice finds persons listed twice in one programme, deaths listed twice, and
// accounts of several people.
func (t *reading) twice() {
	t.sharedAccounts()
	if t.Kind.OfDeaths() {
		t.deathsTwice()
		return
	}
	type key struct {
		number    idcard.Number
		programme string
	}
	all, order := map[key][]listing{}, []key{}
	note := func(n idcard.Number, programme, sheet string, row int, name string) {
		if n.None() {
			return
		}
		k := key{n, programme}
		if len(all[k]) == 1 {
			order = append(order, k)
		}
		all[k] = append(all[k], listing{sheet, row, name})
	}
	for i := range t.u.Households {
		h := &t.u.Households[i]
		for _, m := range h.Members {
			note(m.Number, t.Kind.Programme(), h.Sheet, m.Row, m.Name)
		}
	}
	for i := range t.u.Recipients {
		r := &t.u.Recipients[i]
		for _, p := range r.Payments {
			note(r.Number, p.Programme, r.Sheet, r.Row, r.Name)
		}
	}
	said := map[listing]bool{} // somebody may be twice in both disability allowances
	for _, k := range order {
		places := all[k]
		for _, p := range places {
			if !said[p] {
				said[p] = true
				t.u.add(Problem{
					Sheet: p.sheet, Row: p.row, Column: t.letter(p.sheet, colNumber), Term: "身份证号", Kind: PersonTwice, Read: k.number.String(),
					Says: fmt.Sprintf("%s在本文件中列了%d次（另见%s）", p.name, len(places), elsewhere(places, p)),
				})
			}
		}
	}
}

// elsewhere names the other places: 第8行, “90–99周岁”第25行.
func elsewhere(all []listing, but listing) string {
	var others []string
	for _, p := range all {
		switch {
		case p == but:
		case p.sheet != but.sheet:
			others = append(others, fmt.Sprintf("“%s”第%d行", p.sheet, p.row))
		default:
			others = append(others, fmt.Sprintf("第%d行", p.row))
		}
	}
	return strings.Join(others, "、")
}

// drawer is an entry that is paid to an account.
type drawer struct {
	listing
	number idcard.Number
}

// sharedAccounts mentions accounts that several people draw from. An
// institution's account, which may have hundreds, does not count.
func (t *reading) sharedAccounts() {
	accounts, order := map[benefit.Account][]drawer{}, []benefit.Account{}
	note := func(a benefit.Account, d drawer) {
		if a == "" {
			return
		}
		if len(accounts[a]) == 1 {
			order = append(order, a)
		}
		accounts[a] = append(accounts[a], d)
	}
	for i := range t.u.Households {
		h := &t.u.Households[i]
		note(h.Account, drawer{listing{h.Sheet, h.FirstRow, h.Head().Name}, h.Head().Number})
	}
	for i := range t.u.Recipients {
		if r := &t.u.Recipients[i]; r.PayeeKind != benefit.PayInstitution {
			note(r.Account, drawer{listing{r.Sheet, r.Row, r.Name}, r.Number})
		}
	}
	for _, account := range order {
		for _, d := range accounts[account] {
			t.shared(account, d, accounts[account])
		}
	}
}

// shared mentions one who draws from another's account, and names one of the
// others.
func (t *reading) shared(account benefit.Account, d drawer, all []drawer) {
	i := slices.IndexFunc(all, func(o drawer) bool {
		return o.number != d.number || o.number.None() && o.name != d.name
	})
	if i < 0 {
		return
	}
	other := all[i]
	says := fmt.Sprintf("与%s（第%d行）用同一个账号", other.name, other.row)
	if len(all) > 2 {
		unit := "人"
		if t.Kind.OfHouseholds() {
			unit = "户"
		}
		says = fmt.Sprintf("%d%s用同一个账号，如%s（第%d行）", len(all), unit, other.name, other.row)
	}
	t.u.add(Problem{Sheet: d.sheet, Row: d.row, Column: t.letter(d.sheet, colAccount), Term: "账号", Kind: AccountShared, Read: account.String(), Says: says})
}
