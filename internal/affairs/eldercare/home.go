package eldercare

import (
	"context"
	"fmt"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A Home is a home for the old.
//
// 养老机构. 《老年人权益保障法》第四十三条.
type Home struct {
	Division division.Code
	Name     string
	Kind     string // nursing 老年养护院, welfare 中心福利院, private 民办养老机构
	Operator string // public 公办公营, entrusted 公建民营, private 民办
	Opened   month.Day
	Closed   month.Day // zero: open
	Beds     int64
	Filing   string // where and when it was filed with the bureau 养老机构备案
	Address  string
	Phone    string
	Source   string
}

// homes describes the register of homes.
func (e *Eldercare) homes() *registry.Book[Home] {
	return &registry.Book[Home]{
		Name: "eldercare.home", Table: "eldercare_home", Term: "养老机构", Path: "/eldercare/homes",
		Lead:   "县养护院、乡镇中心福利院和其他养老机构。停用的填停用日期，不作废。",
		Source: "养老机构登记簿",
		Home:   func(h *Home) *division.Code { return &h.Division },
		Title:  func(h Home) string { return h.Name },
		Order:  "division", Reading: Read, Writing: Keeping, Check: checkHome, Places: place.Names, Panel: e.homePanel, Leans: e.homeLeans,
		Fields: []registry.Field[Home]{
			{Name: "name", Term: "名称", At: func(h *Home) any { return &h.Name }, Need: true, Listed: true, Sought: true},
			{Name: "kind", Term: "类别", At: func(h *Home) any { return &h.Kind }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(homeKinds()...)},
			{Name: "operator", Term: "运营方式", At: func(h *Home) any { return &h.Operator }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(
				web.Choice{Value: "public", Label: "公办公营"}, web.Choice{Value: "entrusted", Label: "公建民营"}, web.Choice{Value: "private", Label: "民办"})},
			{Name: "division", Term: "所在地", At: func(h *Home) any { return &h.Division }, Need: true, Fixed: true, Listed: true},
			{Name: "opened", Term: "投用日期", At: func(h *Home) any { return &h.Opened }, Need: true, Listed: true},
			{Name: "closed", Term: "停用日期", Hint: "仍在使用的不填", At: func(h *Home) any { return &h.Closed }},
			{Name: "beds", Term: "床位", Unit: "张", At: func(h *Home) any { return &h.Beds }, Need: true, Listed: true, Summed: true},
			{Name: "filing", Term: "备案回执", Hint: "养老机构备案回执的编号和日期", At: func(h *Home) any { return &h.Filing }},
			{Name: "address", Term: "地址", At: func(h *Home) any { return &h.Address }},
			{Name: "phone", Term: "值班电话", At: func(h *Home) any { return &h.Phone }},
			{Name: "source", Term: "依据", Hint: "登记所依据的文件、证照", At: func(h *Home) any { return &h.Source }, Need: true, Long: true},
		},
	}
}

func homeKinds() []web.Choice {
	return []web.Choice{{Value: "nursing", Label: "老年养护院"}, {Value: "welfare", Label: "中心福利院"}, {Value: "private", Label: "民办养老机构"}}
}

func checkHome(_ context.Context, tx *store.Tx, _ access.Actor, h, _ *Home) error {
	var faults fault.List
	if h.Opened > tx.Today() {
		faults.Add(fault.Invalid("opened", "投用日期在今天之后，请核对"))
	}
	if h.Closed.Known() && h.Closed <= h.Opened {
		faults.Add(fault.Invalid("closed", "停用日期应在投用日期之后"))
	}
	if h.Beds < 0 {
		faults.Add(fault.Invalid("beds", "床位不能小于零"))
	}
	return faults.Err()
}

// homeLeans keeps a home while something stands as invested in it.
func (e *Eldercare) homeLeans(ctx context.Context, tx *store.Tx, by access.Actor, h registry.Record[Home]) error {
	projects, err := e.projectsOf(ctx, tx, by, h.ID)
	if err == nil && len(projects) > 0 {
		err = fault.Conflict("这个机构还有 %d 个投资项目在册；停用的请填停用日期，登记有误的请先作废这些项目", len(projects))
	}
	return err
}

func (e *Eldercare) projectsOf(ctx context.Context, tx *store.Tx, by access.Actor, home string) ([]registry.Record[Project], error) {
	return e.Projects.List(ctx, tx, by.Scope(Read), registry.Query{Where: []registry.Condition{registry.Where("r.home = ?", home)}})
}

// homePanel shows what was invested in a home.
func (e *Eldercare) homePanel(ctx context.Context, tx *store.Tx, by access.Actor, h registry.Record[Home]) (registry.Panel, error) {
	projects, err := e.projectsOf(ctx, tx, by, h.ID)
	if err != nil {
		return registry.Panel{}, err
	}
	t := web.Table{Empty: "没有登记投资项目。", Columns: []web.Column{
		{Key: "name", Title: "项目", Kind: "text"}, {Key: "kind", Title: "类别", Kind: "text"}, {Key: "day", Title: "完成日期", Kind: "day"}, {Key: "amount", Title: "投资", Kind: "money"},
	}}
	for _, p := range projects {
		t.Rows = append(t.Rows, web.Row{Href: e.Projects.Path + "/" + p.ID, Cells: []any{p.Is.Name, kindTerm(p.Is.Kind), p.Is.Day, p.Is.Amount}})
	}
	return registry.Panel{Term: "投资项目", Table: t}, nil
}

// standing is the ledger of homes in use.
func (e *Eldercare) standing() room.Ledger {
	return room.Ledger{
		Name: "eldercare.homes", Term: "养老机构台账", Kind: room.Stock, Needs: Read,
		Source: "期末在用的养老机构，不含停用和作废的",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			end := span.Until.First().String()
			found, err := e.Homes.List(ctx, tx, scope, registry.Query{Where: []registry.Condition{
				registry.Where("r.opened < ?", end), registry.Where("(r.closed = '' OR r.closed >= ?)", end),
			}})
			if err != nil {
				return nil, err
			}
			var entries []room.Entry
			for _, h := range found {
				entries = append(entries, room.Entry{
					ID: h.ID, Day: h.Is.Opened, Division: h.Is.Division, Programme: h.Is.Kind, Item: fmt.Sprintf("%d张床位", h.Is.Beds),
					Words: h.Is.Name, Path: e.Homes.Path + "/" + h.ID,
				})
			}
			return entries, nil
		},
	}
}
