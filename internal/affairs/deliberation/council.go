package deliberation

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

// A Council is the body in which a village or community talks matters over.
//
// 村（居）民议事协商委员会. 中办、国办《关于加强城乡社区协商的意见》(2015).
type Council struct {
	Division division.Code // village or community
	Name     string
	Founded  month.Day
	Ended    month.Day // zero: it stands
	Term     month.Day // until when its members are chosen; zero: not known
	Chair    string
	Members  int64
	Roll     string // names of the members
	Source   string
}

// councils describes the register of councils.
func (d *Deliberation) councils() *registry.Book[Council] {
	return &registry.Book[Council]{
		Name: "deliberation.council", Table: "deliberation_council", Term: "议事协商委员会", Path: "/deliberation/councils",
		Lead:   "各村（社区）的村（居）民议事协商委员会。成立和开过会是两个数，分别统计。",
		Source: "村（居）民议事协商委员会登记簿",
		Home:   func(c *Council) *division.Code { return &c.Division },
		Title:  func(c Council) string { return c.Name },
		Order:  "division", Reading: Read, Writing: Keeping, Check: d.checkCouncil, Places: place.Names, Figures: d.coverage, Panel: d.councilPanel, Leans: d.councilLeans,
		Fields: []registry.Field[Council]{
			{Name: "name", Term: "名称", Hint: "如 铧厂村村民议事协商委员会", At: func(c *Council) any { return &c.Name }, Need: true, Listed: true, Sought: true},
			{Name: "division", Term: "村（社区）", At: func(c *Council) any { return &c.Division }, Need: true, Fixed: true, Listed: true},
			{Name: "founded", Term: "成立日期", At: func(c *Council) any { return &c.Founded }, Need: true, Listed: true, Sifted: true},
			{Name: "chair", Term: "主任", At: func(c *Council) any { return &c.Chair }, Need: true, Listed: true, Sought: true},
			{Name: "members", Term: "委员人数", Unit: "人", At: func(c *Council) any { return &c.Members }, Need: true, Listed: true, Summed: true},
			{Name: "roll", Term: "委员名单", Hint: "姓名之间用顿号", At: func(c *Council) any { return &c.Roll }, Long: true},
			{Name: "term", Term: "任期至", At: func(c *Council) any { return &c.Term }},
			{Name: "ended", Term: "撤销日期", Hint: "仍在运行的不填", At: func(c *Council) any { return &c.Ended }},
			{Name: "source", Term: "依据", Hint: "成立所依据的会议记录、批复", At: func(c *Council) any { return &c.Source }, Need: true, Long: true},
		},
	}
}

