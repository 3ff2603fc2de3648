package registry

import (
	"time"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

// A showView is the page of a record.
type showView struct {
	Path    string // of the record
	Term    string
	Change  bool
	Struck  bool
	Reason  string
	Author  string
	At      time.Time
	Facts   []web.Fact
	Panel   Panel
	History []stateView
}

// A stateView is one state of a record in its history, told by what differed from the state before.
type stateView struct {
	At     time.Time
	Author string
	What   string
	Reason string
	Change []web.Fact
}

func (d desk[T]) show(c *web.Context) error {
	title, view, err := d.shown(c, false)
	if err != nil {
		return err
	}
	c.Crumb(d.Term, d.Path)
	return c.Render(d.pages, "record.show", title, view)
}

func (d desk[T]) print(c *web.Context) error {
	title, view, err := d.shown(c, true)
	if err != nil {
		return err
	}
	return c.Print(d.pages, "record.print", d.Term+"："+title, view)
}

// shown reads a record with its history for the page, or for paper, which leaves the office.
func (d desk[T]) shown(c *web.Context, paper bool) (title string, view showView, err error) {
	err = d.db.Read(c.Context(), func(tx *store.Tx) error {
		scope := c.Actor.Scope(d.Reading)
		is, err := d.One(c.Context(), tx, scope, c.Path("id"))
		if err != nil {
			return err
		}
		states, err := d.history(c.Context(), tx, scope, is.ID)
		if err != nil {
			return err
		}
		r, err := d.readerOf(c.Context(), tx, c.Actor, states)
		if err != nil {
			return err
		}
		title = d.Title(is.Is)
		view = showView{
			Path: d.Path + "/" + is.ID, Term: d.Term, Change: !is.Struck && c.Actor.May(d.Writing, *d.Home(&is.Is)),
			Struck: is.Struck, Reason: is.Reason, Author: is.Author, At: is.At,
		}
		for _, f := range d.columns() {
			fact := r.fact(f, &is.Is)
			if paper && f.Withheld != nil && f.Withheld(is.Is) {
				fact.Value, title = unseen, d.Term
			}
			view.Facts = append(view.Facts, fact)
		}
		view.History = d.told(r, states)
		if d.Panel != nil {
			view.Panel, err = d.Panel(c.Context(), tx, c.Actor, is)
		}
		return err
	})
	return title, view, err
}

// told tells the history of a record, the newest state first.
func (d desk[T]) told(r *reader[T], states []Record[T]) (told []stateView) {
	for i := range states {
		s := stateView{At: states[i].At, Author: states[i].Author, What: "登记", Reason: states[i].Reason}
		if i+1 < len(states) {
			s.What = "更正"
			for _, f := range d.columns() {
				was, _ := r.text(f, &states[i+1].Is)
				is, _ := r.text(f, &states[i].Is)
				if was != is {
					s.Change = append(s.Change, web.Fact{Term: f.Term, Value: orDash(was) + " → " + orDash(is)})
				}
			}
		}
		if states[i].Struck {
			s.What = "作废"
		}
		told = append(told, s)
	}
	return told
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

func (d desk[T]) mend(c *web.Context) error {
	form := c.Blank()
	err := d.db.Read(c.Context(), func(tx *store.Tx) error {
		is, err := d.One(c.Context(), tx, c.Actor.Scope(d.Writing), c.Path("id"))
		if err != nil {
			return err
		}
		if is.Struck {
			return fault.Conflict("这条记录已经作废，不能再改；需要时请重新登记")
		}
		form.Set("seen", is.Revision())
		for _, f := range d.Fields {
			form.Set(f.Name, d.written(f, &is.Is))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return d.mendPage(c, form)
}

// written is a field as a form shows it for change.
func (d desk[T]) written(f Field[T], is *T) string {
	if empty(f.At(is)) {
		if f.kind() == "number" {
			return "0"
		}
		return ""
	}
	if f.inputKind() == "check" {
		return "1"
	}
	return plain(f.At(is))
}

func (d desk[T]) mendPage(c *web.Context, form *web.Form) error {
	path := d.Path + "/" + c.Path("id")
	view := formView{Path: path + "/correction", Back: path, Form: form, Correcting: true}
	title := ""
	err := d.db.Read(c.Context(), func(tx *store.Tx) error {
		is, err := d.One(c.Context(), tx, c.Actor.Scope(d.Writing), c.Path("id"))
		if err != nil {
			return err
		}
		title = d.Title(is.Is)
		view.Inputs, err = d.inputs(c, tx, true)
		return err
	})
	if err != nil {
		return err
	}
	c.Crumb(d.Term, d.Path)
	c.Crumb(title, path)
	return c.Render(d.pages, "record.form", "更正"+d.Term+"："+title, view)
}

func (d desk[T]) corrected(c *web.Context) error {
	form := c.Form()
	err := d.db.Write(c.Context(), func(tx *store.Tx) error {
		k := Correction[T]{ID: c.Path("id"), Seen: form.Text("seen"), Reason: form.Text("reason")}
		if err := d.fillIn(c, tx, form, &k.Is, true); err != nil {
			return err
		}
		return d.Correct(c.Context(), tx, c.Actor, k)
	})
	if form.Refused(err) {
		return d.mendPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已更正，更正前的内容保留在登记经过中。")
	return c.Redirect(d.Path + "/" + c.Path("id"))
}

func (d desk[T]) question(c *web.Context) error { return d.questionPage(c, c.Blank()) }

// questionPage asks before a record is struck.
func (d desk[T]) questionPage(c *web.Context, form *web.Form) error {
	var is Record[T]
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		is, err = d.One(c.Context(), tx, c.Actor.Scope(d.Writing), c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	path := d.Path + "/" + is.ID
	c.Crumb(d.Term, d.Path)
	c.Crumb(d.Title(is.Is), path)
	return c.Confirm(web.Question{
		Title: "作废" + d.Term + "：" + d.Title(is.Is), Consequence: "作废后这条记录不再计入任何统计数，内容和登记经过仍可查看。登记有误而内容可改的，请用“更正”。",
		Action: path + "/strike", Hidden: map[string]string{"seen": is.Revision()}, Reason: "作废的原因", Button: "作废", Back: path, Form: form,
	})
}

func (d desk[T]) struck(c *web.Context) error {
	form := c.Form()
	err := d.db.Write(c.Context(), func(tx *store.Tx) error {
		return d.Strike(c.Context(), tx, c.Actor, c.Path("id"), form.Text("seen"), form.Text("reason"))
	})
	if form.Refused(err) {
		return d.questionPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已作废。")
	return c.Redirect(d.Path + "/" + c.Path("id"))
}
