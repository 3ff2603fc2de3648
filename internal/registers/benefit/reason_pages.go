package benefit

import (
	"minzheng/internal/base/month"
	"minzheng/internal/engine/rules"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A reasonView is a reason record as a page.
type reasonView struct {
	Reason
	Place string
	Terms programmeTerms
	Facts []web.Fact
	Sheet sheetView
}

// A sheetView is the calculation sheet of a reason record.
type sheetView struct {
	Lines  []web.Step
	Why    *rules.Explanation
	Same   bool // the values of today give what the record says
	Digest string
	Law    string
}

// sheet computes the calculation sheet of a reason record.
func (b *Benefit) sheet(r Reason) (sheetView, error) {
	why, same, err := b.Explain(r)
	return sheetView{Lines: Reckoning(why), Why: why, Same: same, Digest: r.Digest, Law: r.Law}, err
}

func (b *Benefit) reasonShow(c *web.Context) error { return b.reasonPage(c, c.Render) }

func (b *Benefit) reasonPrint(c *web.Context) error { return b.reasonPage(c, c.Print) }

func (b *Benefit) reasonPage(c *web.Context, render func(*web.Pages, string, string, any) error) error {
	view := reasonView{Terms: b.terms()}
	var name string
	err := b.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		if view.Reason, err = ReasonOf(c.Context(), tx, c.Actor.Scope(Read), c.Path("id")); err != nil {
			return err
		}
		tree, err := place.Read(c.Context(), tx)
		if err != nil {
			return err
		}
		view.Place = tree.Local(view.Division)
		members, err := membersOf(c.Context(), tx, view.Household, view.Month.First())
		if len(members) > 0 {
			name = members[0].Name
		}
		return err
	})
	if err != nil {
		return err
	}
	c.Saw(view.Division, c.Path("id"))
	if view.Sheet, err = b.sheet(view.Reason); err != nil {
		return err
	}
	view.Facts = []web.Fact{
		{Term: "户主", Value: name, Href: "/household/" + view.Household},
		{Term: "所在地", Value: view.Place},
		{Term: "待遇项目", Value: view.Terms.Long(view.Programme)},
		{Term: "核定月份", Value: view.Month.Term()},
		{Term: "核定时间", Value: month.Clock(view.At)},
		{Term: "结论", Value: view.Outcome.Term()},
		{Term: "月金额", Value: view.Amount},
	}
	if view.Class.Class != "" {
		view.Facts = append(view.Facts, web.Fact{Term: "城乡类别", Value: view.Class.Class.Term(), Source: view.Class.Reason})
	}
	c.Crumb(name, "/household/"+view.Household)
	return render(b.pages, "reason.show", view.Month.Term()+"核定记录："+name, view)
}
