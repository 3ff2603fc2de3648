package intake

import (
	"iter"
	"slices"

	"minzheng/internal/base/division"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/person"
)

// Claims are the lines that the file pays, household by household or person by
// person, as somebody who checks rolls sees them. A row that pays in two
// programmes makes two; one that pays nothing makes none. What the evidence
// says of the file stands in each, with the sheet and the row.
func (u *Understood) Claims(file benefit.Evidence) []benefit.Claim {
	return slices.AppendSeq(make([]benefit.Claim, 0, u.entries()), u.EachClaim(file))
}

// EachClaim are the same, one after another: of a long list not all are kept.
func (u *Understood) EachClaim(file benefit.Evidence) iter.Seq[benefit.Claim] {
	return func(yield func(benefit.Claim) bool) {
		for i := range u.Households {
			if u.Households[i].pays() && !yield(u.claimOfHousehold(&u.Households[i], file)) {
				return
			}
		}
		for i := range u.Recipients {
			for _, c := range u.claimsOf(&u.Recipients[i], file) {
				if !yield(c) {
					return
				}
			}
		}
	}
}

// Rest gives up the book that the file was read from: [Understood.Cells] is
// asked no more, and what remains takes less room.
func (u *Understood) Rest() { u.again = nil }

// Deaths are the notices of a list of deaths.
func (u *Understood) Deaths() []person.Death { return u.deaths }

// claimOfHousehold is what a household is paid. Of a payment roll the head is
// the only one named.
func (u *Understood) claimOfHousehold(h *Household, file benefit.Evidence) benefit.Claim {
	file.Sheet, file.Row = h.Sheet, h.FirstRow
	c := benefit.Claim{
		Evidence: file, Programme: u.Kind.Programme(), Month: u.Period, Months: 1,
		Division: within(h.Division, u.Division), Address: h.Address, Class: h.Class,
		Amount: *h.Total, Lines: h.lines(), PayeeKind: benefit.PayHousehold, Payee: h.Payee, Account: h.Account.Full(), Remark: h.Remark,
	}
	if h.Covered != nil {
		c.Heads = *h.Covered
	}
	head := h.Head()
	c.People = make([]benefit.Named, 0, len(h.Members))
	c.People = append(c.People, head.named())
	for i := range h.Members {
		if m := &h.Members[i]; m != head {
			c.People = append(c.People, m.named())
		}
	}
	return c
}

// claimsOf are the payments of one person.
func (u *Understood) claimsOf(r *Recipient, file benefit.Evidence) []benefit.Claim {
	file.Sheet, file.Row = r.Sheet, r.Row
	list := make([]benefit.Claim, 0, len(r.Payments))
	for _, p := range r.Payments {
		list = append(list, benefit.Claim{
			Evidence: file, Programme: p.Programme, Month: p.From, Months: p.Months,
			Division: within(r.Division, u.Division), Address: r.Address, Class: r.Class,
			Amount: p.Amount, Lines: p.Lines, Heads: 1, People: []benefit.Named{r.named()},
			PayeeKind: r.PayeeKind, Payee: r.Payee, Account: r.Account.Full(),
			Grade: r.Grade, Handicap: r.Handicap, Care: r.Care, Mode: r.Mode, Remark: r.Remark,
		})
	}
	return list
}

// within is the village, or where the list is from.
func within(village, list division.Code) division.Code {
	if village == "" {
		return list
	}
	return village
}

// named is the member as a claim names him.
func (m *Member) named() benefit.Named {
	return benefit.Named{Name: m.Name, Number: m.Number, Read: m.Read, Birth: m.Birth, Born: m.Born, Sex: m.Sex, Row: m.Row}
}
