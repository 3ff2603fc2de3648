package assistance

import (
	"cmp"
	"context"

	"minzheng/internal/affairs/assistance/dibao"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/benefit"
	"minzheng/internal/registers/household"
	"minzheng/internal/registers/place"
)

// A requestRow is a request in the list.
type requestRow struct {
	View
	Where string // 宝丰镇铧厂村
	Asked string // 低保
}

// Kind is how the state looks.
func (r requestRow) Kind() string {
	switch r.State {
	case Granted:
		return "good"
	case Turned:
		return "danger"
	case Withdrawn:
		return "quiet"
	}
	return "wait"
}

type requestIndexView struct {
	Rows  []requestRow
	Pager *web.Pager
	All   bool
	Enter bool
}

// rowsPerPage is how many requests one page lists.
const rowsPerPage = 50

func (a *Assistance) requestIndex(c *web.Context) error {
	view := requestIndexView{Pager: c.Pager(rowsPerPage), All: c.Query("all") != "", Enter: c.Actor.Can(Requesting)}
	err := a.db.Read(c.Context(), func(tx *store.Tx) error {
		found, err := listRequests(c.Context(), tx, c.Actor.Scope(Read), !view.All, view.Pager.After, view.Pager.Limit())
		if err != nil {
			return err
		}
		view.Rows, err = a.rows(c.Context(), tx, found)
		return err
	})
	if err != nil {
		return err
	}
	view.Rows = web.Cut(view.Pager, view.Rows, func(r requestRow) string { return r.ID })
	return c.Render(a.pages, "request.index", "救助申请", view)
}

func (a *Assistance) rows(ctx context.Context, tx *store.Tx, found []View) ([]requestRow, error) {
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows := make([]requestRow, len(found))
	for i, v := range found {
		rows[i] = requestRow{View: v, Where: tree.Local(v.Place), Asked: a.short(v.Programme)}
	}
	return rows, nil
}

func (a *Assistance) short(programme string) string {
	for _, p := range a.Programmes() {
		if p.Code == programme {
			return p.Short
		}
	}
	return programme
}

type requestNewView struct {
	Form      *web.Form
	Household string
	Head      string
	Members   []web.Choice
	Channels  []web.Choice
	Classes   []web.Choice
}

func (a *Assistance) requestNew(c *web.Context) error {
	return a.requestForm(c, c.Blank().Set("day", month.Today(c.Now()).String()).Set("channel", string(Visit)), c.Query("household"))
}

// requestForm shows the form for one household, whose members are offered.
func (a *Assistance) requestForm(c *web.Context, form *web.Form, id string) error {
	var h household.Household
	err := a.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		h, err = household.Show(c.Context(), tx, c.Actor.Scope(Requesting), id, tx.Today())
		return err
	})
	if err != nil {
		return err
	}
	head, _ := h.Head()
	view := requestNewView{
		Form: form, Household: id, Head: cmp.Or(head.Name, "户主未登记"),
		Classes: []web.Choice{{Value: string(benefit.Urban), Label: "城市"}, {Value: string(benefit.Rural), Label: "农村"}},
	}
	for _, m := range h.Members {
		view.Members = append(view.Members, web.Choice{Value: m.Person, Label: cmp.Or(m.Name, "姓名未登记"), Hint: m.Relation.Term()})
	}
	if form.Value("applicant") == "" {
		form.Set("applicant", head.Person)
	}
	for _, ch := range Channels() {
		view.Channels = append(view.Channels, web.Choice{Value: string(ch), Label: ch.Term()})
	}
	c.Crumb("家庭", "/household")
	c.Crumb(view.Head+"的家庭", "/household/"+id)
	return c.Render(a.pages, "request.new", "登记低保申请", view)
}

func (a *Assistance) requestSubmit(c *web.Context) error {
	form := c.Form()
	r := Request{
		Programme: dibao.Code, Household: form.Text("household"), Applicant: form.Text("applicant"), Day: form.Day("day"),
		Channel: Channel(form.Text("channel")), Class: benefit.Class(form.Text("class")), ClassReason: form.Text("class_reason"),
		Authorised: form.Ticked("authorised"), Note: form.Text("note"),
	}
	id, err := "", form.Err()
	if err == nil {
		id, err = a.Submit(c.Context(), c.Actor, r)
	}
	if form.Refused(err) {
		return a.requestForm(c, form, r.Household)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "已登记申请，下一次每月核定时一并核算。")
	return c.Redirect("/assistance/requests/" + id)
}

