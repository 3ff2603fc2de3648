package assistance

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/registers/benefit"
)

// A Sheet is the calculation sheet of a household for a month: what the law
// says, step by step, each with its numbers, threshold and article. 核算单.
//
// It decides nothing: it is worked out afresh from what is known now. What was
// known at a decision is kept in the benefit register's reason record.
type Sheet struct {
	Household string // id in the register, empty for a family in none
	Month     month.Month
	Facts     dibao.Facts
	Why       *rules.Explanation
	benefit.Assessment
}

// OfHousehold works out the sheet of a household as the registers know it on the
// first day of a month.
//
// It returns fault.Denied without assistance.read, fault.NotFound when the
// household is not in the actor's sight on that day, and fault.Invalid when the
// law is not loaded for the month.
func (a *Assistance) OfHousehold(ctx context.Context, by access.Actor, household string, m month.Month) (s Sheet, err error) {
	if !by.Can(Read) {
		return Sheet{}, by.Require(Read, by.Division)
	}
	err = a.db.Read(ctx, func(tx *store.Tx) error {
		s, err = a.sheet(ctx, tx, by.Scope(Read), household, m)
		return err
	})
	return s, err
}

// OfFacts works out the sheet of a family that stands in no register, from a
// file of the form in docs/facts.md.
//
// It returns fault.Invalid with every mistake in the file, and when the law is
// not loaded for the place and month.
func (a *Assistance) OfFacts(text []byte, m month.Month) (Sheet, error) {
	if err := known(m); err != nil {
		return Sheet{}, err
	}
	f, err := dibao.ReadFacts(text)
	if err != nil {
		return Sheet{}, err
	}
	s := Sheet{Month: m, Facts: f, Why: &rules.Explanation{}}
	s.Assessment, err = a.assessDibao(f, m, s.Why)
	return s, err
}

func known(m month.Month) error {
	if !m.Known() {
		return fault.Invalid("month", "请填写要核算的月份，例如 2026-11")
	}
	return nil
}

// sheet gathers a household and works out its sheet.
func (a *Assistance) sheet(ctx context.Context, tx *store.Tx, scope access.Scope, household string, m month.Month) (Sheet, error) {
	if err := known(m); err != nil {
		return Sheet{}, err
	}
	families, err := benefit.Gather(ctx, tx, scope, m, dibao.Code, []string{household})
	if err != nil {
		return Sheet{}, fmt.Errorf("work out the sheet of household %s: %w", household, err)
	}
	if len(families) == 0 {
		return Sheet{}, fault.NotFound("%s1日没有找到这户家庭，或者它不在您负责的区划内；可换一个月份核算", m.Term())
	}
	f := families[0]
	if f.Class, err = classFor(ctx, tx, f); err != nil {
		return Sheet{}, err
	}
	s := Sheet{Household: household, Month: m, Facts: factsOf(f), Why: &rules.Explanation{}}
	if s.Assessment, err = a.assessDibao(s.Facts, m, s.Why); err != nil {
		return Sheet{}, err
	}
	s.half(a.dibaoProgramme(), f)
	return s, nil
}

// half makes the sheet an incomplete one when the register knows that the family
// is not all there: nothing may be worked out on half a family.
func (s *Sheet) half(p benefit.Programme, f benefit.Family) {
	known := len(s.Missing)
	s.Assessment = benefit.Completed(s.Assessment, p, f)
	if len(s.Missing) == known {
		return
	}
	s.Why.Step("家庭成员登记").Note(s.Missing[0]).Find(rules.Missing)
	s.Why.Conclude(dibao.Unknown.Term() + "：" + strings.Join(s.Missing, "；"))
	s.Why.Remedies = []string{"补齐以上资料后重新核算"}
}

// Text prints the sheet as plain text.
func (s Sheet) Text() string { return s.Why.Text() }

// MarshalJSON prints the result with its explanation. People are named as the
// facts name them; there are no identity numbers in a sheet.
func (s Sheet) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Household   string             `json:"household,omitempty"`
		Month       month.Month        `json:"month"`
		Programme   string             `json:"programme"`
		Outcome     benefit.Outcome    `json:"outcome"`
		Class       benefit.Classed    `json:"class"`
		Amount      string             `json:"amount"`
		Lines       []benefit.Line     `json:"lines,omitempty"`
		Covered     []benefit.Covered  `json:"covered,omitempty"`
		Binding     string             `json:"binding,omitempty"`
		Distance    string             `json:"distance,omitempty"`
		Missing     []string           `json:"missing,omitempty"`
		Marks       []string           `json:"marks,omitempty"`
		Law         string             `json:"law"`
		Explanation *rules.Explanation `json:"explanation"`
	}{
		s.Household, s.Month, dibao.Code, s.Outcome, s.Class, s.Amount.Plain(), s.Lines, s.Covered,
		s.Binding, s.distance(), s.Missing, s.Marks, s.Law, s.Why,
	})
}

// distance is empty unless a condition decided.
func (s Sheet) distance() string {
	if s.Binding == "" {
		return ""
	}
	return s.Distance.Plain()
}
