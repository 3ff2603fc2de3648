package eldercare

import (
	"context"

	"minzheng/internal/base/division"
	"minzheng/internal/base/fault"
	"minzheng/internal/base/money"
	"minzheng/internal/base/month"
	"minzheng/internal/engine/access"
	"minzheng/internal/engine/registry"
	"minzheng/internal/engine/room"
	"minzheng/internal/engine/store"
	"minzheng/internal/engine/web"
	"minzheng/internal/registers/place"
)

// A Project is what was built or bettered at a home, with what it cost.
//
// 养老机构投资项目.
type Project struct {
	Division division.Code // of the home
	Home     string        // id
	Name     string
	Kind     string // building 新建改扩建, safety 平安工程, heating 冬暖工程, cameras 雪亮工程
	Day      month.Day
	Amount   money.Fen
	Fund     string // 资金来源, as the papers name it
	Source   string
}

// projects describes the register of investments.
func (e *Eldercare) projects() *registry.Book[Project] {
	return &registry.Book[Project]{
		Name: "eldercare.project", Table: "eldercare_project", Term: "养老投资项目", Path: "/eldercare/projects",
		Lead:   "养老机构的新建改扩建和平安（消防）、冬暖（供暖）、雪亮（监控）工程，一个机构一个项目一条，按完成（验收）日期计。",
		Source: "养老机构投资项目登记簿",
		Home:   func(p *Project) *division.Code { return &p.Division },
		Title:  func(p Project) string { return p.Name },
		Order:  "day", Latest: true, Reading: Read, Writing: Keeping, Check: e.checkProject, Places: place.Names,
		Fields: []registry.Field[Project]{
			{Name: "name", Term: "项目", At: func(p *Project) any { return &p.Name }, Need: true, Listed: true, Sought: true},
			{Name: "home", Term: "机构", Hint: "不在其中的，先登记养老机构", At: func(p *Project) any { return &p.Home }, Need: true, Fixed: true, Listed: true, Sifted: true, Choices: e.homeChoices},
			{Name: "kind", Term: "类别", At: func(p *Project) any { return &p.Kind }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(projectKinds()...)},
			{Name: "day", Term: "完成日期", Hint: "竣工验收的日期", At: func(p *Project) any { return &p.Day }, Need: true, Listed: true, Sifted: true},
			{Name: "amount", Term: "投资", At: func(p *Project) any { return &p.Amount }, Need: true, Listed: true, Summed: true},
			{Name: "fund", Term: "资金来源", Hint: "如 省级福彩公益金", At: func(p *Project) any { return &p.Fund }, Need: true, Sought: true},
			{Name: "division", Term: "机构所在地", At: func(p *Project) any { return &p.Division }, Given: true},
			{Name: "source", Term: "依据", Hint: "批复、决算或验收文件", At: func(p *Project) any { return &p.Source }, Need: true, Long: true},
		},
	}
}

func projectKinds() []web.Choice {
	return []web.Choice{
		{Value: "building", Label: "新建改扩建"}, {Value: "safety", Label: "平安工程"}, {Value: "heating", Label: "冬暖工程"}, {Value: "cameras", Label: "雪亮工程"},
	}
}

func kindTerm(kind string) string {
	for _, c := range projectKinds() {
		if c.Value == kind {
			return c.Label
		}
	}
	return kind
}

// homeChoices are the homes in sight.
func (e *Eldercare) homeChoices(ctx context.Context, tx *store.Tx, scope access.Scope) ([]web.Choice, error) {
	found, err := e.Homes.List(ctx, tx, scope, registry.Query{})
	var choices []web.Choice
	for _, h := range found {
		choices = append(choices, web.Choice{Value: h.ID, Label: h.Is.Name})
	}
	return choices, err
}

// checkProject puts the project where its home is.
func (e *Eldercare) checkProject(ctx context.Context, tx *store.Tx, by access.Actor, p, _ *Project) error {
	home, err := e.Homes.One(ctx, tx, by.Scope(Keeping), p.Home)
	if err != nil {
		return err
	}
	p.Division = home.Is.Division
	var faults fault.List
	if p.Amount <= 0 {
		faults.Add(fault.Invalid("amount", "投资应大于零"))
	}
	if p.Day > tx.Today() {
		faults.Add(fault.Invalid("day", "完成日期在今天之后；没有完成的项目完成后再登记"))
	}
	return faults.Err()
}

// invested is the ledger of investments, all that were finished until the end of the time: 累计投资.
func (e *Eldercare) invested() room.Ledger {
	return room.Ledger{
		Name: "eldercare.invested", Term: "养老投资台账", Kind: room.Stock, Needs: Read,
		Source: "截至期末完成的养老机构投资项目，历年累计，不含作废的",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			found, err := e.Projects.List(ctx, tx, scope, registry.Query{Where: []registry.Condition{registry.Where("r.day < ?", span.Until.First().String())}})
			if err != nil {
				return nil, err
			}
			var entries []room.Entry
			for _, p := range found {
				entries = append(entries, room.Entry{
					ID: p.ID, Day: p.Is.Day, Division: p.Is.Division, Programme: p.Is.Kind, Item: kindTerm(p.Is.Kind), Amount: p.Is.Amount,
					Words: p.Is.Name, Path: e.Projects.Path + "/" + p.ID,
				})
			}
			return entries, nil
		},
	}
}
