package disbursement

import (
	"io"
	"slices"

	"minzheng/internal/base/fault"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
)

func (d *Disbursement) changesPage(c *web.Context) error {
	var view showView
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		view.sight, err = look(c.Context(), tx, c.Actor, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	view.Statement = view.tables()["statement"].View()
	if only := Movement(c.Query("movement")); only.Term() != "" {
		view.Only = only.Term()
		view.changes = slices.DeleteFunc(view.changes, func(c Change) bool { return c.Movement != only })
	}
	view.Changes = changeTable(view.Roster, view.changes).View()
	c.Crumb("资金发放", "/disbursement")
	c.Crumb(view.Title(), view.path())
	return c.Render(d.pages, "change.index", "增减变动", view)
}

// tableFile gives one of the roster's tables as a file: totals.xlsx,
// changes.csv. They hold no identity numbers and no accounts.
func (d *Disbursement) tableFile(c *web.Context) error {
	var s sight
	err := d.db.Read(c.Context(), func(tx *store.Tx) (err error) {
		s, err = look(c.Context(), tx, c.Actor, c.Path("id"))
		return err
	})
	if err != nil {
		return err
	}
	for name, table := range s.tables() {
		if err := table.Check(); err != nil {
			return err
		}
		switch c.Path("file") {
		case name + ".xlsx":
			return c.Download(table.Name+".xlsx", table.Workbook)
		case name + ".csv":
			text, err := table.CSV()
			if err != nil {
				return err
			}
			return c.Download(table.Name+".csv", func(w io.Writer) error { _, err := w.Write(text); return err })
		}
	}
	return fault.NotFound("没有这张表，请从名册页面重新进入")
}