// checkCouncil wants one council in a village at a time.
func (d *Deliberation) checkCouncil(ctx context.Context, tx *store.Tx, by access.Actor, c, before *Council) error {
	var faults fault.List
	if c.Division.Level() != division.Village {
		faults.Add(fault.Invalid("division", "请填写到村（社区）"))
	}
	if c.Founded > tx.Today() {
		faults.Add(fault.Invalid("founded", "成立日期在今天之后，请核对"))
	}
	if c.Ended.Known() && c.Ended <= c.Founded {
		faults.Add(fault.Invalid("ended", "撤销日期应在成立日期之后"))
	}
	if c.Members <= 0 {
		faults.Add(fault.Invalid("members", "委员人数应大于零"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	if before != nil {
		return d.keepsMeetings(ctx, tx, by, c, before)
	}
	if err := tx.Lock(ctx, "deliberation.council/"+string(c.Division)); err != nil {
		return err
	}
	others, err := d.Councils.List(ctx, tx, by.Scope(Keeping), registry.Query{Where: []registry.Condition{
		registry.Where("r.division = ?", string(c.Division)), registry.Where("r.ended = ''"),
	}})
	if err == nil && len(others) > 0 {
		err = fault.Invalid("division", "这个村（社区）已经登记了“%s”；换届请更正原来的记录，撤销的先填撤销日期", others[0].Is.Name)
	}
	return err
}

// keepsMeetings wants the corrected council to stand on the days of the meetings of the one before.
func (d *Deliberation) keepsMeetings(ctx context.Context, tx *store.Tx, by access.Actor, c, before *Council) error {
	held, err := d.heldBy(ctx, tx, by, before)
	for _, m := range held {
		if m.Is.Day < c.Founded || c.Ended.Known() && m.Is.Day >= c.Ended {
			return fault.Invalid("founded", "%s开过会（%s），委员会当天应已成立、没有撤销；会议日期有误的请先更正会议", m.Is.Day.Term(), m.Is.Topic)
		}
	}
	return err
}

// heldBy are the meetings of a council, the latest first.
func (d *Deliberation) heldBy(ctx context.Context, tx *store.Tx, by access.Actor, c *Council) ([]registry.Record[Meeting], error) {
	where := []registry.Condition{registry.Where("r.division = ?", string(c.Division)), registry.Where("r.day >= ?", c.Founded.String())}
	if c.Ended.Known() {
		where = append(where, registry.Where("r.day < ?", c.Ended.String()))
	}
	return d.Meetings.List(ctx, tx, by.Scope(Read), registry.Query{Where: where})
}

// councilLeans keeps a council that held meetings.
func (d *Deliberation) councilLeans(ctx context.Context, tx *store.Tx, by access.Actor, c registry.Record[Council]) error {
	held, err := d.heldBy(ctx, tx, by, &c.Is)
	if err == nil && len(held) > 0 {
		err = fault.Conflict("这个委员会登记了 %d 次会议；撤销的请填撤销日期，登记有误的请先作废这些会议", len(held))
	}
	return err
}

// coverage tells how many villages have a council, and in how many of them it has met.
func (d *Deliberation) coverage(ctx context.Context, tx *store.Tx, scope access.Scope, where []registry.Condition) ([]registry.Figure, error) {
	with, err := d.Councils.Distinct(ctx, tx, scope, append(where, registry.Where("r.ended = ''")), "division")
	if err != nil {
		return nil, err
	}
	met, err := d.Councils.Distinct(ctx, tx, scope, append(where, registry.Where("r.ended = ''"), hasMet(store.KnownForever)), "division")
	if err != nil {
		return nil, err
	}
	tree, err := place.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	villages := 0
	for _, v := range tree.Inside(scope.Division()) {
		if v.Code.Level() == division.Village {
			villages++
		}
	}
	return []registry.Figure{
		{Term: "已成立", Value: fmt.Sprint(with), Unit: "个村（社区）", Note: fmt.Sprintf("本辖区共%d个", villages)},
		{Term: "开过会", Value: fmt.Sprint(met), Unit: "个村（社区）", Path: d.Meetings.Path},
	}, nil
}

// hasMet is the condition that a council's village held a meeting before a day.
func hasMet(before string) registry.Condition {
	return registry.Where(`EXISTS (SELECT 1 FROM deliberation_meeting m WHERE m.county = r.county AND m.division = r.division AND m.day >= r.founded
		AND m.day < ? AND m.struck = 0 AND m.known_until = '`+store.KnownForever+`')`, before)
}

// councilPanel lists the meetings of a council.
func (d *Deliberation) councilPanel(ctx context.Context, tx *store.Tx, by access.Actor, c registry.Record[Council]) (registry.Panel, error) {
	found, err := d.heldBy(ctx, tx, by, &c.Is)
	if err != nil {
		return registry.Panel{}, err
	}
	t := web.Table{Empty: "还没有登记会议。", Columns: []web.Column{
		{Key: "topic", Title: "议题", Kind: "text"}, {Key: "day", Title: "日期", Kind: "day"}, {Key: "present", Title: "到会委员", Kind: "number"},
	}}
	for _, m := range found {
		t.Rows = append(t.Rows, web.Row{Href: d.Meetings.Path + "/" + m.ID, Cells: []any{m.Is.Topic, m.Is.Day, int(m.Is.Present)}})
	}
	return registry.Panel{Term: "议事会议", Table: t}, nil
}

// standing are the councils that stand at the end of a time and fulfil further conditions.
func (d *Deliberation) standing(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span, further ...registry.Condition) ([]room.Entry, error) {
	end := span.Until.First().String()
	found, err := d.Councils.List(ctx, tx, scope, registry.Query{Where: append(further,
		registry.Where("r.founded < ?", end), registry.Where("(r.ended = '' OR r.ended >= ?)", end))})
	if err != nil {
		return nil, err
	}
	var entries []room.Entry
	for _, c := range found {
		entries = append(entries, room.Entry{
			ID: c.ID, Day: c.Is.Founded, Division: c.Is.Division, Programme: "council", Heads: int(c.Is.Members), Words: c.Is.Name, Path: d.Councils.Path + "/" + c.ID,
		})
	}
	return entries, nil
}

// setUp is the ledger of councils that stand.
func (d *Deliberation) setUp() room.Ledger {
	return room.Ledger{
		Name: "deliberation.councils", Term: "议事协商委员会台账", Kind: room.Stock, Needs: Read,
		Source: "期末已成立、没有撤销的村（居）民议事协商委员会",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			return d.standing(ctx, tx, scope, span)
		},
	}
}

// met is the ledger of councils that stand and have met.
func (d *Deliberation) met() room.Ledger {
	return room.Ledger{
		Name: "deliberation.met", Term: "开过会的议事协商委员会台账", Kind: room.Stock, Needs: Read,
		Source: "期末已成立、没有撤销，且截至期末开过会的村（居）民议事协商委员会",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			return d.standing(ctx, tx, scope, span, hasMet(span.Until.First().String()))
		},
	}
}
