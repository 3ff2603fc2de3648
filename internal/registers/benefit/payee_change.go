package benefit

import (
	"cmp"
	"context"
	"database/sql"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/audit"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/household"
)

// SetPayee records who draws an award, and into which account, from a day on.
// Rosters copy the payee, so it changes none that is made already. 领取人变更.
//
// It returns fault.NotFound when no such award is in the actor's sight,
// fault.Denied without benefit.payee there, fault.Invalid for a payee that is
// not complete, and fault.Conflict when another was recorded after the version
// that was seen; an empty one asks nothing.
func (b *Benefit) SetPayee(ctx context.Context, by access.Actor, award string, p Payee, from month.Day, reason, seen string) error {
	p = p.folded()
	return b.db.Write(ctx, func(tx *store.Tx) error {
		if err := lock(ctx, tx); err != nil {
			return err
		}
		a, err := OfAward(ctx, tx, by.Scope(Read), award)
		if err != nil {
			return err
		}
		if err := by.Require(PayeeChanging, a.Division); err != nil {
			return err
		}
		if err := p.known(ctx, tx, a, from); err != nil {
			return err
		}
		if err := p.check(from, reason); err != nil {
			return err
		}
		if err := unchanged(ctx, tx, by, payees, "award", award, seen); err != nil {
			return err
		}
		news, err := payees.Set(ctx, tx, []any{award}, p.values(), month.Since(from), bySource(handSource, reason))
		if err != nil || !news {
			return err
		}
		return audit.Append(ctx, tx, by, audit.Entry{
			Act: PayeeChanging.Name, Subject: "award", SubjectID: award, Division: a.Division, Reason: reason,
			Details: map[string]string{"household": a.Household, "name": p.Name, "account": p.Account.String(), "from": from.String()},
		})
	})
}

// known takes the name of a payee who is a member of the holder's household
// from the register, and refuses one who is not.
func (p *Payee) known(ctx context.Context, tx *store.Tx, a History, from month.Day) error {
	if p.Person == "" {
		return nil
	}
	members, err := membersOf(ctx, tx, a.Household, max(from, tx.Today()))
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.Person == p.Person {
			p.Name = cmp.Or(p.Name, m.Name)
			return nil
		}
	}
	return fault.Invalid("person", "选择的领取人不是该户成员，请重新选择，或写明户名")
}

// membersOf lists who lives in a household on a day, the head first.
func membersOf(ctx context.Context, tx *store.Tx, home string, on month.Day) ([]Member, error) {
	var members []Member
	err := each(ctx, tx, `SELECT m.person, n.name, m.relation FROM household_member m
		JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		WHERE m.county = $1 AND `+store.Held("m", 2)+` AND m.household = $3
		ORDER BY CASE WHEN m.relation = '`+string(household.Head)+`' THEN 0 ELSE 1 END, m.person`, []any{tx.County(), on, home}, func(rows *sql.Rows) error {
		var m Member
		err := rows.Scan(&m.Person, &m.Name, &m.Relation)
		members = append(members, m)
		return err
	})
	return members, err
}

// folded is the payee with the account's digits alone, as people type them with
// blanks and in full width.
func (p Payee) folded() Payee {
	p.Name, p.Bank = strings.TrimSpace(p.Name), strings.TrimSpace(p.Bank)
	p.Account = Account(strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '\u3000' || r == '-' || r == '\u00a0':
			return -1
		}
		return r
	}, string(p.Account)))
	return p
}

// Bounds of what banks of the country give out as account and card numbers.
const (
	shortestAccount = 8
	longestAccount  = 32
)

func (p Payee) check(from month.Day, reason string) error {
	var faults fault.List
	if p.Kind != PayHousehold && p.Kind != PayPerson && p.Kind != PayInstitution {
		faults.Add(fault.Invalid("kind", "请选择由家庭、个人还是机构领取"))
	}
	if p.Name == "" {
		faults.Add(fault.Invalid("name", "请填写户名，与银行卡或存折上的一致"))
	}
	if len(p.Account) < shortestAccount || len(p.Account) > longestAccount || strings.Trim(string(p.Account), "0123456789") != "" {
		faults.Add(fault.Invalid("account", "账号应为 %d 至 %d 位数字，请照银行卡或存折填写", shortestAccount, longestAccount))
	}
	if !from.Known() {
		faults.Add(fault.Invalid("from", "请填写从哪一天起使用这个账号"))
	}
	if strings.TrimSpace(reason) == "" {
		faults.Add(fault.Invalid("reason", "请写明变更的依据，例如“原卡挂失，家属持新卡来办理”"))
	}
	return faults.Err()
}

// payTo gives new awards their first payee: the one the holder's last award in
// any programme was paid to, else the head of the household (or the person)
// without an account, which the roster will then ask for.
func (b *Benefit) payTo(ctx context.Context, tx *store.Tx, entries []entry) error {
	for _, e := range entries {
		if e.award == nil {
			continue
		}
		p, err := firstPayee(ctx, tx, *e.award, e.term.From.First())
		if err != nil {
			return err
		}
		if p.Name == "" {
			continue
		}
		if _, err := payees.Set(ctx, tx, []any{e.id}, p.values(), month.Since(e.term.From.First()), bySource(takenOver, "")); err != nil {
			return err
		}
	}
	return nil
}

func firstPayee(ctx context.Context, tx *store.Tx, a Award, on month.Day) (Payee, error) {
	var p Payee
	var account string
	err := tx.QueryRow(ctx, `SELECT p.kind, p.name, p.person, p.bank, p.account FROM benefit_payee p
		JOIN benefit_award a ON a.county = p.county AND a.id = p.award
		WHERE p.county = $1 AND `+store.Held("p", 2)+` AND a.unit = $3 AND a.holder = $4 AND p.account <> '' AND p.kind <> 'institution'
		ORDER BY a.id DESC LIMIT 1`, tx.County(), on, string(a.Holder.Unit), a.Holder.ID).Scan(&p.Kind, &p.Name, &p.Person, &p.Bank, &account)
	p.Account = Account(account)
	if !store.IsNoRows(err) {
		return p, err
	}
	p = Payee{Kind: PayHousehold}
	if a.Holder.Unit == Person {
		p = Payee{Kind: PayPerson}
	}
	err = tx.QueryRow(ctx, `SELECT m.person, n.name FROM household_member m
		JOIN person_name n ON n.county = m.county AND n.person = m.person AND `+store.Held("n", 2)+`
		WHERE m.county = $1 AND `+store.Held("m", 2)+` AND (m.person = $3 OR m.household = $3 AND m.relation = '`+string(household.Head)+`')
		ORDER BY m.person LIMIT 1`, tx.County(), on, a.Holder.ID).Scan(&p.Person, &p.Name)
	if store.IsNoRows(err) {
		return Payee{}, nil
	}
	return p, err
}
