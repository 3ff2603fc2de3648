package circumstance

import (
	"strings"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/web"
)

// A declarationView is the form in which a member's incomes are declared at once.
type declarationView struct {
	Household string
	Person    string
	Name      string
	Form      *web.Form
	Incomes   []incomeField
	Costs     []incomeField
	Periods   []web.Choice
	Origins   []web.Choice
}

// A sumsView is one table of the form.
type sumsView struct {
	View   declarationView
	Fields []incomeField
}

// Lines are some of the form's sums as a table.
func (v declarationView) Lines(fields []incomeField) sumsView { return sumsView{v, fields} }

// An incomeField is one line of the form: the names of the fields of its amount and its period.
type incomeField struct {
	Term   string
	Amount string
	Period string
}

func fieldOf(s Spec) incomeField {
	return incomeField{s.Term, string(s.Kind) + ".amount", string(s.Kind) + ".period"}
}

// ID is the amount's id in the page, to which the list of faults leads.
func (i incomeField) ID() string { return "f-" + strings.ReplaceAll(i.Amount, ".", "-") }

// sums are the kinds that a declaration holds.
func sums() []Spec {
	var found []Spec
	for _, s := range specs {
		if s.Value == Sum {
			found = append(found, s)
		}
	}
	return found
}

func (c *Circumstance) asking(w *web.Context) error {
	h, err := c.home(w)
	if err != nil {
		return err
	}
	person := w.Query("person")
	form := w.Blank().Set("person", person).Set("from", month.Today(w.Now()).String()).Set("origin", string(Declared)).Set("seen", Mark(h.facts))
	for _, s := range sums() {
		field := fieldOf(s)
		form.Set(field.Period, string(usualPeriod(s.Kind)))
		if f, ok := h.known(person, s.Kind, ""); ok {
			form.Set(field.Amount, plain(f)).Set(field.Period, string(f.Period))
		}
	}
	return c.declarationPage(w, h, form)
}

func (c *Circumstance) declarationPage(w *web.Context, h home, form *web.Form) error {
	person := form.Text("person")
	name, err := h.name(person)
	if err != nil {
		return err
	}
	view := declarationView{Household: h.ID, Person: person, Name: name, Form: form, Periods: periods(), Origins: origins()}
	for _, s := range sums() {
		if s.Kind.IsIncome() {
			view.Incomes = append(view.Incomes, fieldOf(s))
		} else {
			view.Costs = append(view.Costs, fieldOf(s))
		}
	}
	h.crumbs(w)
	return w.Render(c.pages, "circumstance.declaration", "登记收入："+name, view)
}

func (c *Circumstance) declared(w *web.Context) error {
	h, err := c.home(w)
	if err != nil {
		return err
	}
	form := w.Form()
	from, source, reason := sourced(form)
	d := Declaration{Household: h.ID, Person: form.Text("person"), From: from, Source: source, Reason: reason, Seen: form.Text("seen")}
	for _, s := range sums() {
		field := fieldOf(s)
		if form.Text(field.Amount) != "" {
			d.Incomes = append(d.Incomes, Income{Kind: s.Kind, Amount: form.Money(field.Amount), Period: Period(form.Text(field.Period))})
		}
	}
	news, err := 0, form.Err()
	if err == nil {
		news, err = c.Declare(w.Context(), w.Actor, d)
	}
	if form.Refused(err) {
		return c.declarationPage(w, h, form)
	}
	if err != nil {
		return err
	}
	name, err := h.name(d.Person)
	if err != nil {
		return err
	}
	return saved(w, h.ID, name, news)
}
