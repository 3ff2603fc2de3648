package circumstance

import (
	"strconv"

	"minzheng/internal/base/month"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A mendView is the form that corrects one circumstance.
type mendView struct {
	Household string
	Name      string
	Spec      Spec
	Form      *web.Form
	Options   []web.Choice
	Periods   []web.Choice
	Origins   []web.Choice
	Known     bool   // something holds today
	History   []line // what was believed, the newest belief first
}

// A pickView asks which circumstance.
type pickView struct {
	Household string
	Name      string
	Subject   string
	Kinds     []Spec
}

// mend shows the form of the circumstance that the address names, or asks which one.
func (c *Circumstance) mend(w *web.Context) error {
	h, err := c.home(w)
	if err != nil {
		return err
	}
	subject := w.Query("subject")
	name, err := h.name(subject)
	if err != nil {
		return err
	}
	kind := Kind(w.Query("kind"))
	if kind == "" {
		return c.pick(w, h, subject, name)
	}
	spec, err := kind.Spec()
	if err != nil {
		return err
	}
	form := w.Blank().Set("subject", subject).Set("kind", string(kind)).Set("item", w.Query("item")).
		Set("from", month.Today(w.Now()).String()).Set("seen", Mark(h.facts)).Set("period", string(usualPeriod(kind))).Set("recurs", "1")
	if f, ok := h.known(subject, kind, w.Query("item")); ok {
		fill(form, spec, f)
	}
	return c.mendPage(w, h, spec, form)
}

func (c *Circumstance) pick(w *web.Context, h home, subject, name string) error {
	view := pickView{Household: h.ID, Name: name, Subject: subject}
	for _, s := range Kinds() {
		if (s.Subject == OfHousehold) == (subject == h.ID) {
			view.Kinds = append(view.Kinds, s)
		}
	}
	h.crumbs(w)
	return w.Render(c.pages, "circumstance.pick", "更正境况："+name, view)
}

// usualPeriod is how a kind is usually told.
func usualPeriod(k Kind) Period {
	if k == Farming || k == Business {
		return Yearly
	}
	return Monthly
}

// fill puts a fact into the form.
func fill(form *web.Form, s Spec, f Fact) {
	form.Set("option", f.Option).Set("text", f.Text).Set("recurs", tick(f.Recurs)).Set("approx", tick(f.Approx))
	if s.Value == Sum || s.Value == Stock {
		form.Set("amount", plain(f))
	}
	if s.Value == Sum {
		form.Set("period", string(f.Period))
	}
	if f.Count > 0 {
		form.Set("count", strconv.Itoa(f.Count))
	}
}

func tick(b bool) string {
	if b {
		return "1"
	}
	return ""
}

func (c *Circumstance) mendPage(w *web.Context, h home, spec Spec, form *web.Form) error {
	subject := form.Text("subject")
	name, err := h.name(subject)
	if err != nil {
		return err
	}
	view := mendView{Household: h.ID, Name: name, Spec: spec, Form: form, Periods: periods(), Origins: origins()}
	_, view.Known = h.known(subject, spec.Kind, form.Text("item"))
	for _, o := range spec.Options {
		view.Options = append(view.Options, web.Choice{Value: o.Code, Label: o.Term})
	}
	err = c.db.Read(w.Context(), func(tx *store.Tx) error {
		all, err := History(w.Context(), tx, w.Actor.Scope(Correcting), h.ID, subject, spec.Kind)
		for _, f := range all {
			view.History = append(view.History, line{f, f.Says()})
		}
		return err
	})
	if err != nil {
		return err
	}
	h.crumbs(w)
	return w.Render(c.pages, "circumstance.correction", "更正境况："+name+"的"+spec.Term, view)
}

func (c *Circumstance) corrected(w *web.Context) error {
	h, err := c.home(w)
	if err != nil {
		return err
	}
	form := w.Form()
	spec, err := Kind(form.Text("kind")).Spec()
	if err != nil {
		return err
	}
	k := correctionOf(form, h.ID, spec)
	news, err := 0, form.Err()
	if err == nil {
		news, err = c.Correct(w.Context(), w.Actor, k)
	}
	if form.Refused(err) {
		return c.mendPage(w, h, spec, form)
	}
	if err != nil {
		return err
	}
	name, err := h.name(form.Text("subject"))
	if err != nil {
		return err
	}
	return saved(w, h.ID, name, news)
}

// correctionOf reads the form.
func correctionOf(form *web.Form, household string, spec Spec) Correction {
	from, source, reason := sourced(form)
	k := Correction{Household: household, Reason: reason, Seen: form.Text("seen")}
	subject, item := form.Text("subject"), form.Text("item")
	if form.Ticked("ended") {
		k.Ends = []Ending{{Subject: subject, Kind: spec.Kind, Item: item, From: from, Source: source}}
		return k
	}
	f := Fact{Subject: subject, Kind: spec.Kind, Item: item, Text: form.Text("text"), Approx: form.Ticked("approx"), During: month.Since(from), Source: source}
	switch spec.Value {
	case Sum:
		form.Require("amount", "金额")
		f.Amount, f.Period, f.Recurs = form.Money("amount"), Period(form.Text("period")), form.Ticked("recurs")
	case Stock:
		form.Require("amount", "金额")
		f.Amount = form.Money("amount")
	case Count, Choice:
		f.Option, f.Count = form.Text("option"), form.Count("count")
	}
	k.Facts = []Fact{f}
	return k
}
