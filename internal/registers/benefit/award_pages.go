package benefit

import (
	"fmt"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// An awardsView is the awards in force in a month as a page.
type awardsView struct {
	Month      month.Month
	Filter     *web.Form
	Choices    places
	Programmes []web.Choice
	Rows       []listedAward
	Total      Tally
	Pager      *web.Pager
	Export     string // address of the whole list as a file
}

// A listedAward is one line of the list.
type listedAward struct {
	Award
	Place string
	Short string // the programme's short name
}

// Heads is the number of covered persons, zero when the roll did not say.
func (r listedAward) Heads() int { return Heads(r.Term.Covered) }

func (b *Benefit) awardIndex(c *web.Context) error {
	view := awardsView{Filter: c.Filter(), Pager: c.Pager(rowsOnPage)}
	err := b.db.Read(c.Context(), func(tx *store.Tx) error { return b.fillAwards(c, tx, &view) })
	if err != nil {
		return err
	}
	return c.Render(b.pages, "award.index", view.Month.Term()+"待遇台账", view)
}

func (b *Benefit) fillAwards(c *web.Context, tx *store.Tx, view *awardsView) error {
	ctx, scope := c.Context(), c.Actor.Scope(Read)
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return err
	}
	view.Choices = placesIn(tree, scope.Division(), view.Filter)
	if view.Filter.Value("month") == "" {
		view.Filter.Set("month", month.Of(tx.Today()).String())
	}
	f, err := filterOf(ctx, tx, view.Filter)
	if err != nil {
		return err
	}
	view.Month = f.Month
	view.Filter.Set("month", view.Month.String())
	view.Export = "/benefit/awards/export?" + queryOf(view.Filter)
	terms := b.terms()
	u, err := musterOf(ctx, tx, view.Month)
	if err != nil {
		return err
	}
	for _, code := range b.inOrder(u.held(scope, f.Programme)) {
		view.Programmes = append(view.Programmes, web.Choice{Value: code, Label: terms.Of(code)})
	}
	inside := scope.Narrow(f.Division)
	q := Query{Month: view.Month, Programme: f.Programme, PayeeOn: view.Month.Last(), After: view.Pager.After, Limit: view.Pager.Limit()}
	awards, total, err := listInForce(ctx, tx, inside, q)
	if err != nil {
		return err
	}
	view.Total, view.Pager.Total = total, total.Count
	for _, a := range web.Cut(view.Pager, awards, func(a Award) string { return a.ID }) {
		view.Rows = append(view.Rows, listedAward{a, tree.Local(a.Division), terms.Of(a.Programme)})
	}
	return nil
}

// An awardView is one award as a page.
type awardView struct {
	History
	Facts   []web.Fact
	Acts    []web.Moment
	Payees  []drawing // on all days, as believed today
	Changes bool      // may change the payee
	Place   string
	Names   programmeTerms
}

func (b *Benefit) awardShow(c *web.Context) error {
	view := awardView{Names: b.terms()}
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view.History, err = OfAward(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		view.Place = tree.Local(view.Division)
		drawn, err := drawingsOf(c.Context(), tx, []string{view.ID})
		view.Payees = drawn[view.ID]
		return err
	})
	if err != nil {
		return err
	}
	c.Saw(view.Division, view.ID)
	view.Facts, view.Acts = view.facts(), view.acts()
	view.Changes = c.Actor.May(PayeeChanging, view.Division)
	c.Crumb("待遇台账", "/benefit/awards")
	return c.Render(b.pages, "award.show", view.Name+"："+view.Names.Of(view.Programme), view)
}

