package circumstance

import (
	"context"
	"html/template"
	"net/url"
	"slices"
	"strings"

	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/household"
)

func (c *Circumstance) routes(m *web.Mux) {
	m.Handle("GET /circumstance/{household}/correction", web.Needs(Correcting), c.mend)
	m.Handle("GET /circumstance/monitored", web.Needs(Read), c.monitored)
	m.Handle("POST /circumstance/{household}/correction", web.Needs(Correcting), c.corrected)
	m.Handle("GET /circumstance/{household}/declaration", web.Needs(Correcting), c.asking)
	m.Handle("POST /circumstance/{household}/declaration", web.Needs(Correcting), c.declared)
}

// A line is one fact in the history of one kind.
type line struct {
	Fact
	Says string
}

// A section is what is known about the household or one of its members.
type section struct {
	Subject string
	Name    string
	Person  bool
	Facts   []web.Fact
	Common  string // since when and from where, when all facts of the section have that in common
}

// A panelView is what is known about a household.
type panelView struct {
	Household string
	Sections  []section
	Mend      bool
}

// householdPanel shows on a household's page what is known of it and its members.
func (c *Circumstance) householdPanel(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error) {
	h, err := household.Show(ctx, tx, by.Scope(Read), id, tx.Today())
	if err != nil {
		return "", err
	}
	facts, err := Of(ctx, tx, by.Scope(Read), id, tx.Today())
	if err != nil {
		return "", err
	}
	view := panelView{Household: id, Mend: by.May(Correcting, h.Division)}
	add := func(subject, name string) {
		s := newSection(view, facts[subject])
		s.Subject, s.Name, s.Person = subject, name, subject != id
		view.Sections = append(view.Sections, s)
	}
	add(id, "全家")
	for _, m := range h.Members {
		add(m.Person, m.Name)
	}
	return c.pages.Fragment("circumstance.panel", view)
}

// personPanel shows on a person's page what is known of the person.
func (c *Circumstance) personPanel(ctx context.Context, tx *store.Tx, by access.Actor, id string) (template.HTML, error) {
	home, err := household.Of(ctx, tx, by.Scope(Read), id, tx.Today())
	if err != nil || home == "" {
		return "", err
	}
	facts, err := Of(ctx, tx, by.Scope(Read), home, tx.Today())
	if err != nil || len(facts[id]) == 0 {
		return "", err
	}
	view := panelView{Household: home}
	view.Sections = []section{newSection(view, facts[id])}
	return c.pages.Fragment("circumstance.panel", view)
}

// newSection puts facts in the order of the inquiry form. Who may correct them is led there by their value.
func newSection(view panelView, facts []Fact) section {
	var s section
	for _, spec := range specs {
		for _, f := range facts {
			if f.Kind != spec.Kind {
				continue
			}
			shown := web.Fact{Term: spec.Term, Value: f.Says() + f.original(), Since: f.During.From.String() + " 起", Source: f.Source.String()}
			if view.Mend {
				shown.Href = "/circumstance/" + view.Household + "/correction?" +
					url.Values{"subject": {f.Subject}, "kind": {string(f.Kind)}, "item": {f.Item}}.Encode()
			}
			s.Facts = append(s.Facts, shown)
		}
	}
	s.gather()
	return s
}

// gather says once what all facts have in common.
func (s *section) gather() {
	for _, f := range s.Facts {
		if f.Since != s.Facts[0].Since || f.Source != s.Facts[0].Source {
			return
		}
	}
	for i := range s.Facts {
		s.Common = s.Facts[i].Since + " · " + s.Facts[i].Source
		s.Facts[i].Since, s.Facts[i].Source = "", ""
	}
}

// original is what was written in the source, where it says something else than the value.
func (f Fact) original() string {
	if f.Raw == "" || strings.Trim(f.Raw, "0123456789.,") == "" || strings.Contains(f.Says(), f.Raw) {
		return ""
	}
	return "［原文：" + f.Raw + "］"
}

// A home is a household with what is known of it, as the forms need it.
type home struct {
	household.Household
	facts map[string][]Fact
}

func (c *Circumstance) home(w *web.Context) (h home, err error) {
	err = c.db.Read(w.Context(), func(tx *store.Tx) error {
		scope := w.Actor.Scope(Correcting)
		if h.Household, err = household.Show(w.Context(), tx, scope, w.Path("household"), tx.Today()); err != nil {
			return err
		}
		h.facts, err = Of(w.Context(), tx, scope, h.ID, tx.Today())
		return err
	})
	return h, err
}

// name is what the subject is called; fault.NotFound when it is neither the household nor a member.
func (h home) name(subject string) (string, error) {
	if subject == h.ID {
		return "全家", nil
	}
	for _, m := range h.Members {
		if m.Person == subject {
			return m.Name, nil
		}
	}
	return "", fault.NotFound("这个人现在不是该户的成员，请重新打开家庭页面核对")
}

// known is the fact about a subject, and whether there is one.
func (h home) known(subject string, kind Kind, item string) (Fact, bool) {
	i := slices.IndexFunc(h.facts[subject], func(f Fact) bool { return f.Kind == kind && f.Item == item })
	if i < 0 {
		return Fact{}, false
	}
	return h.facts[subject][i], true
}

// crumbs are the way to the household's page.
func (h home) crumbs(w *web.Context) {
	head, _ := h.Head()
	w.Crumb("家庭", "/household")
	w.Crumb(head.Name+"的家庭", "/household/"+h.ID)
}

// sourced are the fields about where a fact comes from, which both forms have.
func sourced(form *web.Form) (from month.Day, source Source, reason string) {
	origin := Origin(form.Text("origin"))
	if !slices.Contains(byHand, origin) {
		form.Fault("origin", "请选择来源：申报、核对或入户")
	}
	form.Require("from", "从哪一天起")
	return form.Day("from"), Source{Origin: origin, Note: form.Text("note")}, form.Text("reason")
}

// byHand are the origins that an officer can give.
var byHand = []Origin{Declared, Checked, Seen}

func origins() []web.Choice {
	var choices []web.Choice
	for _, o := range byHand {
		choices = append(choices, web.Choice{Value: string(o), Label: o.Term()})
	}
	return choices
}

func periods() []web.Choice {
	var choices []web.Choice
	for _, p := range []Period{Monthly, Yearly, Once} {
		choices = append(choices, web.Choice{Value: string(p), Label: p.Term()})
	}
	return choices
}

// saved answers after an act: to the household, saying what became of it.
func saved(w *web.Context, household, name string, news int) error {
	if news == 0 {
		w.Flash(web.Info, "填写的内容与已登记的相同，没有变化。")
	} else {
		w.Flash(web.Good, "已登记"+name+"的境况，更正前的内容仍保留。")
	}
	return w.Redirect("/household/" + household)
}

// plain prints a sum for a field: no decimals where there are none.
func plain(f Fact) string { return strings.TrimSuffix(f.Amount.Plain(), ".00") }