type requestShowView struct {
	requestRow
	Form     *web.Form
	Facts    []web.Fact
	Moments  []web.Moment
	Withdraw bool
}

func (a *Assistance) requestShow(c *web.Context) error { return a.requestPage(c, c.Blank()) }

func (a *Assistance) requestPage(c *web.Context, form *web.Form) error {
	view := requestShowView{Form: form}
	err := a.db.Read(c.Context(), func(tx *store.Tx) error {
		v, err := requestOf(c.Context(), tx, c.Actor.Scope(Read), c.Path("id"))
		if err != nil {
			return err
		}
		rows, err := a.rows(c.Context(), tx, []View{v})
		if err == nil {
			view.requestRow = rows[0]
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Saw(view.Place, view.ID)
	view.Facts, view.Moments = view.facts(), view.moments()
	view.Withdraw = view.State == Open && c.Actor.May(Requesting, view.Place)
	c.Crumb("救助申请", "/assistance/requests")
	return c.Render(a.pages, "request.show", view.Asker+"的低保申请", view)
}

func (r requestRow) facts() []web.Fact {
	class := "待认定"
	if r.Class != "" {
		class = r.Class.Term() + "，" + r.ClassReason
	}
	signed := "未签署"
	if r.Authorised {
		signed = "已签署"
	}
	return []web.Fact{
		{Term: "申请项目", Value: r.Asked},
		{Term: "申请人", Value: r.Asker, Href: "/person/" + r.Applicant},
		{Term: "家庭", Value: cmp.Or(r.Head, "户主未登记") + "的家庭", Href: "/household/" + r.Household},
		{Term: "所在地", Value: r.Where},
		{Term: "申请日期", Value: r.Day},
		{Term: "申请方式", Value: r.Channel.Term()},
		{Term: "城乡类别", Value: class},
		{Term: "诚信承诺和核对授权", Value: signed},
		{Term: "说明", Value: r.Note},
	}
}

// moments are the acts on the request, the newest first.
func (r requestRow) moments() []web.Moment {
	entered := web.Moment{When: month.Clock(r.At), What: "登记申请", Who: r.By, Kind: "info"}
	switch r.State {
	case Granted:
		return []web.Moment{{When: month.Clock(r.ClosedAt), What: "确认待遇，自" + r.From.Term() + "起", Who: r.ClosedBy, Text: r.Outcome, Kind: "good"}, entered}
	case Turned:
		return []web.Moment{{When: month.Clock(r.ClosedAt), What: "不予确认", Who: r.ClosedBy, Text: r.Outcome, Kind: "danger"}, entered}
	case Withdrawn:
		return []web.Moment{{When: month.Clock(r.ClosedAt), What: "撤回申请", Who: r.ClosedBy, Text: r.Outcome, Kind: "quiet"}, entered}
	}
	return []web.Moment{entered}
}

func (a *Assistance) requestWithdraw(c *web.Context) error {
	form := c.Form()
	err := a.Withdraw(c.Context(), c.Actor, Withdrawal{Request: c.Path("id"), Reason: form.Text("reason")})
	if form.Refused(err) {
		return a.requestPage(c, form)
	}
	if err != nil {
		return err
	}
	c.Flash(web.Good, "申请已撤回。")
	return c.Redirect("/assistance/requests/" + c.Path("id"))
}

// waiting tells how many requests wait to be assessed.
func (a *Assistance) waiting(ctx context.Context, tx *store.Tx, by access.Actor) ([]web.Waiting, error) {
	if !by.Can(Requesting) {
		return nil, nil
	}
	n, err := countOpen(ctx, tx, by.Scope(Read))
	if err != nil || n == 0 {
		return nil, err
	}
	return []web.Waiting{{Term: "待核定的救助申请", Text: "核对家庭成员、收入和财产是否登记齐全，每月核定时一并核算。", Count: n, Path: "/assistance/requests"}}, nil
}