func (v awardView) facts() []web.Fact {
	facts := []web.Fact{
		{Term: "户主或本人", Value: v.Name, Href: "/household/" + v.Household},
		{Term: "所在地", Value: v.Place},
		{Term: "待遇项目", Value: v.Names.Long(v.Programme)},
		{Term: "城乡类别", Value: v.Term.Class.Class.Term(), Source: v.Term.Class.Reason},
	}
	if v.Household == "" {
		facts[0].Href = ""
	}
	if n := Heads(v.Term.Covered); n > 0 {
		facts = append(facts, web.Fact{Term: "保障人数", Value: fmt.Sprintf("%d 人", n)})
	}
	if p := v.Payee; p != nil {
		facts = append(facts, web.Fact{Term: "领取人", Value: p.Name + "（" + p.Kind.Term() + "）", Since: p.From.String() + " 起"},
			web.Fact{Term: "账号", Value: p.Account.String(), Source: p.Bank})
	} else {
		facts = append(facts, web.Fact{Term: "领取人", Value: "未登记"})
	}
	return facts
}

// acts are the terms as a timeline, the latest first.
func (v awardView) acts() []web.Moment {
	var acts []web.Moment
	for i := len(v.Terms) - 1; i >= 0; i-- {
		t := v.Terms[i]
		m := web.Moment{
			When: month.Clock(t.At), Who: t.By, Text: t.Cause, Kind: kindOfAct(t.Act),
			What: fmt.Sprintf("%s起%s，每月 %s", t.From.Term(), t.Act.Term(), t.Amount),
		}
		if t.Act == Stop {
			m.What = t.From.Term() + "起停发"
		}
		if t.Source.Kind == FromProposal {
			m.Href = "/benefit/proposals/" + t.Source.ID
		}
		acts = append(acts, m)
	}
	return acts
}

func kindOfAct(a Act) string {
	switch a {
	case Stop:
		return "danger"
	case Change:
		return "info"
	}
	return "good"
}

// A payeeView is the form that changes who draws an award.
type payeeView struct {
	Award Award
	Terms programmeTerms
	Kinds []web.Choice
	// Members are who may draw it as one of the household.
	Members []web.Choice
	Form    *web.Form
}

func (b *Benefit) payeeForm(c *web.Context) error {
	return b.payeePage(c, c.Blank().Set("from", month.Today(c.Now()).String()))
}

func (b *Benefit) payeePage(c *web.Context, form *web.Form) error {
	view := payeeView{Terms: b.terms(), Form: form}
	err := b.db.Read(c.Context(), func(tx *store.Tx) error {
		h, err := OfAward(c.Context(), tx, c.Actor.Scope(PayeeChanging), c.Path("id"))
		if err != nil {
			return err
		}
		view.Award = h.Award
		if p := h.Payee; p != nil && form.Value("seen") == "" { // the account is typed anew, never shown in full
			form.Set("kind", string(p.Kind)).Set("name", p.Name).Set("bank", p.Bank).Set("person", p.Person)
		}
		if err := showing(c.Context(), tx, form, payees, h.ID); err != nil {
			return err
		}
		members, err := membersOf(c.Context(), tx, h.Household, tx.Today())
		for _, m := range members {
			view.Members = append(view.Members, web.Choice{Value: m.Person, Label: m.Name})
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, k := range []PayeeKind{PayHousehold, PayPerson, PayInstitution} {
		view.Kinds = append(view.Kinds, web.Choice{Value: string(k), Label: k.Term()})
	}
	c.Crumb("待遇台账", "/benefit/awards")
	c.Crumb(view.Award.Name, "/benefit/awards/"+view.Award.ID)
	return c.Render(b.pages, "payee.new", "变更领取人", view)
}

func (b *Benefit) payeeChange(c *web.Context) error {
	form, id := c.Form(), c.Path("id")
	p := Payee{Kind: PayeeKind(form.Text("kind")), Name: form.Text("name"), Person: form.Text("person"), Bank: form.Text("bank"), Account: Account(form.Text("account"))}
	from, reason := form.Day("from"), form.Text("reason")
	err := form.Err()
	if err == nil {
		err = b.SetPayee(c.Context(), c.Actor, id, p, from, reason, form.Text("seen"))
	}
	if form.Refused(err) {
		return b.payeePage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "领取人已变更，自"+from.Term()+"起使用。已编制的名册不受影响。")
	return c.Redirect("/benefit/awards/" + id)
}
