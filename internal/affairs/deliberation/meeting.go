package deliberation

import (
	"context"

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

// A Meeting is one meeting of a council on one topic.
//
// 议事协商会议. 《村民委员会组织法》第三十四条（村务档案）.
type Meeting struct {
	Division division.Code // village or community
	Day      month.Day
	Topic    string // 议题
	Category string // work 重点工作, livelihood 民生实事, concern 热点难点, dispute 矛盾纠纷
	Channel  string // how the topic came in
	Present  int64  // of the members
	Agreed   bool   // an opinion was reached
	Opinion  string // 协商意见
	Assembly bool   // the law wants the assembly or its representatives to decide it
	Recorder string // who wrote the minutes
	Source   string
}

// meetings describes the register of meetings.
func (d *Deliberation) meetings() *registry.Book[Meeting] {
	return &registry.Book[Meeting]{
		Name: "deliberation.meeting", Table: "deliberation_meeting", Term: "议事会议", Path: "/deliberation/meetings",
		Lead:   "议事协商委员会的会议，一个议题一条。协商形成的是意见；依法应由村（居）民会议、代表会议决定的，提交会议决定。",
		Source: "议事协商会议登记簿",
		Home:   func(m *Meeting) *division.Code { return &m.Division },
		Title:  func(m Meeting) string { return m.Day.Term() + " " + m.Topic },
		Order:  "day", Latest: true, Reading: Read, Writing: Keeping, Check: d.checkMeeting, Places: place.Names, Figures: d.villagesThatMet,
		Fields: []registry.Field[Meeting]{
			{Name: "topic", Term: "议题", At: func(m *Meeting) any { return &m.Topic }, Need: true, Listed: true, Sought: true},
			{Name: "division", Term: "村（社区）", At: func(m *Meeting) any { return &m.Division }, Need: true, Fixed: true, Listed: true},
			{Name: "day", Term: "会议日期", At: func(m *Meeting) any { return &m.Day }, Need: true, Listed: true, Sifted: true},
			{Name: "category", Term: "议题类别", At: func(m *Meeting) any { return &m.Category }, Need: true, Listed: true, Sifted: true, Choices: registry.Words(
				web.Choice{Value: "work", Label: "重点工作"}, web.Choice{Value: "livelihood", Label: "民生实事"},
				web.Choice{Value: "concern", Label: "热点难点"}, web.Choice{Value: "dispute", Label: "矛盾纠纷"})},
			{Name: "channel", Term: "议题来源", At: func(m *Meeting) any { return &m.Channel }, Need: true, Sifted: true, Choices: registry.Words(
				web.Choice{Value: "visit", Label: "走访座谈"}, web.Choice{Value: "wechat", Label: "微信"}, web.Choice{Value: "phone", Label: "电话"},
				web.Choice{Value: "worthies", Label: "乡贤议事"}, web.Choice{Value: "villagers", Label: "村民说事"}, web.Choice{Value: "other", Label: "其他"})},
			{Name: "present", Term: "到会委员", Unit: "人", At: func(m *Meeting) any { return &m.Present }, Need: true, Listed: true},
			{Name: "agreed", Term: "形成协商意见", At: func(m *Meeting) any { return &m.Agreed }, Listed: true},
			{Name: "opinion", Term: "协商意见", At: func(m *Meeting) any { return &m.Opinion }, Long: true, Sought: true},
			{Name: "assembly", Term: "须提交村（居）民会议或代表会议决定", Hint: "《村民委员会组织法》第二十四条所列事项等", At: func(m *Meeting) any { return &m.Assembly }},
			{Name: "recorder", Term: "记录人", At: func(m *Meeting) any { return &m.Recorder }, Need: true},
			{Name: "source", Term: "依据", Hint: "会议记录原件存放处或编号", At: func(m *Meeting) any { return &m.Source }, Need: true, Long: true},
		},
	}
}

// checkMeeting wants a council that stood on the day, and no more of its members than it has.
func (d *Deliberation) checkMeeting(ctx context.Context, tx *store.Tx, by access.Actor, m, _ *Meeting) error {
	var faults fault.List
	if m.Day > tx.Today() {
		faults.Add(fault.Invalid("day", "会议日期在今天之后；开过会再登记"))
	}
	if m.Agreed == (m.Opinion == "") {
		faults.Add(fault.Invalid("opinion", "形成协商意见的请写明意见；没有形成的请不要填写"))
	}
	councils, err := d.Councils.List(ctx, tx, by.Scope(Keeping), registry.Query{Where: []registry.Condition{
		registry.Where("r.division = ?", string(m.Division)), registry.Where("r.founded <= ?", m.Day.String()),
		registry.Where("(r.ended = '' OR r.ended > ?)", m.Day.String()),
	}})
	switch {
	case err != nil:
		return err
	case len(councils) == 0:
		faults.Add(fault.Invalid("division", "这个村（社区）%s还没有议事协商委员会，请先登记委员会，或核对村名和日期", m.Day.Term()))
	case m.Present <= 0 || m.Present > councils[0].Is.Members:
		faults.Add(fault.Invalid("present", "到会委员应在1至%d人之间（%s共%d人）", councils[0].Is.Members, councils[0].Is.Name, councils[0].Is.Members))
	}
	return faults.Err()
}

// villagesThatMet tells in how many villages the listed meetings were.
func (d *Deliberation) villagesThatMet(ctx context.Context, tx *store.Tx, scope access.Scope, where []registry.Condition) ([]registry.Figure, error) {
	n, err := d.Meetings.Distinct(ctx, tx, scope, where, "division")
	return []registry.Figure{{Term: "开过会", Value: web.Grouped(n), Unit: "个村（社区）"}}, err
}

// held is the ledger of meetings.
func (d *Deliberation) held() room.Ledger {
	return room.Ledger{
		Name: "deliberation.meetings", Term: "议事会议台账", Kind: room.Flow, Needs: Read,
		Source: "期内召开的议事协商会议，不含作废的",
		Entries: func(ctx context.Context, tx *store.Tx, scope access.Scope, span month.Span) ([]room.Entry, error) {
			found, err := d.Meetings.List(ctx, tx, scope, registry.Query{Where: []registry.Condition{registry.During("day", span)}})
			if err != nil {
				return nil, err
			}
			var entries []room.Entry
			for _, m := range found {
				entries = append(entries, room.Entry{
					ID: m.ID, Day: m.Is.Day, Division: m.Is.Division, Programme: m.Is.Category, Heads: int(m.Is.Present), Words: m.Is.Topic, Path: d.Meetings.Path + "/" + m.ID,
				})
			}
			return entries, nil
		},
	}
}
